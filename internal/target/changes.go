package target

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/stable"
)

// A Kind states what happened to a field from one release to the next.
type Kind string

// The kinds of change.
const (
	Added      Kind = "added"      // the field, or the value if there is one, is new
	Removed    Kind = "removed"    // the field, or the value if there is one, is gone
	Required   Kind = "required"   // the field must be set, and did not have to be set before
	Optional   Kind = "optional"   // the field need not be set any more
	Tightened  Kind = "tightened"  // a limit is stricter
	Loosened   Kind = "loosened"   // a limit is weaker
	Defaulted  Kind = "defaulted"  // the default has changed
	Deprecated Kind = "deprecated" // the field should not be used any more
	Moved      Kind = "moved"      // the field has another path; this package does not detect that
)

// A Change is one difference between two targets. Keyword is the keyword of JSON Schema that changed, and From and To are its values.
// Keyword, From and To are "" if they do not apply.
type Change struct {
	Kind    Kind   `json:"kind"`
	Field   string `json:"field"`
	Keyword string `json:"keyword,omitempty"`
	From    string `json:"from,omitempty"`
	To      string `json:"to,omitempty"`
}

// String describes the change: the field, and what changed about it. An added or removed field is described by its path only.
func (c Change) String() string {
	switch {
	case c.Keyword == "enum":
		return fmt.Sprintf("%s: %s", c.Field, c.From+c.To)
	case c.Keyword == "":
		if c.Kind == Added || c.Kind == Removed {
			return c.Field
		}
		return fmt.Sprintf("%s is %s", c.Field, c.Kind)
	case c.From == "":
		return fmt.Sprintf("%s: %s %s", c.Field, c.Keyword, c.To)
	case c.To == "":
		return fmt.Sprintf("%s: no %s, was %s", c.Field, c.Keyword, c.From)
	}
	return fmt.Sprintf("%s: %s %s, was %s", c.Field, c.Keyword, c.To, c.From)
}

// Changes returns the differences between a release and the release before it, or between a CRD and its base, in the order of the fields.
// It returns nil for the oldest release and the catalog.
func Changes(t Target) ([]Change, error) {
	if t.Custom() {
		return Between(t.Base(), t)
	}
	i := slices.Index(all, t)
	if i < 2 {
		return nil, nil
	}
	return Between(all[i-1], t)
}

// Between returns the differences between two targets, in the order of the fields.
func Between(from, to Target) ([]Change, error) {
	before, err := fieldsOf(from)
	if err != nil {
		return nil, err
	}
	after, err := fieldsOf(to)
	if err != nil {
		return nil, err
	}
	return compare(before, after), nil
}

func compare(before, after fields) []Change {
	var changes []Change
	for path, f := range after {
		old, both := before[path]
		switch {
		case both:
			changes = append(changes, old.changes(path, f)...)
		case before.has(parent(path)):
			changes = append(changes, Change{Kind: Added, Field: path})
		}
	}
	for path := range before {
		if !after.has(path) && after.has(parent(path)) {
			changes = append(changes, Change{Kind: Removed, Field: path})
		}
	}
	stable.Sort(changes, func(a, b Change) int {
		return cmp.Or(strings.Compare(a.Field, b.Field), strings.Compare(a.Keyword, b.Keyword),
			strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.From+a.To, b.From+b.To))
	})
	return changes
}

// changes compares one field of two releases.
func (f field) changes(path string, now field) []Change {
	var out []Change
	add := func(kind Kind, keyword, from, to string) {
		out = append(out, Change{Kind: kind, Field: path, Keyword: keyword, From: from, To: to})
	}
	if now.required != f.required {
		add(map[bool]Kind{true: Required, false: Optional}[now.required], "", "", "")
	}
	if now.deprecated && !f.deprecated {
		add(Deprecated, "", "", "")
	}
	for _, value := range missingFrom(f.enum, now.enum) {
		add(Added, "enum", "", value)
	}
	for _, value := range missingFrom(now.enum, f.enum) {
		add(Removed, "enum", value, "")
	}
	if now.fallback != f.fallback {
		add(Defaulted, "default", f.fallback, now.fallback)
	}
	for _, keyword := range limits {
		if from, to := f.limits[keyword], now.limits[keyword]; from != to {
			add(direction(keyword, from, to), keyword, from, to)
		}
	}
	return out
}

func missingFrom(have, want []string) []string {
	return slices.DeleteFunc(slices.Clone(want), func(value string) bool { return slices.Contains(have, value) })
}
