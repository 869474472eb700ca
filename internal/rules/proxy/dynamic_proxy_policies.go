package proxy

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var DynamicProxyPolicies = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "dynamic-proxy-policies",
		Summary:  "a load balancing algorithm makes Envoy reject a dynamic forward proxy",
		Severity: diag.Error,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "A dynamic forward proxy has its own load balancing (`CLUSTER_PROVIDED`). An algorithm in `loadBalancer` of a " +
			"BackendConfigPolicy (`leastRequest`, `roundRobin`, `ringHash`, `maglev` or `random`) replaces it, and Envoy rejects the " +
			"cluster: requests get a 503, or use the previous configuration. The policy's status is Accepted. Remove the algorithm. " +
			"`healthCheck` and `outlierDetection` work: Envoy applies them to each destination. Only `dns` has no effect, which " +
			"`dns-options-ignored` reports.",
		Sources: []string{
			dynamicProxySource,
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/lb.go @ 2.4",
			"internal/kgateway/extensions2/plugins/backendconfigpolicy/lb.go @ 2.1",
			"envoyproxy/envoy source/common/upstream/upstream_impl.cc",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: egress
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: egress
  loadBalancer:
    closeConnectionsOnHostSetChange: true
    leastRequest:
      choiceCount: 2
` + kgw.DynamicProxyExample,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: egress
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: egress
  loadBalancer:
    closeConnectionsOnHostSetChange: true
` + kgw.DynamicProxyExample,
	},
	Set: checkDynamicProxyPolicies,
}

// lbAlgorithms are the fields of loadBalancer that select an algorithm. With the other fields, the cluster of a dynamic forward proxy keeps
// its own algorithm.
var lbAlgorithms = []string{"leastRequest", "roundRobin", "ringHash", "maglev", "random"}

func checkDynamicProxyPolicies(p *lint.Pass) {
	for _, policy := range kgw.ConfigPolicies(p, "loadBalancer") {
		balancer := lint.At(policy, "spec", "loadBalancer")
		i := slices.IndexFunc(lbAlgorithms, func(field string) bool { return balancer.Field(field).Exists() })
		backends := kgw.TargetsOf(p, policy)
		j := slices.IndexFunc(backends, isDynamicProxy)
		if i >= 0 && j >= 0 {
			reportAlgorithm(p, policy, lbAlgorithms[i], backends[j])
		}
	}
}

func reportAlgorithm(p *lint.Pass, policy *manifest.Document, name string, b *manifest.Document) {
	algorithm := lint.At(policy, "spec", "loadBalancer", name)
	d := p.Report(algorithm.Key(), "Envoy rejects the dynamic forward proxy %q with the load balancing algorithm %s", b.Name, name)
	d.Help = "remove " + name
	d.Related = append(d.Related, dynamicProxy(b).Key().Related("the dynamic forward proxy"))
	// The setting may be correct for other targets of the policy, so the fix is offered only if the policy has one target.
	if len(kgw.TargetPlaces(policy)) == 1 {
		d.Fixes = lint.UnsafeFix("remove "+name, algorithm.Remove())
	}
}
