// Package rules lists the rules of lint. Each subject has a package of its own below this one, with one file for each rule: its
// documentation, its examples and its check. What several subjects know about kgateway's objects is in package kgw.
package rules

//go:generate go run ../tools/newrule -dir . -registry
