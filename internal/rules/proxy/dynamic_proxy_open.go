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
		Summary:  "a dynamic forward proxy connects to any host that a client requests",
		Severity: diag.Warning,
		Category: diag.Security,
		Since:    "2.1",
		Why: "A dynamic forward proxy connects to the host in the request. If neither the route nor its listener has a host name, every " +
			"client of the listener can reach everything that the proxy can reach: services of the cluster, the cloud's metadata " +
			"address 169.254.169.254 with its credentials, and the Internet from your address. List the hosts in the route's " +
			"`hostnames`, or require credentials with a TrafficPolicy.",
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
		d := p.Report(hostnames.Key(), "there are no host names: any client of the listener can connect to any host through the dynamic forward proxy %q", b.Name)
		d.Help = "list the hosts in spec.hostnames"
		d.Related = append(d.Related, r.Field("name").Related("the reference to the Backend"))
		if listener.Document != nil {
			d.Related = append(d.Related, listener.Related("this listener accepts any host"))
		}
	}
}

// isOpen reports whether a list of host names certainly accepts any name: the list is empty, or contains "*".
func isOpen(hostnames lint.Place) bool {
	return !hostnames.Template() && !kgw.HasTemplateKey(lint.At(hostnames.Document, "spec").Node) &&
		(len(hostnames.Items()) == 0 || slices.ContainsFunc(hostnames.Items(), func(h lint.Place) bool { return h.Word() == "*" }))
}

// openListener returns the place of the name of a listener without a hostname that a route attaches to, and true. Gateways of agentgateway
// are skipped. If a Gateway of the route is certainly missing, no listener can restrict the route: the result is an empty place and true.
// Otherwise, openListener returns false.
func openListener(s *lint.Set, route *manifest.Document) (lint.Place, bool) {
	for _, parent := range kgw.RouteParents(s, route) {
		if kgw.PlaneOf(s, parent.Gateway) == kgw.AgentgatewayPlane {
			continue // agentgateway does not support dynamic forward proxies
		}
		if parent.Listeners == nil {
			namespace := kgw.WordOr(parent.Field("namespace"), route.Namespace)
			if kgw.WordOr(parent.Field("kind"), "Gateway") == "Gateway" && !parent.Template() && s.Complete != lint.Partial && s.Proves(lint.GatewayAPI, "Gateway", namespace) {
				return lint.Place{}, true
			}
			continue
		}
		for _, listener := range lint.At(parent.Listeners, "spec", "listeners").Items() {
			if isListenerOf(listener, parent.Place) && !listener.Template() && !listener.Field("hostname").Exists() {
				return listener.Field("name"), true
			}
		}
	}
	return lint.Place{}, false
}

// isListenerOf reports whether a route with a parentRef attaches to a listener for HTTP or HTTPS. If the parentRef has a sectionName or a
// port, it must be that of the listener.
func isListenerOf(listener, parent lint.Place) bool {
	section, port := parent.Field("sectionName"), parent.Field("port")
	protocol := listener.Field("protocol").Word()
	number, _ := listener.Field("port").Int()
	wanted, _ := port.Int()
	return (protocol == "HTTP" || protocol == "HTTPS") &&
		(!section.Exists() || section.Word() == listener.Field("name").Word()) && (!port.Exists() || wanted == number)
}

// asksForCredentials reports whether a TrafficPolicy restricts who can send requests through a reference.
func asksForCredentials(s *lint.Set, r *lint.Reference) bool {
	return slices.ContainsFunc(kgw.TrafficPolicies(s, r.Document, r.Rule), func(policy *manifest.Document) bool {
		return slices.ContainsFunc([]string{"extAuth", "jwtAuth", "apiKeyAuth", "basicAuth", "oauth2", "rbac", "acl"},
			func(key string) bool { return lint.At(policy, "spec", key).Exists() })
	})
}
