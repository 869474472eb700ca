// Package lint runs rules over documents: it looks for what an API server accepts and what does not work all the same. It
// knows how documents refer to each other and what can be known of a set of them; what is wrong with one is for the rules
// to say.
package lint

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/target"
)

// A Rule is one mistake: what it is, why it matters, what it looks like, and how it is found. A check is a pure function of
// its Pass and runs beside others: it keeps nothing between two calls.
type Rule struct {
	diag.Descriptor
	// About are the members of a Backend's spec that Backend looks into. It is not asked about one that has none of them, nor does
	// [Pass.About] list it: most Backends have one member, and most rules are about another one. None are for any Backend.
	About []string
	// Backend looks at one Backend that the pass's target judges, and at what the set says of it. It may be nil.
	Backend func(p *Pass, b *manifest.Document)
	// Set looks at the whole set, once a target. It may be nil.
	Set func(p *Pass)
}

// holds reports whether a rule is about a target. A rule with a limit says nothing of the catalog.
func (r *Rule) holds(t target.Target) bool { return t.Within(r.Since, r.Until) }

// isAbout says whether a Backend has what a rule looks into.
func isAbout(spec *manifest.Node, about []string) bool {
	return len(about) == 0 || slices.ContainsFunc(about, func(member string) bool { return spec.Field(member) != nil })
}
