// Package rules has the rules of lint, one file each. A file holds the whole rule: its documentation, its examples and its
// check. What several of them know of a kind (a Backend's hosts, a policy's TLS) is in a file named for that.
package rules

import (
	"strconv"

	"github.com/backendctl/backendctl/internal/manifest"
)

//go:generate go run ../tools/newrule -dir . -registry

// Names of kinds.
const (
	backendConfigPolicy = "BackendConfigPolicy"
	backendTLSPolicy    = "BackendTLSPolicy"
)

// titleOf names a document in a message: its kind, and its name if it has one.
func titleOf(d *manifest.Document) string {
	switch {
	case d.Kind == "":
		return "object"
	case d.Name == "":
		return d.Kind
	}
	return d.Kind + " " + strconv.Quote(d.Name)
}
