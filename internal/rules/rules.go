// Package rules has the rules of lint, one file each. A file holds the whole rule: its documentation, its examples and its
// check. What several of them know of a kind (a Backend's hosts, a policy's TLS) is in a file named for that.
package rules

//go:generate go run ../tools/newrule -dir . -registry
