package change

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
)

// A Rule defines the effects of the changes of a field, by operation.
type Rule struct {
	// Kind is the kind of resource, or an asterisk and the end of the kind: *Route. It may be a list with commas. Empty means any kind.
	Kind string
	// Path is the path of the field, with [] for items. Two asterisks stand for zero or more fields; a path that ends with them includes
	// the object and all nested fields. One asterisk is any field. An empty path is the object itself.
	Path string
	// First limits the rule to the first item of the last list in the path.
	First bool
	// Precedence ranks rules: a rule with a higher precedence comes before all more specific rules with a lower one.
	Precedence Precedence
	// When limits the rule to changes that meet a condition.
	When *Condition
	// Detail, if not nil, returns the names of the objects that the change concerns. They are added to the reason.
	Detail func(*comparer, *Change) string
	// Added, Removed, Changed and Moved are the clauses of the operations. Any is the clause of all operations without their own clause.
	Added, Removed, Changed, Moved, Any statement
}

// Clause returns the clause of an operation; its effect is empty if the rule does not cover the operation.
func (r *Rule) Clause(op Op) Clause {
	return cmp.Or(r.own(op), r.Any).clause()
}

// Others returns the clause of all operations without their own clause. Its effect is empty if the rule does not cover these operations.
func (r *Rule) Others() Clause { return r.Any.clause() }

// own returns the operation's own statement, or "" if the operation has none.
func (r *Rule) own(op Op) statement {
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

// Ops returns the operations with their own clause, in order.
func (r *Rule) Ops() []Op {
	return slices.DeleteFunc([]Op{Added, Removed, Changed, Moved}, func(op Op) bool { return r.own(op) == "" })
}

// Rules returns the table of impacts. The most specific rule decides.
func Rules() []Rule {
	return slices.Concat(typeRules(), requiredRules, metadataRules, backendRules, aiRules, backendPolicyRules, trafficPolicyRules, extensionRules, listenerRules, routeRules, gatewayRules, allowedNamespaceRules(), namespaceRules, coreRules, kustomizeRules, newRules)
}

// HasRule reports whether the table of impacts has a decision for every change of a field of a kind. The pattern is its path, with [] for
// items.
func HasRule(kind, pattern string) bool {
	c := &comparer{kind: kind}
	for _, op := range []Op{Added, Removed, Changed} {
		if !c.ruleFor(&Change{Op: op, Pattern: pattern}).knowsField() {
			return false
		}
	}
	return true
}

// compiled is a Rule together with the segments of its path and its score.
type compiled struct {
	Rule
	segments []string
	score    int // how specific the rule is, independent of the change
}

// A Precedence is the rank of a rule. A rule with a higher rank decides before all rules with a lower rank.
type Precedence int

// The precedences, from the lowest to the highest. Within a precedence, the most specific rule decides.
const (
	Specific Precedence = iota // a rule for a field
	SameRef                    // the reference, list item or target of a policy has the same meaning as before
	Rejected                   // the API server rejects the object, so that no field takes effect
)

// aboveAll is higher than the score of any path.
const aboveAll = 10_000

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
		c.score += int(r.Precedence) * aboveAll
		out = append(out, c)
	}
	return out
})

// isKnown reports whether the table of impacts has rules for a kind.
func isKnown(kind string) bool {
	return slices.ContainsFunc(compiledRules(), func(r compiled) bool { return r.Kind != "" && isKind(r.Kind, kind) })
}

// ruleFor returns the most specific rule for a change. If several rules are equally specific, it returns the last one of the table. Every
// change has a rule, because the table has rules for all fields.
func (c *comparer) ruleFor(change *Change) *compiled {
	path := segments(change.Pattern)
	best, all := -1, compiledRules()
	var found *compiled
	for i := len(all) - 1; i >= 0; i-- { // conditions take time: those that could not decide are not checked
		r := &all[i]
		score := r.score
		if r.own(change.Op) != "" {
			score++
		} else if r.Any == "" {
			continue
		}
		if score <= best || !isKind(r.Kind, c.kind) || !matches(r.segments, path) || r.First && !change.isFirst(r.segments) {
			continue
		}
		if r.When == nil || r.When.holds(c, change) {
			best, found = score, r
		}
	}
	return found
}

// isFirst reports whether the change is in the first item of the last list in a rule's path, or moves another item to the first position of
// that list.
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
