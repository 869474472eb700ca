package check

import (
	"context"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// Example checks the bad example of a rule against the newest release that the rule applies to, and returns the result and the release. If
// the result has no finding of the rule, because the release no longer has the field, Example tries the older releases. If o.Targets is
// nil, auto chooses the targets of each check.
func Example(ctx context.Context, name string, d diag.Descriptor, o Options) (*diag.Result, target.Target, error) {
	file := source.New(name, []byte(d.Bad))
	var newest *diag.Result
	releases := ExampleTargets(d)
	for _, release := range releases {
		if o.Targets != nil {
			o.Targets = []target.Target{release}
		}
		r, err := Files(ctx, []*source.File{file}, o)
		if err != nil {
			return nil, release, err
		}
		if slices.ContainsFunc(r.Diagnostics, func(f diag.Diagnostic) bool { return f.Rule == d.ID }) {
			return r, release, nil
		}
		if newest == nil {
			newest = r
		}
	}
	return newest, releases[0], nil
}

// ExampleTargets returns the releases that a rule applies to, newest first. Its example is checked against one of them.
func ExampleTargets(d diag.Descriptor) []target.Target {
	var out []target.Target
	for _, t := range target.Releases() {
		if t.Within(d.Since, d.Until) {
			out = append(out, t)
		}
	}
	slices.Reverse(out)
	return out
}
