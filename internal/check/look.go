package check

import (
	"context"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// look runs the rules over all documents together and adds the findings to the results of their files. It returns all documents that rules
// read, with the references between them.
func look(ctx context.Context, results []fileResult, o Options) (*lint.Set, error) {
	all, some := 0, 0
	for _, p := range results {
		all, some = all+len(p.parsed), some+len(p.subjects)
	}
	documents := make([]*manifest.Document, 0, all)
	subjects := make([]lint.Subject, 0, some)
	backends := make(map[*manifest.Document]bool, some)
	for _, p := range results {
		documents = append(documents, p.parsed...)
		for _, s := range p.subjects {
			backends[s.Document] = true
			if s.Document.Root != nil {
				subjects = append(subjects, s)
			}
		}
	}
	set := lint.NewSet(documents, backends, o.Complete)
	set.Types, set.Unnamed, set.Auto = typesAt, unnamed(results), len(o.Targets) == 0
	found, err := lint.Run(ctx, set, subjects, o.Rules, o.targets())
	if err != nil {
		return nil, err
	}
	distribute(results, found)
	noteEncrypted(results, backends)
	reportBroken(results)
	return set, nil
}

// typesAt returns the JSON types that a target's schema allows for the field at a JSON Pointer, or nil if there is no such field.
func typesAt(t target.Target, field string) []string {
	v, err := schema.For(t)
	if err != nil {
		return nil // checking a document against t reports this error
	}
	return v.TypesAt(field)
}

// targets returns the targets that rules run for. If the user selected no target, this is the latest release.
func (o Options) targets() []target.Target {
	if len(o.Targets) > 0 {
		return o.Targets
	}
	return []target.Target{target.Latest()}
}

// distribute adds findings to the results of their files. It drops findings about values for the targets whose schema already
// rejects the value. If the schema's finding has no fix, it gets the fixes of the dropped finding.
func distribute(results []fileResult, found []diag.Diagnostic) {
	byFile := map[*source.File][]diag.Diagnostic{}
	for _, d := range found {
		byFile[d.File] = append(byFile[d.File], d)
	}
	for i := range results {
		if len(results[i].parsed) == 0 {
			continue
		}
		rejected := results[i].rejected()
		for _, d := range byFile[results[i].parsed[0].File] {
			d.Targets = slices.DeleteFunc(d.Targets, func(t string) bool {
				at, isRejected := rejected[rejection{d.Document, d.Path, t}]
				if isRejected {
					takeFixes(&results[i].diagnostics[at], d.Fixes)
				}
				return isRejected
			})
			if len(d.Targets) > 0 {
				results[i].diagnostics = append(results[i].diagnostics, d)
			}
		}
	}
}

// takeFixes gives the fixes of a dropped finding to the schema's finding, if that has none. A field that a target does not have is not
// fixed by another value, so it takes only fixes that change its key.
func takeFixes(to *diag.Diagnostic, fixes []diag.Fix) {
	if len(to.Fixes) > 0 {
		return
	}
	changesKey := func(e edit.Edit) bool { return e.Span.Start <= to.Span.Start && to.Span.End <= e.Span.End }
	for _, f := range fixes {
		if to.Rule != ruleUnknownField || slices.ContainsFunc(f.Edits, changesKey) {
			to.Fixes = append(to.Fixes, f)
		}
	}
}

// A rejection identifies a value that a target's schema rejects.
type rejection struct {
	document     int
	path, target string
}

// rejected returns the index of the schema's finding for each rejected value.
func (p *fileResult) rejected() map[rejection]int {
	out := map[rejection]int{}
	for i, d := range p.diagnostics {
		if d.Severity != diag.Error {
			continue
		}
		for _, t := range d.Targets {
			out[rejection{d.Document, d.Path, t}] = i
		}
	}
	return out
}

// looksFor reports whether a rule runs: a lint rule runs only if it is in o.Rules, and all other rules always run.
func (o Options) looksFor(rule string) bool {
	if slices.ContainsFunc(o.Rules, func(r lint.Rule) bool { return r.ID == rule }) {
		return true
	}
	return !slices.ContainsFunc(rules.All(), func(r lint.Rule) bool { return r.ID == rule })
}
