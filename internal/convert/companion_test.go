package convert

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// webBackend is a static Backend that is valid in every release.
const webBackend = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web, namespace: a}\nspec: {type: Static, static: {hosts: [{host: web.example.com, port: 443}]}}\n"

// companionText returns a resource of a kind with the given fields in its spec.
func companionText(apiVersion, kind, spec string) string {
	return "apiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {name: p, namespace: a}\nspec: {" + spec + "}\n"
}

func kgatewayPolicy(kind, spec string) string {
	return companionText("gateway.kgateway.dev/v1alpha1", kind, spec)
}

const (
	onBackend = "targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web}]"
	onRoute   = "targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: web}]"
)

func tlsPolicy(version, more string) string {
	return companionText("gateway.networking.k8s.io/"+version, "BackendTLSPolicy", onBackend+", validation: {hostname: web.example.com, "+more+"}")
}

// TestCompanions checks how policies, extensions and routes are converted together with Backends, and what is lost.
func TestCompanions(t *testing.T) {
	for _, c := range []struct {
		name, to, input string
		has, not        []string // texts that must be in the output, and texts that must not be in it
		lost            []string // a text for each loss
		placeholders    int
	}{
		// BackendTLSPolicy
		{"TLS policy of 2.0", "2.1", tlsPolicy("v1alpha3", "caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]"), []string{"networking.k8s.io/v1\n"}, []string{"v1alpha3"}, nil, 0},
		{"TLS policy to 2.0", "2.0", tlsPolicy("v1", "caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]"), []string{"v1alpha3"}, []string{"k8s.io/v1\n"}, nil, 0},
		{
			"TLS policy with system CA certificates to 2.0", "2.0", tlsPolicy("v1", "wellKnownCACertificates: System"),
			[]string{"v1alpha3", "caCertificateRefs", "kind: ConfigMap", "name: p-ca"}, []string{"System"}, []string{"spec.validation.wellKnownCACertificates is lost: kgateway 2.0 ignores"}, 1,
		},
		{
			"CA certificates in a Secret to 2.1", "2.1", tlsPolicy("v1", "caCertificateRefs: [{group: '', kind: Secret, name: ca}]"),
			[]string{"kind: ConfigMap, name: ca"}, []string{"kind: Secret"}, []string{"spec.validation.caCertificateRefs[0].kind is lost: kgateway 2.1 reads"}, 1,
		},
		{"CA certificates in a Secret to 2.2", "2.2", tlsPolicy("v1", "caCertificateRefs: [{group: '', kind: Secret, name: ca}]"), []string{"kind: Secret, name: ca"}, nil, nil, 0},
		{"TLS policy with options to 2.0", "2.0", tlsPolicy("v1", "caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]}, options: {a: b"), []string{"options: {a: b}"}, nil, nil, 0},
		{
			"TLS policy with two targets to 2.0", "2.0",
			companionText("gateway.networking.k8s.io/v1", "BackendTLSPolicy", "targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web}, {group: gateway.kgateway.dev, kind: Backend, name: two}], validation: {hostname: w.example.com, caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]}"),
			[]string{"name: p-2", "name: two"}, nil, nil, 0,
		},
		{"TLS policy of an unknown version", "2.1", companionText("gateway.networking.k8s.io/v1alpha2", "BackendTLSPolicy", onBackend), []string{"v1alpha2"}, nil, []string{"gateway.networking.k8s.io/v1alpha2 is an unknown version"}, 0},
		{
			"two BackendConfigPolicies for the same Backend to 2.0", "2.0",
			kgatewayPolicy("BackendConfigPolicy", onBackend+", tls: {sni: web.example.com, verifySubjectAltNames: [web.example.com], secretRef: {name: ca}}") + "---\n" +
				strings.Replace(kgatewayPolicy("BackendConfigPolicy", onBackend+", tls: {sni: web.example.com, verifySubjectAltNames: [web.example.com], secretRef: {name: cb}}"), "name: p,", "name: q,", 1),
			[]string{"kind: BackendTLSPolicy", "name: p,"}, []string{"name: q-ca"},
			[]string{"BackendTLSPolicy/p already has the target Backend/web", "spec.tls.secretRef is lost"}, 1,
		},
		{"a kind that only later releases have", "2.1", kgatewayPolicy("ListenerPolicy", "targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: g}]"), nil, nil, []string{"ListenerPolicy does not exist in kgateway 2.1"}, 0},
		{"a kind that the release has", "2.2", kgatewayPolicy("ListenerPolicy", "targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: g}]"), []string{"kind: ListenerPolicy"}, nil, nil, 0},
		// BackendConfigPolicy
		{
			"TLS of a BackendConfigPolicy to 2.0", "2.0", kgatewayPolicy("BackendConfigPolicy", onBackend+", tls: {sni: web.example.com, wellKnownCACertificates: System, verifySubjectAltNames: [web.example.com]}"),
			[]string{"kind: BackendTLSPolicy", "v1alpha3", "hostname: web.example.com", "name: p-ca"}, []string{"BackendConfigPolicy", "System"}, []string{"spec.tls.wellKnownCACertificates is lost"}, 1,
		},
		{
			"TLS that verifies another name to 2.0", "2.0", kgatewayPolicy("BackendConfigPolicy", onBackend+", tls: {sni: web.example.com, secretRef: {name: tls}, verifySubjectAltNames: [other.example.com], alpnProtocols: [h2]}"),
			[]string{"hostname: web.example.com"}, []string{"other.example.com", "secretRef"},
			[]string{"spec.tls.secretRef is lost", "spec.tls.verifySubjectAltNames[0] is lost: a BackendTLSPolicy of 2.0 verifies only the server name", "spec.tls.alpnProtocols is lost"}, 1,
		},
		{"TLS without verification to 2.0", "2.0", kgatewayPolicy("BackendConfigPolicy", onBackend+", tls: {insecureSkipVerify: true}"), []string{"BackendConfigPolicy"}, nil, []string{"the certificate is not verified"}, 0},
		{"a BackendConfigPolicy without TLS to 2.0", "2.0", kgatewayPolicy("BackendConfigPolicy", onBackend+", connectTimeout: 5s"), nil, nil, []string{"BackendConfigPolicy/p cannot be represented in kgateway-2.0"}, 0},
		{
			"circuit breakers to 2.1", "2.1", kgatewayPolicy("BackendConfigPolicy", onBackend+", connectTimeout: 5s, circuitBreakers: {maxRequests: 5}, dns: {respectTTL: true}"),
			[]string{"connectTimeout: 5s"}, []string{"circuitBreakers", "dns"}, []string{"spec.circuitBreakers is lost: a BackendConfigPolicy of kgateway 2.1 has no such field", "spec.dns is lost"}, 0,
		},
		{"circuit breakers to 2.2", "2.2", kgatewayPolicy("BackendConfigPolicy", onBackend+", circuitBreakers: {maxRequests: 5}"), []string{"circuitBreakers"}, nil, nil, 0},
		{"a new field inside a field that 2.3 has", "2.3", kgatewayPolicy("BackendConfigPolicy", onBackend+", http2ProtocolOptions: {connectionKeepalive: {timeout: 1s}}"), nil, []string{"http2ProtocolOptions"}, []string{"spec.http2ProtocolOptions.connectionKeepalive is lost"}, 0},
		{"a trust bundle to 2.2", "2.2", kgatewayPolicy("BackendConfigPolicy", onBackend+", tls: {wellKnownCACertificates: example.com/bundle, sni: a.b}"), nil, []string{"tls:"}, []string{"spec.tls is lost: in a BackendConfigPolicy of kgateway 2.2, wellKnownCACertificates must be System"}, 0},
		{"zero streams to 2.3", "2.3", kgatewayPolicy("BackendConfigPolicy", onBackend+", http2ProtocolOptions: {maxConcurrentStreams: 0}"), nil, nil, []string{"maxConcurrentStreams must be at least 1"}, 0},
		// TrafficPolicy
		{"a Backend as target to 2.4", "2.4", kgatewayPolicy("TrafficPolicy", onBackend+", timeouts: {request: 1s}"), []string{"kind: Backend, name: web"}, nil, []string{"a TrafficPolicy of kgateway 2.4 cannot target Backend/web"}, 0},
		{
			"a Backend among targets to 2.2", "2.2",
			kgatewayPolicy("TrafficPolicy", "targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web}, {group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}]"),
			[]string{"kind: HTTPRoute"}, []string{"kind: Backend, name: web}"}, []string{"spec.targetRefs[0] is lost"}, 0,
		},
		{"AI to 2.2", "2.2", kgatewayPolicy("TrafficPolicy", onRoute+", ai: {routeType: CHAT}, timeouts: {request: 1s}"), []string{"timeouts"}, []string{"ai:"}, []string{"spec.ai is lost: TrafficPolicy has no AI settings from kgateway 2.2"}, 0},
		{"AI to 2.1", "2.1", kgatewayPolicy("TrafficPolicy", onRoute+", ai: {routeType: CHAT}"), []string{"routeType"}, nil, nil, 0},
		{"authorization off to 2.1", "2.1", kgatewayPolicy("TrafficPolicy", onRoute+", extAuth: {enablement: DisableAll}"), []string{"disable: {}"}, []string{"enablement"}, nil, 0},
		{"authorization off to 2.0", "2.0", kgatewayPolicy("TrafficPolicy", onRoute+", extAuth: {disable: {}}"), []string{"enablement: DisableAll"}, []string{"disable:"}, nil, 0},
		{"an extension in another namespace to 2.0", "2.0", kgatewayPolicy("TrafficPolicy", onRoute+", extAuth: {extensionRef: {name: e, namespace: b}}"), nil, []string{"extAuth"}, []string{"spec.extAuth.extensionRef is lost"}, 0},
		{"an extension in the policy's namespace to 2.0", "2.0", kgatewayPolicy("TrafficPolicy", onRoute+", extAuth: {extensionRef: {name: e, namespace: a}}"), []string{"extensionRef: {name: e}"}, nil, nil, 0},
		{
			"a target with a sectionName to 2.0", "2.0", kgatewayPolicy("TrafficPolicy", "targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: g, sectionName: s}]"),
			[]string{"sectionName: s"}, nil, []string{"so the policy would apply to all of Gateway/g"}, 0,
		},
		{"selectors to 2.0", "2.0", kgatewayPolicy("TrafficPolicy", "targetSelectors: [{group: gateway.networking.k8s.io, kind: Gateway, matchLabels: {a: b}}]"), []string{"targetSelectors"}, nil, []string{"cannot select its targets by labels"}, 0},
		{"a global rate limit to 2.0", "2.0", kgatewayPolicy("TrafficPolicy", onRoute+", rateLimit: {global: {descriptors: [], extensionRef: {name: e}}}"), nil, []string{"rateLimit"}, []string{"spec.rateLimit.global is lost"}, 0},
		{
			"an interval that only Go accepts, to 2.1", "2.1", kgatewayPolicy("TrafficPolicy", onRoute+", rateLimit: {local: {tokenBucket: {maxTokens: 1, fillInterval: 1.5s}}}"),
			[]string{"fillInterval: 1s500ms"}, nil, nil, 0,
		},
		{"an interval that is too short, to 2.1", "2.1", kgatewayPolicy("TrafficPolicy", onRoute+", rateLimit: {local: {tokenBucket: {maxTokens: 1, fillInterval: 10ms}}}"), nil, []string{"rateLimit"}, []string{"spec.rateLimit is lost"}, 0},
		{"a header with its value in a Secret to 2.2", "2.2", kgatewayPolicy("TrafficPolicy", onRoute+", headerModifiers: {request: {set: [{name: a, secretRef: {name: s}}, {name: b, value: c}]}}"), []string{"{name: b, value: c}"}, []string{"name: a,"}, []string{"secretRef is lost", "spec.headerModifiers.request.set[0] is lost"}, 0},
		{"compression that becomes empty, to 2.3", "2.3", kgatewayPolicy("TrafficPolicy", onRoute+", compression: {responseCompression: {libraries: [Brotli]}}"), []string{"responseCompression: {}"}, []string{"libraries"}, []string{"libraries is lost"}, 0},
		{"a renamed field of webhooks to 2.1", "2.1", kgatewayPolicy("TrafficPolicy", onRoute+", ai: {promptGuard: {request: {webhook: {host: {host: a, port: 1}, forwardHeaders: [{name: a, value: b}]}}}}"), []string{"forwardHeaderMatches: [{name: a, value: b}]"}, []string{"forwardHeaders"}, nil, 0},
		{"a host rewrite without targets to 2.3", "2.3", kgatewayPolicy("TrafficPolicy", "autoHostRewrite: true, timeouts: {request: 1s}"), []string{"timeouts"}, []string{"autoHostRewrite"}, []string{"spec.autoHostRewrite is lost: a TrafficPolicy of kgateway 2.3 allows this only with HTTPRoute"}, 0},
		{"a host rewrite with a route as target to 2.3", "2.3", kgatewayPolicy("TrafficPolicy", onRoute+", autoHostRewrite: true"), []string{"autoHostRewrite"}, nil, nil, 0},
		{
			"retries with a Gateway as target to 2.3", "2.3", kgatewayPolicy("TrafficPolicy", "targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: g}], retry: {attempts: 2}"),
			nil, []string{"retry"}, []string{"only with routes, or Gateways with a sectionName, as targets"}, 0,
		},
		{"empty selectors to 2.0", "2.0", kgatewayPolicy("TrafficPolicy", onRoute+", targetSelectors: []"), nil, []string{"targetSelectors"}, nil, 0},
		{"empty selectors to 2.4", "2.4", kgatewayPolicy("TrafficPolicy", onRoute+", targetSelectors: []"), []string{"targetSelectors"}, nil, nil, 0},
		// GatewayExtension
		{"an extension without a type to 2.1", "2.1", kgatewayPolicy("GatewayExtension", "extAuth: {grpcService: {backendRef: {name: s, port: 1}}}"), []string{"type: ExtAuth"}, nil, nil, 0},
		{"JWT to 2.1", "2.1", kgatewayPolicy("GatewayExtension", "jwt: {providers: []}"), []string{"jwt"}, nil, []string{"a GatewayExtension of kgateway 2.1 does not support this: it supports extAuth, extProc, rateLimit"}, 0},
		{"HTTP authorization to 2.1", "2.1", kgatewayPolicy("GatewayExtension", "extAuth: {httpService: {backendRef: {name: s, port: 1}}}"), []string{"httpService"}, nil, []string{"cannot be represented in kgateway-2.1"}, 0},
		{"rate limits to 2.0", "2.0", kgatewayPolicy("GatewayExtension", "type: RateLimit, rateLimit: {domain: a, grpcService: {backendRef: {name: s, port: 1}}}"), []string{"rateLimit"}, nil, []string{"it supports extAuth, extProc"}, 0},
		// GRPCRoute
		{"a GRPCRoute to a Backend at 2.0", "2.0", route("GRPCRoute", "{group: gateway.kgateway.dev, kind: Backend, name: web}"), []string{"GRPCRoute"}, nil, []string{"kgateway 2.0 does not support GRPCRoutes"}, 0},
		{"a GRPCRoute to a Service at 2.0", "2.0", route("GRPCRoute", "{name: web, port: 80}"), nil, nil, nil, 0},
		{"a GRPCRoute to a Backend at 2.1", "2.1", route("GRPCRoute", "{group: gateway.kgateway.dev, kind: Backend, name: web}"), nil, nil, nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := webBackend + "---\n" + c.input
			got := convertCompanion(t, text, c.to)
			output := got.Files[0].Text
			for _, want := range c.has {
				if !strings.Contains(output, want) {
					t.Errorf("%q is missing in\n%s", want, output)
				}
			}
			for _, other := range c.not {
				if strings.Contains(output, other) {
					t.Errorf("%q is in\n%s", other, output)
				}
			}
			expectLosses(t, got, c.lost)
			if got.Placeholders() != c.placeholders {
				t.Errorf("the output has %d placeholders, want %d\n%s", got.Placeholders(), c.placeholders, messages(got))
			}
		})
	}
}

func convertCompanion(t *testing.T, text, to string) *Conversion {
	t.Helper()
	goal, err := target.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, Options{To: goal})
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range c.Files[0].Broken {
		t.Fatalf("%v\n%s", broken, text)
	}
	if err := c.Verify(); err != nil {
		t.Errorf("%v\n%s\nof\n%s", err, c.Files[0].Text, text)
	}
	if c.Unaccounted > 0 {
		t.Errorf("%d leaves have no outcome, want 0\n%s", c.Unaccounted, messages(c))
	}
	return c
}

// expectLosses checks the number of losses, that each loss has help, and that each text is in a message.
func expectLosses(t *testing.T, c *Conversion, want []string) {
	t.Helper()
	var losses []diag.Diagnostic
	for _, d := range c.Result.Diagnostics {
		if d.Rule == ruleLoss {
			losses = append(losses, d)
			if d.Help == "" || strings.ContainsAny(d.Message+d.Help, "%") {
				t.Errorf("the help of %q is %q, want a text without verbs such as %%s", d.Message, d.Help)
			}
		}
	}
	if len(losses) != len(want) {
		t.Errorf("the conversion has %d losses, want %d:\n%s", len(losses), len(want), messages(c))
	}
	for _, text := range want {
		if !strings.Contains(messages(c), text) {
			t.Errorf("no message contains %q:\n%s", text, messages(c))
		}
	}
}
