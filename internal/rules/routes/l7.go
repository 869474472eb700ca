package routes

import (
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// An l7Form is a kind of Backend that is made by HTTP filters, and does nothing useful where those are not.
type l7Form struct {
	lint.Place        // the field that makes it one
	Name       string // what to call it
	// Routed says that its filter is on the listener, and only there for what routes send to it; otherwise it belongs to the Backend.
	Routed bool
}

// l7FormOf returns what HTTP filters a Backend is made by; false for one that is a plain cluster.
func l7FormOf(b *manifest.Document) (l7Form, bool) {
	spec := lint.At(b, "spec")
	switch {
	case spec.At("dynamicForwardProxy").Exists():
		return l7Form{spec.At("dynamicForwardProxy"), "a dynamic forward proxy", true}, true
	case spec.At("gcp").Exists():
		return l7Form{spec.At("gcp"), "a GCP service", true}, true
	case spec.At("aws", "lambda").Exists():
		return l7Form{spec.At("aws", "lambda"), "a Lambda function", false}, true
	}
	return l7Form{}, false
}
