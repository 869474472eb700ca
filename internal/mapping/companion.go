package mapping

import (
	"slices"

	"github.com/backendctl/backendctl/internal/target"
)

// Kinds of kgateway and of the Gateway API that a conversion between releases converts together with Backends.
const (
	BackendConfigPolicy = "BackendConfigPolicy"
	BackendTLSPolicy    = "BackendTLSPolicy"
	TrafficPolicy       = "TrafficPolicy"
	GatewayExtension    = "GatewayExtension"
	HTTPListenerPolicy  = "HTTPListenerPolicy"
	ListenerPolicy      = "ListenerPolicy"
)

// A Scope is a path of a companion in some releases.
type Scope struct {
	Kind, Path   string // below spec, with [] for the items of a list; an empty path is spec itself
	Since, Until string // release lines; empty for no limit
}

func (s Scope) holds(kind string, t target.Target) bool {
	return s.Kind == kind && t.Within(s.Since, s.Until)
}

// A Bound is a constraint on a value of a companion that only some releases have.
type Bound struct {
	Scope
	Takes func(v any) bool
	Must  string // the constraint, as the end of a sentence: has to be at least 1
	With  string // the path of the object that is lost together with the value; empty if only the value is lost
}

// Bounds returns the constraints of a release on the values of a companion.
func Bounds(kind string, t target.Target) []Bound {
	return slices.DeleteFunc(slices.Clone(bounds), func(b Bound) bool { return !b.holds(kind, t) })
}

// AllBounds returns the bounds of all companions and releases, for the documentation.
func AllBounds() []Bound { return slices.Clone(bounds) }

// A Rename is a field that has a new name since a release.
type Rename struct {
	Kind, Before, Path string // Path is the name from Since on
	Since              string
}

// Renames returns the renamed fields of a companion.
func Renames(kind string) []Rename {
	return slices.DeleteFunc(slices.Clone(renames), func(r Rename) bool { return r.Kind != kind })
}

// Other returns the name of the field in a release, and its other name.
func (r Rename) Other(t target.Target) (name, other string) {
	if t.Within(r.Since, "") {
		return r.Path, r.Before
	}
	return r.Before, r.Path
}

var renames = []Rename{
	{TrafficPolicy, "ai.promptGuard.request.webhook.forwardHeaders", "ai.promptGuard.request.webhook.forwardHeaderMatches", "2.1"},
	{TrafficPolicy, "ai.promptGuard.response.webhook.forwardHeaders", "ai.promptGuard.response.webhook.forwardHeaderMatches", "2.1"},
}

// KeepsEmpty reports whether an empty object of a companion has a meaning.
func KeepsEmpty(kind, path string) bool {
	return kind == TrafficPolicy && slices.Contains([]string{"compression.responseCompression", "compression.requestDecompression"}, path)
}
