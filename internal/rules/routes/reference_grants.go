package routes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

const referenceGrant = "ReferenceGrant"

// crossReferences returns the references that certainly need a ReferenceGrant: to a Backend of the set in another namespace.
func crossReferences(p *lint.Pass) []*lint.Reference {
	out := slices.DeleteFunc(slices.Clone(kgw.BackendReferences(p, lint.Route, lint.Mirror, lint.Service)), func(r *lint.Reference) bool {
		return !needsGrant(p.Set, r)
	})
	if len(out) > 0 && mayGrantAll(p.Set) {
		return nil
	}
	return out
}

// needsGrant reports whether a reference is to a Backend of the set in another namespace. Both namespaces must be set explicitly.
func needsGrant(s *lint.Set, r *lint.Reference) bool {
	return r.IsBackend() && isKnownRef(r) && !lint.SameNamespace(r.Namespace, r.Document.Namespace) && s.Referent(r) != nil
}

// isGrantMissing returns the severity of a reference that needs a ReferenceGrant and does not have it. It returns false if it is not
// certain that the ReferenceGrant is missing.
func isGrantMissing(s *lint.Set, r *lint.Reference) (diag.Severity, bool) {
	if !needsGrant(s, r) || isGranted(s, r) {
		return diag.Off, false
	}
	severity, proved := s.Absent(lint.GatewayAPI, referenceGrant, r.Namespace)
	return max(severity, diag.Warning), proved || s.Referent(r).File == r.Document.File
}

// mayGrantAll reports whether a document of the set contains the controller's setting that turns off the check of ReferenceGrants.
func mayGrantAll(s *lint.Set) bool {
	return slices.ContainsFunc(s.Documents(), func(d *manifest.Document) bool {
		return strings.Contains(d.File.Slice(d.Span), "KGW_REFERENCE_GRANT_MODE")
	})
}

// isGranted reports whether a ReferenceGrant allows a reference, or may allow it after templates are rendered.
func isGranted(s *lint.Set, r *lint.Reference) bool {
	return slices.ContainsFunc(s.Kind(lint.GatewayAPI, referenceGrant), func(grant *manifest.Document) bool {
		return lint.SameNamespace(grant.Namespace, r.Namespace) && (lint.At(grant, "spec").Template() || isFromGranted(grant, r) && isToGranted(grant, r))
	})
}

func isFromGranted(grant *manifest.Document, r *lint.Reference) bool {
	return slices.ContainsFunc(lint.At(grant, "spec", "from").Items(), func(from lint.Place) bool { return grantFaults(from, r) == nil })
}

func isToGranted(grant *manifest.Document, r *lint.Reference) bool {
	return slices.ContainsFunc(lint.At(grant, "spec", "to").Items(), func(to lint.Place) bool {
		name := to.Field("name").Word()
		return grantGroup(to) == r.Group && to.Field("kind").Word() == r.Kind && (name == "" || name == r.Name)
	})
}

// grantFaults returns the names of the fields that do not match a reference, in an item of the list from of a ReferenceGrant.
func grantFaults(from lint.Place, r *lint.Reference) []string {
	var out []string
	if grantGroup(from) != lint.Group(r.Document) {
		out = append(out, "group")
	}
	if !slices.Contains(grantKinds(r), from.Field("kind").Word()) {
		out = append(out, "kind")
	}
	if from.Field("namespace").Word() != r.Document.Namespace {
		out = append(out, "namespace")
	}
	return out
}

// grantKinds returns the kinds of which an item of the list from must have one, so that it allows a reference. kgateway checks the mirrors
// of a GRPCRoute as if they belonged to an HTTPRoute, and handles ListenerPolicies and HTTPListenerPolicies with the same code. In these
// cases either kind is accepted.
func grantKinds(r *lint.Reference) []string {
	switch {
	case r.Document.Kind == "GRPCRoute" && r.Use == lint.Mirror:
		return []string{"GRPCRoute", "HTTPRoute"}
	case r.Document.Kind == "ListenerPolicy", r.Document.Kind == "HTTPListenerPolicy":
		return []string{"ListenerPolicy", "HTTPListenerPolicy"}
	}
	return []string{r.Document.Kind}
}

func grantGroup(item lint.Place) string {
	if group := item.Field("group").Word(); group != "core" {
		return group
	}
	return lint.Core
}

// A grantMismatch describes a field that prevents a ReferenceGrant from allowing a reference.
type grantMismatch struct {
	at            lint.Place
	message, help string
	fixes         []diag.Fix
}

// nearGrants returns the mismatch of each ReferenceGrant that allows no reference in the set, and would allow the reference r after the
// correction of one mistake.
func nearGrants(s *lint.Set, r *lint.Reference) []grantMismatch {
	var out []grantMismatch
	for _, grant := range s.Kind(lint.GatewayAPI, referenceGrant) {
		if lint.At(grant).Template() {
			continue
		}
		if m, near := grantMismatchOf(grant, r); near && !fitsAny(s, grant) {
			out = append(out, m)
		}
	}
	return out
}

// fitsAny reports whether a ReferenceGrant allows any reference in the set.
func fitsAny(s *lint.Set, grant *manifest.Document) bool {
	return slices.ContainsFunc(s.References(lint.Route, lint.Mirror, lint.Service), func(r *lint.Reference) bool {
		return lint.SameNamespace(grant.Namespace, r.Namespace) && isFromGranted(grant, r) && isToGranted(grant, r)
	})
}

func grantMismatchOf(grant *manifest.Document, r *lint.Reference) (grantMismatch, bool) {
	from, to := isFromGranted(grant, r), isToGranted(grant, r)
	inPlace := lint.SameNamespace(grant.Namespace, r.Namespace)
	switch {
	case from && to && !inPlace && grant.Namespace == r.Document.Namespace:
		return misplacedGrant(grant, r), true
	case from && inPlace:
		return wrongTo(grant, r)
	case to && inPlace:
		return wrongFrom(grant, r)
	}
	return grantMismatch{}, false
}

func misplacedGrant(grant *manifest.Document, r *lint.Reference) grantMismatch {
	at := lint.At(grant, "metadata", "namespace")
	return grantMismatch{
		at:      at,
		message: fmt.Sprintf("the grant is in the namespace %q of the %s, but must be in the namespace of the Backend", grant.Namespace, r.Document.Kind),
		help:    fmt.Sprintf("move it to namespace %q", r.Namespace),
		fixes:   lint.UnsafeFix("write namespace "+r.Namespace, at.Replace(r.Namespace)),
	}
}

// wrongTo returns the mismatch of an item of the list to that is probably meant for the Backend of a reference: the item has another group,
// the kind Service, or the name of another Backend.
func wrongTo(grant *manifest.Document, r *lint.Reference) (grantMismatch, bool) {
	for _, to := range lint.At(grant, "spec", "to").Items() {
		group, kind, name := to.Field("group"), to.Field("kind"), to.Field("name")
		isNamed := name.Word() == "" || name.Word() == r.Name
		isOfKind := grantGroup(to) == r.Group && kind.Word() == r.Kind
		switch {
		case isOfKind && !isNamed:
			return grantMismatch{
				at: name, message: fmt.Sprintf("the grant is for the Backend %q only, but the reference is to %q", name.Word(), r.Name),
				help: fmt.Sprintf("write name: %s, or remove the name", r.Name), fixes: lint.UnsafeFix("write "+r.Name, name.Replace(r.Name)),
			}, true
		case isNamed && !isOfKind && (kind.Word() == "Backend" || kind.Word() == "Service" && grantGroup(to) == lint.Core):
			at := kind
			if kind.Word() == "Backend" {
				at = group
			}
			return grantMismatch{
				at: at, message: fmt.Sprintf("the grant is for the kind %s of the group %q, but the reference is to a Backend of %s", kind.Word(), group.Word(), r.Group),
				help: "write group: " + r.Group + " and kind: Backend", fixes: lint.UnsafeFix("grant it to Backends", group.Replace(r.Group), kind.Replace(r.Kind)),
			}, true
		}
	}
	return grantMismatch{}, false
}

// wrongFrom returns the mismatch of the first item of the list from that has exactly one field that does not match a reference.
func wrongFrom(grant *manifest.Document, r *lint.Reference) (grantMismatch, bool) {
	need := map[string]string{"group": lint.Group(r.Document), "kind": r.Document.Kind, "namespace": r.Document.Namespace}
	for _, from := range lint.At(grant, "spec", "from").Items() {
		faults := grantFaults(from, r)
		if len(faults) != 1 {
			continue
		}
		field := faults[0]
		at := from.Field(field)
		return grantMismatch{
			at: at, message: fmt.Sprintf("the grant is from the %s %q, but the reference is from %q", field, at.Word(), need[field]),
			help: "write " + field + ": " + need[field], fixes: lint.UnsafeFix("write "+field+": "+need[field], at.Replace(need[field])),
		}, true
	}
	return grantMismatch{}, false
}
