package change

import (
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/target"
)

// scalarTypes are the types of scalars in a CRD.
var scalarTypes = []string{"string", "integer", "boolean"}

// types contains the types of fields of objects for which the tool has no schema. In the kinds of textKinds, all fields with scalars that
// are not in the table are strings.
var types = newTable(
	rowsOf("string", map[string][]string{
		"":          {"apiVersion", "kind", "metadata.name", "metadata.namespace", "metadata.generateName", "metadata.labels.*", "metadata.annotations.*", "matchLabels.*"},
		"Secret":    {"data.*", "stringData.*"},
		"ConfigMap": {"data.*"},
		"Service":   {"spec.selector.*", "ports[].name", "ports[].protocol", "ports[].appProtocol"},
	}),
	rowsOf("integer", map[string][]string{
		"*Route": {
			"parentRefs[].port", "backendRefs[].port", "backendRefs[].weight", "backendRef.port", "backendRef.weight", "requestMirror.percent",
			"fraction.numerator", "fraction.denominator", "requestRedirect.port", "requestRedirect.statusCode", "cors.maxAge", "retry.attempts", "retry.codes[]",
		},
		haveListeners: {"spec.listeners[].port", "perPort[].port"},
		"Service":     {"ports[].port", "ports[].nodePort"},
	}),
	rowsOf("boolean", map[string][]string{"*Route": {"cors.allowCredentials"}}),
)

// textKinds are the kinds whose integers and booleans are all in the table of types.
var textKinds = []string{"HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "Gateway", "ListenerSet", "XListenerSet", "ReferenceGrant"}

// backendFields contains the facts about the fields of a Backend. It is empty if the schemas cannot be read.
var backendFields = sync.OnceValue(func() map[string]target.Fact {
	known, err := target.Facts()
	if err != nil {
		return nil
	}
	return known
})

// typeOf returns the type of a field with a scalar, or "" if the type is not known or the field may have several types.
func (c *comparer) typeOf(pattern string) string {
	if c.kind == kustomization {
		return ""
	}
	if known, ok := types.of(c.kind, pattern); ok {
		return known
	}
	if c.kind == "Backend" {
		return backendFields()[pattern].Type
	}
	f := c.policyField(pattern)
	if f == nil {
		return ""
	}
	kind := f.Type
	if strings.HasSuffix(pattern, "[]") {
		kind = strings.TrimPrefix(kind, "[]")
	}
	if slices.Contains(scalarTypes, kind) {
		return kind
	}
	return ""
}

// policyField returns a field of a policy, or nil if the kind or the field is not known.
func (c *comparer) policyField(pattern string) *fields.Field {
	f := fields.Of(c.apiVersion(), c.kind)
	for part := range strings.SplitSeq(pattern, ".") {
		if f == nil {
			return nil
		}
		f = f.Child(strings.TrimSuffix(part, "[]"))
	}
	return f
}

// apiVersion returns the API version of the object.
func (c *comparer) apiVersion() string {
	for _, root := range c.roots {
		if version := root.at("apiVersion").text(); version != "" {
			return version
		}
	}
	return ""
}

// isOfType reports whether a value has a type. It returns true for a template, which may have any type, and for a mapping that is another
// notation of the setting.
func (v *Value) isOfType(name string) bool {
	if v.isTemplate || v.Kind == manifest.Mapping && v.setting != "" {
		return true
	}
	if v.Kind != manifest.Scalar {
		return false
	}
	switch v.Scalar.(type) {
	case string:
		return name == "string"
	case int64:
		return name == "integer"
	case bool:
		return name == "boolean"
	}
	return false
}

// differsInType reports whether only the type of a scalar changes: 80 and "80".
func (c *Change) differsInType() bool {
	if c.From == nil || c.To == nil || c.From.isTemplate || c.To.isTemplate || c.From.Kind != manifest.Scalar || c.To.Kind != manifest.Scalar {
		return false
	}
	return plain(c.From.Scalar) == plain(c.To.Scalar) && c.From.Scalar != c.To.Scalar
}

// expectedType returns the type that the API server requires for a changed value, or "" if the type is not known.
func (c *comparer) expectedType(change *Change) string {
	if known := c.typeOf(change.Pattern); known != "" || !change.differsInType() || !slices.Contains(textKinds, c.kind) {
		return known
	}
	return "string"
}

// typeRules are the rules for values that the API server rejects because of their type. They come before all other rules, because the
// value does not take effect.
func typeRules() []Rule {
	rules := []Rule{{Path: "**", Precedence: Rejected, When: otherType, Changed: stops + "only the type of the value changes: the API server probably accepts only one of the two types"}}
	for _, name := range scalarTypes {
		article := "a "
		if name == "integer" {
			article = "an "
		}
		isWrong, wasWrong := becomesWrong(name, article), wasWrong(name, article)
		rejected := stops + statement("the value must be "+article+name+": the API server rejects the object")
		accepted := starts + statement("the old value was not "+article+name+": the API server rejected the object")
		rules = append(rules,
			Rule{Path: "**", Precedence: Rejected, When: isWrong, Added: rejected, Changed: rejected},
			Rule{Path: "**", Precedence: Rejected, When: wasWrong, Removed: accepted, Changed: accepted})
	}
	return rules
}

var otherType = &Condition{"when only the type of the value changes, and the expected type is not known", func(in *comparer, c *Change) bool {
	return c.differsInType() && in.expectedType(c) == "" && in.kind != kustomization
}}

func becomesWrong(name, article string) *Condition {
	return &Condition{"when it must be " + article + name + " and the new value is not", func(in *comparer, c *Change) bool {
		return c.To != nil && !c.To.Default && !c.To.isOfType(name) && in.expectedType(c) == name
	}}
}

func wasWrong(name, article string) *Condition {
	return &Condition{"when it must be " + article + name + " and only the old value is not", func(in *comparer, c *Change) bool {
		return c.From != nil && !c.From.Default && !c.From.isOfType(name) && (c.To == nil || c.To.isOfType(name)) && in.expectedType(c) == name
	}}
}
