package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PolicyTLSTwice = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "policy-tls-twice",
		Summary:  "two policies of different kinds set TLS for one Backend",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "A BackendTLSPolicy and a BackendConfigPolicy with `tls` on one Backend each replace the other's settings. Up to kgateway " +
			"2.3 the one that runs last wins, which can change with every translation, because plugins run in no fixed order. From 2.4 " +
			"on the BackendTLSPolicy wins, even if it is invalid, and the BackendConfigPolicy gets the condition Overridden; its other " +
			"fields still apply. Keep one of the two.",
		Since: "2.1",
		Sources: []string{
			"pkg/kgateway/translator/irtranslator/backend.go @ 2.3",
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/status.go @ 2.4",
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
      port: 443
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  tls:
    wellKnownCACertificates: System
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
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
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 443
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  connectTimeout: 10s
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
	Set: checkPolicyTLSTwice,
}

func checkPolicyTLSTwice(p *lint.Pass) {
	for _, c := range kgw.TLSConfigs(p) {
		for _, b := range kgw.TargetsOf(p, c.Policy) {
			if other := kgw.WholeTLSPolicy(p, b); other != nil {
				reportTLSTwice(p, c, other, b)
				break
			}
		}
	}
}

func reportTLSTwice(p *lint.Pass, c kgw.TLSConfig, other, b *manifest.Document) {
	outcome := "which of the two wins is random"
	if p.Since("2.4") {
		outcome = "the BackendTLSPolicy wins, and this tls is not applied"
	}
	d := p.Report(c.Key(), "the %s also sets TLS for the Backend %q: %s", kgw.TitleOf(other), b.Name, outcome)
	d.Help = "keep one of the two"
	d.Related = append(d.Related, lint.At(other, "metadata", "name").Related("the BackendTLSPolicy"),
		lint.At(b, "metadata", "name").Related("the Backend"))
}
