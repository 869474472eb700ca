package policies

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PolicyTargetNamespace = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "policy-target-namespace",
		Summary:  "a policy targets a Backend of another namespace",
		Severity: diag.Error,
		Category: diag.References,
		Why: "A policy applies only to Backends in its own namespace: `targetRefs` has no namespace, and a ReferenceGrant does not change " +
			"that. A policy in another namespace has no effect, and its status has no ancestors. If it was meant to turn on TLS, the " +
			"server gets plaintext. Move the policy to the Backend's namespace. (Exception: policies with `targetSelectors` in the " +
			"global policy namespace, which is a setting of the controller.)",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.3",
			"pkg/krtcollections/policy.go @ 2.4",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  namespace: shop
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
  namespace: gateways
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  connectTimeout: 10s
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  namespace: shop
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
  namespace: shop
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  connectTimeout: 10s
`,
	},
	Set: checkPolicyTargetNamespace,
}

func checkPolicyTargetNamespace(p *lint.Pass) {
	for _, r := range p.Set.References(lint.Target) {
		if !kgw.IsBackendPolicy(r.Document) || !r.IsBackend() || r.Name == "" || p.Set.Referent(r) != nil {
			continue
		}
		found := p.Set.Find(lint.Kgateway, "Backend", "", r.Name, r.Document)
		if len(found) == 0 || !p.Set.Proves(lint.Kgateway, "Backend", r.Namespace) && found[0].File != r.Document.File {
			continue
		}
		b := found[0]
		d := p.Report(r.Field("name"), "the Backend %q is in namespace %q, but the policy in %q applies only to its own namespace", r.Name, b.Namespace, r.Namespace)
		d.Help = fmt.Sprintf("move the policy to namespace %q", b.Namespace)
		d.Related = append(d.Related, lint.At(b, "metadata", "namespace").Related("the Backend's namespace"))
	}
}
