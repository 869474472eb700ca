// Package check checks files and returns the findings as a [diag.Result]. The commands that check manifests call it, each with its own
// options. It does not open files and does not print: the caller provides the content of the files, and prints the Result.
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

// Options configure a run.
type Options struct {
	// Targets are the targets to check every document against. If Targets is empty, auto applies: a document is valid if any release accepts
	// it.
	Targets []target.Target
	// Names finds targets by the names in the comments of documents: the built-in targets, and the CRDs of the run.
	Names target.Names
	// Override gives Targets precedence over a target in a document's comment. It is set if Targets come from a flag, and not from the
	// configuration file.
	Override bool
	// Templates treats values with unrendered templates as unknown instead of as text.
	Templates bool
	// AllVerdicts adds every target's verdict under auto. This compiles every schema, which takes time.
	AllVerdicts bool
	// Rules run over all documents after the schema checks, as in `backendctl lint`. If Rules is empty, only the schemas are checked.
	Rules []lint.Rule
	// Complete states how complete the files are, for rules about missing objects.
	Complete lint.Completeness
	// Kustomize finds the files that are patches. [Files] builds it from its files if it is nil.
	Kustomize *kustomize.Index
	// Progress is called with the number of finished files and of all files, from several goroutines. It may be nil.
	Progress func(done, total int)
	// Severity returns the configured severity of a rule for a file, or false if there is none. It may be nil.
	Severity func(rule, file string) (diag.Severity, bool)

	// defers postpones files that contain only Secrets, ConfigMaps and Services. Rules read such an object only if another object refers to
	// it.
	defers bool
}

// Rules returns the descriptors of all rules.
func Rules() []diag.Descriptor { return descriptors(rules.All()) }

// descriptors returns the descriptors of the rules that always run, and of the given lint rules.
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

// Files checks files in parallel. The Result has all of the files, in their order. The error is that of ctx if ctx ends early; any other
// error is a bug of the tool, because mistakes in manifests are findings.
func Files(ctx context.Context, files []*source.File, o Options) (*diag.Result, error) {
	if o.Kustomize == nil {
		o.Kustomize = kustomize.Among(files)
	}
	r, _, err := Read(ctx, len(files), func(i int) (*source.File, error) { return files[i], nil }, o)
	if err == nil {
		r.Files = slices.Clone(files) // the files with their content, because the caller may write fixed files
	}
	return r, err
}

// Read is like Files for n files that are read on demand. The content of irrelevant files is not kept: the Result's Files have only their
// names. A file may be read twice. unread contains the errors of the function read, in the order of the files. A nil file without an error
// is skipped.
func Read(ctx context.Context, n int, read func(i int) (*source.File, error), o Options) (r *diag.Result, unread []error, err error) {
	o.defers = o.mayDefer()
	return judgeFiles(ctx, n, read, o)
}

// mayDefer reports whether files that contain only referents may be postponed. If single files are given, they may not: then a parsed
// referent shows that the input includes objects of the referent's kind.
func (o *Options) mayDefer() bool { return len(o.Rules) > 0 && o.Complete != lint.Partial }

func judgeFiles(ctx context.Context, n int, read func(i int) (*source.File, error), o Options) (r *diag.Result, unread []error, err error) {
	results := make([]fileResult, n)
	err = o.each(ctx, indexes(n), func(i int) { results[i].judge(read, i, &o) })
	if err == nil && o.defers {
		o.Progress, o.defers = nil, false // Progress has counted all files
		err = o.each(ctx, named(results), func(i int) { results[i].judge(read, i, &o) })
	}
	if err != nil {
		return nil, nil, err
	}
	r, unread, _, err = finish(ctx, results, o)
	return r, unread, err
}

// finish runs the rules over the documents of all files together, and joins the results of the files into one Result. It changes results.
// It also returns the errors of files that could not be read, and the documents that the rules read; set is nil without rules.
func finish(ctx context.Context, results []fileResult, o Options) (r *diag.Result, unread []error, set *lint.Set, err error) {
	for i := range results {
		if results[i].unread != nil {
			unread = append(unread, results[i].unread)
		}
	}
	results = slices.DeleteFunc(results, func(p fileResult) bool { return p.file == nil })
	if len(o.Rules) > 0 {
		if set, err = look(ctx, results, o); err != nil {
			return nil, nil, nil, err
		}
	}
	for i := range results {
		results[i].suppress(o)
	}
	r, err = join(results, o)
	return r, unread, set, err
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// each calls do with each index in files, in parallel. It runs more workers than processors, because a disk handles several reads at a
// time.
func (o *Options) each(ctx context.Context, files []int, do func(i int)) error {
	if len(files) == 1 {
		do(files[0]) // for one file, starting a worker takes longer
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

func join(results []fileResult, o Options) (*diag.Result, error) {
	r := newResult(o)
	r.Files = make([]*source.File, 0, len(results))
	documents := 0
	for _, p := range results {
		documents += len(p.documents)
	}
	r.Documents = make([]diag.Document, 0, documents)
	addCommented(r, results)
	for _, p := range results {
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

// conclude shortens long texts of findings, sorts the findings, and removes fixes that conflict with a fix of another finding.
func conclude(r *diag.Result) {
	for i := range r.Diagnostics {
		r.Diagnostics[i].Shorten()
	}
	r.Sort()
	diag.Settle(r.Diagnostics)
}

// newResult returns a Result with the rules and targets of the run, but without documents.
func newResult(o Options) *diag.Result {
	r := &diag.Result{Rules: descriptors(o.Rules), Auto: len(o.Targets) == 0}
	for _, t := range columns(o) {
		r.Targets = append(r.Targets, t.ID)
		addCustom(r, t)
	}
	return r
}

// addCommented adds the CRDs that comments in documents select as targets.
func addCommented(r *diag.Result, results []fileResult) {
	for _, p := range results {
		for _, t := range p.custom {
			addCustom(r, t)
		}
	}
}

// addCustom adds a target to the Result if the target is a CRD of the user, and adds the rules of the CRD that are not checked. It ignores
// a target that is already in the Result.
func addCustom(r *diag.Result, t target.Target) {
	if t.Custom() && !slices.Contains(r.Custom, t.ID) {
		r.Custom = append(r.Custom, t.ID)
		r.Unchecked = append(r.Unchecked, Unchecked(t)...)
	}
}

// Unchecked returns the rules of a target's CRD that are not supported, so that documents are not checked against them.
func Unchecked(t target.Target) []diag.Unchecked {
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

// columns returns the targets of a run in the order of reports: the selected targets, or all built-in targets under auto.
func columns(o Options) []target.Target {
	if len(o.Targets) > 0 {
		return o.Targets
	}
	return target.All()
}

// configured applies the configured severities. It drops findings with the severity off, and findings of opt-in rules that have no
// configured severity.
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
