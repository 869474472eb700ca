package proxy

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var DynamicProxyHTTPOptions = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "dynamic-proxy-http-options",
		Summary:  "HTTP options make Envoy reject a dynamic forward proxy",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "Envoy accepts a dynamic forward proxy only if the server name and the certificate check follow the request's host. It turns " +
			"this on itself only if the cluster has no explicit HTTP settings. `commonHttpProtocolOptions` and `http1ProtocolOptions` " +
			"of a BackendConfigPolicy add such settings and do not turn it on, so Envoy rejects the cluster. Requests get a 503, or " +
			"use the previous configuration, while the statuses of the policy and the Backend are Accepted. Remove these options from " +
			"policies that target a dynamic forward proxy.",
		Since: "2.1",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/protocoloptions.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/backend/dfp.go @ 2.4",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: egress
spec:
  type: DynamicForwardProxy
  dynamicForwardProxy: {}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: egress
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: egress
  commonHttpProtocolOptions:
    idleTimeout: 30s
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: egress
spec:
  type: DynamicForwardProxy
  dynamicForwardProxy: {}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: egress
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: egress
  connectTimeout: 10s
`,
	},
	Set: checkDynamicProxyHTTPOptions,
}

func checkDynamicProxyHTTPOptions(p *lint.Pass) {
	for _, field := range []string{"commonHttpProtocolOptions", "http1ProtocolOptions"} {
		for _, policy := range kgw.ConfigPolicies(p, field) {
			i := slices.IndexFunc(kgw.TargetsOf(p, policy), func(b *manifest.Document) bool { return kgw.FormOf(b) == kgw.DynamicForm })
			if i < 0 {
				continue
			}
			b := kgw.TargetsOf(p, policy)[i]
			d := p.Report(lint.At(policy, "spec", field).Key(), "Envoy rejects the dynamic forward proxy %q with these options", b.Name)
			d.Help = "remove " + field
			d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
		}
	}
}
