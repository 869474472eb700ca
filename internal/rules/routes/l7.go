package routes

import (
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// An l7Form is a form of Backend that works only with certain HTTP filters.
type l7Form struct {
	lint.Place        // the field that sets the form
	Name       string // a name for messages
	// Routed means that the filter is on the listener, and exists only if a route refers to the Backend. Otherwise the filter belongs to
	// the Backend.
	Routed bool
}

// l7FormOf returns the form of a Backend that works only with HTTP filters. It returns false for Backends that are plain clusters.
func l7FormOf(b *manifest.Document) (l7Form, bool) {
	spec := lint.At(b, "spec")
	switch {
	case spec.Field("dynamicForwardProxy").Exists():
		return l7Form{spec.Field("dynamicForwardProxy"), "a dynamic forward proxy", true}, true
	case spec.Field("gcp").Exists():
		return l7Form{spec.Field("gcp"), "a GCP service", true}, true
	case spec.Field("aws", "lambda").Exists():
		return l7Form{spec.Field("aws", "lambda"), "a Lambda function", false}, true
	}
	return l7Form{}, false
}
