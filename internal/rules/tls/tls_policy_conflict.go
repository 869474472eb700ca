package tls

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSPolicyConflict = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-policy-conflict",
		Summary:  "two BackendTLSPolicies target one Backend",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "Only one BackendTLSPolicy applies to a Backend. Up to kgateway 2.2 it is the one that was created last. From 2.3 on it is " +
			"the one that was created first, and the other gets the condition Conflicted. The manifests do not show the order of " +
			"creation, and it differs between an old cluster and a new one, so an upgrade or a restore can change the CA and the server " +
			"name that are verified. Keep one of the two.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/helpers.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/helpers.go @ 2.3",
			"internal/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.1",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
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
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: web-strict
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  validation:
    hostname: web.example.com
    wellKnownCACertificates: System
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 443
`,
		Good: `apiVersion: gateway.networking.k8s.io/v1
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
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 443
`,
	},
	Set: checkTlsPolicyConflict,
}

func checkTlsPolicyConflict(p *lint.Pass) {
	seen := map[[2]*manifest.Document]bool{}
	for _, b := range p.Backends() {
		// the first two policies with different names; any later policy has another name than at least one of them
		inNamespace := map[string][]*manifest.Document{}
		for _, policy := range wholeTLSPolicies(p, b) {
			earlier := inNamespace[policy.Namespace]
			// policies with the same name are one policy in two environments
			isOther := func(d *manifest.Document) bool { return d.Name != policy.Name }
			i := slices.IndexFunc(earlier, isOther)
			if len(earlier) == 0 || len(earlier) == 1 && i == 0 {
				inNamespace[policy.Namespace] = append(earlier, policy)
			}
			if i < 0 || seen[[2]*manifest.Document{earlier[i], policy}] {
				continue
			}
			seen[[2]*manifest.Document{earlier[i], policy}] = true
			reportTLSConflict(p, b, earlier[i], policy)
		}
	}
}

// wholeTLSPolicies returns the BackendTLSPolicies that target a Backend without a sectionName, each once.
func wholeTLSPolicies(p *lint.Pass, b *manifest.Document) []*manifest.Document {
	var out []*manifest.Document
	seen := map[*manifest.Document]bool{}
	for _, r := range p.Set.To(b, lint.Target) {
		if r.Document.Kind == kgw.BackendTLSPolicy && !r.Field("sectionName").Exists() && !seen[r.Document] {
			seen[r.Document] = true
			out = append(out, r.Document)
		}
	}
	return out
}

func reportTLSConflict(p *lint.Pass, b, earlier, later *manifest.Document) {
	winner := "last"
	if !kgw.IsBefore(p, "2.3") {
		winner = "first"
	}
	d := p.Report(kgw.TargetPlace(p, later, b), "the %s also targets the Backend %q: only the policy that was created %s applies", kgw.TitleOf(earlier), b.Name, winner)
	d.Help = "keep one of the two"
	d.Related = append(d.Related, kgw.TargetPlace(p, earlier, b).Related("the other policy"))
}
