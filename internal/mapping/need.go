package mapping

import (
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/stable"
	"github.com/backendctl/backendctl/internal/target"
)

// A Need is a requirement of some releases for the fields of an object in a companion.
type Need struct {
	Scope
	OneOf []string // at least one of these fields must be set
	All   []string // all of these fields must be set
	Alone []string // at most one of these fields may be set
}

// IsMain reports whether the object is the companion's spec, so that the companion is useless if the object does not meet the requirement.
func (n Need) IsMain() bool { return n.Path == "" }

var needsOf sync.Map // from kind and target to []Need

// Needs returns the requirements of a release on the objects of a companion. The requirements of nested objects come before those of the
// objects around them.
func Needs(apiVersion, kind string, t target.Target) []Need {
	key := apiVersion + " " + kind + " " + t.ID
	if found, ok := needsOf.Load(key); ok {
		return found.([]Need)
	}
	found := slices.DeleteFunc(slices.Clone(needs), func(n Need) bool { return !n.holds(kind, t) })
	if root := fields.Of(apiVersion, kind); root != nil {
		found = append(found, unionsBelow(root.Child("spec"), Scope{Kind: kind}, t)...)
	}
	stable.Sort(found, func(a, b Need) int { return strings.Count(b.Path, ".") - strings.Count(a.Path, ".") })
	shared, _ := needsOf.LoadOrStore(key, found)
	return shared.([]Need)
}

// unionsBelow returns the unions of an object and of its nested objects as requirements. A union requires at least one of its fields,
// allows at most one of its fields, or has both constraints.
func unionsBelow(in *fields.Field, at Scope, t target.Target) []Need {
	var out []Need
	for _, u := range in.Unions(t) {
		n := Need{Scope: at}
		if u.Required {
			n.OneOf = u.Fields
		}
		if u.Exclusive {
			n.Alone = u.Fields
		}
		out = append(out, n)
	}
	for _, child := range in.Children(t) {
		below := at
		below.Path = strings.TrimPrefix(at.Path+"."+child.Name, ".")
		if child.IsList {
			below.Path += "[]"
		}
		out = append(out, unionsBelow(child, below, t)...)
	}
	return out
}

// needs has the requirements that are not unions in the table of fields of package fields.
var needs = slices.Concat(headerNeeds(), filterNeeds(), []Need{
	{Scope: Scope{TrafficPolicy, "extAuth.extensionRef", "2.1", ""}, All: []string{"name"}},
	{Scope: Scope{TrafficPolicy, "extProc.extensionRef", "2.1", ""}, All: []string{"name"}},
	{Scope: Scope{TrafficPolicy, "extProc", "", "2.0"}, OneOf: []string{"extensionRef"}},
	{Scope: Scope{TrafficPolicy, "rateLimit", "", "2.0"}, OneOf: []string{"local"}},
	{Scope: Scope{TrafficPolicy, "rbac.policy", "2.2", ""}, OneOf: []string{"matchExpressions"}},
	{Scope: Scope{TrafficPolicy, "rbac", "2.1", ""}, OneOf: []string{"policy"}},
	{Scope: Scope{GatewayExtension, "extAuth", "", "2.1"}, OneOf: []string{"grpcService"}},
	{Scope: Scope{GatewayExtension, "", "", "2.0"}, OneOf: []string{"extAuth", "extProc"}},
	{Scope: Scope{GatewayExtension, "", "2.1", "2.1"}, OneOf: []string{"extAuth", "extProc", "rateLimit"}},
	{Scope: Scope{BackendTLSPolicy, "validation", "", ""}, Alone: []string{"caCertificateRefs", "wellKnownCACertificates"}},
})

// filterNeeds returns the requirements of filters of access logs. Since 2.2, the value of a comparison is required.
func filterNeeds() []Need {
	var out []Need
	for _, around := range []string{"", ".andFilter[]", ".orFilter[]"} {
		for _, filter := range []string{".durationFilter", ".statusCodeFilter"} {
			out = append(out, Need{Scope: Scope{HTTPListenerPolicy, "accessLog[].filter" + around + filter, "2.2", ""}, All: []string{"op", "value"}})
		}
	}
	return out
}

// headerNeeds returns the requirements of headers that a TrafficPolicy sets. Before 2.3, a value cannot come from a Secret, so the field
// value is required.
func headerNeeds() []Need {
	var out []Need
	for _, list := range modified {
		out = append(out, Need{Scope: Scope{TrafficPolicy, list, "2.1", "2.2"}, All: []string{"name", "value"}})
	}
	return out
}
