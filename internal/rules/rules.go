// Package rules lists the rules of lint. Each subject has a package of its own below this one, with one file for each rule: its
// documentation, its examples and its check. What several subjects know about kgateway's objects is in package kgw.
package rules

import "github.com/backendctl/backendctl/internal/lint"

//go:generate go run ../tools/newrule -dir . -registry

// All returns every rule, ordered by id.
func All() []lint.Rule {
	out := make([]lint.Rule, len(registry))
	for i, rule := range registry {
		out[i] = *rule
	}
	return out
}
