package change

import (
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
)

// A Rule says what the changes of a field do, by operation.
type Rule struct {
	// Kind is the kind of resource, or the end of it after an asterisk: *Route. Empty is any.
	Kind string
	// Path is the field, with [] for items. Two asterisks stand for any number of fields, none included; a path that ends with
	// them is about all that is below, and about the whole. One asterisk is any field. Empty is the object itself.
	Path string
	// First limits the rule to the first item of the list that the path names last.
	First bool
	// When limits the rule to changes for which a condition holds.
	When *Condition
	// Added to Moved say what each operation does, Any what those do that have no clause of their own.
	Added, Removed, Changed, Moved, Any Clause
}

// Clause returns what an operation does; its effect is empty if the rule is not about it.
func (r *Rule) Clause(op Op) Clause {
	if own := r.own(op); own.Effect != "" {
		return own
	}
	return r.Any
}

// own returns the clause of an operation alone.
func (r *Rule) own(op Op) Clause {
	switch op {
	case Added:
		return r.Added
	case Removed:
		return r.Removed
	case Changed:
		return r.Changed
	}
	return r.Moved
}

// Ops returns the operations that have a clause of their own, in order.
func (r *Rule) Ops() []Op {
	return slices.DeleteFunc([]Op{Added, Removed, Changed, Moved}, func(op Op) bool { return r.own(op).Effect == "" })
}

// Rules returns the table of impacts. The most specific rule decides.
func Rules() []Rule {
	return slices.Concat(metadataRules, backendRules, aiRules, backendPolicyRules, trafficPolicyRules, extensionRules, listenerRules, routeRules, gatewayRules, coreRules, kustomizeRules)
}

// A compiled rule knows the segments of its path.
type compiled struct {
	Rule
	segments []string
	score    int // how specific it is, whatever the change
}

var compiledRules = sync.OnceValue(func() []compiled {
	var out []compiled
	for _, r := range Rules() {
		c := compiled{Rule: r, segments: segments(r.Path)}
		for _, s := range c.segments {
			switch s {
			case "**":
			case "*":
				c.score-- // a rule that names the field is more specific
			default:
				c.score += 20
			}
		}
		for more, is := range map[int]bool{8: r.When != nil, 4: r.Kind != "", 2: strings.Contains(r.Kind, " "), 1: r.First} {
			if is {
				c.score += more
			}
		}
		out = append(out, c)
	}
	return out
})

// isKnown reports whether the table of impacts has a kind.
func isKnown(kind string) bool {
	return slices.ContainsFunc(compiledRules(), func(r compiled) bool { return r.Kind != "" && isKind(r.Kind, kind) })
}

// ruleFor returns the most specific rule for a change; of several as specific ones, the last. There is one for everything.
func (c *comparer) ruleFor(change *Change) *compiled {
	path := segments(change.Pattern)
	best, all := -1, compiledRules()
	var found *compiled
	for i := range all {
		r := &all[i]
		score := r.score
		if r.own(change.Op).Effect != "" {
			score++
		} else if r.Any.Effect == "" {
			continue
		}
		if score < best || !isKind(r.Kind, c.kind) || !matches(r.segments, path) || r.First && !change.isFirst(r.segments) {
			continue
		}
		if r.When == nil || r.When.holds(c, change) {
			best, found = score, r
		}
	}
	return found
}

// isFirst reports whether the change is in the first item of the list whose items a rule's path names last, or of a list that
// has another first item now.
func (c *Change) isFirst(rule []string) bool {
	if c.Op == Moved && len(c.Order[0]) > 0 {
		return c.newFirst
	}
	depth := 0
	for i, s := range rule {
		if s == "[]" {
			depth = i
		}
	}
	isFirst := func(pointer string) bool {
		tokens := diag.Tokens(pointer)
		return depth < len(tokens) && tokens[depth] == "0"
	}
	return isFirst(c.Before) || isFirst(c.After)
}

func segments(path string) []string {
	if path == "" {
		return nil
	}
	return strings.Split(strings.ReplaceAll(path, "[]", ".[]"), ".")
}

func matches(rule, path []string) bool {
	switch {
	case len(rule) == 0:
		return len(path) == 0
	case rule[0] == "**":
		for i := 0; i <= len(path); i++ {
			if matches(rule[1:], path[i:]) {
				return true
			}
		}
		return false
	case len(path) == 0 || rule[0] != path[0] && (rule[0] != "*" || path[0] == "[]"):
		return false
	}
	return matches(rule[1:], path[1:])
}
