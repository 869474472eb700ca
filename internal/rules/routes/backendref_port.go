package routes

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var BackendrefPort = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "backendref-port",
		Summary:  "a reference to a Backend has a port",
		Severity: diag.Error,
		Category: diag.References,
		Why: "A Backend has its own ports, and kgateway does not resolve a reference with a port, even if the Backend has that port: " +
			"requests sent to the reference get a 500, a mirror is silently dropped, and a listener policy is not applied. " +
			extensionEffectText + " The status of a route is `ResolvedRefs=False`: from 2.1 on with the port as the reason, in 2.0 " +
			"only with the message that the Backend is not found, which suggests a wrong name.",
		Sources: []string{
			"pkg/krtcollections/policy.go @ 2.4",
			"internal/kgateway/krtcollections/policy.go @ 2.0",
			extAuthSource20,
			"pkg/krtcollections/builtin.go @ 2.4",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
      port: 8080
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
	Set: checkBackendrefPort,
}

func checkBackendrefPort(p *lint.Pass) {
	for _, r := range kgw.BackendReferences(p, lint.Route, lint.Mirror, lint.Service) {
		port := r.Field("port")
		if !r.IsBackend() || !port.Exists() {
			continue
		}
		d := p.Report(port.Key(), "a reference to a Backend must not have a port: %s%s", unresolvedEffect(p, r), portStatus(p, r))
		d.Help = "remove the port: the Backend has its own"
		d.Fixes = lint.SafeFix("remove the port", port.Remove())
		if b := p.Set.Referent(r); b != nil {
			d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
		}
	}
}

// portStatus returns text about the misleading status of the route in kgateway 2.0, for a message. It returns "" for other releases, and
// for references that are not in backendRefs of routes.
func portStatus(p *lint.Pass, r *lint.Reference) string {
	if r.Use != lint.Route || !kgw.IsBefore(p, "2.1") {
		return ""
	}
	return ", and the status reports only that the Backend is not found"
}
