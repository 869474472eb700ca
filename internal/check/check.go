// Package check is the pipeline: files and options to a Result. The verbs differ in the options that they give it, and in
// nothing else. It does not read files and does not print.
package check

import (
	"context"
	"runtime"
	"slices"
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
	// Names finds the targets that a document names in a comment, beside those that are built in.
	Names target.Names
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

	// defers leaves files for later that matter only if something refers to what is in them.
	defers bool
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

// Files judges files in parallel; the Result has all of them, in their order. It returns early only when ctx ends. An error means that the
// tool itself is broken, not a manifest.
func Files(ctx context.Context, files []*source.File, o Options) (*diag.Result, error) {
	if o.Kustomize == nil {
		o.Kustomize = kustomize.Among(files)
	}
	r, _, err := Read(ctx, len(files), func(i int) (*source.File, error) { return files[i], nil }, o)
	if err == nil {
		r.Files = slices.Clone(files) // with their content: the caller may write them
	}
	return r, err
}

// Read is Files for n files that are read when their turn comes. The content of those that are not looked at is not kept: of these the
// Result's Files are names alone. A file may be read twice. The errors of read come back in the order of the files; a file that is nil
// without an error is left out.
func Read(ctx context.Context, n int, read func(i int) (*source.File, error), o Options) (r *diag.Result, unread []error, err error) {
	o.defers = len(o.Rules) > 0 && o.Complete != lint.Partial // else an object proves that others of its kind are there
	return judgeFiles(ctx, n, read, o)
}

func judgeFiles(ctx context.Context, n int, read func(i int) (*source.File, error), o Options) (r *diag.Result, unread []error, err error) {
	parts := make([]part, n)
	err = o.each(ctx, indexes(n), func(i int) { parts[i].judge(read, i, &o) })
	if err == nil && o.defers {
		o.Progress, o.defers = nil, false // all of them have been counted
		err = o.each(ctx, named(parts), func(i int) { parts[i].judge(read, i, &o) })
	}
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
	}
	for i := range parts {
		parts[i].suppress(o)
	}
	r, err = join(parts, o)
	return r, unread, err
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// each does something for each of some files, side by side, and for more at a time than there are processors, because a disk can do
// several things at a time.
func (o *Options) each(ctx context.Context, files []int, do func(i int)) error {
	if len(files) == 1 {
		do(files[0]) // to start a worker would take longer
		return ctx.Err()
	}
	var next, done atomic.Int64
	var workers sync.WaitGroup
	for range min(2*runtime.GOMAXPROCS(0), len(files)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				do(files[i])
				if finished := done.Add(1); o.Progress != nil {
					o.Progress(int(finished), len(files))
				}
			}
		})
	}
	workers.Wait()
	return ctx.Err()
}

func join(parts []part, o Options) (*diag.Result, error) {
	r := newResult(o)
	r.Files = make([]*source.File, 0, len(parts))
	documents := 0
	for _, p := range parts {
		documents += len(p.documents)
	}
	r.Documents = make([]diag.Document, 0, documents)
	addCommented(r, parts)
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

// newResult returns a Result of no documents: what the run looks for, and the columns.
func newResult(o Options) *diag.Result {
	r := &diag.Result{Rules: descriptors(o.Rules), Auto: len(o.Targets) == 0}
	for _, t := range columns(o) {
		r.Targets = append(r.Targets, t.ID)
		addCustom(r, t)
	}
	return r
}

// addCommented adds the CRDs that documents name in comments.
func addCommented(r *diag.Result, parts []part) {
	for _, p := range parts {
		for _, t := range p.custom {
			addCustom(r, t)
		}
	}
}

// addCustom adds what is to be said of a CRD, once.
func addCustom(r *diag.Result, t target.Target) {
	if t.Custom() && !slices.Contains(r.Custom, t.ID) {
		r.Custom = append(r.Custom, t.ID)
		r.Unchecked = append(r.Unchecked, unchecked(t)...)
	}
}

// unchecked returns the rules of a target that no document is checked against.
func unchecked(t target.Target) []diag.Unchecked {
	var out []diag.Unchecked
	for _, version := range t.Versions() {
		for _, u := range t.Unjudged(version) {
			if one := (diag.Unchecked{Target: t.ID, Field: u.Field, Rule: u.Rule, Message: u.Message}); !slices.Contains(out, one) {
				out = append(out, one)
			}
		}
	}
	return out
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
