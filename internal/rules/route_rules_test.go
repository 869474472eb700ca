package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// routeRules are the ids of the rules that these tests check.
var routeRules = []string{"grpc-needs-http2", "host-rewrite-missing", "host-rewrite-conflict", "gcp-shared-rule", "weights-all-zero", "direct-response-shadows"}

// A routeCase contains the documents of one file, and the beginnings of the expected findings in order.
type routeCase struct {
	name     string
	release  string // 2.4 if it is empty
	complete lint.Completeness
	text     []string
	want     []string
}

func runRouteCases(t *testing.T, cases []routeCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, want := range c.want {
				needRules(t, strings.Fields(want)[1])
			}
			if c.release == "" {
				c.release = "2.4"
			}
			got := routeFindings(t, c.release, c.complete, strings.Join(c.text, "\n---\n"))
			if !slices.EqualFunc(got, c.want, strings.HasPrefix) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(c.want, "\n\t"))
			}
		})
	}
}

func routeFindings(t *testing.T, release string, complete lint.Completeness, files ...string) []string {
	t.Helper()
	of, err := target.Parse(release)
	if err != nil {
		t.Fatal(err)
	}
	var sources []*source.File
	for i, text := range files {
		sources = append(sources, source.New(fmt.Sprintf("%d.yaml", i), []byte(text)))
	}
	r, err := check.Files(t.Context(), sources, check.Options{Targets: []target.Target{of}, Templates: true, Rules: rules.All(), Complete: complete})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range r.Diagnostics {
		if slices.Contains(routeRules, d.Rule) {
			out = append(out, fmt.Sprintf("%s %s «%s» %s", d.Severity, d.Rule, d.File.Slice(d.Span), d.Message))
		}
	}
	return out
}

// routeWith returns a route. spec and rules are YAML in flow style.
func routeWith(kind, spec string, rules ...string) string {
	return groupObject("gateway.networking.k8s.io/v1", kind, "r", fmt.Sprintf("spec: {%s rules: [%s]}", spec, strings.Join(rules, ", ")))
}

// ruleTo returns a rule that sends traffic to Backends. more is YAML in flow style, and is added to the rule.
func ruleTo(more string, names ...string) string {
	var refs []string
	for _, name := range names {
		name, rest, _ := strings.Cut(name, " ")
		refs = append(refs, fmt.Sprintf("{group: gateway.kgateway.dev, kind: Backend, name: %s%s}", name, rest))
	}
	return fmt.Sprintf("{%s backendRefs: [%s]}", more, strings.Join(refs, ", "))
}

func rewriteTo(host string) string {
	return fmt.Sprintf("filters: [{type: URLRewrite, urlRewrite: {hostname: %s}}],", host)
}

func trafficPolicy(spec string) string {
	return groupObject("gateway.kgateway.dev/v1alpha1", "TrafficPolicy", "tp", "spec: {"+spec+"}")
}

const onRoute = "targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}], "

func TestHostRewriteMissing(t *testing.T) {
	shop := groupStaticBackend("shop", "origin.example.org", 8080)
	plain := routeWith("HTTPRoute", "", ruleTo("", "shop"))
	found := []string{`warning host-rewrite-missing «shop» "shop" gets the Host header of the client, not its own name "origin.example.org"`}
	onPolicy := func(spec string) []string { return []string{plain, shop, trafficPolicy(onRoute + spec)} }
	private := func(host string) []string { return []string{plain, groupStaticBackend("shop", host, 8080)} }
	gateway := groupGateway("kgateway", "")
	attached := routeWith("HTTPRoute", "parentRefs: [{name: gw}],", ruleTo("", "shop"))
	runRouteCases(t, []routeCase{
		{name: "a rule without filters", text: []string{plain, shop}, want: found},
		{name: "kgateway 2.0, which has no autoHostRewrite", release: "2.0", text: []string{plain, shop}, want: found},
		{name: "two rules with the same mistake", text: []string{routeWith("HTTPRoute", "", ruleTo("", "shop"), ruleTo("", "shop")), shop}, want: found},
		{name: "a rewrite in one of two rules", text: []string{routeWith("HTTPRoute", "", ruleTo(rewriteTo("x.example.org"), "shop"), ruleTo("", "shop")), shop}, want: found},
		{name: "a rewrite", text: []string{routeWith("HTTPRoute", "", ruleTo(rewriteTo("origin.example.org"), "shop")), shop}},
		{name: "a rewrite of the path", text: []string{routeWith("HTTPRoute", "", ruleTo("filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: /}}}],", "shop")), shop}, want: found},
		{
			name: "a rewrite on the backendRef", text: []string{routeWith("HTTPRoute", "", ruleTo("", "shop , "+strings.TrimSuffix(rewriteTo("origin.example.org"), ","))), shop},
			want: []string{"warning host-rewrite-missing «origin.example.org» a hostname rewrite on a backendRef is ignored"},
		},
		{name: "a template as the filters", text: []string{routeWith("HTTPRoute", "", ruleTo("filters: '{{ .Values.filters }}',", "shop")), shop}},
		{name: "a template that may add filters", text: []string{routeWith("HTTPRoute", "", ruleTo("'{{ .Values.more }}': 1,", "shop")), shop}},
		{name: "a redirect", text: []string{routeWith("HTTPRoute", "", ruleTo("filters: [{type: RequestRedirect, requestRedirect: {port: 1}}],", "shop")), shop}},
		{name: "an extension that is not in the set", text: []string{routeWith("HTTPRoute", "", ruleTo("filters: [{type: ExtensionRef, extensionRef: {group: gateway.kgateway.dev, kind: TrafficPolicy, name: x}}],", "shop")), shop}},
		{name: "a route for the name of the host", text: []string{routeWith("HTTPRoute", "hostnames: [Origin.example.org],", ruleTo("", "shop")), shop}},
		{name: "a route for a wildcard that matches the host", text: []string{routeWith("HTTPRoute", "hostnames: ['*.example.org'],", ruleTo("", "shop")), shop}},
		{name: "a route for another name", text: []string{routeWith("HTTPRoute", "hostnames: [shop.example.com],", ruleTo("", "shop")), shop}, want: found},
		{name: "a template as the hostnames", text: []string{routeWith("HTTPRoute", "hostnames: ['{{ .Values.host }}'],", ruleTo("", "shop")), shop}},
		{name: "a Gateway", text: []string{attached, shop, gateway}, want: found},
		{name: "a listener for that name", text: []string{attached, shop, strings.Replace(gateway, "port: 80", "port: 80, hostname: origin.example.org", 1)}},
		{name: "agentgateway", text: []string{attached, shop, groupGateway("agentgateway", "")}},
		{name: "autoHostRewrite", text: onPolicy("autoHostRewrite: true")},
		{name: "autoHostRewrite that is off", text: onPolicy("autoHostRewrite: false"), want: found},
		{name: "a template as autoHostRewrite", text: onPolicy("autoHostRewrite: {{ .Values.rewrite }}")},
		{name: "a transformation", text: onPolicy("transformation: {request: {set: [{name: ':authority', value: x}]}}")},
		{name: "another policy", text: onPolicy("timeouts: {request: 1s}"), want: found},
		{
			name: "a policy that a filter refers to",
			text: []string{routeWith("HTTPRoute", "", ruleTo("filters: [{type: ExtensionRef, extensionRef: {group: gateway.kgateway.dev, kind: TrafficPolicy, name: tp}}],", "shop")), shop, trafficPolicy("autoHostRewrite: true")},
		},
		{name: "a route that gets its requests from another route", text: []string{routeWith("HTTPRoute", "parentRefs: [{kind: HTTPRoute, name: p}],", ruleTo("", "shop")), shop}},
		{
			name: "a route without parents, and a route that delegates",
			text: []string{plain, shop, strings.Replace(routeWith("HTTPRoute", "", "{backendRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}]}"), "name: r}", "name: p}", 1)},
		},
		{name: "GRPCRoute", text: []string{strings.Replace(plain, "HTTPRoute", "GRPCRoute", 1), groupBackend("shop", "{static: {appProtocol: grpc, hosts: [{host: origin.example.org, port: 80}]}}")}},
		{name: "in a rule with a GCP Backend", text: []string{routeWith("HTTPRoute", "", ruleTo("", "shop", "run")), shop, groupBackend("run", "{type: GCP, gcp: {host: web-123.a.run.app}}")}},
		{name: "an address", text: private("192.0.2.1")},
		{name: "a Service", text: private("web.shop.svc.cluster.local")},
		{name: "a Service's short name", text: private("web.shop")},
		{name: "a public name of two labels", text: private("example.org"), want: []string{"warning host-rewrite-missing"}},
		{name: "a load balancer", text: private("web-1.eu-west-1.elb.amazonaws.com")},
		{name: "a template as the host", text: private("'{{ .Values.host }}'")},
		{name: "a placeholder", text: private("<your-host>")},
		{name: "a reference to a Service with that name", text: []string{strings.Replace(plain, "group: gateway.kgateway.dev, kind: Backend, ", "port: 80, ", 1), shop}},
	})
}

// TestHostRewriteProof checks that separate files are not evidence that there is no TrafficPolicy.
func TestHostRewriteProof(t *testing.T) {
	shop, plain := groupStaticBackend("shop", "origin.example.org", 8080), routeWith("HTTPRoute", "", ruleTo("", "shop"))
	for complete, want := range map[lint.Completeness]int{lint.Partial: 0, lint.Tree: 1, lint.Stated: 1} {
		if got := routeFindings(t, "2.4", complete, plain, shop); len(got) != want {
			t.Errorf("completeness %d: got the findings %q, want %d", complete, got, want)
		}
	}
}

func TestHostRewriteConflict(t *testing.T) {
	a, b := groupStaticBackend("a", "a.example.org", 8080), groupStaticBackend("b", "b.example.org", 8080)
	both := func(host string) string { return routeWith("HTTPRoute", "", ruleTo(rewriteTo(host), "a", "b")) }
	auto := trafficPolicy(onRoute + "autoHostRewrite: true")
	one := routeWith("HTTPRoute", "", ruleTo(rewriteTo("a.example.org"), "a"))
	idle := []string{"warning host-rewrite-conflict «true» every rule to which this policy applies has a hostname rewrite"}
	runRouteCases(t, []routeCase{
		{
			name: "two Backends with different names", text: []string{both("a.example.org"), a, b},
			want: []string{`warning host-rewrite-conflict «b» "b" gets the Host header "a.example.org", which is the name of "a", not its own "b.example.org"`},
		},
		{name: "a rewrite to a third name", text: []string{both("shop.example.org"), a, b}},
		{name: "a second Backend with an address", text: []string{both("a.example.org"), a, groupStaticBackend("b", "192.0.2.1", 8080)}},
		{name: "a second Backend with a name and an address", text: []string{both("a.example.org"), a, groupBackend("b", "{static: {hosts: [{host: b.example.org, port: 80}, {host: 192.0.2.1, port: 80}]}}")}},
		{name: "names that differ only in numbers", text: []string{both("b-1.example.org"), groupStaticBackend("a", "b-1.example.org", 80), groupStaticBackend("b", "b-2.example.org", 80)}},
		{name: "a missing second Backend", text: []string{both("a.example.org"), a}},
		{name: "one rule for each Backend", text: []string{routeWith("HTTPRoute", "", ruleTo(rewriteTo("a.example.org"), "a"), ruleTo(rewriteTo("b.example.org"), "b")), a, b}},
		{name: "a template as the hostname", text: []string{both("'{{ .Values.host }}'"), a, b}},
		{name: "autoHostRewrite without effect", text: []string{one, a, auto}, want: idle},
		{name: "autoHostRewrite without effect in 2.1", release: "2.1", text: []string{one, a, auto}, want: idle},
		{name: "autoHostRewrite in 2.0", release: "2.0", text: []string{one, a, auto}},
		{name: "autoHostRewrite for rules with and without a rewrite", text: []string{routeWith("HTTPRoute", "", ruleTo(rewriteTo("a.example.org"), "a"), ruleTo("", "b")), a, b, auto}},
		{name: "autoHostRewrite that is off", text: []string{one, a, trafficPolicy(onRoute + "autoHostRewrite: false")}},
		{name: "a target that is not in the set", text: []string{one, a, strings.Replace(auto, "name: r}", "name: r}, {group: gateway.networking.k8s.io, kind: HTTPRoute, name: s}", 1)}},
		{name: "autoHostRewrite for the Gateway", text: []string{one, a, trafficPolicy("targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: r}], autoHostRewrite: true")}},
		{name: "autoHostRewrite for a rule with a rewrite", text: []string{routeWith("HTTPRoute", "", ruleTo("name: one, "+rewriteTo("a.example.org"), "a"), ruleTo("name: two,", "b")), a, b, strings.Replace(auto, "name: r}", "name: r, sectionName: one}", 1)}, want: idle},
		{name: "autoHostRewrite for a rule without a rewrite", text: []string{routeWith("HTTPRoute", "", ruleTo("name: one, "+rewriteTo("a.example.org"), "a"), ruleTo("name: two,", "b")), a, b, strings.Replace(auto, "name: r}", "name: r, sectionName: two}", 1)}},
		{name: "autoHostRewrite for a missing rule", text: []string{one, a, strings.Replace(auto, "name: r}", "name: r, sectionName: two}", 1)}},
		{name: "a sectionName that is not a string", text: []string{one, a, strings.Replace(auto, "name: r}", "name: r, sectionName: y}", 1)}},
		{name: "autoHostRewrite for selected routes", text: []string{one, a, trafficPolicy("targetSelectors: [{group: gateway.networking.k8s.io, kind: HTTPRoute, matchLabels: {a: b}}], autoHostRewrite: true")}},
		{
			name: "autoHostRewrite in a policy that a filter refers to",
			text: []string{one, a, auto, strings.Replace(routeWith("HTTPRoute", "", ruleTo("filters: [{type: ExtensionRef, extensionRef: {group: gateway.kgateway.dev, kind: TrafficPolicy, name: tp}}],", "a")), "{name: r}", "{name: s}", 1)},
		},
		{name: "only Services", text: []string{strings.ReplaceAll(one, "group: gateway.kgateway.dev, kind: Backend, ", "port: 80, "), a, auto}},
	})
}

func TestGRPCNeedsHTTP2(t *testing.T) {
	route := routeWith("GRPCRoute", "", ruleTo("", "b"))
	found := []string{`error grpc-needs-http2 «static» the GRPCRoute "r" uses gRPC, which needs HTTP/2, but "b" is reached over HTTP/1.1: the calls fail`}
	static := func(more string) string {
		return groupBackend("b", "{type: Static, static: {"+more+" hosts: [{host: 192.0.2.1, port: 8080}]}}")
	}
	extension := func(spec string) string {
		return groupObject("gateway.kgateway.dev/v1alpha1", "GatewayExtension", "x", "spec: {"+spec+": {backendRef: {group: gateway.kgateway.dev, kind: Backend, name: b}}}}")
	}
	logs := groupObject("gateway.kgateway.dev/v1alpha1", "ListenerPolicy", "l",
		"spec: {default: {httpSettings: {tracing: {provider: {openTelemetry: {serviceName: s, grpcService: {backendRef: {group: gateway.kgateway.dev, kind: Backend, name: b}}}}}}}}")
	lost := `warning grpc-needs-http2 «static» the grpcService of the ListenerPolicy "l" uses gRPC, which needs HTTP/2, but "b" is reached over HTTP/1.1: logs and traces are lost`
	runRouteCases(t, []routeCase{
		{name: "a GRPCRoute", text: []string{route, static("")}, want: found},
		{name: "kgateway 2.1", release: "2.1", text: []string{route, static("")}, want: found},
		{name: "kgateway 2.0", release: "2.0", text: []string{route, static("")}},
		{name: "appProtocol grpc", text: []string{route, static("appProtocol: grpc,")}},
		{name: "appProtocol h2c", text: []string{route, static("appProtocol: kubernetes.io/h2c,")}},
		{name: "appProtocol ws", text: []string{route, static("appProtocol: kubernetes.io/ws,")}, want: []string{"error grpc-needs-http2 «kubernetes.io/ws»"}},
		{name: "a template as the appProtocol", text: []string{route, static("appProtocol: '{{ .Values.protocol }}',")}},
		{name: "a template that may add an appProtocol", text: []string{route, static("'{{ .Values.more }}': 1,")}},
		{name: "HTTPRoute", text: []string{routeWith("HTTPRoute", "", ruleTo("", "b")), static("")}},
		{name: "a reference to a Service with that name", text: []string{strings.Replace(route, "group: gateway.kgateway.dev, kind: Backend, ", "port: 80, ", 1), static("")}},
		{name: "agentgateway", text: []string{routeWith("GRPCRoute", "parentRefs: [{name: gw}],", ruleTo("", "b")), static(""), groupGateway("agentgateway", "")}},
		{name: "a priority group", text: []string{route, groupBackend("b", "{priorityGroups: [{backendRefs: [{name: c}]}]}")}, want: []string{"error grpc-needs-http2 «priorityGroups»"}},
		{name: "GCP", text: []string{route, groupBackend("b", "{type: GCP, gcp: {host: web-123.a.run.app}}")}, want: []string{"error grpc-needs-http2 «gcp»"}},
		{name: "EC2", text: []string{route, groupBackend("b", "{type: AWS, aws: {ec2: {filters: [{key: a}]}}}")}, want: []string{"error grpc-needs-http2 «ec2»"}},
		{name: "Lambda", text: []string{route, groupBackend("b", `{type: AWS, aws: {accountId: "123456789012", lambda: {functionName: f}}}`)}},
		{name: "a grpcService of extAuth", text: []string{extension("extAuth: {grpcService"), static("")}, want: []string{`error grpc-needs-http2 «static» the grpcService of the GatewayExtension "x"`}},
		{name: "extAuth over HTTP", text: []string{extension("extAuth: {httpService"), static("")}},
		{name: "a grpcService of extAuth that is a dynamic forward proxy", text: []string{extension("extAuth: {grpcService"), groupBackend("b", "{type: DynamicForwardProxy, dynamicForwardProxy: {}}")}},
		{name: "a grpcService for traces", text: []string{logs, static("")}, want: []string{lost}},
		{name: "a grpcService for traces, and a GRPCRoute", text: []string{logs, static(""), route}, want: found},
	})
}

func TestGRPCFix(t *testing.T) {
	of, err := target.Parse("2.4")
	if err != nil {
		t.Fatal(err)
	}
	static := groupStaticBackend("b", "192.0.2.1", 8080)
	grpc := routeWith("GRPCRoute", "", ruleTo("", "b"))
	for text, want := range map[string]string{
		grpc + "\n---\n" + static:               "safe",
		"# alone\n" + grpc + "\n---\n" + static: "unsafe", // other files may contain other routes
		grpc + "\n---\n" + static + "\n---\n" + routeWith("HTTPRoute", "", ruleTo("", "b")):            "unsafe",
		grpc + "\n---\n" + strings.Replace(static, "hosts", "appProtocol: kubernetes.io/ws, hosts", 1): "unsafe",
		grpc + "\n---\n" + groupBackend("b", "{priorityGroups: [{backendRefs: [{name: c}]}]}"):         "none",
	} {
		complete := lint.Tree
		if strings.HasPrefix(text, "# alone") {
			complete = lint.Partial
		}
		r, err := check.Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, check.Options{Targets: []target.Target{of}, Rules: rules.All(), Complete: complete})
		if err != nil {
			t.Fatal(err)
		}
		got := "none"
		for _, d := range r.Diagnostics {
			for _, fix := range d.Fixes {
				if d.Rule == "grpc-needs-http2" {
					got = fmt.Sprint(fix.Safety)
				}
			}
		}
		if got != want {
			t.Errorf("the fix is %s, want %s:\n%s", got, want, text)
		}
	}
}

func TestGCPSharedRule(t *testing.T) {
	run := groupBackend("run", "{type: GCP, gcp: {host: web-123.a.run.app}}")
	shared := routeWith("HTTPRoute", "", ruleTo("", "run", "b"))
	static := func(host string) string { return groupStaticBackend("b", host, 8080) }
	runRouteCases(t, []routeCase{
		{name: "an address", text: []string{shared, run, static("192.0.2.1")}, want: []string{`warning gcp-shared-rule «b» "b" gets its own address "192.0.2.1" as the Host header: the GCP Backend "run"`}},
		{name: "kgateway 2.3", release: "2.3", text: []string{shared, run, static("web.shop.svc")}, want: []string{"warning gcp-shared-rule"}},
		{name: "kgateway 2.2", release: "2.2", text: []string{shared, run, static("192.0.2.1")}},
		{name: "a public name", text: []string{shared, run, static("origin.example.org")}},
		{name: "one rule for each Backend", text: []string{routeWith("HTTPRoute", "", ruleTo("", "run"), ruleTo("", "b")), run, static("192.0.2.1")}},
		{name: "two GCP Backends", text: []string{routeWith("HTTPRoute", "", ruleTo("", "run", "b")), run, strings.Replace(run, "{name: run}", "{name: b}", 1)}},
		{name: "a rewrite", text: []string{routeWith("HTTPRoute", "", ruleTo(rewriteTo("x.example.org"), "run", "b")), run, static("192.0.2.1")}, want: []string{"warning gcp-shared-rule «b»"}},
		{name: "autoHostRewrite", text: []string{shared, run, static("192.0.2.1"), trafficPolicy(onRoute + "autoHostRewrite: true")}},
		{name: "a Service", text: []string{strings.Replace(shared, "group: gateway.kgateway.dev, kind: Backend, name: b", "name: b, port: 80", 1), run, static("192.0.2.1")}},
	})
}

func TestWeightsAllZero(t *testing.T) {
	a, b := groupStaticBackend("a", "192.0.2.1", 8080), groupStaticBackend("b", "192.0.2.2", 8080)
	zero := ruleTo("", "a , weight: 0", "b , weight: 0")
	none := []string{"warning weights-all-zero «0» every reference of this rule has the weight 0: all requests get a 500"}
	runRouteCases(t, []routeCase{
		{name: "two weights of 0", text: []string{routeWith("HTTPRoute", "", zero), a, b}, want: none},
		{name: "a GRPCRoute in 2.0, which does not read it", release: "2.0", text: []string{routeWith("GRPCRoute", "", zero), a, b}},
		{name: "two weights of 0 in 2.0", release: "2.0", text: []string{routeWith("HTTPRoute", "", zero), a, b}, want: []string{"error weights-all-zero «0» every reference of this rule has the weight 0: Envoy rejects all routes of the listener"}},
		{name: "Backends that are not in the set", text: []string{routeWith("HTTPRoute", "", zero)}, want: none},
		{name: "a Service with the weight 0", text: []string{routeWith("HTTPRoute", "", strings.Replace(zero, "group: gateway.kgateway.dev, kind: Backend, name: b", "name: b, port: 80", 1)), a}, want: none},
		{name: "only Services", text: []string{routeWith("HTTPRoute", "", strings.ReplaceAll(zero, "group: gateway.kgateway.dev, kind: Backend,", "port: 80,")), a}},
		{name: "a single reference", text: []string{routeWith("HTTPRoute", "", ruleTo("", "a , weight: 0")), a}, want: []string{`warning weights-all-zero «0» the weight of the only reference of a rule is ignored: "a" gets every request`}},
		{name: "one of two weights", text: []string{routeWith("HTTPRoute", "", ruleTo("", "a , weight: 0", "b")), a, b}},
		{name: "a template as a weight", text: []string{routeWith("HTTPRoute", "", ruleTo("", "a , weight: 0", "b , weight: {{ .Values.weight }}")), a, b}},
		{name: "a template as a reference", text: []string{routeWith("HTTPRoute", "", strings.Replace(zero, "]}", ", '{{ .Values.more }}']}", 1)), a, b}},
		{name: "a reference that delegates", text: []string{routeWith("HTTPRoute", "", strings.Replace(zero, "group: gateway.kgateway.dev, kind: Backend, name: b", "group: gateway.networking.k8s.io, kind: HTTPRoute, name: b", 1)), a}},
		{name: "a rule after another rule", text: []string{routeWith("HTTPRoute", "", ruleTo("", "b"), zero), a, b}, want: none},
		{name: "TCPRoute", text: []string{strings.Replace(routeWith("TCPRoute", "", zero), "/v1\n", "/v1alpha2\n", 1), a, b}},
	})
}

func TestDirectResponseShadows(t *testing.T) {
	a := groupStaticBackend("a", "192.0.2.1", 8080)
	filter := "filters: [{type: ExtensionRef, extensionRef: {group: gateway.kgateway.dev, kind: DirectResponse, name: d}}],"
	runRouteCases(t, []routeCase{
		{name: "a DirectResponse and a Backend", release: "2.1", text: []string{routeWith("HTTPRoute", "", ruleTo(filter, "a")), a}, want: []string{"error direct-response-shadows «DirectResponse» this rule has a DirectResponse and backendRefs: every request gets a 500"}},
		{name: "a DirectResponse and a Backend in two rules", release: "2.0", text: []string{routeWith("HTTPRoute", "", ruleTo(filter, "a")), a}, want: []string{"error direct-response-shadows «DirectResponse» this rule has a DirectResponse and backendRefs: the rule is dropped"}},
		{name: "a filter of another kind", text: []string{routeWith("HTTPRoute", "", "{"+filter+"}", ruleTo("", "a")), a}},
		{name: "a filter of another group", text: []string{routeWith("HTTPRoute", "", ruleTo(strings.Replace(filter, "DirectResponse", "TrafficPolicy", 1), "a")), a}},
		{name: "a Service", text: []string{routeWith("HTTPRoute", "", ruleTo(strings.Replace(filter, "gateway.kgateway.dev", "example.com", 1), "a")), a}},
		{name: "a Service", text: []string{routeWith("HTTPRoute", "", strings.Replace(ruleTo(filter, "a"), "group: gateway.kgateway.dev, kind: Backend, name", "port: 80, name", 1)), a}},
	})
}

// TestRouteInvalidShapes checks that routes with invalid values cause no findings.
func TestRouteInvalidShapes(t *testing.T) {
	shop := groupStaticBackend("shop", "origin.example.org", 8080)
	for _, spec := range []string{
		"null", "[]", "1", "{rules: null}", "{rules: {}}", "{rules: [null, 1, [], {}]}", "{rules: [{backendRefs: {}}]}", "{rules: [{backendRefs: [null, 1, [], {}]}]}",
		"{rules: [{filters: {}, backendRefs: [{kind: [], name: {}, group: 1, weight: []}]}]}", "{parentRefs: {}, hostnames: {}, rules: [{filters: [1, null, {extensionRef: []}]}]}",
	} {
		for _, kind := range []string{"HTTPRoute", "GRPCRoute"} {
			text := groupObject("gateway.networking.k8s.io/v1", kind, "r", "spec: "+spec)
			policy := trafficPolicy("targetRefs: {}, autoHostRewrite: true")
			if got := routeFindings(t, "2.4", lint.Stated, text+"\n---\n"+shop+"\n---\n"+policy); len(got) > 0 {
				t.Errorf("%s with the spec %s: got the findings %q, want none", kind, spec, got)
			}
		}
	}
}
