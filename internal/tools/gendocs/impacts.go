package main

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/change"
)

const impactsIntroduction = `# Impacts

What ` + "`backendctl diff`" + ` reports for a change, by field. ` + "`[]`" + ` stands for every item of a list, ` + "`*`" + ` for one field and ` + "`**`" + ` for any number of them: a path
that ends with ` + "`**`" + ` applies to all nested fields. The most specific line applies, unless a line comes before more specific ones. An object that is added or removed as a whole, and that has
no line itself, has the effect of the most severe of its fields. A field or a kind without a line is behavioural: "effect unknown, review".

The impact follows from the effect:

- **breaking**: traffic stops or goes elsewhere, or protection, credentials or identity change
- **behavioural**: requests are handled differently
- **cosmetic**: traffic is not affected

`

const impactsHead = `
| kind | field | change | effect | impact | what it does |
|---|---|---|---|---|---|
`

// impactsPage returns the page with the table of impacts.
func impactsPage() string {
	var b strings.Builder
	b.WriteString(notice + impactsIntroduction)
	b.WriteString("| effect | impact |\n|---|---|\n")
	for _, e := range change.Effects() {
		fmt.Fprintf(&b, "| %s | %s |\n", e, impactOf(e))
	}
	b.WriteString(impactsHead)
	for _, r := range change.Rules() {
		for _, op := range r.Ops() {
			b.WriteString(impactsLine(r, string(op), r.Clause(op)))
		}
		if r.Others().Effect != "" {
			b.WriteString(impactsLine(r, otherOps(r), r.Others()))
		}
	}
	return b.String()
}

// otherOps returns the names of the operations for which a rule has no separate clause.
func otherOps(r change.Rule) string {
	if len(r.Ops()) > 0 {
		return "any other"
	}
	return "any"
}

func impactsLine(r change.Rule, ops string, c change.Clause) string {
	kind, path := strings.NewReplacer("*", `\*`, ",", ", ").Replace(r.Kind), "`"+r.Path+"`"
	if kind == "" {
		kind = "any"
	}
	if r.Path == "" {
		path = "the object itself"
	}
	if r.First {
		path += ", the first"
	}
	if r.When != nil {
		path += ", " + r.When.Text
	}
	if r.Precedence > change.Specific {
		path += "; before more specific lines"
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s |\n", kind, path, ops, c.Effect, impactOf(c.Effect), c.Reason)
}

// impactOf returns the name of the impact of an effect.
func impactOf(e change.Effect) string {
	switch e {
	case change.AsPolicy:
		return "that of the most severe field of the policy"
	case change.AsContents:
		return "that of the most severe field"
	}
	return e.Impact().String()
}
