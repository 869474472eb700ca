// Package check is the pipeline: files and options to a Result. The verbs differ in the options that they give it, and in
// nothing else. It does not read files and does not print.
package check

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// Options say what to judge by.
type Options struct {
	// Targets to judge every document by; none means auto: a document is valid if any target accepts it.
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
	parts, err := judgeFiles(ctx, files, o)
	if err != nil {
		return nil, err
	}
	if len(o.Rules) > 0 {
		if err := look(ctx, parts, o); err != nil {
			return nil, err
		}
	}
	for i := range parts {
		parts[i].diagnostics = suppress(parts[i].commented(o), parts[i].diagnostics, o.looksFor)
	}
	return join(files, parts, o)
}

func judgeFiles(ctx context.Context, files []*source.File, o Options) ([]part, error) {
	parts := make([]part, len(files))
	if len(files) == 1 {
		parts[0] = judgeFile(files[0], o) // to start a worker would take longer
		return parts, nil
	}
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		workers.Go(func() {
			for i := range next {
				parts[i] = judgeFile(files[i], o)
			}
		})
	}
	err := feed(ctx, next, len(files))
	workers.Wait()
	return parts, err
}

func feed(ctx context.Context, next chan<- int, n int) error {
	defer close(next)
	for i := range n {
		select {
		case next <- i:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// A part is what one file adds to the result.
type part struct {
	documents   []diag.Document
	diagnostics []diag.Diagnostic
	parsed      []*manifest.Document
	subjects    []lint.Subject
	err         error
}

func judgeFile(f *source.File, o Options) part {
	documents, problems := manifest.Parse(f, manifest.Options{Templates: o.Templates})
	p := part{parsed: documents}
	for _, d := range documents {
		j := &judge{document: d, options: o, problems: problemsOf(problems, d, documents)}
		if err := j.run(); err != nil {
			return part{err: err}
		}
		p.documents = append(p.documents, j.row)
		p.diagnostics = append(p.diagnostics, j.found...)
		if !j.row.Skipped {
			p.subjects = append(p.subjects, lint.Subject{Document: d, Targets: j.by})
		}
	}
	return p
}

// commented returns the documents whose comments count: the Backends, and whatever else rules look at.
func (p *part) commented(o Options) []*manifest.Document {
	if len(o.Rules) > 0 {
		return p.parsed
	}
	var out []*manifest.Document
	for _, s := range p.subjects {
		out = append(out, s.Document)
	}
	return out
}

// problemsOf returns what kept a document from being decoded. A problem inside of an item of a List is that item's; one
// outside of all is every item's, because none of them can be decoded.
func problemsOf(problems []diag.Diagnostic, d *manifest.Document, all []*manifest.Document) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, p := range problems {
		if p.Document == d.Index && (inItem(p, d) || !slices.ContainsFunc(all, func(other *manifest.Document) bool { return inItem(p, other) })) {
			out = append(out, p)
		}
	}
	return out
}

// inItem says whether a problem lies inside of one item of a List.
func inItem(p diag.Diagnostic, d *manifest.Document) bool {
	return p.Document == d.Index && d.Path != "" && d.Span.Contains(p.Span.Start)
}

func join(files []*source.File, parts []part, o Options) (*diag.Result, error) {
	r := &diag.Result{Files: files, Rules: descriptors(o.Rules), Auto: len(o.Targets) == 0}
	for _, t := range columns(o) {
		r.Targets = append(r.Targets, t.ID)
	}
	for _, p := range parts {
		if p.err != nil {
			return nil, p.err
		}
		r.Documents = append(r.Documents, p.documents...)
		r.Diagnostics = append(r.Diagnostics, p.diagnostics...)
	}
	r.Diagnostics = configured(r.Diagnostics, o.Severity, r.Rules)
	r.Sort()
	return r, nil
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
