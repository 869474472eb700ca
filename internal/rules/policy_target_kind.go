package rules

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
)

var policyTargetKind = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "policy-target-kind",
		Summary:  "a BackendTLSPolicy targets a kind that kgateway does not have",
		Severity: diag.Error,
		Category: diag.References,
		Why: "The kind of a target is compared letter by letter, and Backend is the only kind of `gateway.kgateway.dev` that a " +
			"BackendTLSPolicy attaches to. `backend`, `Backends` or `Upstream` is accepted by the API server, attaches to nothing " +
			"and says nothing: the server gets plaintext.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
			"pkg/krtcollections/policy.go @ 2.4",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 9000
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backends
    name: web
  validation:
    hostname: web.example.com
    wellKnownCACertificates: System
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 9000
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  validation:
    hostname: web.example.com
    wellKnownCACertificates: System
`,
	},
	Set: checkPolicyTargetKind,
}

func checkPolicyTargetKind(p *lint.Pass) {
	for _, r := range p.Set.References(lint.Target) {
		if r.Document.Kind != backendTLSPolicy || r.Group != lint.Kgateway || r.Kind == "" || r.Kind == "Backend" {
			continue
		}
		kind := r.At("kind")
		d := p.Report(kind, "a BackendTLSPolicy attaches to no kind %q of kgateway, only to Backend: it does nothing", r.Kind)
		d.Help = "write kind: Backend"
		d.Fixes = lint.UnsafeFix("write kind: Backend", kind.Replace("Backend"))
		if b := p.Set.One(lint.Kgateway, "Backend", r.Namespace, r.Name, r.Document); b != nil {
			d.Fixes = lint.SafeFix("write kind: Backend", kind.Replace("Backend"))
			d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
		}
	}
}
