package proxy

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var DynamicProxyOpen = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "dynamic-proxy-open",
		Summary:  "a dynamic forward proxy connects to whatever host a client names",
		Severity: diag.Warning,
		Category: diag.Security,
		Since:    "2.1",
		Why: "A dynamic forward proxy connects to the host in the request. When neither the route nor its listener has a host name, whoever " +
			"reaches the listener reaches all that the proxy can reach: services of the cluster, the cloud's metadata address " +
			"169.254.169.254 with its credentials, and the Internet under your address. List the hosts in the route's `hostnames`, or " +
			"let a TrafficPolicy ask for credentials.",
		Sources:  []string{dynamicProxySource, "pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4"},
		Inferred: true,
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: egress
spec:
  parentRefs:
  - name: egress
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: egress
` + kgw.DynamicProxyExample + dynamicProxyGatewayExample,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: egress
spec:
  parentRefs:
  - name: egress
  hostnames:
  - "*.example.com"
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: egress
` + kgw.DynamicProxyExample + dynamicProxyGatewayExample,
	},
	About:   []string{"dynamicForwardProxy"},
	Backend: checkDynamicProxyOpen,
}

const dynamicProxyGatewayExample = `---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: egress
spec:
  gatewayClassName: kgateway
  listeners:
  - name: http
    protocol: HTTP
    port: 8080
`

func checkDynamicProxyOpen(p *lint.Pass, b *manifest.Document) {
	if !isDynamicProxy(b) {
		return
	}
	for _, r := range p.Set.To(b, lint.Route) {
		hostnames := lint.At(r.Document, "spec", "hostnames")
		if !isOpen(hostnames) || !kgw.IsL7Route(r.Document) || asksForCredentials(p.Set, r) {
			continue
		}
		listener, open := openListener(p.Set, r.Document)
		if !open {
			continue
		}
		d := p.Report(hostnames.Key(), "no host names: whoever reaches the listener can connect to any host through the dynamic forward proxy %q", b.Name)
		d.Help = "list the hosts in spec.hostnames"
		d.Related = append(d.Related, r.At("name").Related("the reference to it"))
		if listener.Document != nil {
			d.Related = append(d.Related, listener.Related("this listener takes any host"))
		}
	}
}

// isOpen says for certain that a list of host names does not narrow anything.
func isOpen(hostnames lint.Place) bool {
	return !hostnames.Template() && !kgw.RouteMayHoldMore(lint.At(hostnames.Document, "spec")) &&
		(len(hostnames.Items()) == 0 || slices.ContainsFunc(hostnames.Items(), func(h lint.Place) bool { return h.Word() == "*" }))
}

// openListener returns a listener without a host name that a route attaches to. Where a Gateway is missing for certain there
// is nothing else that could narrow the route: the place is empty then.
func openListener(s *lint.Set, route *manifest.Document) (lint.Place, bool) {
	for _, parent := range kgw.RouteParents(s, route) {
		if kgw.PlaneOf(s, parent.Gateway) == kgw.AgentgatewayPlane {
			continue // it has no dynamic forward proxy
		}
		if parent.Listeners == nil {
			namespace := kgw.WordOr(parent.At("namespace"), route.Namespace)
			if kgw.WordOr(parent.At("kind"), "Gateway") == "Gateway" && !parent.Template() && s.Complete != lint.Partial && s.Proves(lint.GatewayAPI, "Gateway", namespace) {
				return lint.Place{}, true
			}
			continue
		}
		for _, listener := range lint.At(parent.Listeners, "spec", "listeners").Items() {
			if isListenerOf(listener, parent.Place) && !listener.Template() && !listener.At("hostname").Exists() {
				return listener.At("name"), true
			}
		}
	}
	return lint.Place{}, false
}

// isListenerOf says whether a reference to a parent means a listener: it may name one, or its port.
func isListenerOf(listener, parent lint.Place) bool {
	section, port := parent.At("sectionName"), parent.At("port")
	protocol := listener.At("protocol").Word()
	number, _ := listener.At("port").Int()
	wanted, _ := port.Int()
	return (protocol == "HTTP" || protocol == "HTTPS") &&
		(!section.Exists() || section.Word() == listener.At("name").Word()) && (!port.Exists() || wanted == number)
}

// asksForCredentials says whether a TrafficPolicy decides who may use a route.
func asksForCredentials(s *lint.Set, r *lint.Reference) bool {
	return slices.ContainsFunc(kgw.TrafficPolicies(s, r.Document, r.Rule), func(policy *manifest.Document) bool {
		return slices.ContainsFunc([]string{"extAuth", "jwtAuth", "apiKeyAuth", "basicAuth", "oauth2", "rbac", "acl"},
			func(key string) bool { return lint.At(policy, "spec", key).Exists() })
	})
}
