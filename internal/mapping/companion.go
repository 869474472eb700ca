package mapping

import (
	"slices"

	"github.com/backendctl/backendctl/internal/target"
)

// Kinds of kgateway and of the Gateway API that stand beside Backends and that a conversion between releases takes along.
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

// A Bound is what some releases ask of a value of a companion, and others do not.
type Bound struct {
	Scope
	Takes func(v any) bool
	Must  string // what the value has to be, as the end of a sentence: has to be at least 1
	With  string // the path of what is lost together with the value; empty for the value alone
}

// Bounds returns what a release asks of the values of a companion.
func Bounds(kind string, t target.Target) []Bound {
	return slices.DeleteFunc(slices.Clone(bounds), func(b Bound) bool { return !b.holds(kind, t) })
}

// AllBounds returns the bounds of all companions and releases, for the documentation.
func AllBounds() []Bound { return slices.Clone(bounds) }

// A Rename is a field that has different names in releases before and from a release on.
type Rename struct {
	Kind, Before, Path string // Path is the name from Since on
	Since              string
}

// Renames returns the fields of a companion that have other names in some releases.
func Renames(kind string) []Rename {
	return slices.DeleteFunc(slices.Clone(renames), func(r Rename) bool { return r.Kind != kind })
}

// Other returns the names of the field in a release and in others.
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

// KeepsEmpty reports whether an object of a companion means something when it is empty.
func KeepsEmpty(kind, path string) bool {
	return kind == TrafficPolicy && slices.Contains([]string{"compression.responseCompression", "compression.requestDecompression"}, path)
}
