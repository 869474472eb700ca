package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// A releaseCase contains documents and the expected finding of one rule for each release. A finding has the form "severity message".
// The beginning is compared, or the whole finding if the expectation ends in $. Releases are separated by spaces. No finding is expected
// for a release that is not listed.
type releaseCase struct {
	name, rule string
	text       string // the text; the bad example of the rule if it is empty
	want       map[string]string
}

// allReleases are the releases for which each case is checked.
var allReleases = []string{"2.0", "2.1", "2.2", "2.3", "2.4"}

func runReleases(t *testing.T, cases []releaseCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.rule+"/"+c.name, func(t *testing.T) {
			needRules(t, c.rule)
			want := map[string]string{}
			for releases, finding := range c.want {
				for release := range strings.FieldsSeq(releases) {
					want[release] = finding
				}
			}
			for _, release := range unionOf(allReleases, want) {
				got := releaseFindings(t, c, release)
				if isPatch := strings.Count(release, ".") == 2; isPatch && strings.Contains(strings.Join(got, ""), "(kgateway") {
					t.Errorf("%s: %q mentions patch releases, although the target is one patch release", release, got)
				}
				if whole, exact := strings.CutSuffix(want[release], "$"); exact && !slices.Equal(got, []string{whole}) {
					t.Errorf("%s: got %q, want %q and nothing else", release, got, whole)
				} else if !exact && (len(got) != min(1, len(whole)) || len(got) == 1 && !strings.HasPrefix(got[0], whole)) {
					t.Errorf("%s: got %q, want %q", release, got, want[release])
				}
			}
		})
	}
}

func unionOf(releases []string, more map[string]string) []string {
	out := slices.Clone(releases)
	for release := range more {
		if !slices.Contains(out, release) {
			out = append(out, release)
		}
	}
	return out
}

func releaseFindings(t *testing.T, c releaseCase, release string) []string {
	t.Helper()
	judged, err := target.ParseList(release)
	if err != nil {
		t.Fatal(err)
	}
	text := c.text
	if text == "" {
		text = ruleNamed(c.rule).Bad
	}
	r, err := check.Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, check.Options{
		Targets: judged, Templates: true, Rules: rules.All(), Complete: lint.Stated,
		Severity: func(id, _ string) (diag.Severity, bool) { return groupSeverity(id) },
	})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range r.Diagnostics {
		if d.Rule == c.rule {
			out = append(out, fmt.Sprintf("%s %s", d.Severity, d.Message))
		}
	}
	return out
}

// ruleNamed returns the rule with an id, or the zero Rule if the rule was deleted: runReleases skips the cases of deleted rules.
func ruleNamed(id string) lint.Rule {
	all := rules.All()
	if i := slices.IndexFunc(all, func(r lint.Rule) bool { return r.ID == id }); i >= 0 {
		return all[i]
	}
	return lint.Rule{}
}

// extensionTo returns a GatewayExtension that refers to a server with a kind.
func extensionTo(kind, ref string) string {
	return "---\n{apiVersion: gateway.kgateway.dev/v1alpha1, kind: GatewayExtension, metadata: {name: e}, spec: {" + kind +
		": {grpcService: {backendRef: " + ref + "}}}}\n"
}

// TestExtensionFailsOpen checks that, for kgateway 2.0, the finding states that routes are served without an extension if its server is
// not resolved.
func TestExtensionFailsOpen(t *testing.T) {
	web := backend("192.0.2.10", 9000)
	const opens = ": the extension fails open, and routes that use it are served without authorization"
	const fails = ": routes that use the extension answer 500"
	effects := func(fact string) map[string]string {
		return map[string]string{"2.0": fact + opens, "2.1 2.2 2.3 2.4": fact + fails}
	}
	namespaced := strings.Replace(web, "{name: web", "{namespace: shop, name: web", 1) +
		strings.Replace(extensionTo("extAuth", "{group: gateway.kgateway.dev, kind: Backend, name: web, namespace: shop}"), "{name: e}", "{name: e, namespace: auth}", 1)
	runReleases(t, []releaseCase{
		{rule: "backendref-port", text: web + extensionTo("extAuth", "{group: gateway.kgateway.dev, kind: Backend, name: web, port: 80}"),
			want: effects("error a reference to a Backend must not have a port")},
		{rule: "backendref-missing", text: web + extensionTo("extAuth", "{group: gateway.kgateway.dev, kind: Backend, name: other}"),
			want: effects(`error there is no Backend "other"`)},
		{rule: "backendref-group", text: web + extensionTo("extAuth", "{kind: Backend, name: web}"),
			want: effects("error a reference without a group refers to the core group, which has no kind Backend")},
		{rule: "backendref-kind-forgotten", text: web + extensionTo("extAuth", "{name: web, port: 80}"),
			want: effects(`warning there is no Service "web", only a Backend`)},
		{rule: "reference-grant-missing", text: namespaced,
			want: effects(`error no ReferenceGrant in "shop" allows references from the kind GatewayExtension in "auth" to Backends`)},
		{rule: "backendref-missing", name: "external processing", text: web + extensionTo("extProc", "{group: gateway.kgateway.dev, kind: Backend, name: other}"),
			want: map[string]string{
				"2.0":             `error there is no Backend "other": the extension is dropped, and routes that use it are served without it`,
				"2.1 2.2 2.3 2.4": `error there is no Backend "other"` + fails,
			}},
	})
}

// TestEffectByRelease checks that a finding states the effect in the target's release.
func TestEffectByRelease(t *testing.T) {
	const emptySecret = "{apiVersion: v1, kind: Secret, metadata: {name: aws}}\n---\n{apiVersion: gateway.kgateway.dev/v1alpha1, kind: Backend, metadata: {name: f}, " +
		`spec: {type: AWS, aws: {accountId: "123456789012", auth: {type: Secret, secretRef: {name: aws}}, lambda: {functionName: f}}}}`
	const mirrorOfGRPC = "{apiVersion: gateway.networking.k8s.io/v1, kind: GRPCRoute, metadata: {name: r}, spec: {rules: [{backendRefs: [" +
		"{group: gateway.kgateway.dev, kind: Backend, name: web, filters: [{type: RequestMirror, requestMirror: {backendRef: {name: x, port: 80}}}]}]}]}}"
	ports := func(hosts string) string { return named("web", "static: {hosts: ["+hosts+"]}") }
	const none, after = "{host: 192.0.2.1, port: 0}", "{host: 192.0.2.9, port: 0}"
	onBackend := backend("192.0.2.10", 9000) + strings.Replace(configPolicy("timeouts: {request: 1s}"), "BackendConfigPolicy", "TrafficPolicy", 1) + "---\n"
	runReleases(t, []releaseCase{
		{rule: "secret-key-missing", text: emptySecret, want: map[string]string{
			"2.0 2.1 2.2 2.3": `warning the Secret "aws" has no accessKey and no secretKey, so the proxy's own credentials sign the requests`,
			"2.4":             `warning the Secret "aws" has no accessKey and no secretKey, so the Backend is rejected`,
		}},
		{rule: "weights-all-zero", want: map[string]string{
			"2.0":             "error every reference of this rule has the weight 0: Envoy rejects all routes of the listener",
			"2.1 2.2 2.3 2.4": "warning every reference of this rule has the weight 0: all requests get a 500",
		}},
		{rule: "direct-response-shadows", want: map[string]string{
			"2.0":             "error this rule has a DirectResponse and backendRefs: the rule is dropped, and its requests get a 404 or match another rule",
			"2.1 2.2 2.3 2.4": "error this rule has a DirectResponse and backendRefs: every request gets a 500",
		}},
		{rule: "mirror-on-backendref", want: map[string]string{"2.0 2.1 2.2 2.3 2.4": "error a mirror on a backendRef is ignored"}},
		{rule: "mirror-on-backendref", name: "a mirror of a GRPCRoute", text: mirrorOfGRPC, want: map[string]string{"2.1 2.2 2.3 2.4": "error a mirror on a backendRef is ignored"}},
		{rule: "static-port-range", name: "port 0 in the first host", text: ports(none), want: map[string]string{
			"2.1":         "error 0 is not a valid port: the Backend has no endpoints, and its status does not report it",
			"2.2 2.3 2.4": "error 0 is not a valid port: the Backend is dropped",
		}},
		{rule: "static-port-range", name: "port 0 after an address", text: ports("{host: 192.0.2.2, port: 80}, " + after), want: map[string]string{
			"2.1":         "error 0 is not a valid port: this host and those after it are dropped, and the status does not report it",
			"2.2 2.3 2.4": "error 0 is not a valid port: the Backend is dropped",
		}},
		{rule: "static-port-range", name: "port 0 after a DNS name", text: ports("{host: a.example.com, port: 80}, " + after), want: map[string]string{
			"2.1":         "error 0 is not a valid port: Envoy rejects the whole Backend, and its status does not report it",
			"2.2 2.3 2.4": "error 0 is not a valid port: the Backend is dropped",
		}},
		{rule: "traffic-policy-on-backend", name: "a Backend on Envoy", text: onBackend + routeTo("kgateway"), want: map[string]string{
			"2.0":         "error a TrafficPolicy cannot target a Backend: it has no effect",
			"2.1":         "error a TrafficPolicy cannot target a Backend: it has no effect on Envoy, which serves this Backend",
			"2.2 2.3 2.4": "error a TrafficPolicy cannot target a Backend: the API server rejects it",
		}},
		{rule: "traffic-policy-on-backend", name: "a Backend on agentgateway", text: onBackend + routeTo("agentgateway"), want: map[string]string{
			"2.0":         "error a TrafficPolicy cannot target a Backend: it has no effect",
			"2.2 2.3 2.4": "error a TrafficPolicy cannot target a Backend: the API server rejects it",
		}},
		{rule: "http1-options-on-lambda", want: map[string]string{"2.1 2.2 2.3 2.4": `info these options switch the Lambda Backend "resize"`}},
		{rule: "dynamic-proxy-policies", want: map[string]string{"2.1 2.2 2.3 2.4": `error Envoy rejects the dynamic forward proxy "egress" with the load balancing algorithm leastRequest`}},
		{rule: "dynamic-proxy-http-options", want: map[string]string{"2.1 2.2 2.3 2.4": `error Envoy rejects the dynamic forward proxy`}},
		{rule: "dynamic-proxy-rewrite", want: map[string]string{"2.1 2.2 2.3 2.4": "info the dynamic forward proxy \"egress\" connects to the host of the request"}},
		{rule: "tls-later-targets-ignored", want: map[string]string{"2.0": "warning kgateway 2.0 does not read this target"}},
		{rule: "ai-bedrock-on-envoy", want: map[string]string{"2.1": `error the Gateway "web" is served by Envoy, which does not support Bedrock: the Backend is accepted, and requests get a 503`}},
		{rule: "weights-all-zero", name: "a GRPCRoute", text: strings.Replace(ruleNamed("weights-all-zero").Bad, "HTTPRoute", "GRPCRoute", 1),
			want: map[string]string{"2.1 2.2 2.3 2.4": "warning every reference of this rule has the weight 0"}},
		{rule: "backendref-missing", name: "a GRPCRoute", text: strings.Replace(ruleNamed("backendref-missing").Bad, "HTTPRoute", "GRPCRoute", 1),
			want: map[string]string{"2.1 2.2 2.3 2.4": `error there is no Backend "wbe"`}},
	})
}

// TestFailsOpen checks findings about requests that are served without authentication or verification, for each release.
func TestFailsOpen(t *testing.T) {
	route := func(kind, filter string) string {
		return "---\n{apiVersion: gateway.networking.k8s.io/v1, kind: " + kind + ", metadata: {name: r}, spec: {rules: [{backendRefs: [" +
			"{group: gateway.kgateway.dev, kind: Backend, name: web, filters: [{type: ExtensionRef, extensionRef: {" + filter + "}}]}]}]}}\n"
	}
	const toAuth = "group: gateway.kgateway.dev, kind: TrafficPolicy, name: auth"
	policy := func(spec string) string {
		return "---\n{apiVersion: gateway.kgateway.dev/v1alpha1, kind: TrafficPolicy, metadata: {name: auth}, spec: {" + spec + "}}\n"
	}
	web := backend("192.0.2.10", 9000)
	server := extensionTo("extAuth", "{group: gateway.kgateway.dev, kind: Backend, name: other}")
	elsewhere := "---\n" + strings.Replace(web, "{name: web", "{namespace: shop, name: other", 1) +
		strings.Replace(extensionTo("extAuth", "{group: gateway.kgateway.dev, kind: Backend, name: other, namespace: shop}"), "{name: e}", "{name: e, namespace: auth}", 1)
	const grant = "---\n{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, metadata: {name: g, namespace: shop}, spec: {" +
		"from: [{group: gateway.kgateway.dev, kind: GatewayExtension, namespace: auth}], to: [{group: gateway.kgateway.dev, kind: Backend}]}}\n"
	since21 := func(finding string) map[string]string { return map[string]string{"2.1 2.2 2.3 2.4": finding} }
	onRule := strings.Replace(ruleNamed("grpc-extension-ignored").Bad, "metadata:\n  name: keys\nspec:", "metadata:\n  name: keys\nspec:\n  targetRefs:\n  - {group: gateway.networking.k8s.io, kind: GRPCRoute, name: web}", 1)
	runReleases(t, []releaseCase{
		{rule: "backendref-extension-missing", want: since21(`error there is no TrafficPolicy "key": the filter is ignored, and requests to "web" are served without it; did you mean "keys"?`)},
		{rule: "backendref-extension-missing", name: "a missing extension", text: web + route("HTTPRoute", toAuth) + policy("extAuth: {extensionRef: {name: e}}"),
			want: since21(`error the GatewayExtension "e" does not exist: on a backendRef this error is ignored, and requests to "web" are served without extAuth`)},
		{rule: "backendref-extension-missing", name: "an extension whose server is missing", text: web + route("HTTPRoute", toAuth) + policy("extAuth: {extensionRef: {name: e}}") + server,
			want: since21(`error the server of the GatewayExtension "e" is not resolved: on a backendRef this error is ignored`)},
		{rule: "backendref-extension-missing", name: "a rate limit whose extension is missing", text: web + route("HTTPRoute", toAuth) + policy("rateLimit: {global: {descriptors: [], extensionRef: {name: e}}}"),
			want: since21(`error the GatewayExtension "e" does not exist: on a backendRef this error is ignored, and requests to "web" are served without rateLimit`)},
		{rule: "backendref-extension-missing", name: "a server without a ReferenceGrant", text: web + route("HTTPRoute", toAuth) + policy("extAuth: {extensionRef: {name: e}}") + elsewhere,
			want: since21(`error the server of the GatewayExtension "e" is not resolved: on a backendRef this error is ignored`)},
		{rule: "backendref-extension-missing", name: "a server with a ReferenceGrant", text: web + route("HTTPRoute", toAuth) + policy("extAuth: {extensionRef: {name: e}}") + elsewhere + grant},
		{rule: "backendref-extension-missing", name: "a server with the wrong group", text: web + route("HTTPRoute", toAuth) + policy("extAuth: {extensionRef: {name: e}}") + extensionTo("extAuth", "{kind: Backend, name: web}"),
			want: since21(`error the server of the GatewayExtension "e" is not resolved: on a backendRef this error is ignored`)},
		{rule: "backendref-extension-missing", name: "an extension of another type", text: web + route("HTTPRoute", toAuth) + policy("extProc: {extensionRef: {name: e}}") + strings.Replace(server, "other", "web", 1),
			want: since21(`error the GatewayExtension "e" has no extProc: on a backendRef this error is ignored, and requests to "web" are served without extProc`)},
		{rule: "backendref-extension-missing", name: "a missing Secret", text: web + route("HTTPRoute", toAuth) + policy("apiKeyAuth: {secretRef: {name: s}}"),
			want: since21(`error the Secret "s" does not exist: on a backendRef this error is ignored, and requests to "web" are served without apiKeyAuth`)},
		{rule: "backendref-extension-missing", name: "an existing Secret", text: web + route("HTTPRoute", toAuth) + policy("apiKeyAuth: {secretRef: {name: s}}") + "---\n{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: b}}\n"},
		{rule: "backendref-extension-missing", name: "misspelt kind", text: web + route("HTTPRoute", strings.Replace(toAuth, "TrafficPolicy", "TrafficPolcy", 1)) + policy("apiKeyAuth: {}"),
			want: since21(`error "TrafficPolcy" is not a known kind of filter: the filter is ignored, and requests to "web" are served without it; did you mean "TrafficPolicy"?`)},
		{rule: "backendref-extension-missing", name: "misspelt group", text: web + route("HTTPRoute", strings.Replace(toAuth, "kgateway.dev", "kgatway.dev", 1)) + policy("apiKeyAuth: {}"),
			want: since21(`error "gateway.kgatway.dev" is not a known kind of filter: the filter is ignored`)},
		{rule: "backendref-extension-missing", name: "a direct response", text: web + route("HTTPRoute", strings.Replace(toAuth, "TrafficPolicy", "DirectResponse", 1))},
		{rule: "backendref-missing", name: "the server of an extension on a backendRef", text: web + route("HTTPRoute", toAuth) + policy("extAuth: {extensionRef: {name: e}}") + server,
			want: map[string]string{"2.1 2.2 2.3 2.4": `error there is no Backend "other": requests to backendRefs that use the extension are served without it, and rules that use it answer 500`,
				"2.0": `error there is no Backend "other": the extension fails open`}},
		{rule: "backendref-filter-ignored", name: "CORS", text: web + strings.Replace(route("HTTPRoute", toAuth), "type: ExtensionRef, extensionRef: {"+toAuth+"}", "type: CORS, cors: {allowOrigins: ['*']}", 1),
			want: map[string]string{"2.0": `error a CORS filter on a backendRef is ignored: requests reach "web" unchanged`}},
		{rule: "backendref-extension-missing", name: "an extension whose server exists", text: web + route("HTTPRoute", toAuth) + policy("extAuth: {extensionRef: {name: e}}") + strings.Replace(server, "other", "web", 1)},
		{rule: "backendref-extension-missing", name: "a template as the name", text: web + route("HTTPRoute", strings.Replace(toAuth, "auth", "'{{ .x }}'", 1))},
		{rule: "grpc-extension-ignored", want: since21(`error an ExtensionRef of a GRPCRoute is dropped: the TrafficPolicy "keys" is not applied`)},
		{rule: "grpc-extension-ignored", name: "on a backendRef", text: web + route("GRPCRoute", toAuth), want: since21(`error an ExtensionRef of a GRPCRoute is dropped: the TrafficPolicy "auth" is not applied`)},
		{rule: "grpc-extension-ignored", name: "a policy that also targets the route", text: onRule},
		{rule: "grpc-extension-ignored", name: "an HTTPRoute", text: web + route("HTTPRoute", toAuth) + policy("apiKeyAuth: {}")},
		{rule: "tls-policy-name-unverified", want: map[string]string{"2.0": "warning the server name is not verified: kgateway 2.0 accepts any certificate from this CA"}},
	})
}

// TestPatchReleases checks a rule that is about some patch releases. With a target that is a patch release, the finding depends on it;
// otherwise the finding mentions the patch releases.
func TestPatchReleases(t *testing.T) {
	const ignored = `warning health checks of the static Backend "web" send the names of its hosts: this name is not sent`
	const dropped = `error there is no Secret "x" in the policy's namespace: the Backend is dropped`
	toService := strings.Replace(configPolicy("tls: {secretRef: {name: x}}"), "targetRefs: [", `targetRefs: [{group: "", kind: Service, name: s}, `, 1)
	const stalls = dropped + ", and the Gateway gets no new endpoints for other backends"
	runReleases(t, []releaseCase{
		{rule: "health-check-host-ignored", want: map[string]string{
			"2.1 2.2": ignored, "2.3": ignored + " (kgateway 2.3.0 to 2.3.4)", "2.3.0 2.3.4": ignored, "2.3.5": "", "2.4.0": "",
		}},
		{rule: "tls-secret-missing", text: named("web", "aws: {ec2: {}}") + configPolicy("tls: {secretRef: {name: x}}"), want: map[string]string{
			"2.1 2.2 2.3 2.4.2": dropped + "$", "2.4": stalls + " (kgateway 2.4.0 to 2.4.1)", "2.4.0 2.4.1": stalls + "$",
		}},
		{rule: "tls-secret-missing", name: "a policy that also targets a Service", text: backend("192.0.2.10", 443) + toService, want: map[string]string{
			"2.1 2.2 2.3 2.4.1": stalls + "$", "2.4": stalls + " (kgateway 2.4.0 to 2.4.1)", "2.4.2": dropped + "$",
		}},
		{rule: "tls-secret-missing", name: "a static Backend", text: backend("192.0.2.10", 443) + configPolicy("tls: {secretRef: {name: x}}"), want: map[string]string{"2.1 2.2 2.3 2.4 2.4.1": dropped + "$"}},
		{rule: "lambda-role-ignored", want: map[string]string{
			"2.4":                      "warning this role is ignored: the proxy's own credentials sign the requests (kgateway 2.4.0 to 2.4.4)",
			"2.4.0 2.4.4 2.4.0..2.4.4": "error this role is ignored: the proxy's own credentials sign the requests$", "2.4.5 2.4.5,2.4.6": "",
			"2.4.4,2.4.5": "error this role is ignored: the proxy's own credentials sign the requests (kgateway 2.4.4)",
		}},
	})
}

// TestRejectedByEnvoy checks findings about configuration that Envoy rejects as a whole, or that crashes the controller, for each release.
func TestRejectedByEnvoy(t *testing.T) {
	modifier := func(kind, on, verb, header string) string {
		filters := "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {" + verb + ": [" + header + "]}}]"
		rule, ref := filters+", ", ""
		if on == "backendRef" {
			rule, ref = "", ", "+filters
		}
		return backend("192.0.2.10", 9000) + "---\n{apiVersion: gateway.networking.k8s.io/v1, kind: " + kind + ", metadata: {name: r}, spec: {rules: [{" + rule +
			"backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web" + ref + "}]}]}}\n"
	}
	endpoint := func(url string) string {
		return named("web", `aws: {accountId: "123456789012", lambda: {functionName: f, endpointURL: "`+url+`"}}`)
	}
	all := func(finding string) map[string]string { return map[string]string{"2.0 2.1 2.2 2.3 2.4": finding} }
	panics := func(finding string) map[string]string {
		return map[string]string{"2.0 2.1 2.2 2.3": finding + ": the controller panics", "2.4": finding + ": the Backend is dropped"}
	}
	const ours, rejected = "error a header modifier cannot ", ": Envoy rejects the Backend, and its status does not report it"
	runReleases(t, []releaseCase{
		{rule: "header-modifier-host", want: all(ours + "set the Host header: Envoy rejects all routes of the listener")},
		{rule: "header-modifier-host", name: "add", text: modifier("HTTPRoute", "rule", "add", "{name: host, value: a}"), want: all(ours + "add")},
		{rule: "header-modifier-host", name: "remove", text: modifier("HTTPRoute", "rule", "remove", "HOST"), want: all(ours + "remove")},
		{rule: "header-modifier-host", name: "another header", text: modifier("HTTPRoute", "rule", "set", "{name: X-Host, value: a}")},
		{rule: "header-modifier-host", name: "on a backendRef", text: modifier("HTTPRoute", "backendRef", "set", "{name: Host, value: a}"), want: map[string]string{"2.1 2.2 2.3 2.4": ours + "set"}},
		{rule: "header-modifier-host", name: "of a GRPCRoute", text: modifier("GRPCRoute", "rule", "set", "{name: Host, value: a}"), want: map[string]string{"2.1 2.2 2.3 2.4": ours + "set"}},
		{rule: "header-modifier-host", name: "on a backendRef of a GRPCRoute", text: modifier("GRPCRoute", "backendRef", "set", "{name: Host, value: a}")},
		{rule: "lambda-endpoint-address", want: all("error the endpoint has port 70000, which is out of range" + rejected)},
		{rule: "lambda-endpoint-address", name: "port 0", text: endpoint("https://a.example.com:0"), want: all("error the endpoint has port 0, which is out of range" + rejected)},
		{rule: "lambda-endpoint-address", name: "no host", text: endpoint("https://:443/x"), want: all("error the endpoint has no host" + rejected)},
		{rule: "lambda-endpoint-address", name: "no host and no port", text: endpoint("https:///x"), want: panics("error the endpoint has no host and no port")},
		{rule: "lambda-endpoint-address", name: "a port above 2^31", text: endpoint("https://a.example.com:99999999999"), want: panics("error the endpoint has port 99999999999, which is out of range")},
		{rule: "lambda-endpoint-address", name: "no port", text: endpoint("https://a.example.com")},
		{rule: "tls-parameters-invalid", want: map[string]string{"2.1 2.2 2.3 2.4": `error unknown ECDH curve "secp256r1"`}},
		{rule: "policy-target-kind", want: all("error a BackendTLSPolicy does not attach to the kind")},
	})
}

// TestIgnoredOnBackendRefs checks findings about settings of rules and backendRefs that are ignored or dropped, for each release.
func TestIgnoredOnBackendRefs(t *testing.T) {
	ref := func(kind, filter string) string {
		return backend("192.0.2.10", 9000) + "---\n{apiVersion: gateway.networking.k8s.io/v1, kind: " + kind + ", metadata: {name: r}, spec: {rules: [{" +
			"backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web, filters: [" + filter + "]}]}]}}\n"
	}
	const setHeader = "{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x, value: a}]}}"
	const redirect = "{type: RequestRedirect, requestRedirect: {hostname: a.example.com}}"
	from := func(releases, finding string) map[string]string { return map[string]string{releases: finding} }
	gcp := groupBackend("run", "{type: GCP, gcp: {host: web-123.a.run.app}}")
	beside := func(hostname string) string {
		return routeWith("HTTPRoute", "", ruleTo(rewriteTo(hostname), "run")) + "\n---\n" + gcp
	}
	runReleases(t, []releaseCase{
		{rule: "backendref-filter-ignored", want: from("2.0 2.1 2.2 2.3 2.4", `error a path rewrite on a backendRef is ignored: requests reach "web" unchanged`)},
		{rule: "backendref-filter-ignored", name: "a redirect", text: ref("HTTPRoute", redirect), want: from("2.0 2.1 2.2 2.3 2.4", "error a redirect on a backendRef is ignored")},
		{rule: "backendref-filter-ignored", name: "a header modifier", text: ref("HTTPRoute", setHeader), want: from("2.0", "error a header modifier on a backendRef is ignored")},
		{rule: "backendref-filter-ignored", name: "a header modifier of a GRPCRoute", text: ref("GRPCRoute", setHeader), want: from("2.1 2.2 2.3 2.4", "error a header modifier on a backendRef is ignored")},
		{rule: "backendref-policy-ignored", want: from("2.1 2.2 2.3 2.4", `warning on a backendRef, timeouts of the TrafficPolicy "patient" is ignored`)},
		{rule: "gcp-rewrite-ignored", want: from("2.3 2.4", `warning this hostname is ignored: because of the GCP Backend "shop", each host gets its own name as the Host header`)},
		{rule: "gcp-rewrite-ignored", name: "another name", text: beside("a.example.com"), want: from("2.3 2.4", "warning this hostname is ignored")},
		{rule: "gcp-rewrite-ignored", name: "the name of the GCP host", text: beside("web-123.a.run.app")},
		{rule: "grpcroute-not-read", want: from("2.0", "error kgateway 2.0 does not read GRPCRoutes: calls of this route get a 404")},
		{rule: "mirror-second-dropped", want: from("2.1", "error kgateway 2.1 applies one mirror per rule: this one is dropped")},
	})
}

// TestPolicyEffects checks findings about the effects of policies on Backends, for each release.
func TestPolicyEffects(t *testing.T) {
	const lambda, gcp = `aws: {accountId: "123456789012", lambda: {functionName: f}}`, "gcp: {host: web-123.a.run.app}"
	check := "healthCheck: {timeout: 1s, interval: 1s, unhealthyThreshold: 1, healthyThreshold: 1, http: {path: /}}"
	hashing := configPolicy("loadBalancer: {maglev: {useHostnameForHashing: true}}")
	since21 := func(finding string) map[string]string { return map[string]string{"2.1 2.2 2.3 2.4": finding} }
	conflict := func(winner string) string {
		return `warning the BackendTLSPolicy "web" also targets the Backend "web": only the policy that was created ` + winner + " applies"
	}
	sameName := strings.ReplaceAll(ruleNamed("tls-policy-conflict").Bad, "web-strict", "web")
	runReleases(t, []releaseCase{
		{rule: "tls-policy-conflict", want: map[string]string{"2.1 2.2": conflict("last"), "2.3 2.4": conflict("first")}},
		{rule: "tls-policy-conflict", name: "policies with the same name", text: sameName},
		{rule: "tls-well-known-unknown", want: since21(`error kgateway supports no CAs called "example.com/Mozilla": the Backend is dropped`)},
		{rule: "tls-policy-options-ignored", want: map[string]string{"2.0 2.1 2.2 2.3 2.4": "warning kgateway does not read the options of a BackendTLSPolicy"}},
		{rule: "hashing-hostname-ignored", want: since21(`warning the hosts of the Backend "web" have no DNS names to hash: the setting is ignored`)},
		{rule: "hashing-hostname-ignored", name: "Lambda", text: named("web", lambda) + hashing, want: since21("warning the hosts")},
		{rule: "hashing-hostname-ignored", name: "a host with a DNS name", text: backend("web.example.com", 80) + hashing},
		{rule: "lambda-idle-timeout", want: since21(`info these options remove the idle timeout of 30s that the Lambda Backend "resize" has`)},
		{rule: "lambda-idle-timeout", name: "a static Backend", text: backend("192.0.2.10", 80) + configPolicy("commonHttpProtocolOptions: {maxRequestsPerConnection: 1}")},
		{rule: "health-check-unsigned", want: since21(`warning health checks of the Backend "resize" are not signed and get a 401 or 403: Envoy marks the host as unhealthy`)},
		{rule: "health-check-unsigned", name: "a panic threshold of 0", text: named("web", lambda) + configPolicy(check+"\nloadBalancer: {healthyPanicThreshold: 0}"),
			want: since21(`warning health checks of the Backend "web" are not signed and get a 401 or 403: all requests get a 503`)},
		{rule: "health-check-unsigned", name: "GCP", text: named("web", gcp) + configPolicy(check), want: since21("warning health checks")},
		{rule: "health-check-unsigned", name: "a static Backend", text: backend("192.0.2.10", 80) + configPolicy(check)},
		{rule: "proxy-protocol-lost", want: map[string]string{"2.3": `error the BackendTLSPolicy "web" replaces this setting: the Backend "web" gets no PROXY header`}},
	})
}

// TestIstioAutoMTLS checks in which documents the rule finds the controller's setting, and which values of the annotation count.
func TestIstioAutoMTLS(t *testing.T) {
	web := backend("web.example.com", 443)
	policy := configPolicy("tls: {wellKnownCACertificates: System, sni: web.example.com, verifySubjectAltNames: [web.example.com]}")
	values := func(text string) string { return "---\n" + text + "\n" }
	off := strings.Replace(web, "labels:", `annotations: {kgateway.dev/disable-istio-auto-mtls: "true"}, labels:`, 1)
	const finding = `error Istio's automatic mTLS replaces these TLS settings: the Backend "web" gets plaintext unless its servers are in the mesh`
	all := map[string]string{"2.0 2.1 2.2 2.3 2.4": finding}
	since21 := map[string]string{"2.1 2.2 2.3 2.4": finding}
	runReleases(t, []releaseCase{
		{rule: "istio-auto-mtls-plaintext", want: all},
		{rule: "istio-auto-mtls-plaintext", name: "a Backend with the annotation", text: ruleNamed("istio-auto-mtls-plaintext").Good, want: map[string]string{"2.0": finding}},
		{rule: "istio-auto-mtls-plaintext", name: "Helm values", text: web + policy + values("controller: {extraEnv: {KGW_ENABLE_ISTIO_AUTO_MTLS: true}}"), want: since21},
		{rule: "istio-auto-mtls-plaintext", name: "Helm values, and a Backend with the annotation", text: off + policy + values("controller: {extraEnv: {KGW_ENABLE_ISTIO_AUTO_MTLS: true}}")},
		{rule: "istio-auto-mtls-plaintext", name: "the setting turned off", text: web + policy + values("controller: {extraEnv: {KGW_ENABLE_ISTIO_AUTO_MTLS: false}}")},
		{rule: "istio-auto-mtls-plaintext", name: "a comment", text: web + policy + values("# KGW_ENABLE_ISTIO_AUTO_MTLS: true\na: b")},
		{rule: "istio-auto-mtls-plaintext", name: "in JSON", text: web + policy + values(`{"env": [{"name": "KGW_ENABLE_ISTIO_AUTO_MTLS", "value": "true"}]}`), want: since21},
		{rule: "istio-auto-mtls-plaintext", name: "another variable", text: web + policy + values("env:\n- name: KGW_ENABLE_ISTIO_AUTO_MTLS\n  value: \"false\"\n- name: X\n  value: \"true\"")},
		{rule: "istio-auto-mtls-plaintext", name: "Lambda", text: named("web", `aws: {accountId: "123456789012", lambda: {functionName: f}}`) + values("KGW_ENABLE_ISTIO_AUTO_MTLS: true"), want: all},
		{rule: "istio-auto-mtls-plaintext", name: "a Backend without TLS", text: web + values("KGW_ENABLE_ISTIO_AUTO_MTLS: true")},
	})
}

// TestClientCertificates checks findings about the client certificate that a server gets, for each release.
func TestClientCertificates(t *testing.T) {
	own := strings.Replace(ruleNamed("gateway-client-cert-hidden").Bad, "    wellKnownCACertificates: System\n", "    secretRef: {name: own}\n", 1)
	runReleases(t, []releaseCase{
		{rule: "gateway-client-cert-hidden", want: map[string]string{"2.3 2.4": `warning the PROXY protocol hides the TLS settings of the Backend "web": the client certificate of the Gateway "web" is not sent`}},
		{rule: "gateway-client-cert-hidden", name: "a policy with its own certificate", text: own},
		{rule: "gateway-client-cert-replaces", want: map[string]string{"2.3 2.4": `warning the client certificate of the Gateway "web" replaces this one on the Backend "web"`}},
		{rule: "gateway-client-cert-replaces", name: "a policy with only a CA", text: ruleNamed("gateway-client-cert-replaces").Good},
		{rule: "http-listener-policy-removed", want: map[string]string{"2.2 2.3 2.4": "info HTTPListenerPolicy is removed in kgateway 2.5"}},
	})
}

// routeTo returns an HTTPRoute to web that attaches to a Gateway of a class.
func routeTo(class string) string {
	return "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: gw}, spec: {gatewayClassName: " + class + ", listeners: []}}\n---\n" +
		"{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r}, spec: {parentRefs: [{name: gw}], rules: [" +
		"{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web}]}]}}\n"
}

// TestRewriteBesideGCP checks in which releases a URLRewrite has an effect. In a rule with a GCP Backend, it has one only up to 2.2, which
// does not have GCP Backends. In a rule with an AI Backend, it has one only in 2.0.
func TestRewriteBesideGCP(t *testing.T) {
	rule := func(backends ...string) string {
		return routeWith("HTTPRoute", "", ruleTo(rewriteTo("shop.example.com"), backends...)) + "\n---\n"
	}
	named := func(name, spec string) string { return groupBackend(name, spec) + "\n---\n" }
	shop := named("shop", "{type: Static, static: {hosts: [{host: shop.example.com, port: 80}]}}")
	other := named("other", "{type: Static, static: {hosts: [{host: shop.example.org, port: 80}]}}")
	gcp := named("run", "{type: GCP, gcp: {host: web-123.a.run.app}}")
	ai := named("run", "{type: AI, ai: {llm: {provider: {openai: {authToken: {kind: Passthrough}}}}}}")
	const conflict = `warning "other" gets the Host header "shop.example.com"`
	runReleases(t, []releaseCase{
		{rule: "host-rewrite-conflict", name: "no GCP Backend and no AI Backend", text: rule("shop", "other") + shop + other, want: map[string]string{"2.0 2.1 2.2 2.3 2.4": conflict}},
		{rule: "host-rewrite-conflict", name: "in a rule with a GCP Backend", text: rule("shop", "other", "run") + shop + other + gcp, want: map[string]string{"2.0 2.1 2.2": conflict}},
		{rule: "host-rewrite-conflict", name: "in a rule with an AI Backend", text: rule("shop", "other", "run") + shop + other + ai, want: map[string]string{"2.0": conflict}},
	})
}
