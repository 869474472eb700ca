// Package lint runs rules over documents. Rules find mistakes that the API server accepts but that break in kgateway. This package resolves
// references between documents, and determines how complete a set of documents is. The rules themselves are in package rules.
package lint

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/target"
)

// A Rule is one kind of mistake: its description, its examples and its check. A check depends only on its Pass. It keeps no state between
// calls, because it runs concurrently with other checks.
type Rule struct {
	diag.Descriptor
	// About lists the members of spec that the function Backend reads. The function is called only for Backends with at least one of these
	// members. If About is empty, it is called for every Backend.
	About []string
	// Backend checks one of the pass's Backends (see [Pass.Backends]). It may be nil.
	Backend func(p *Pass, b *manifest.Document)
	// Set checks the pass's whole set. It is called once for each target, and may be nil.
	Set func(p *Pass)
}

// holds reports whether a rule applies to a target. A rule with Since or Until does not apply to the catalog.
func (r *Rule) holds(t target.Target) bool { return t.Within(r.Since, r.Until) }

// isAbout reports whether a Backend has a member that a rule reads.
func isAbout(spec *manifest.Node, about []string) bool {
	return len(about) == 0 || slices.ContainsFunc(about, func(member string) bool { return spec.Field(member) != nil })
}
