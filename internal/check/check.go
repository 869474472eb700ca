// Package check is the pipeline: files and options to a Result. The verbs differ in the options that they give it, and in
// nothing else. It does not read files and does not print.
package check

import (
	"context"
	"runtime"
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// Options say what to judge by.
type Options struct {
	// Targets to judge every document by; none means auto: a document is valid if any release accepts it.
	Targets []target.Target
	// Override lets Targets win over a target that a document names in a comment, as a flag does and a configuration
	// file does not.
	Override bool
	// Templates takes the values of unrendered template expressions as unknown instead of as text.
	Templates bool
	// AllVerdicts asks for every target's verdict under auto, which costs the compilation of every schema.
	AllVerdicts bool
	// Rules are what looks at the whole set behind the schemas, as lint does; none for the API server's verdict alone.
	Rules []lint.Rule
	// Complete says how much of what there is the files are, for rules about what is missing.
	Complete lint.Completeness
	// Kustomize finds the files that are patches; nil for those among the files of the run.
	Kustomize *kustomize.Index
	// Progress, if not nil, is told how many of all files are done, by several goroutines.
	Progress func(done, total int)
	// Severity returns what the configuration says of a rule for a file; false when it says nothing. It may be nil.
	Severity func(rule, file string) (diag.Severity, bool)
}

// Rules describes every rule that there is.
func Rules() []diag.Descriptor { return descriptors(rules.All()) }

// descriptors describes the rules that every run has, and those of lint that one has.
func descriptors(rules []lint.Rule) []diag.Descriptor {
	var all []diag.Descriptor
	all = append(all, manifest.Rules()...)
	all = append(all, schema.Rules()...)
	all = append(all, own...)
	for _, r := range rules {
		all = append(all, r.Descriptor)
	}
	return all
}

// Files judges files in parallel and keeps their order. It returns early only when ctx ends. An error means that the
// tool itself is broken, not a manifest.
func Files(ctx context.Context, files []*source.File, o Options) (*diag.Result, error) {
	if o.Kustomize == nil {
		o.Kustomize = kustomize.Among(files)
	}
	matters := o.mattering()
	r, _, err := judgeAll(ctx, len(files), func(i int, p *part, _ []byte) []byte {
		p.judgeFile(files[i], o, matters)
		return nil
	}, o)
	return r, err
}

// Read is Files for n files that are read when their turn comes. The content of those that have no findings is not kept, so the
// Result's Files may be names alone. The errors of read come back in the order of the files; a file that is nil without an error
// is left out. The room that read is given is that of a file that is not kept, for the bytes of this one.
func Read(ctx context.Context, n int, read func(i int, room []byte) (*source.File, error), o Options) (r *diag.Result, unread []error, err error) {
	matters := o.mattering()
	return judgeAll(ctx, n, func(i int, p *part, room []byte) []byte {
		f, err := read(i, room)
		if err != nil || f == nil {
			p.unread = err
			return nil
		}
		p.judgeFile(f, o, matters)
		if len(o.Rules) > 0 || !p.release() {
			return nil
		}
		return f.Raw()
	}, o)
}

// A judging judges one file into its part. It is given room for the content, and returns that of a file that is not kept.
type judging func(i int, p *part, room []byte) []byte

func judgeAll(ctx context.Context, n int, judge judging, o Options) (r *diag.Result, unread []error, err error) {
	parts, err := judgeEach(ctx, n, judge, o)
	if err != nil {
		return nil, nil, err
	}
	for i := range parts {
		if parts[i].unread != nil {
			unread = append(unread, parts[i].unread)
		}
	}
	parts = slices.DeleteFunc(parts, func(p part) bool { return p.file == nil })
	if len(o.Rules) > 0 {
		if err := look(ctx, parts, o); err != nil {
			return nil, nil, err
		}
		for i := range parts {
			parts[i].suppress(o)
		}
	}
	r, err = join(parts, o)
	return r, unread, err
}

// judgeEach judges side by side, and more than there are processors, because a disk can do several things at a time.
func judgeEach(ctx context.Context, n int, judge judging, o Options) ([]part, error) {
	parts := make([]part, n)
	if n == 1 {
		judge(0, &parts[0], nil) // to start a worker would take longer
		return parts, nil
	}
	var next, done atomic.Int64
	var workers sync.WaitGroup
	for range min(2*runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			var room []byte
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				room = judge(i, &parts[i], room)
				if finished := done.Add(1); o.Progress != nil {
					o.Progress(int(finished), n)
				}
			}
		})
	}
	workers.Wait()
	return parts, ctx.Err()
}

// A part is what one file adds to the result.
type part struct {
	file        *source.File
	unread      error // why it could not be read
	partial     bool  // nothing of it matters
	documents   []diag.Document
	diagnostics []diag.Diagnostic
	parsed      []*manifest.Document
	subjects    []lint.Subject
	commented   []*manifest.Document // whose comments silence something
	protected   []protection
	err         error
}

// judgeFile judges the documents of a file one after the other. It keeps them only where rules are going to look at them together,
// or where their comments silence something. An irrelevant file is not parsed.
func (p *part) judgeFile(f *source.File, o Options, matters func(apiVersion, kind string) bool) {
	if !o.IsRelevant(f) {
		p.file, p.partial = f, true
		return
	}
	p.judgePiece(f, o, matters)
	if len(o.Rules) == 0 {
		p.suppress(o)
	}
}

// judgePiece judges without a look at what comments silence.
func (p *part) judgePiece(f *source.File, o Options, matters func(apiVersion, kind string) bool) {
	p.file, p.partial = f, true
	var j judge
	patches := sync.OnceValue(func() []kustomize.Patch { return o.Kustomize.Patches(f.Name()) })
	read(f, o, matters, func(documents []*manifest.Document, problems []diag.Diagnostic) {
		of := problemsOf(problems, documents)
		before := len(p.diagnostics)
		for i, d := range documents {
			j = judge{document: d, options: &o}
			if len(o.Rules) > 0 || !d.Partial {
				j.patches = patches()
			}
			if of != nil {
				j.problems = of[i]
			}
			if err := j.run(); err != nil {
				p.err = err
				return
			}
			p.partial = p.partial && d.Partial
			p.documents = append(p.documents, j.row)
			p.diagnostics = append(p.diagnostics, j.found...)
			p.protected = append(p.protected, protections(d)...)
			if len(o.Rules) > 0 {
				p.keep(&j)
			}
		}
		if n := len(documents); n > 1 && documents[0].Index != documents[n-1].Index {
			p.diagnostics = append(p.diagnostics[:before], diag.Merge(p.diagnostics[before:])...) // both objects beside a missing marker have it
		}
		p.keepCommented(documents, o)
	})
}

// Of a file that is at least so large, in bytes, so many parsed documents are handed over at once.
const (
	largeFile = 1 << 18
	batch     = 64
)

// read gives do what is in one YAML document of a file after the other. Where rules look at all of them together, they are kept
// anyway: then those of a large file are parsed while others are judged.
func read(f *source.File, o Options, matters func(apiVersion, kind string) bool, do func([]*manifest.Document, []diag.Diagnostic)) {
	if kustomize.IsFileName(f.Name()) {
		matters = nil // a Kustomization needs no kind
	}
	options := manifest.Options{Templates: o.Templates, Matters: matters, Fleeting: len(o.Rules) == 0}
	if options.Fleeting || len(f.Text()) < largeFile {
		manifest.Each(f, options, do)
		return
	}
	type parsed struct {
		documents []*manifest.Document
		problems  []diag.Diagnostic
	}
	batches := make(chan []parsed, 2)
	go func() {
		defer close(batches)
		var some []parsed
		manifest.Each(f, options, func(documents []*manifest.Document, problems []diag.Diagnostic) {
			if some = append(some, parsed{documents, problems}); len(some) == batch {
				batches <- some
				some = make([]parsed, 0, batch)
			}
		})
		batches <- some
	}()
	for some := range batches {
		for _, p := range some {
			do(p.documents, p.problems)
		}
	}
}

// keep keeps a document that rules look at. A patch is a part of an object that is somewhere else.
func (p *part) keep(j *judge) {
	if j.isPart() {
		return
	}
	p.parsed = append(p.parsed, j.document)
	if !j.row.Skipped {
		p.subjects = append(p.subjects, lint.Subject{Document: j.document, Targets: j.by})
	}
}

// keepCommented keeps the last documents that were judged, the objects of one List, if their comments silence something; they share
// them. What rules do not look at need not be told that its comments silence nothing.
func (p *part) keepCommented(documents []*manifest.Document, o Options) {
	rows := p.documents[len(p.documents)-len(documents):]
	silences := false
	for i, d := range documents {
		if i == 0 || d.Index != documents[i-1].Index {
			silences = silencesAny(d)
		}
		if silences && (len(o.Rules) > 0 || !rows[i].Skipped || rows[i].Parts > 0) {
			p.commented = append(p.commented, d)
		}
	}
}

// count is how many YAML documents there are.
func (p *part) count() int {
	if len(p.documents) == 0 {
		return 0
	}
	return p.documents[len(p.documents)-1].Index + 1
}

func (p *part) suppress(o Options) {
	p.diagnostics = suppress(p.commented, p.diagnostics, o.looksFor)
	p.commented = nil
	clearClosest(p.documents, p.diagnostics)
}

// clearClosest forgets the closest release of documents whose errors are all suppressed: nothing is shown of it.
func clearClosest(documents []diag.Document, found []diag.Diagnostic) {
	counts := map[int]bool{}
	for i := range found {
		if found[i].Severity == diag.Error && found[i].Suppressed == nil {
			counts[found[i].Document] = true
		}
	}
	for i := range documents {
		if !counts[documents[i].Index] {
			documents[i].Closest = ""
		}
	}
}

// release lets go of the content of a file without findings: nothing is going to be shown of it. It says whether all that refers to
// the content is gone, which is certain only where none of it mattered.
func (p *part) release() bool {
	if len(p.diagnostics) > 0 {
		return false
	}
	p.file = p.file.WithoutContent()
	for i := range p.documents {
		d := &p.documents[i]
		d.File = p.file
		names := []*string{&d.APIVersion, &d.Kind, &d.Namespace, &d.Name, &d.Origin}
		rest := d.APIVersion + d.Kind + d.Namespace + d.Name + d.Origin
		for _, name := range names {
			*name, rest = rest[:len(*name)], rest[len(*name):]
		}
	}
	return p.partial
}

// problemsOf returns for each of the objects of one part of a file what kept it from being decoded, nil where nothing did.
func problemsOf(problems []diag.Diagnostic, objects []*manifest.Document) [][]diag.Diagnostic {
	if len(objects) == 0 || len(problems) == 0 {
		return nil
	}
	out := make([][]diag.Diagnostic, len(objects))
	for first := 0; first < len(objects); {
		end := first + 1
		for end < len(objects) && objects[end].Index == objects[first].Index {
			end++
		}
		var of []diag.Diagnostic
		for _, p := range problems {
			if p.Document == objects[first].Index {
				of = append(of, p)
			}
		}
		share(of, objects[first:end], out[first:end])
		first = end
	}
	return out
}

// share gives the problems of one document to the objects in it. One inside of an item of a List is that item's. One outside of all is
// the first one's; because none of them can be decoded, the others have the first such error, too.
func share(problems []diag.Diagnostic, objects []*manifest.Document, out [][]diag.Diagnostic) {
	var common []diag.Diagnostic
	for _, p := range problems {
		after := sort.Search(len(objects), func(i int) bool { return objects[i].Span.Start > p.Span.Start })
		switch i := after - 1; {
		case objects[0].Path == "":
			out[0] = append(out[0], p)
		case i >= 0 && objects[i].Span.Contains(p.Span.Start):
			out[i] = append(out[i], p)
		default:
			common = append(common, p)
		}
	}
	out[0] = append(out[0], common...)
	if i := slices.IndexFunc(common, func(p diag.Diagnostic) bool { return p.Severity == diag.Error }); i >= 0 {
		for o := range out[1:] {
			out[o+1] = append(out[o+1], common[i])
		}
	}
}

func join(parts []part, o Options) (*diag.Result, error) {
	r := &diag.Result{Files: make([]*source.File, 0, len(parts)), Rules: descriptors(o.Rules), Auto: len(o.Targets) == 0}
	documents := 0
	for _, p := range parts {
		documents += len(p.documents)
	}
	r.Documents = make([]diag.Document, 0, documents)
	for _, t := range columns(o) {
		r.Targets = append(r.Targets, t.ID)
	}
	for _, p := range parts {
		if p.err != nil {
			return nil, p.err
		}
		r.Files = append(r.Files, p.file)
		r.Documents = append(r.Documents, p.documents...)
		r.Diagnostics = append(r.Diagnostics, withoutHarm(p.diagnostics, p.protected)...)
	}
	r.Diagnostics = configured(r.Diagnostics, o.Severity, r.Rules)
	conclude(r)
	return r, nil
}

// conclude puts the findings of a report in order, and leaves no two of them with fixes that conflict.
func conclude(r *diag.Result) {
	for i := range r.Diagnostics {
		r.Diagnostics[i].Shorten()
	}
	r.Sort()
	diag.Settle(r.Diagnostics)
}

// columns returns the targets of a run in order: those that were asked for, or all of them.
func columns(o Options) []target.Target {
	if len(o.Targets) > 0 {
		return o.Targets
	}
	return target.All()
}

// configured gives findings the severity that the configuration wants and drops those that are off.
func configured(found []diag.Diagnostic, severity func(rule, file string) (diag.Severity, bool), rules []diag.Descriptor) []diag.Diagnostic {
	optIn := map[string]bool{}
	for _, r := range rules {
		optIn[r.ID] = r.OptIn
	}
	var out []diag.Diagnostic
	for _, d := range found {
		wanted := false
		if severity != nil {
			var s diag.Severity
			if s, wanted = severity(d.Rule, d.File.Name()); wanted {
				d.Severity = s
			}
		}
		if d.Severity != diag.Off && (wanted || !optIn[d.Rule]) {
			out = append(out, d)
		}
	}
	return out
}
