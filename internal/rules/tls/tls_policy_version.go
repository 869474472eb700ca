package tls

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSPolicyVersion = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-policy-version",
		Summary:  "a BackendTLSPolicy has a version that kgateway does not read",
		Severity: diag.Error,
		Category: diag.Compatibility,
		Why: "kgateway 2.0 watches BackendTLSPolicies of `gateway.networking.k8s.io/v1alpha3`, and from 2.1 on those of `v1`. The API " +
			"server rejects a policy of another version or, if the installed CRD still has that version, the policy may never reach the " +
			"controller: the server gets plaintext. v1alpha3 with a newer kgateway is a warning, because a CRD that serves both " +
			"versions returns the policy as v1. The fields of v1alpha3 and v1 are the same.",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.0",
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
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
apiVersion: gateway.networking.k8s.io/v1alpha3
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
	Set: checkTLSPolicyVersion,
}

func checkTLSPolicyVersion(p *lint.Pass) {
	if p.Target.Catalog() {
		return
	}
	read := kgw.TLSPolicyVersion(p)
	for _, policy := range kgw.CAPolicies(p) {
		at := lint.At(policy, "apiVersion")
		_, version, _ := strings.Cut(at.Word(), "/")
		if version == "" || version == read {
			continue
		}
		d := p.Report(at, "kgateway reads BackendTLSPolicies of version %s, not %s", read, version)
		if version == "v1alpha3" {
			d.Severity = diag.Warning
		}
		d.Help = "write " + lint.GatewayAPI + "/" + read
		d.Fixes = lint.UnsafeFix("write "+read, at.Replace(lint.GatewayAPI+"/"+read))
	}
}
