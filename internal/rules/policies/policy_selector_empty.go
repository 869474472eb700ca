package policies

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PolicySelectorEmpty = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "policy-selector-empty",
		Summary:  "a policy's selector matches no Backend",
		Severity: diag.Warning,
		Category: diag.References,
		Why: "A policy whose `targetSelectors` match nothing has no effect, and its status does not report it: it has no ancestors and " +
			"no False condition. The Backend must have every label of `matchLabels` with the same value, and be in the policy's " +
			"namespace.",
		Since: "2.1",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.3",
			"pkg/pluginsdk/utils/policy.go @ 2.2",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  labels:
    app: web
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
  targetSelectors:
  - group: gateway.kgateway.dev
    kind: Backend
    matchLabels:
      app: shop
  connectTimeout: 10s
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  labels:
    app: web
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
  targetSelectors:
  - group: gateway.kgateway.dev
    kind: Backend
    matchLabels:
      app: web
  connectTimeout: 10s
`,
	},
	Set: checkPolicySelectorEmpty,
}

func checkPolicySelectorEmpty(p *lint.Pass) {
	if mayAddLabels(p) {
		return
	}
	for _, policy := range p.Set.Kind(lint.Kgateway, kgw.BackendConfigPolicy) {
		selectors := lint.At(policy, "spec", "targetSelectors").Items()
		labels := slices.IndexFunc(selectors, kgw.IsBackendTarget)
		if labels < 0 || isSelecting(p, policy) || !p.Set.Proves(lint.Kgateway, "Backend", policy.Namespace) {
			continue
		}
		d := p.Report(selectors[labels].Field("matchLabels").Key(), "no Backend has these labels: the policy has no effect")
		d.Help = "use labels of a Backend in the policy's namespace"
	}
}

// isSelecting reports whether a selector matches a Backend, or may match one after templates are rendered. Namespaces are not compared,
// because the policy may be in the global policy namespace, which is a setting of the controller.
func isSelecting(p *lint.Pass, policy *manifest.Document) bool {
	return lint.At(policy, "spec", "targetSelectors").Template() ||
		slices.ContainsFunc(p.Set.Kind(lint.Kgateway, "Backend"), func(b *manifest.Document) bool {
			return lint.Selects(policy, b) || lint.At(b, "metadata").Template()
		})
}

// mayAddLabels reports whether a Kustomization may add labels to Backends.
func mayAddLabels(p *lint.Pass) bool {
	return len(p.Set.Kustomizations()) > 0
}
