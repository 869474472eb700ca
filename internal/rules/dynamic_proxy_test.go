package rules_test

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/lint"
)

func TestDynamicProxy(t *testing.T) {
	proxy := groupBackend("egress", "{type: DynamicForwardProxy, dynamicForwardProxy: {enableTls: true}}")
	open := groupRouteTo("HTTPRoute", "r", "egress", "")
	narrow := strings.Replace(groupGateway("kgateway", ""), "port: 80}", "port: 80, hostname: '*.example.com'}", 1)
	auth := groupObject("gateway.kgateway.dev/v1alpha1", "TrafficPolicy", "auth",
		"spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: gw}], extAuth: {}}")
	selected := groupObject("gateway.kgateway.dev/v1alpha1", "TrafficPolicy", "auth",
		"spec: {targetSelectors: [{group: gateway.networking.k8s.io, kind: HTTPRoute, matchLabels: {a: b}}], jwtAuth: {}}")
	listeners := groupObject("gateway.networking.k8s.io/v1", "ListenerSet", "ls",
		"spec: {parentRef: {name: gw}, listeners: [{name: http, protocol: HTTP, port: 80}]}")
	runGroupCases(t, []groupCase{
		{
			name: "no host names", text: []string{proxy, open, groupGateway("kgateway", "")},
			want: []string{`warning dynamic-proxy-open «spec» there are no host names`},
		},
		{name: "a Gateway that is not in the set", text: []string{proxy, open}},
		{name: "a missing Gateway, with --complete", complete: lint.Stated, text: []string{proxy, open}, want: []string{`warning dynamic-proxy-open`}},
		{name: "a listener with a host name", text: []string{proxy, open, narrow}},
		{name: "a route with host names", text: []string{proxy, groupRouteTo("HTTPRoute", "r", "egress", "hostnames: [a.example.com],"), groupGateway("kgateway", "")}},
		{name: "a template as the host names", text: []string{proxy, groupRouteTo("HTTPRoute", "r", "egress", "hostnames: '{{ .Values.hosts }}',"), groupGateway("kgateway", "")}},
		{name: "a template that may add host names", text: []string{proxy, groupRouteTo("HTTPRoute", "r", "egress", "'{{ .Values.x }}': 1,"), groupGateway("kgateway", "")}},
		{name: "a route to another listener", text: []string{proxy, strings.Replace(open, "{name: gw}", "{name: gw, sectionName: https}", 1), groupGateway("kgateway", "")}},
		{name: "a policy of the Gateway that requires credentials", text: []string{proxy, open, groupGateway("kgateway", ""), auth}},
		{name: "a policy with a matching selector that requires credentials", text: []string{proxy, strings.Replace(open, "{name: r}", "{name: r, labels: {a: b}}", 1), groupGateway("kgateway", ""), selected}},
		{name: "a policy for other routes that requires credentials", text: []string{proxy, open, groupGateway("kgateway", ""), selected}, want: []string{`warning dynamic-proxy-open`}},
		{
			name: "a ListenerSet", text: []string{proxy, strings.Replace(open, "{name: gw}", "{kind: ListenerSet, name: ls}", 1), listeners, narrow},
			want: []string{`warning dynamic-proxy-open`},
		},
		{name: "a route that gets its requests from another route", complete: lint.Stated, text: []string{proxy, strings.Replace(open, "{name: gw}", "{kind: HTTPRoute, name: parent}", 1)}},
		{name: "kgateway 2.0", release: "2.0", text: []string{open, groupGateway("kgateway", "")}},
		{
			name: "plaintext", text: []string{groupBackend("egress", "{type: DynamicForwardProxy, dynamicForwardProxy: {enableTls: false}}"), groupBackend("e", "{type: DynamicForwardProxy, dynamicForwardProxy: {}}")},
			want: []string{`info dynamic-proxy-plaintext «dynamicForwardProxy»`, `info dynamic-proxy-plaintext`},
		},
		{
			name: "a load balancing algorithm", text: []string{proxy, groupConfigPolicy("p", "egress", "loadBalancer: {random: {}}, healthCheck: {}, dns: {}, connectTimeout: 1s")},
			want: []string{`error dynamic-proxy-policies «random» Envoy rejects the dynamic forward proxy "egress" with the load balancing algorithm random`},
		},
		{
			name: "settings that Envoy accepts",
			text: []string{proxy, groupConfigPolicy("p", "egress", "healthCheck: {}, outlierDetection: {}, loadBalancer: {healthyPanicThreshold: 0}")},
		},
		{
			name: "a policy that also has another target",
			text: []string{proxy, strings.Replace(groupConfigPolicy("p", "egress", "loadBalancer: {maglev: {}}"), "[{group", "[{group: '', kind: Service, name: web}, {group", 1)},
			want: []string{"error dynamic-proxy-policies «maglev»"},
		},
		{
			name: "a shared rule and a rewrite",
			text: []string{
				proxy, groupStaticBackend("web", "192.0.2.1", 8080),
				strings.Replace(groupRouteTo("HTTPRoute", "r", "egress", "hostnames: [a.example.com],"), "[{backendRefs: [",
					"[{filters: [{type: URLRewrite, urlRewrite: {hostname: b.example.com}}], backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web}, ", 1),
			},
			want: []string{`info dynamic-proxy-rewrite «b.example.com» the dynamic forward proxy "egress" connects to the host of the request`, `info dynamic-proxy-shared-rule «egress»`},
		},
	})
}

func TestL7Backends(t *testing.T) {
	proxy := groupBackend("egress", "{type: DynamicForwardProxy, dynamicForwardProxy: {enableTls: true}}")
	lambda := groupBackend("egress", `{type: AWS, aws: {accountId: "123456789012", lambda: {functionName: f}}}`)
	google := groupBackend("egress", "{type: GCP, gcp: {host: web-123.a.run.app}}")
	machines := groupBackend("egress", `{type: AWS, aws: {accountId: "123456789012", ec2: {}}}`)
	extension := groupObject("gateway.kgateway.dev/v1alpha1", "GatewayExtension", "auth",
		"spec: {extAuth: {grpcService: {backendRef: {group: gateway.kgateway.dev, kind: Backend, name: egress}}}}")
	mirror := groupObject("gateway.networking.k8s.io/v1", "HTTPRoute", "m",
		"spec: {rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef: {group: gateway.kgateway.dev, kind: Backend, name: egress}}}]}]}")
	runGroupCases(t, []groupCase{
		{name: "TCP to a Lambda function", release: "2.0", text: []string{lambda, groupRouteTo("TCPRoute", "r", "egress", "")}, want: []string{`error l7-backend-on-l4-route «egress» a TCPRoute has no HTTP filters, but "egress" is a Lambda function`}},
		{name: "TLS to Google", release: "2.3", text: []string{google, groupRouteTo("TLSRoute", "r", "egress", "")}, want: []string{`error l7-backend-on-l4-route`}},
		{name: "TCP to EC2", text: []string{machines, groupRouteTo("TCPRoute", "r", "egress", "")}},
		{name: "TCP to a static Backend", text: []string{groupStaticBackend("egress", "192.0.2.1", 80), groupRouteTo("TCPRoute", "r", "egress", "")}},
		{name: "HTTP and gRPC to a Lambda function", text: []string{lambda, groupRouteTo("HTTPRoute", "r", "egress", ""), groupRouteTo("GRPCRoute", "g", "egress", "")}},
		{name: "an extension", text: []string{proxy, extension}, want: []string{`error l7-backend-outside-route «egress» grpcService cannot use "egress": a dynamic forward proxy`}},
		{name: "a mirror to Google", text: []string{google, mirror}, want: []string{`error l7-backend-outside-route «egress» a mirror cannot use "egress": a GCP service`}},
		{name: "a mirror to a Lambda function", text: []string{lambda, mirror}},
	})
}
