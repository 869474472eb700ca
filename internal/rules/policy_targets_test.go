package rules_test

import (
	"strings"
	"testing"
)

func TestPolicyVersions(t *testing.T) {
	of := func(version string) string {
		return backend("web.example.com", 443) + strings.Replace(tlsPolicy("hostname: web.example.com\nwellKnownCACertificates: System"), "io/v1", "io/"+version, 1)
	}
	const rule = "tls-policy-version"
	config := backend("192.0.2.10", 9000) + configPolicy("connectTimeout: 1s")
	runPolicies(t, []policyCase{
		{name: "v1alpha3 in 2.0", rule: rule, release: "2.0", text: of("v1alpha3")},
		{name: "v1 in 2.0", rule: rule, release: "2.0", text: of("v1"), want: []string{"3 error kgateway reads BackendTLSPolicies of version v1alpha3"}},
		{name: "v1 in 2.1", rule: rule, release: "2.1", text: of("v1")},
		{name: "v1alpha3 in 2.1", rule: rule, release: "2.1", text: of("v1alpha3"), want: []string{"3 warning kgateway reads BackendTLSPolicies of version v1,"}},
		{name: "v1alpha2", rule: rule, text: of("v1alpha2"), want: []string{"3 error"}},
		{name: "the catalog", rule: rule, release: "catalog", text: of("v1alpha2")},
		{name: "a template as the version", rule: rule, text: of("{{ .version }}")},

		{name: "2.0", rule: "config-policy-unknown", release: "2.0", text: config, want: []string{"4 error kgateway 2.0 has no BackendConfigPolicy"}},
		{name: "2.1", rule: "config-policy-unknown", release: "2.1", text: config},
		{name: "a Backend that is checked for another target", rule: "config-policy-unknown", release: "2.0", text: "# backendctl: target=kgateway-2.1\n" + config},

		{name: "2.0", rule: "tls-system-cas-ignored", release: "2.0", text: of("v1alpha3"), want: []string{"10 error kgateway 2.0 ignores this field"}},
		{name: "2.1", rule: "tls-system-cas-ignored", release: "2.1", text: of("v1alpha3")},

		{name: "2.0", rule: "policy-section-name", release: "2.0", text: strings.Replace(of("v1"), "name: web}]", "name: web, sectionName: https}]", 1)},
		{name: "2.1", rule: "policy-section-name", release: "2.1", text: strings.Replace(of("v1"), "name: web}]", "name: web, sectionName: https}]", 1), want: []string{"7 error a Backend has no sections"}},
		{name: "a Service", rule: "policy-section-name", text: strings.Replace(strings.Replace(of("v1"), "name: web}]", "name: web, sectionName: https}]", 1), "gateway.kgateway.dev, kind: Backend, name", "'', kind: Service, name", 1)},
		{name: "the section name of a model", rule: "policy-section-name", release: "2.1", text: strings.Replace(strings.Replace(of("v1"), "name: web}]", "name: web, sectionName: openai}]", 1), "spec: {type: Static, static: {", "spec: {type: AI, ai: {", 1)},
	})
}

func TestPolicyTargets(t *testing.T) {
	web, policy := backend("192.0.2.10", 9000), configPolicy("connectTimeout: 1s")
	to := func(name string) string { return strings.Replace(policy, "name: web", "name: "+name, 1) }
	in := func(namespace, text, name string) string {
		return strings.Replace(text, "{name: "+name, "{namespace: "+namespace+", name: "+name, 1)
	}
	tls := tlsPolicy("hostname: web.example.com\nwellKnownCACertificates: System")
	from := func(group, kind string) string {
		return web + strings.Replace(tls, "group: gateway.kgateway.dev, kind: Backend", "group: "+group+", kind: "+kind, 1)
	}
	const missing, namespace, group, kind = "policy-target-missing", "policy-target-namespace", "policy-target-group", "policy-target-kind"
	runPolicies(t, []policyCase{
		{name: "a misspelt name", rule: missing, text: web + to("wbe"), want: []string{`7 error there is no Backend "wbe" in the policy's namespace: this target has no effect; did you mean "web"?`}},
		{name: "a name that is not similar to any Backend's", rule: missing, text: web + to("orders"), want: []string{`7 error there is no Backend "orders" in the policy's namespace: this target has no effect`}},
		{name: "a missing Backend in single files", rule: missing, partial: true, text: web + to("orders"), want: []string{`7 warning there is no Backend "orders"`}},
		{name: "single files without Backends", rule: missing, partial: true, text: to("orders")},
		{name: "an existing Backend", rule: missing, text: web + policy},
		{name: "a Backend in another namespace", rule: missing, text: in("a", web, "web") + in("b", policy, "policy")},
		{name: "a template as the name", rule: missing, text: web + to("'{{ .name }}'")},
		{name: "a Backend whose name is a template", rule: missing, text: web + named("'{{ .name }}'", "static: {hosts: [{host: a.b, port: 1}]}") + to("orders")},
		{name: "a Service", rule: missing, text: web + strings.Replace(to("orders"), "group: gateway.kgateway.dev, kind: Backend", "group: '', kind: Service", 1)},

		{name: "a Backend in another namespace", rule: namespace, text: in("a", web, "web") + in("b", policy, "policy"), want: []string{`7 error the Backend "web" is in namespace "a", but the policy in "b"`}},
		{name: "a Backend in the same file, but in another namespace", rule: namespace, partial: true, text: in("a", web, "web") + in("b", policy, "policy"), want: []string{"7 error"}},
		{name: "a Backend in the same namespace", rule: namespace, text: in("a", web, "web") + in("a", policy, "policy")},
		{name: "Backends in both namespaces", rule: namespace, text: in("a", web, "web") + in("b", web, "web") + in("b", policy, "policy")},
		{name: "a policy without a namespace", rule: namespace, text: in("a", web, "web") + policy},

		{name: "an empty group", rule: group, text: from("''", "Backend"), want: []string{`7 error there is no kind Backend in the group ""`}},
		{name: "no group", rule: group, text: strings.Replace(from("x", "Backend"), "group: x, ", "", 1), want: []string{"7 error"}},
		{name: "the group of Envoy Gateway, and a Backend of kgateway with that name", rule: group, text: from("gateway.envoyproxy.io", "Backend"), want: []string{"7 error"}},
		{name: "the group of Envoy Gateway", rule: group, text: strings.Replace(from("gateway.envoyproxy.io", "Backend"), "{name: web, labels", "{name: api, labels", 1)},
		{name: "the right group", rule: group, text: from("gateway.kgateway.dev", "Backend")},
		{name: "a template as the group", rule: group, text: from("'{{ .group }}'", "Backend")},

		{name: "the kind in the plural", rule: kind, text: from("gateway.kgateway.dev", "Backends"), want: []string{`7 error a BackendTLSPolicy does not attach to the kind "Backends", only to a Service or a Backend: it has no effect`}},
		{name: "the right kind", rule: kind, text: from("gateway.kgateway.dev", "Backend")},
		{name: "a Service", rule: kind, text: from("''", "Service")},
		{name: "a route", rule: kind, text: from("gateway.networking.k8s.io", "HTTPRoute"), want: []string{`7 error a BackendTLSPolicy does not attach to the kind "HTTPRoute", only to a Service or a Backend: it has no effect`}},
		{name: "a route in 2.0", rule: kind, release: "2.0", text: from("gateway.networking.k8s.io", "HTTPRoute"), want: []string{"7 error"}},
		{name: "a Gateway", rule: kind, text: from("gateway.networking.k8s.io", "Gateway"), want: []string{"7 error"}},
		{name: "an InferencePool", rule: kind, text: from("inference.networking.k8s.io", "InferencePool"), want: []string{"7 error"}},
		{name: "an Istio kind, which the rule does not check", rule: kind, text: from("networking.istio.io", "ServiceEntry")},
		{name: "a kind of another product", rule: kind, text: from("gateway.envoyproxy.io", "Upstream")},
		{name: "a template as the kind", rule: kind, text: from("gateway.networking.k8s.io", "'{{ .kind }}'")},
	})
}

// TestPolicyKinds checks which kinds each policy can attach to in each release.
func TestPolicyKinds(t *testing.T) {
	const gatewayAPI = "gateway.networking.k8s.io"
	of := func(policy, group, kind string) string {
		return backend("192.0.2.10", 9000) + "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: " + policy + "\nmetadata: {name: p}\nspec:\n  targetRefs:\n  - {group: '" + group + "', kind: " + kind + ", name: x}\n"
	}
	for _, c := range []struct{ release, policy, group, kind, want string }{
		{"2.0", "BackendConfigPolicy", gatewayAPI, "HTTPRoute", ""}, // the release does not have the policy
		{"2.1", "BackendConfigPolicy", gatewayAPI, "HTTPRoute", "a BackendConfigPolicy does not attach to the kind \"HTTPRoute\", only to a Service, a Backend or a Hostname: the API server rejects it"},
		{"2.4", "BackendConfigPolicy", "networking.istio.io", "Hostname", ""},
		{"2.4", "BackendConfigPolicy", "", "Service", ""},
		{"2.0", "TrafficPolicy", gatewayAPI, "HTTPRoute", ""},
		{"2.0", "TrafficPolicy", "gateway.kgateway.dev", "Backend", ""}, // the rule traffic-policy-on-backend reports it
		{"2.0", "TrafficPolicy", gatewayAPI, "GRPCRoute", "a TrafficPolicy does not attach to the kind \"GRPCRoute\", only to a Gateway, an HTTPRoute, a ListenerSet or an XListenerSet: it most likely has no effect"},
		{"2.0", "HTTPListenerPolicy", "", "Service", "an HTTPListenerPolicy does not attach to the kind \"Service\", only to a Gateway, a ListenerSet or an XListenerSet: it most likely has no effect"},
		{"2.1", "TrafficPolicy", "gateway.kgateway.dev", "Backend", ""},
		{"2.2", "TrafficPolicy", gatewayAPI, "GRPCRoute", "a TrafficPolicy does not attach to the kind \"GRPCRoute\", only to a Gateway, an HTTPRoute, a ListenerSet or an XListenerSet: the API server rejects it"},
		{"2.3", "TrafficPolicy", gatewayAPI, "GRPCRoute", ""},
		{"2.4", "TrafficPolicy", gatewayAPI, "ListenerSet", ""},
		{"2.4", "TrafficPolicy", "", "Service", "a TrafficPolicy does not attach to the kind \"Service\", only to a Gateway, an HTTPRoute, a GRPCRoute, a ListenerSet or an XListenerSet: the API server rejects it"},
		{"2.4", "HTTPListenerPolicy", gatewayAPI, "Gateway", ""},
		{"2.4", "HTTPListenerPolicy", gatewayAPI, "HTTPRoute", "an HTTPListenerPolicy does not attach to the kind \"HTTPRoute\", only to a Gateway: the API server rejects it"},
		{"2.2", "ListenerPolicy", gatewayAPI, "HTTPRoute", "a ListenerPolicy does not attach to the kind \"HTTPRoute\", only to a Gateway: the API server rejects it"},
		{"catalog", "ListenerPolicy", gatewayAPI, "HTTPRoute", ""},
	} {
		p := policyCase{rule: "policy-target-kind", release: c.release, partial: true, text: of(c.policy, c.group, c.kind)}
		if c.want != "" {
			p.want = []string{"8 error " + c.want}
			if strings.Contains(c.want, "most likely") {
				p.want = []string{"8 warning " + c.want}
			}
		}
		t.Run(c.release+"/"+c.policy+"/"+c.group+"/"+c.kind, p.run)
	}
}

// TestPolicyTargetGroups checks the groups of kinds, and that selectors are checked like names.
func TestPolicyTargetGroups(t *testing.T) {
	const gatewayAPI = "gateway.networking.k8s.io"
	of := func(policy, group, kind string) string {
		return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: " + policy + "\nmetadata: {name: p}\nspec:\n  targetSelectors:\n  - {group: '" + group + "', kind: " + kind + ", matchLabels: {app: web}}\n"
	}
	const kindRule, backendRule = "policy-target-kind", "traffic-policy-on-backend"
	for _, c := range []struct{ rule, release, policy, group, kind, want string }{
		{kindRule, "2.4", "BackendConfigPolicy", "", "Service", ""},
		{kindRule, "2.4", "BackendConfigPolicy", "", "Backend", `a BackendConfigPolicy attaches to a Backend of the group "gateway.kgateway.dev", not of "": the API server rejects it`},
		{kindRule, "2.4", "BackendConfigPolicy", gatewayAPI, "Service", `a BackendConfigPolicy attaches to a Service of the group "", not of "gateway.networking.k8s.io": the API server rejects it`},
		{kindRule, "2.4", "BackendConfigPolicy", "networking.istio.io", "ServiceEntry", `a BackendConfigPolicy does not attach to the kind "ServiceEntry"`},
		{kindRule, "2.4", "BackendConfigPolicy", "gateway.envoyproxy.io", "Upstream", `a BackendConfigPolicy does not attach to the kind "Upstream"`},
		{kindRule, "2.4", "ListenerPolicy", gatewayAPI, "Gateway", ""},
		{kindRule, "2.4", "ListenerPolicy", "", "Gateway", `a ListenerPolicy attaches to a Gateway of the group "gateway.networking.k8s.io", not of "": the API server rejects it`},
		{kindRule, "2.4", "ListenerPolicy", "gateway.kgateway.dev", "Backend", `a ListenerPolicy does not attach to the kind "Backend", only to a Gateway`},
		{kindRule, "2.1", "HTTPListenerPolicy", "gateway.networking.x-k8s.io", "Gateway", `an HTTPListenerPolicy attaches to a Gateway of the group`},
		{kindRule, "2.1", "TrafficPolicy", "gateway.networking.x-k8s.io", "XListenerSet", ""},
		{kindRule, "2.1", "TrafficPolicy", gatewayAPI, "XListenerSet", `a TrafficPolicy attaches to an XListenerSet of the group "gateway.networking.x-k8s.io", not of "gateway.networking.k8s.io"`},
		{kindRule, "2.1", "TrafficPolicy", gatewayAPI, "ListenerSet", `a TrafficPolicy does not attach to the kind "ListenerSet"`},
		{kindRule, "2.1", "TrafficPolicy", "", "HTTPRoute", `a TrafficPolicy attaches to an HTTPRoute of the group "gateway.networking.k8s.io", not of ""`},
		{kindRule, "2.1", "TrafficPolicy", "gateway.networking.x-k8s.io", "HTTPRoute", ""}, // the CRD accepts the group
		{kindRule, "2.2", "TrafficPolicy", "", "HTTPRoute", ""},
		{kindRule, "2.2", "TrafficPolicy", "example.com", "OtherListenerSet", ""},
		{kindRule, "2.2", "TrafficPolicy", "", "Backend", `a TrafficPolicy does not attach to the kind "Backend"`},
		{kindRule, "2.4", "TrafficPolicy", "gateway.kgateway.dev", "Backend", ""},
		{kindRule, "2.4", "TrafficPolicy", "{{ .group }}", "Backend", ""},
		{kindRule, "catalog", "BackendConfigPolicy", "", "Backend", ""},
		{backendRule, "2.1", "TrafficPolicy", "gateway.kgateway.dev", "Backend", "a TrafficPolicy cannot target a Backend: the API server rejects it"},
		{backendRule, "2.4", "TrafficPolicy", "gateway.kgateway.dev", "Backend", "a TrafficPolicy cannot target a Backend: the API server rejects it"},
	} {
		p := policyCase{rule: c.rule, release: c.release, partial: true, text: of(c.policy, c.group, c.kind)}
		if c.want != "" {
			p.want = []string{"6 error " + c.want}
		}
		t.Run(c.rule+"/"+c.release+"/"+c.policy+"/"+c.group+"/"+c.kind, p.run)
	}
}

func TestPolicySelectors(t *testing.T) {
	web := backend("192.0.2.10", 9000)
	of := func(labels string) string {
		return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nmetadata: {name: p}\nspec:\n  connectTimeout: 1s\n  targetSelectors:\n  - {group: gateway.kgateway.dev, kind: Backend, matchLabels: {" + labels + "}}\n"
	}
	const rule = "policy-selector-empty"
	runPolicies(t, []policyCase{
		{name: "labels that no Backend has", rule: rule, text: web + of("app: shop"), want: []string{"9 warning no Backend has these labels"}},
		{name: "the label of a Backend", rule: rule, text: web + of("app: web")},
		{name: "a selector with two labels, and a Backend with one of them", rule: rule, text: web + of("app: web, tier: a"), want: []string{"9 warning"}},
		{name: "the label of a Backend in another namespace", rule: rule, text: strings.Replace(web, "{name: web", "{namespace: a, name: web", 1) + strings.Replace(of("app: web"), "{name: p}", "{name: p, namespace: b}", 1)},
		{name: "single files without Backends", rule: rule, partial: true, text: of("app: shop")},
		{name: "a template as the label of a Backend", rule: rule, text: strings.Replace(web, "app: web", "app: '{{ .app }}'", 1) + of("app: shop")},
		{name: "labels that a Kustomization may add", rule: rule, text: web + of("app: shop") + "---\n{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, labels: [{pairs: {app: shop}}]}\n"},
		{name: "labels that no Backend has, in 2.0", rule: rule, release: "2.0", text: web + of("app: shop")},
	})
}

func TestTrafficPolicyOnBackend(t *testing.T) {
	text := backend("192.0.2.10", 9000) + strings.Replace(configPolicy("timeouts: {request: 1s}"), "BackendConfigPolicy", "TrafficPolicy", 1)
	const rule = "traffic-policy-on-backend"
	runPolicies(t, []policyCase{
		{name: "kgateway 2.0", rule: rule, release: "2.0", text: text, want: []string{"7 error a TrafficPolicy cannot target a Backend: it has no effect"}},
		{name: "kgateway 2.1, in which agentgateway may read the policy", rule: rule, release: "2.1", text: text},
		{name: "kgateway 2.2", rule: rule, release: "2.2", text: text, want: []string{"7 error a TrafficPolicy cannot target a Backend: the API server rejects it"}},
		{name: "kgateway 2.4", rule: rule, text: text, want: []string{"7 error"}},
		{name: "the catalog", rule: rule, release: "catalog", text: text},
		{name: "a route as the target", rule: rule, text: strings.Replace(text, "group: gateway.kgateway.dev, kind: Backend, name", "group: gateway.networking.k8s.io, kind: HTTPRoute, name", 1)},
	})
}

func TestPolicyConflicts(t *testing.T) {
	web := backend("web.example.com", 443)
	second := func(spec string) string {
		return "---\n" + strings.Replace(configPolicy(spec), "{name: policy}", "{name: second}", 1)
	}
	const overlap, twice = "policy-overlap", "policy-tls-twice"
	both := web + configPolicy("tls: {insecureSkipVerify: true}") + "---\n" + tlsPolicy("hostname: web.example.com\nwellKnownCACertificates: System")
	runPolicies(t, []policyCase{
		{name: "two values of a field in 2.3", rule: overlap, release: "2.3", text: web + configPolicy("connectTimeout: 1s") + second("connectTimeout: 2s"), want: []string{`15 warning the BackendConfigPolicy "policy" gives the Backend "web" another connectTimeout: the policy that was created last wins`}},
		{name: "two values of a field in 2.4", rule: overlap, text: web + configPolicy("connectTimeout: 1s") + second("connectTimeout: 2s"), want: []string{`15 warning the BackendConfigPolicy "policy" gives the Backend "web" another connectTimeout: the policy that was created first wins`}},
		{name: "the same value in two policies", rule: overlap, text: web + configPolicy("connectTimeout: 1s") + second("connectTimeout: 1s")},
		{name: "different fields in two policies", rule: overlap, text: web + configPolicy("connectTimeout: 1s") + second("tcpKeepalive: {keepAliveProbes: 1}")},
		{name: "different fields of dns in two policies", rule: overlap, text: web + configPolicy("dns: {jitter: 1s}") + second("dns: {respectTTL: true}")},
		{name: "two values of a field of dns", rule: overlap, text: web + configPolicy("dns: {jitter: 1s}") + second("dns: {jitter: 2s}"), want: []string{"15 warning"}},
		{name: "one policy in two environments", rule: overlap, text: web + configPolicy("connectTimeout: 1s") + "---\n" + configPolicy("connectTimeout: 2s")},
		{name: "a template as a value", rule: overlap, text: web + configPolicy("connectTimeout: 1s") + second("connectTimeout: '{{ .t }}'")},
		{name: "two policies for different Backends", rule: overlap, text: web + configPolicy("connectTimeout: 1s") + strings.Replace(second("connectTimeout: 2s"), "name: web", "name: api", 1)},
		{name: "three values in three policies", rule: overlap, text: web + configPolicy("connectTimeout: 1s") + second("connectTimeout: 2s") + strings.Replace(second("connectTimeout: 3s"), "second", "third", 1), want: []string{"15 warning", "22 warning"}},
		{name: "many policies with the same name and value", rule: overlap, text: web + strings.Repeat(configPolicy("connectTimeout: 10s"), 20) + second("connectTimeout: 10s") + configPolicy("connectTimeout: 1s"), want: []string{"135 warning the BackendConfigPolicy \"second\""}},

		{name: "both policies with TLS in 2.3", rule: twice, release: "2.3", text: both, want: []string{`8 warning the BackendTLSPolicy "policy" also sets TLS for the Backend "web": which of the two`}},
		{name: "both policies with TLS in 2.4", rule: twice, text: both, want: []string{`8 warning the BackendTLSPolicy "policy" also sets TLS for the Backend "web": the BackendTLSPolicy wins`}},
		{name: "both policies with TLS in 2.0, which ignores the BackendConfigPolicy", rule: twice, release: "2.0", text: both},
		{name: "a BackendTLSPolicy with a sectionName", rule: twice, text: strings.Replace(both, "---\napiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {name: policy}\nspec:\n  targetRefs: [{", "---\napiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {name: policy}\nspec:\n  targetRefs: [{sectionName: x, ", 1)},
		{name: "a BackendConfigPolicy without TLS", rule: twice, text: strings.Replace(both, "tls: {insecureSkipVerify: true}", "connectTimeout: 1s", 1)},
	})
}

func TestBuiltInTLS(t *testing.T) {
	lambda := func(more string) string {
		return named("web", `aws: {accountId: "123456789012", `+more+`lambda: {functionName: f}}`)
	}
	sni := func(name string) string {
		return configPolicy("tls: {wellKnownCACertificates: System, sni: " + name + "}")
	}
	const rule = "tls-policy-replaces-builtin"
	runPolicies(t, []policyCase{
		{name: "no sni", rule: rule, text: lambda("") + configPolicy("tls: {wellKnownCACertificates: System}"), want: []string{`8 warning this replaces the TLS of the Backend "web", which sends the server name "lambda.us-east-1.amazonaws.com"`}},
		{name: "another name for Lambda", rule: rule, text: lambda("region: eu-west-1, ") + sni("lambda.us-east-1.amazonaws.com"), want: []string{`8 warning this replaces the TLS of the Backend "web", which sends the server name "lambda.eu-west-1.amazonaws.com"`}},
		{name: "the right name for Lambda", rule: rule, text: lambda("region: eu-west-1, ") + sni("lambda.eu-west-1.amazonaws.com")},
		{name: "a template as the region", rule: rule, text: lambda("region: '{{ .region }}', ") + sni("x")},
		{name: "the name of a Lambda endpoint", rule: rule, text: named("web", `aws: {accountId: "123456789012", lambda: {functionName: f, endpointURL: "https://vpce.example.com:443"}}`) + sni("vpce.example.com")},
		{name: "a Lambda endpoint without TLS", rule: rule, text: named("web", `aws: {accountId: "123456789012", lambda: {functionName: f, endpointURL: "http://localstack:4566"}}`) + sni("x")},
		{name: "another name for GCP", rule: rule, text: named("web", "gcp: {host: a.run.app}") + sni("b.run.app"), want: []string{"8 warning"}},
		{name: "the right name for GCP", rule: rule, text: named("web", "gcp: {host: a.run.app}") + sni("a.run.app")},
		{name: "a dynamic forward proxy with TLS", rule: rule, text: named("web", "dynamicForwardProxy: {enableTls: true}") + sni("a.example.com"), want: []string{`8 warning this replaces the TLS of the Backend "web", which sends each server its own name`}},
		{name: "a dynamic forward proxy without TLS", rule: rule, text: named("web", "dynamicForwardProxy: {}") + sni("a.example.com")},
		{name: "a static Backend", rule: rule, text: backend("web.example.com", 443) + sni("web.example.com")},
	})
}

func TestIdleOptions(t *testing.T) {
	static := func(protocol string) string {
		return named("web", "static: {"+protocol+"hosts: [{host: 192.0.2.10, port: 9000}]}")
	}
	also := func(name, text string) string {
		return strings.Replace(text, "name: web}]", "name: web}, {group: gateway.kgateway.dev, kind: Backend, name: "+name+"}]", 1)
	}
	http1, http2 := configPolicy("http1ProtocolOptions: {enableTrailers: true}"), configPolicy("http2ProtocolOptions: {maxConcurrentStreams: 1}")
	dns := configPolicy("dns: {refreshRate: 1s}")
	check := configPolicy("healthCheck: {timeout: 1s, interval: 1s, unhealthyThreshold: 1, healthyThreshold: 1, http: {path: /, host: a.example.com}}")
	lambda := named("web", `aws: {accountId: "123456789012", lambda: {functionName: f}}`)
	api := named("api", "static: {appProtocol: http2, hosts: [{host: api.example.com, port: 9000}]}")
	runPolicies(t, []policyCase{
		{name: "appProtocol grpc", rule: "http1-options-ignored", text: static("appProtocol: grpc, ") + http1, want: []string{`8 warning kgateway uses HTTP/2 for the Backend "web"`}},
		{name: "appProtocol ws", rule: "http1-options-ignored", text: static("appProtocol: kubernetes.io/ws, ") + http1},
		{name: "no appProtocol", rule: "http1-options-ignored", text: static("") + http1},
		{name: "no appProtocol", rule: "http2-options-ignored", text: static("") + http2, want: []string{`8 warning the Backend "web" has no HTTP/2 appProtocol`}},
		{name: "appProtocol ws", rule: "http2-options-ignored", text: static("appProtocol: kubernetes.io/ws, ") + http2, want: []string{"8 warning"}},
		{name: "appProtocol h2c", rule: "http2-options-ignored", text: static("appProtocol: kubernetes.io/h2c, ") + http2},
		{name: "a template as the appProtocol", rule: "http2-options-ignored", text: static("appProtocol: '{{ .p }}', ") + http2},
		{name: "Lambda", rule: "http2-options-ignored", text: lambda + http2, want: []string{"8 warning"}},
		{name: "a policy with another target that uses the options", rule: "http2-options-ignored", text: static("") + api + also("api", http2)},
		{name: "a policy with a missing target", rule: "http2-options-ignored", text: static("") + also("api", http2)},
		{name: "no appProtocol in 2.0", rule: "http2-options-ignored", release: "2.0", text: static("") + http2},

		{name: "Lambda", rule: "http1-options-on-lambda", text: lambda + http1, want: []string{`8 info these options switch the Lambda Backend "web" from HTTP/2 to HTTP/1.1`}},
		{name: "a static Backend", rule: "http1-options-on-lambda", text: static("") + http1},
		{name: "a dynamic forward proxy", rule: "dynamic-proxy-http-options", text: named("web", "dynamicForwardProxy: {}") + http1, want: []string{"8 error Envoy rejects"}},
		{name: "a static Backend", rule: "dynamic-proxy-http-options", text: static("") + http1},

		{name: "a host that is an address", rule: "dns-options-ignored", text: static("") + dns, want: []string{`8 warning Envoy resolves no names for the Backend "web"`}},
		{name: "a host that is a DNS name", rule: "dns-options-ignored", text: backend("web.example.com", 9000) + dns},
		{name: "a template as the host", rule: "dns-options-ignored", text: backend("{{ .host }}", 9000) + dns},
		{name: "Lambda", rule: "dns-options-ignored", text: lambda + dns},
		{name: "a dynamic forward proxy", rule: "dns-options-ignored", text: named("web", "dynamicForwardProxy: {}") + dns, want: []string{"8 warning"}},
		{name: "a host that is an address, in 2.2", rule: "dns-options-ignored", release: "2.2", text: static("") + dns},
		{name: "members with DNS names", rule: "dns-options-ignored", text: named("web", "priorityGroups: [{backendRefs: [{name: api}]}]") + api + dns},
		{name: "members with addresses", rule: "dns-options-ignored", text: named("web", "priorityGroups: [{backendRefs: [{name: b}]}]") + named("b", "static: {hosts: [{host: 192.0.2.1, port: 1}]}") + dns, want: []string{"10 warning"}},
		{name: "missing members", rule: "dns-options-ignored", text: named("web", "priorityGroups: [{backendRefs: [{name: api}]}]") + dns},

		{name: "another host than that of the Backend, in 2.1", rule: "health-check-host-ignored", release: "2.1", text: static("") + check, want: []string{`8 warning health checks of the static Backend "web"`}},
		{name: "another host than that of the Backend, in 2.4", rule: "health-check-host-ignored", release: "2.4", text: static("") + check},
		{name: "the host of the Backend", rule: "health-check-host-ignored", release: "2.1", text: backend("a.example.com", 9000) + check},
		{name: "Lambda", rule: "health-check-host-ignored", release: "2.1", text: lambda + check},
		{name: "a template as the host", rule: "health-check-host-ignored", release: "2.1", text: static("") + strings.Replace(check, "a.example.com", "'{{ .host }}'", 1)},
	})
}

// TestPolicyShapes checks that invalid values are not reported by this rule, and do not cause a panic.
func TestPolicyShapes(t *testing.T) {
	web := backend("web.example.com", 443)
	for _, spec := range []string{
		"tls:", "tls: yes", "tls: []", "tls: {secretRef: s}", "tls: {secretRef: [], files: x, verifySubjectAltNames: {a: b}, sni: []}",
		"dns: []", "healthCheck: x", "http2ProtocolOptions:", "targetRefs: {}", "targetRefs: [x, null, {name: [], group: {}, kind: 1}]",
		"targetSelectors: [{matchLabels: [], group: gateway.kgateway.dev, kind: Backend}]", "targetSelectors: x",
	} {
		for _, text := range []string{configPolicy(spec), strings.Replace(configPolicy(spec), "BackendConfigPolicy", "TrafficPolicy", 1)} {
			policyCase{rule: "none", text: web + text}.run(t)
		}
	}
	for _, validation := range []string{"caCertificateRefs: x", "caCertificateRefs: [x, y]", "caCertificateRefs: [{name: [], kind: {}}]", "hostname: []", "wellKnownCACertificates:"} {
		for _, release := range []string{"2.0", "2.4", "catalog"} {
			policyCase{rule: "none", release: release, text: web + tlsPolicy(validation)}.run(t)
		}
	}
}
