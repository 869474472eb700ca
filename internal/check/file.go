package check

import (
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// A fileResult is the part of the result that belongs to one file.
type fileResult struct {
	file        *source.File // nil if it cannot be read or is skipped
	unread      error        // the error of reading the file
	documents   []diag.Document
	diagnostics []diag.Diagnostic
	parsed      []*manifest.Document // the documents that rules read
	subjects    []lint.Subject
	custom      []target.Target      // the CRDs of the user that documents were checked against
	commented   []*manifest.Document // the documents with ignores
	top         *manifest.Document   // the first document of the file, if it has ignores and is not in commented
	protected   []protection
	referents   relevance.Referents // the referents in a file that is not parsed yet
	broken      []brokenDocument    // documents whose problems are reported only with a Backend in the file, or if another object refers to them
	hasBackend  bool                // a document is a Backend or a near miss of one
	err         error               // a bug of the tool
}

// judge reads the file with index i and checks its documents. It does not parse an irrelevant file, and does not keep the content of such a
// file.
func (p *fileResult) judge(read func(int) (*source.File, error), i int, o *Options) {
	p.file, p.unread = read(i)
	switch {
	case p.file == nil:
	case !o.IsRelevant(p.file):
		p.file = p.file.WithoutContent()
	case o.defers && p.isForLater():
		if !p.referents.Template { // fix.Preview checks the Result's Files again, and must find these templates again
			p.file = p.file.WithoutContent()
		}
	default:
		p.referents = relevance.Referents{}
		p.judgeFile(p.file, *o)
	}
}

// isForLater reports whether a file can be postponed, because rules read its objects only if another object refers to them. If so, it sets
// p.referents.
func (p *fileResult) isForLater() bool {
	if strings.Contains(p.file.Text(), directivePrefix) || relevance.Operation(p.file) {
		return false // a directive can have its own finding, and a patch can change an object of any kind
	}
	referents, only := relevance.ReferentsOf(p.file)
	if only = only && len(referents.Kinds) > 0; only {
		p.referents = referents
	}
	return only
}

// judgeFile checks the documents of a file in order. It keeps the documents that rules read, and the documents with ignores.
func (p *fileResult) judgeFile(f *source.File, o Options) {
	p.file = f
	patches := sync.OnceValue(func() []kustomize.Patch { return o.Kustomize.Patches(f.Name()) })
	manifest.Each(f, manifest.Options{Templates: o.Templates}, func(documents []*manifest.Document, problems []diag.Diagnostic) {
		of := problemsOf(problems, documents)
		before := len(p.diagnostics)
		for i, d := range documents {
			j := judge{document: d, options: &o, patches: patches()}
			if of != nil {
				j.problems = of[i]
			}
			if err := j.run(); err != nil {
				p.err = err
				return
			}
			p.hasBackend = p.hasBackend || !j.row.Skipped
			if j.row.Skipped && d.Broken && len(j.found) == 0 {
				p.broken = append(p.broken, brokenDocument{d, j.problems})
			}
			p.documents = append(p.documents, j.row)
			p.noteCustom(j.by)
			p.diagnostics = append(p.diagnostics, j.found...)
			p.protected = append(p.protected, protections(d)...)
			if len(o.Rules) > 0 {
				p.keep(&j)
			}
		}
		if n := len(documents); n > 1 && documents[0].Index != documents[n-1].Index {
			// Both objects next to a missing "---" report it, so equal findings are merged.
			p.diagnostics = append(p.diagnostics[:before], diag.Merge(p.diagnostics[before:])...)
		}
		p.keepCommented(documents, o)
	})
	if p.hasBackend {
		p.reportNeighbours()
	}
}

// noteCustom records the CRDs that a document was checked against.
func (p *fileResult) noteCustom(by []target.Target) {
	for _, t := range by {
		if t.Custom() && !slices.Contains(p.custom, t) {
			p.custom = append(p.custom, t)
		}
	}
}

// keep keeps a document that rules read. It does not keep a patch, which is only a part of an object.
func (p *fileResult) keep(j *judge) {
	if j.isPart() || !isRead(j.document) {
		return
	}
	p.parsed = append(p.parsed, j.document)
	if !j.row.Skipped {
		p.subjects = append(p.subjects, lint.Subject{Document: j.document, Targets: j.by})
	}
}

// isRead reports whether rules may read a document. An item of a List may be defined by an alias, so its own text does not show what it
// contains.
func isRead(d *manifest.Document) bool {
	return d.Path != "" || kustomize.Is(d) || relevance.RelatedText(d.File.Slice(d.Span))
}

// keepCommented keeps the documents of a batch whose comments contain ignores. The objects of one List share their comments. It does not
// keep documents whose ignores would be wrongly reported as unused: broken ones and, in a run without rules, skipped ones that are not
// patches. The first document of the file is kept as p.top then, because it may have ignores for the whole file.
func (p *fileResult) keepCommented(documents []*manifest.Document, o Options) {
	rows := p.documents[len(p.documents)-len(documents):]
	silences := false
	for i, d := range documents {
		if i == 0 || d.Index != documents[i-1].Index {
			silences = silencesAny(d)
		}
		switch {
		case !silences:
		case d.Root != nil && (len(o.Rules) > 0 || !rows[i].Skipped || rows[i].Parts > 0):
			p.commented = append(p.commented, d)
		case d.Index == 0:
			p.top = d
		}
	}
}

// count returns the number of YAML documents in the file.
func (p *fileResult) count() int {
	if len(p.documents) == 0 {
		return 0
	}
	return p.documents[len(p.documents)-1].Index + 1
}

// suppress marks the findings of the file that ignores suppress, and adds findings about invalid and unused ignores. An ignore for a rule
// that did not run is not reported as unused.
func (p *fileResult) suppress(o Options) {
	s := &silence{lookedFor: o.looksFor}
	s.header(p.top)
	p.diagnostics = append(s.piece(p.commented, p.diagnostics), s.end()...)
	p.commented, p.top = nil, nil
	clearClosest(p.documents, p.diagnostics)
}

// clearClosest clears the closest release of each document whose errors are all suppressed, because the report shows none of these errors.
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
