package routes

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var WeightsAllZero = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "weights-all-zero",
		Summary:  "every reference of a rule has the weight 0",
		Severity: diag.Warning,
		Category: diag.References,
		Why: "A Backend with weight 0 gets no requests as long as another reference of the rule has a weight above 0. If all weights are 0, " +
			"kgateway replaces the rule by one that answers 500. kgateway 2.0 does not check this: Envoy rejects the whole " +
			"RouteConfiguration, so no change to any route of the listener takes effect, and the finding is an error. If the only " +
			"reference of a rule has weight 0, kgateway ignores the weight, and the Backend gets every request. Give one of the " +
			"references a weight above 0, or remove the rule.",
		Sources: []string{
			"pkg/kgateway/translator/irtranslator/validate.go @ 2.4",
			"pkg/kgateway/translator/irtranslator/route.go @ 2.4",
			"internal/kgateway/translator/irtranslator/route.go @ 2.1",
			"internal/kgateway/translator/irtranslator/route.go @ 2.0",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop-blue
      weight: 0
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop-green
      weight: 0
` + weightsExample,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop-blue
      weight: 0
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop-green
      weight: 1
` + weightsExample,
	},
	Set: checkWeightsAllZero,
}

const weightsExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-blue
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-green
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.20
      port: 8080
`

func checkWeightsAllZero(p *lint.Pass) {
	for _, rule := range kgw.BackendRules(p, "HTTPRoute", "GRPCRoute") {
		// Skip the rule if one of its items is not a reference, because it may be a template or may delegate. Delegated references have no
		// weight.
		if len(rule.Refs) != len(rule.Field("backendRefs").Items()) || slices.ContainsFunc(rule.Refs, hasWeight) {
			continue
		}
		weight := rule.Refs[0].Field("weight")
		if len(rule.Refs) == 1 {
			d := p.Report(weight, "the weight of the only reference of a rule is ignored: %q gets every request", rule.Refs[0].Name)
			d.Help = "remove the rule to stop the requests, or the weight to keep them"
			continue
		}
		d := reportAllZero(p, weight)
		d.Help = "give one of the references a weight"
		for _, r := range rule.Refs[1:] {
			d.Related = append(d.Related, r.Field("weight").Related("this weight is also 0"))
		}
	}
}

func reportAllZero(p *lint.Pass, weight lint.Place) *diag.Diagnostic {
	const fact = "every reference of this rule has the weight 0: "
	if !kgw.IsBefore(p, "2.1") {
		return p.Report(weight, fact+"all requests get a 500")
	}
	d := p.Report(weight, fact+"Envoy rejects all routes of the listener")
	d.Severity = diag.Error
	return d
}

func hasWeight(r *lint.Reference) bool {
	weight, known := r.Field("weight").Int()
	return !known || weight != 0 || kgw.Delegates(r)
}
