package change

import (
	"slices"
	"strings"
)

// A Rule says what a change of a field does.
type Rule struct {
	// Kind is the kind of resource, or the end of it behind an asterisk: *Route. Empty is any.
	Kind string
	// Path is the field, with [] for items. Two asterisks stand for any number of fields, none included; a path that ends with
	// them is about all that is below, and about the whole. Empty is the document itself.
	Path string
	// Ops are the operations that the rule is about; empty for all.
	Ops []Op
	// First says that the rule is about the first item of a list alone.
	First  bool
	Impact Impact
	Reason string // a clause: what the change does
}

// Rules returns the table of impacts. The most specific rule counts.
func Rules() []Rule { return slices.Clone(rules) }

// impactOf returns what a change does, and why. Of an object that came or went as a whole it is the heaviest of its fields',
// where nothing is known of itself.
func impactOf(kind string, c Change) (Impact, string) {
	r, ok := ruleFor(kind, c)
	if ok && (r.isSpecific() || c.Op == Moved) {
		return r.Impact, r.Reason
	}
	impact, reason := Impact(0), ""
	v := c.To
	if v == nil || c.Op == Removed {
		v = c.From
	}
	if c.Op == Added || c.Op == Removed {
		leaves(v, c.Pattern, func(pattern string) {
			below, known := ruleFor(kind, Change{Op: c.Op, Pattern: pattern})
			if known && below.isSpecific() && below.Impact > impact {
				impact, reason = below.Impact, below.Reason
			}
		})
	}
	if impact > 0 {
		return impact, reason
	}
	return r.Impact, r.Reason
}

// isSpecific says whether a rule knows anything of the field.
func (r Rule) isSpecific() bool { return r.Path != "**" }

// leaves calls a function with the pattern of everything below a value that holds no more fields.
func leaves(v *Value, pattern string, do func(string)) {
	if v == nil || len(v.Fields)+len(v.Items) == 0 {
		do(pattern)
		return
	}
	for _, f := range v.Fields {
		leaves(f.Value, strings.TrimPrefix(pattern+"."+f.Key, "."), do)
	}
	for _, item := range v.Items {
		leaves(item, pattern+"[]", do)
	}
}

// ruleFor returns the most specific rule for a change; of several as specific ones, the last.
func ruleFor(kind string, c Change) (Rule, bool) {
	best, found := -1, Rule{}
	for _, r := range rules {
		if score := r.score(kind, c); score >= 0 && score >= best {
			best, found = score, r
		}
	}
	return found, best >= 0
}

// score says how specific a rule is for a change; -1 where it is about something else.
func (r Rule) score(kind string, c Change) int {
	suffix, ends := strings.CutPrefix(r.Kind, "*")
	switch {
	case r.Kind != "" && r.Kind != kind && (!ends || !strings.HasSuffix(kind, suffix)),
		len(r.Ops) > 0 && !slices.Contains(r.Ops, c.Op),
		r.First && !c.isFirst(),
		!matches(segments(r.Path), segments(c.Pattern)):
		return -1
	}
	score := 0
	for _, s := range segments(r.Path) {
		if s != "**" {
			score += 10
		}
	}
	for i, more := range []bool{r.First, len(r.Ops) > 0, r.Kind != ""} {
		if more {
			score += i + 1
		}
	}
	return score
}

// isFirst says whether the change is of the first item of a list.
func (c Change) isFirst() bool {
	return strings.HasSuffix(c.Before, "/0") && strings.HasSuffix(c.After, "/0")
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
	case len(path) == 0 || rule[0] != path[0]:
		return false
	}
	return matches(rule[1:], path[1:])
}
