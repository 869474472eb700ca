package policies

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
)

var HTTPListenerPolicyRemoved = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "http-listener-policy-removed",
		Summary:  "HTTPListenerPolicy is removed in kgateway 2.5",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Compatibility,
		Since:    "2.2",
		Why: "kgateway 2.2 deprecates HTTPListenerPolicy in favour of ListenerPolicy, and 2.5 removes it: after the upgrade its access " +
			"logs, tracing and other settings have no effect. In a ListenerPolicy the same settings are under " +
			"`spec.default.httpSettings`.",
		Sources: []string{
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_listenerpolicies.yaml @ 2.2",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_httplistenerpolicies.yaml @ 2.4",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: HTTPListenerPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.networking.k8s.io
    kind: Gateway
    name: web
  useRemoteAddress: true
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: ListenerPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.networking.k8s.io
    kind: Gateway
    name: web
  default:
    httpSettings:
      useRemoteAddress: true
`,
	},
	Set: checkHttpListenerPolicyRemoved,
}

func checkHttpListenerPolicyRemoved(p *lint.Pass) {
	for _, policy := range p.Set.Kind(lint.Kgateway, "HTTPListenerPolicy") {
		d := p.Report(lint.At(policy, "kind"), "HTTPListenerPolicy is removed in kgateway 2.5")
		d.Help = "write a ListenerPolicy with these settings under spec.default.httpSettings"
	}
}
