package main

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/change"
)

const impactsIntroduction = `# Impacts

What ` + "`backendctl diff`" + ` says of a change, by field. ` + "`[]`" + ` stands for every item of a list and ` + "`**`" + ` for any number of fields, so that a path
that ends with it is about all that is below. The most specific line counts; of an object that came or went as a whole, the heaviest of its
fields does, where there is no line for itself.

- **breaking**: traffic stops or goes elsewhere, or credentials or identity change
- **behavioural**: requests are handled in another way
- **cosmetic**: nothing that traffic could tell

| kind | field | change | impact | what it does |
|---|---|---|---|---|
`

// impactsPage writes the table of impacts.
func impactsPage() string {
	var b strings.Builder
	b.WriteString(notice + impactsIntroduction)
	for _, r := range change.Rules() {
		kind, path := r.Kind, "`"+r.Path+"`"
		if kind == "" {
			kind = "any"
		}
		if r.Path == "" {
			path = "the resource itself"
		}
		if r.First {
			path += ", the first"
		}
		ops := "any"
		if len(r.Ops) > 0 {
			var words []string
			for _, op := range r.Ops {
				words = append(words, string(op))
			}
			ops = strings.Join(words, ", ")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", strings.ReplaceAll(kind, "*", `\*`), path, ops, r.Impact, r.Reason)
	}
	return b.String()
}
