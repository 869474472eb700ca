// Package rules lists the rules of lint. Each subject has its own package below this one, with one file per rule: its documentation, its
// examples and its check. Package kgw contains what several subjects know about kgateway's objects.
package rules

//go:generate go run ../tools/newrule -dir . -registry
