package mapping

import (
	"slices"

	"github.com/backendctl/backendctl/internal/target"
)

// The kinds of kgateway and of the Gateway API that are converted between releases together with Backends.
const (
	BackendConfigPolicy = "BackendConfigPolicy"
	BackendTLSPolicy    = "BackendTLSPolicy"
	TrafficPolicy       = "TrafficPolicy"
	GatewayExtension    = "GatewayExtension"
	HTTPListenerPolicy  = "HTTPListenerPolicy"
	ListenerPolicy      = "ListenerPolicy"
)

// A Scope is a field of a kind of companion, in a range of releases.
type Scope struct {
	Kind, Path   string // Path is below spec, with [] for the items of a list; "" is spec itself
	Since, Until string // the first and last release line; "" for no limit
}

func (s Scope) holds(kind string, t target.Target) bool {
	return s.Kind == kind && t.Within(s.Since, s.Until)
}

// A Bound is a constraint on the value of a companion's field in some releases.
type Bound struct {
	Scope
	Takes func(v any) bool // reports whether the releases accept a value
	Must  string           // the constraint as the end of a sentence, such as "must be at least 1"
	With  string           // the path of the object that is lost together with the value; "" if only the value is lost
}

// Bounds returns the constraints that a release has for the values of a kind of companion.
func Bounds(kind string, t target.Target) []Bound {
	return slices.DeleteFunc(slices.Clone(bounds), func(b Bound) bool { return !b.holds(kind, t) })
}

// AllBounds returns the constraints of all companions and releases, for the documentation.
func AllBounds() []Bound { return slices.Clone(bounds) }

// A Rename is a field of a kind of companion that has a new name since a release.
type Rename struct {
	Kind, Before, Path string // the old path, and the new path from Since on
	Since              string
}

// Renames returns the renamed fields of a kind of companion.
func Renames(kind string) []Rename {
	return slices.DeleteFunc(slices.Clone(renames), func(r Rename) bool { return r.Kind != kind })
}

// Other returns the path of the field in a release, and then its path in the other releases.
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

// KeepsEmpty reports whether an empty object at a path of a companion has a meaning.
func KeepsEmpty(kind, path string) bool {
	return kind == TrafficPolicy && slices.Contains([]string{"compression.responseCompression", "compression.requestDecompression"}, path)
}
