// Package rules lists all lint rules. Each subject has its own package below this one, with one file for each rule that contains the
// rule's documentation, examples and check. Package kgw contains what the rules know about kgateway's objects.
package rules

import "github.com/backendctl/backendctl/internal/lint"

//go:generate go run ../tools/newrule -dir . -registry

// All returns all rules, sorted by id.
func All() []lint.Rule {
	out := make([]lint.Rule, len(registry))
	for i, rule := range registry {
		out[i] = *rule
	}
	return out
}
