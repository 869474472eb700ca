package routes

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var BackendrefForeignKind = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "backendref-foreign-kind",
		Summary:  "a reference to a Backend has a kind that kgateway does not have",
		Severity: diag.Error,
		Category: diag.References,
		Why: "Routes that were written for Gloo refer to Upstreams of `gloo.solo.io`. kgateway has no such kind: the reference is not " +
			"resolved (`ResolvedRefs=False`, InvalidKind), and requests sent to it get a 500. The same applies to every kind of " +
			"`gateway.kgateway.dev` other than Backend. Kinds are case-sensitive.",
		Sources: []string{"pkg/krtcollections/policy.go @ 2.4"},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gloo.solo.io
      kind: Upstream
      name: web
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
	},
	Set: checkBackendrefForeignKind,
}

func checkBackendrefForeignKind(p *lint.Pass) {
	for _, r := range kgw.BackendReferences(p, lint.Route, lint.Mirror, lint.Service) {
		if r.Kind != "Upstream" && r.Group != lint.Kgateway || r.IsBackend() || r.Kind == "" || !isKnownRef(r) {
			continue
		}
		b := p.Set.One(lint.Kgateway, "Backend", r.Namespace, r.Name, r.Document)
		if b == nil || mayBeReferent(p.Set, r.Group, r.Kind, r) || isOnOtherGateway(p.Set, r.Document) {
			continue
		}
		d := p.Report(r.Field("kind"), "kgateway has no kind %q, but %q is a Backend: %s", r.Kind, r.Name, unresolvedEffect(p, r))
		d.Help = "write group: " + lint.Kgateway + " and kind: Backend"
		d.Fixes = referToBackend(r)
		d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
	}
}

// referToBackend returns the fix that changes a reference so that it refers to the Backend. The fix is unsafe if the group belongs to
// another product, because the reference may be meant for that product.
func referToBackend(r *lint.Reference) []diag.Fix {
	edits := [][]edit.Edit{r.Field("kind").Replace("Backend")}
	if r.Group != lint.Kgateway {
		edits = append(edits, setRefField(r, "group", lint.Kgateway))
	}
	if port := r.Field("port"); port.Node != nil {
		edits = append(edits, port.Remove())
	}
	if r.Group != lint.Kgateway && r.Group != lint.Core {
		return lint.UnsafeFix("refer to the Backend", edits...)
	}
	return lint.SafeFix("refer to the Backend", edits...)
}

// isOnOtherGateway reports whether a route attaches to a Gateway in the set that may not be kgateway's. During a migration from Gloo, for
// example, routes for Gloo are next to routes for kgateway.
func isOnOtherGateway(s *lint.Set, route *manifest.Document) bool {
	return slices.ContainsFunc(kgw.RouteParents(s, route), func(parent kgw.RouteParent) bool {
		return parent.Gateway != nil && kgw.PlaneOf(s, parent.Gateway) == kgw.UnknownPlane
	})
}
