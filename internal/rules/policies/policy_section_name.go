package policies

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PolicySectionName = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "policy-section-name",
		Summary:  "a policy targets a section of a Backend",
		Severity: diag.Error,
		Category: diag.References,
		Why: "`sectionName` is the name of a port, and only a Service has named ports. From kgateway 2.1 on a BackendTLSPolicy that targets a " +
			"Backend with a section name attaches to nothing: the server gets plaintext, and no status reports it. (2.0 ignored the " +
			"field.) Remove it: the policy then applies to the whole Backend.",
		Since: "2.1",
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
    sectionName: https
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
	Set: checkPolicySectionName,
}

func checkPolicySectionName(p *lint.Pass) {
	for _, r := range p.Set.References(lint.Target) {
		section := r.Field("sectionName")
		if !r.IsBackend() || !section.Exists() || r.Document.Kind != kgw.BackendTLSPolicy || !kgw.Concerns(p, r.Document) || mayHaveSections(p, r) {
			continue
		}
		d := p.Report(section.Key(), "a Backend has no sections, so the policy attaches to nothing: the server gets plaintext")
		d.Help = "remove sectionName"
		d.Fixes = lint.SafeFix("remove sectionName", section.Remove())
		if b := p.Set.Referent(r); b != nil {
			d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
		}
	}
}

// mayHaveSections reports whether the referenced object is or may be an AI or MCP Backend. Up to kgateway 2.1, agentgateway reads a
// section name as the name of one of the Backend's providers or servers.
func mayHaveSections(p *lint.Pass, r *lint.Reference) bool {
	b := p.Set.Referent(r)
	if b == nil {
		return kgw.IsBefore(p, "2.2")
	}
	return lint.At(b, "spec", "ai").Exists() || lint.At(b, "spec", "mcp").Exists()
}
