package check

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// mostListed is the maximum number of findings that a stream lists, and mostKept the maximum total size of the pieces that contain them, in
// bytes. Other findings are only counted.
const (
	mostListed = 1000
	mostKept   = 16 << 20
)

// Stream checks one input piece by piece, several pieces in parallel, in constant memory. The Result contains the first thousand findings
// and their documents; other findings and documents are only counted. The options must have no Rules, because rules need all documents
// together. unread is the error that ended the input; the pieces before this error were checked.
func Stream(ctx context.Context, pieces iter.Seq2[*source.File, error], o Options) (r *diag.Result, unread, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	results := make(chan chan fileResult, workers)
	slots := make(chan struct{}, workers)
	go func() {
		defer close(results)
		for f, err := range pieces {
			judged := make(chan fileResult, 1)
			select {
			case results <- judged:
			case <-ctx.Done():
				return
			}
			if err != nil {
				judged <- fileResult{unread: err}
				return
			}
			slots <- struct{}{}
			go func() {
				var p fileResult
				p.judgeFile(f, o)
				judged <- p
				<-slots
			}()
		}
	}()
	s := newStream(o)
	for {
		select {
		case judged, more := <-results:
			if !more {
				return s.end(), nil, ctx.Err()
			}
			p := <-judged
			if p.unread != nil || p.err != nil {
				return s.end(), p.unread, p.err
			}
			s.add(p)
			if o.Progress != nil {
				o.Progress(s.result.Unlisted.YAMLDocuments, 0)
			}
		case <-ctx.Done(): // reading the next piece may block forever
			return nil, nil, ctx.Err()
		}
	}
}

// A stream joins the results of the pieces of an input.
type stream struct {
	options Options
	silence *silence
	result  *diag.Result
	// waiting are the pieces that are not in the result yet, and waits is their total size in bytes. The first of them has a document that
	// is not YAML or JSON, which is an error only beside a Backend, and no piece has a Backend so far.
	waiting    []fileResult
	waits      int
	hasBackend bool

	kept  int  // the total size of the pieces with listed findings, in bytes
	first int  // the number of listed findings in the first piece
	full  bool // a limit was reached, so no more findings are listed
}

func newStream(o Options) *stream {
	s := &stream{options: o, silence: &silence{lookedFor: o.looksFor}}
	o.Rules = nil
	s.result = newResult(o)
	return s
}

// add adds the result of the next piece, at once or later.
func (s *stream) add(p fileResult) {
	s.hasBackend = s.hasBackend || p.hasBackend
	s.waiting = append(s.waiting, p)
	s.waits += len(p.file.Text())
	if s.hasBackend || len(s.waiting[0].broken) == 0 || s.waits > mostKept {
		s.flush()
	}
}

// flush adds the results of the waiting pieces.
func (s *stream) flush() {
	for _, p := range s.waiting {
		if s.hasBackend {
			p.reportNeighbours()
		}
		s.join(p)
	}
	s.waiting, s.waits = nil, 0
}

// join adds the result of a piece to the Result.
func (s *stream) join(p fileResult) {
	isFirst := len(s.result.Files) == 0
	if isFirst {
		s.result.Files = []*source.File{p.file.WithoutContent()}
	}
	addCommented(s.result, []fileResult{p})
	before := s.result.Unlisted.YAMLDocuments
	s.result.Unlisted.YAMLDocuments += p.count()
	for i := range p.documents {
		p.documents[i].Index += before
	}
	for i := range p.diagnostics {
		if p.diagnostics[i].Document >= 0 {
			p.diagnostics[i].Document += before
		}
	}
	for _, d := range p.commented {
		d.Index += before
	}
	if isFirst {
		s.silence.header(p.top)
	}
	found := s.finish(s.silence.piece(p.commented, withoutHarm(p.diagnostics, p.protected)))
	clearClosest(p.documents, found)
	listed := s.list(p.file, found)
	if isFirst {
		s.first = listed
	}
	for i := range found[listed:] {
		s.result.Unlisted.Diagnostic(&found[listed+i])
	}
	owned := map[int]bool{}
	for i := range found[:listed] {
		owned[found[i].Document] = true
	}
	for i := range p.documents {
		if d := &p.documents[i]; owned[d.Index] {
			s.result.Documents = append(s.result.Documents, *d)
		} else {
			s.result.Unlisted.Document(d)
		}
	}
}

// list keeps findings of one piece of the input until mostListed or mostKept is reached. It returns the number of findings that it kept.
func (s *stream) list(f *source.File, found []diag.Diagnostic) int {
	free := mostListed - len(s.result.Diagnostics)
	switch {
	case len(found) == 0:
		return 0
	case s.full || s.kept > 0 && s.kept+len(f.Text()) > mostKept:
		free = 0
	}
	n := min(len(found), free)
	s.full = s.full || n < len(found)
	if n > 0 {
		s.kept += len(f.Text())
	}
	s.result.Diagnostics = append(s.result.Diagnostics, found[:n]...)
	return n
}

// finish applies the configured severities, sorts the findings, and removes conflicting fixes.
func (s *stream) finish(found []diag.Diagnostic) []diag.Diagnostic {
	r := diag.Result{Diagnostics: configured(found, s.options.Severity, s.result.Rules)}
	conclude(&r)
	return r.Diagnostics
}

// end adds the findings that depend on the whole input, and returns the Result. The help of the last finding contains the number of
// findings that are not listed.
func (s *stream) end() *diag.Result {
	s.flush()
	r := s.result
	if late := s.finish(s.silence.end()); len(late) > 0 {
		top := s.finish(append(slices.Clone(r.Diagnostics[:s.first]), late...)) // late findings are about comments in the first piece
		r.Diagnostics = append(top, r.Diagnostics[s.first:]...)
	}
	if more := r.Unlisted.Findings(); more > 0 && len(r.Diagnostics) > 0 {
		r.Diagnostics[len(r.Diagnostics)-1].Help = fmt.Sprintf("fix these first: %d more findings are counted but not listed", more)
	}
	return r
}
