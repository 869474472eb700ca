package change

import (
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// required contains the fields with scalars that the API server requires in Gateway API kinds.
var required = newTable(
	rowsOf("required", map[string][]string{
		"*Route":         {"parentRefs[].name", "backendRefs[].name", "backendRef.name", "filters[].type"},
		"Gateway":        {"spec.gatewayClassName", "spec.listeners[].port"},
		haveListeners:    {"spec.listeners[].name", "spec.listeners[].protocol"},
		"*ListenerSet":   {"spec.parentRef.name"},
		"ReferenceGrant": {"spec.from[].group", "spec.from[].kind", "spec.from[].namespace", "spec.to[].group", "spec.to[].kind"},
	}),
)

// isRequired reports whether the API server requires a field in the object around it.
func (c *comparer) isRequired(pattern string) bool {
	if _, ok := required.of(c.kind, pattern); ok {
		return true
	}
	if c.kind == "Backend" {
		return backendFields()[pattern].IsRequired
	}
	f := c.policyField(pattern)
	return f != nil && f.IsRequired
}

// isMissing is the condition that a required field with a scalar is removed or added, and the object around it is on both sides.
var isMissing = &Condition{"when the field is required", func(in *comparer, c *Change) bool {
	v := c.value()
	isWhole := strings.HasSuffix(c.Before, "/"+lastField(c.Pattern)) // false for a field of an added or removed object
	return isWhole && v.Kind == manifest.Scalar && !v.Default && in.isRequired(c.Pattern)
}}

// requiredRules are the rules for required fields. They come before all other rules, because an object without such a field does not take
// effect.
var requiredRules = []Rule{{
	Path: "**", Precedence: Rejected, When: isMissing,
	Removed: stops + "the field is required: the API server rejects the object",
	Added:   starts + "the field is required: without it, the API server rejected the object",
}}
