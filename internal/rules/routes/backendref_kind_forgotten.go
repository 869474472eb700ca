package routes

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var BackendrefKindForgotten = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "backendref-kind-forgotten",
		Summary:  "a reference is meant for a Backend but refers to a Service",
		Severity: diag.Error,
		Category: diag.References,
		Why: "A reference without group and kind refers to a Service of the core group, even if only a Backend has that " +
			"name. Without a port the API server rejects it, because a Service needs one. A reference with a port most likely means a " +
			"Service that is not in the input, so it is reported only with `--complete`: if there is no such Service, requests sent " +
			"to it get a 500. " + extensionEffectText + " To reach the Backend, write `group: gateway.kgateway.dev` and `kind: Backend`, and no port.",
		Sources: []string{
			"pkg/krtcollections/policy.go @ 2.4",
			extAuthSource20,
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_gatewayextensions.yaml @ 2.4",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - name: web
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
    - name: web
      group: gateway.kgateway.dev
      kind: Backend
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
	Set: checkBackendrefKindForgotten,
}

func checkBackendrefKindForgotten(p *lint.Pass) {
	for _, r := range kgw.BackendReferences(p, lint.Route, lint.Mirror, lint.Service) {
		if r.Kind != "Service" || r.Group != lint.Core || !isKnownRef(r) {
			continue
		}
		b := p.Set.One(lint.Kgateway, "Backend", r.Namespace, r.Name, r.Document)
		if b != nil && !mayBeReferent(p.Set, lint.Core, "Service", r) {
			reportKindForgotten(p, r, b)
		}
	}
}

// reportKindForgotten reports a reference to a Service, although there is only a Backend with that name. A reference without a port is
// always wrong. A reference with a port is most likely meant for a Service, so it is reported only if the input is complete and contains
// no such Service.
func reportKindForgotten(p *lint.Pass, r *lint.Reference, b *manifest.Document) {
	name := r.Field("name")
	var d *diag.Diagnostic
	switch {
	case !r.Field("port").Exists() && !r.Field("kind").Exists():
		d = p.Report(name, "a reference without a kind refers to a Service, but %q is a Backend; a Service needs a port, so the API server rejects this", r.Name)
	case !r.Field("port").Exists():
		d = p.Report(name, "there is no Service %q, only a Backend; a Service needs a port, so the API server rejects this", r.Name)
	case p.Set.Complete == lint.Stated && p.Set.Proves(lint.Core, "Service", r.Namespace):
		d = p.Report(name, "there is no Service %q, only a Backend: %s", r.Name, unresolvedEffect(p, r))
		d.Severity = diag.Warning
	default:
		return
	}
	d.Help = "write group: " + lint.Kgateway + " and kind: Backend, and no port"
	d.Fixes = nameBackend(r)
	d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
}

// nameBackend returns the fix that turns a reference to a Service into a reference to the Backend with the same name. The fix is safe if
// it only adds fields.
func nameBackend(r *lint.Reference) []diag.Fix {
	group, kind, port := r.Field("group"), r.Field("kind"), r.Field("port")
	const title = "refer to the Backend"
	if group.Node == nil && kind.Node == nil {
		add := r.Field("name").AddBeside("group", lint.Kgateway, "kind", "Backend")
		if port.Node == nil {
			return lint.SafeFix(title, add)
		}
		return lint.UnsafeFix(title, add, port.Remove())
	}
	edits := [][]edit.Edit{setRefField(r, "group", lint.Kgateway), setRefField(r, "kind", "Backend")}
	if port.Node != nil {
		edits = append(edits, port.Remove())
	}
	return lint.UnsafeFix(title, edits...)
}
