package policies

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PolicyFieldUnknown = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "policy-field-unknown",
		Summary:  "a policy or a GatewayExtension has a field that does not exist",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "An API server with strict validation, which `kubectl apply` requests, rejects a BackendConfigPolicy, BackendTLSPolicy, " +
			"TrafficPolicy, ListenerPolicy, HTTPListenerPolicy or GatewayExtension with an unknown field. Without strict validation it drops the " +
			"field: it has no effect, and the proxy uses the default. Usually it is a misspelling, a field of another release, or a field with the wrong " +
			"indentation. In a BackendTLSPolicy it is a warning, because a newer Gateway API may have the field. A field of another " +
			"release is also a warning if no target is given. Versions of BackendTLSPolicy other than v1alpha3 and v1 are not checked, " +
			"nor are metadata and status.",
		Sources: []string{
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backendconfigpolicies.yaml @ 2.4",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_trafficpolicies.yaml @ 2.4",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_listenerpolicies.yaml @ 2.4",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_httplistenerpolicies.yaml @ 2.4",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_gatewayextensions.yaml @ 2.4",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.networking.k8s.io
    kind: Gateway
    name: web
  extAuth:
    extensionRefs:
      name: login
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.networking.k8s.io
    kind: Gateway
    name: web
  extAuth:
    extensionRef:
      name: login
`,
	},
	Set: checkPolicyFieldUnknown,
}

func checkPolicyFieldUnknown(p *lint.Pass) {
	if !p.Target.Catalog() {
		checkFields(p, p.Set.Kind(lint.Kgateway, kgw.BackendConfigPolicy))
		checkFields(p, p.Set.Kind(lint.Kgateway, kgw.TrafficPolicyKind))
		checkFields(p, p.Set.Kind(lint.Kgateway, kgw.GatewayExtensionKind))
		checkFields(p, p.Set.Kind(lint.Kgateway, "HTTPListenerPolicy"))
		checkFields(p, p.Set.Kind(lint.Kgateway, "ListenerPolicy"))
	}
	checkFields(p, p.Set.Kind(lint.GatewayAPI, kgw.BackendTLSPolicy))
}

// checkFields checks the policies. It skips a policy if all of its Backends are checked for other targets.
func checkFields(p *lint.Pass, policies []*manifest.Document) {
	for _, policy := range policies {
		kind := fields.Of(policy.APIVersion, policy.Kind)
		if kind == nil || !kind.In(p.Target) || len(p.Set.Targets(policy)) > 0 && len(kgw.TargetsOf(p, policy)) == 0 {
			continue
		}
		checkObject(p, lint.At(policy), kind)
	}
}

// checkObject checks the keys of an object and of all objects in it. An object that comes from an alias or a merge key is checked at its
// definition.
func checkObject(p *lint.Pass, at lint.Place, object *fields.Field) {
	if at.Node == nil || at.Node.Kind != manifest.Mapping || at.Node.Defined != nil || !object.IsObject {
		return
	}
	var unknown []string
	for _, key := range at.Keys() {
		field, known := at.Node.Field(key), object.Child(key)
		switch {
		case field.Template || field.Merged || strings.HasPrefix(key, "$"): // Kustomize's directives begin with $
		case !object.Has(key, p.Target):
			unknown = append(unknown, key)
		case known.IsList && field.Value.Defined == nil:
			for _, item := range at.Field(key).Items() {
				checkObject(p, item, known)
			}
		case !known.IsList:
			checkObject(p, at.Field(key), known)
		}
	}
	if !object.IsOpen {
		newUnknownFields(p, at, object).report(unknown)
	}
}
