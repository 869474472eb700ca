package policies

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PolicyTargetGroup = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "policy-target-group",
		Summary:  "a targetRef with the kind Backend has the wrong group",
		Severity: diag.Error,
		Category: diag.References,
		Why: "Backend is a kind of `gateway.kgateway.dev`. In another group it is a different kind: a BackendTLSPolicy with such a " +
			"target is accepted, attaches to nothing and reports nothing, so the server gets plaintext; the API server rejects a " +
			"BackendConfigPolicy with it. The empty group is correct for a Service and is often left unchanged when the kind is changed.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backendconfigpolicies.yaml @ 2.4",
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
  - group: ""
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
	Set: checkPolicyTargetGroup,
}

func checkPolicyTargetGroup(p *lint.Pass) {
	for _, r := range p.Set.References(lint.Target) {
		group := r.Field("group")
		if !kgw.IsBackendPolicy(r.Document) || r.Kind != "Backend" || r.Group == lint.Kgateway || group.Template() {
			continue
		}
		b := p.Set.One(lint.Kgateway, "Backend", r.Namespace, r.Name, r.Document)
		if b == nil && slices.Contains(otherBackendGroups, r.Group) {
			continue // the reference is to a Backend of another product
		}
		reportTargetGroup(p, r, b)
	}
}

// otherBackendGroups are groups of other products that have a kind Backend.
var otherBackendGroups = []string{"gateway.envoyproxy.io", "agentgateway.dev"}

func reportTargetGroup(p *lint.Pass, r *lint.Reference, b *manifest.Document) {
	group := r.Field("group")
	d := p.Report(group, "there is no kind Backend in the group %q: the policy attaches to nothing", r.Group)
	d.Help = "write group: " + lint.Kgateway
	edits := group.Replace(lint.Kgateway)
	if !group.Exists() {
		edits = r.Field("kind").AddBeside("group", lint.Kgateway)
	}
	d.Fixes = lint.UnsafeFix("write group: "+lint.Kgateway, edits)
	if b != nil {
		d.Fixes = lint.SafeFix("write group: "+lint.Kgateway, edits)
		d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
	}
}
