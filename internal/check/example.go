package check

import (
	"context"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// Example judges the bad example of a rule by the newest release that the rule is about. If that release has no such finding, because it
// does not have the field any more, an older one judges. Without targets in o, the choice of the target is left to auto.
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

// ExampleTargets returns the releases that may judge the example of a rule, the newest first.
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
