package rules

import (
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var policyTargetMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "policy-target-missing",
		Summary:  "a policy targets a Backend that is not there",
		Severity: diag.Warning,
		Category: diag.References,
		Why: "A policy whose target does not exist does nothing and says nothing: its status has no ancestors, and no condition is " +
			"False. Where it was to turn TLS on, the server gets plaintext. The target has to be a Backend of the policy's own " +
			"namespace.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.3",
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
    - host: 192.0.2.10
      port: 8080
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: wbe
  connectTimeout: 10s
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
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
`,
	},
	Set: checkPolicyTargetMissing,
}

func checkPolicyTargetMissing(p *lint.Pass) {
	for _, r := range p.Set.References(lint.Target) {
		if isMissingTarget(p, r) {
			reportMissingTarget(p, r)
		}
	}
}

// isMissingTarget says for certain that a policy names a Backend that is nowhere in the set. One that is in another
// namespace has a rule of its own.
func isMissingTarget(p *lint.Pass, r *lint.Reference) bool {
	return isBackendPolicy(r.Document) && r.IsBackend() && r.Name != "" &&
		len(p.Set.Find(lint.Kgateway, "Backend", "", r.Name, r.Document)) == 0 &&
		p.Set.Proves(lint.Kgateway, "Backend", r.Namespace) &&
		!slices.ContainsFunc(p.Set.Kind(lint.Kgateway, "Backend"), func(b *manifest.Document) bool { return lint.At(b, "metadata", "name").Template() })
}

func reportMissingTarget(p *lint.Pass, r *lint.Reference) {
	name := r.At("name")
	d := p.Report(name, "there is no Backend %q in the policy's namespace: this target does nothing", r.Name)
	d.Help = "name a Backend of the policy's own namespace"
	var names []string
	for _, b := range p.Set.Kind(lint.Kgateway, "Backend") {
		if lint.SameNamespace(b.Namespace, r.Namespace) {
			names = append(names, b.Name)
		}
	}
	if nearest, near := fuzzy.Nearest(r.Name, names); near {
		d.Message += fmt.Sprintf("; did you mean %q?", nearest)
		d.Fixes = lint.UnsafeFix("name "+nearest, name.Replace(nearest))
	}
}
