package convert

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/target"
)

const onGateway = "targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: g}]"

// TestRivals checks that fields that exclude each other in the release of the input are an error, and that the document is not converted.
func TestRivals(t *testing.T) {
	newest := target.Latest().Title
	for _, c := range []struct {
		name, to, input string
		says            string // a text in the message of the error
	}{
		{"authorization fields of 2.0", "2.3", kgatewayPolicy("TrafficPolicy", onRoute+", extAuth: {extensionRef: {name: e}, enablement: DisableAll}"), "extensionRef and enablement exclude each other: a TrafficPolicy of kgateway 2.0 takes only one of extensionRef, enablement"},
		{"authorization fields of 2.4", "2.0", kgatewayPolicy("TrafficPolicy", onRoute+", extAuth: {disable: {}, extensionRef: {name: e}}"), "disable and extensionRef exclude each other: a TrafficPolicy of " + newest + " takes only one of extensionRef, disable"},
		{"authorization fields of two releases, converted to 2.4", "2.4", kgatewayPolicy("TrafficPolicy", onRoute+", extAuth: {extensionRef: {name: e}, enablement: DisableAll, disable: {}}"), "extensionRef and disable exclude each other: a TrafficPolicy of kgateway 2.4"},
		{"authorization fields of two releases, converted to 2.0", "2.0", kgatewayPolicy("TrafficPolicy", onRoute+", extAuth: {enablement: DisableAll, disable: {}, extensionRef: {name: e}}"), "enablement and extensionRef exclude each other: a TrafficPolicy of kgateway 2.0"},
		{"fields that exclude each other in the release of the input", "2.4", kgatewayPolicy("TrafficPolicy", onRoute+", extProc: {disable: {}, extensionRef: {name: e}}"), "disable and extensionRef exclude each other"},
		{"two ways to verify the server, converted to 2.2", "2.2", kgatewayPolicy("BackendConfigPolicy", onBackend+", tls: {insecureSkipVerify: true, secretRef: {name: s}}"), "insecureSkipVerify and secretRef exclude each other: a BackendConfigPolicy of kgateway 2.2 takes only one of secretRef, files, insecureSkipVerify, wellKnownCACertificates"},
		{"two ways to verify the server, converted to 2.0", "2.0", kgatewayPolicy("BackendConfigPolicy", onBackend+", tls: {sni: a.example.com, wellKnownCACertificates: System, secretRef: {name: s}}"), "exclude each other"},
		{"options of two HTTP versions", "2.1", kgatewayPolicy("BackendConfigPolicy", onBackend+", http1ProtocolOptions: {enableTrailers: true}, http2ProtocolOptions: {maxConcurrentStreams: 5}"), "http1ProtocolOptions and http2ProtocolOptions"},
		{"two kinds of health check", "2.4", kgatewayPolicy("BackendConfigPolicy", onBackend+", healthCheck: {timeout: 1s, interval: 1s, unhealthyThreshold: 1, healthyThreshold: 1, http: {path: /}, grpc: {}}"), "http and grpc exclude each other"},
		{"a load balancer and zones", "2.1", kgatewayPolicy("BackendConfigPolicy", onBackend+", loadBalancer: {maglev: {}, zoneAware: {preferLocal: {}}}"), "maglev and zoneAware exclude each other: a BackendConfigPolicy of " + newest},
		{"two members of an extension", "2.1", kgatewayPolicy("GatewayExtension", "type: ExtAuth, extAuth: {grpcService: {backendRef: {name: s, port: 1}}}, extProc: {grpcService: {backendRef: {name: s, port: 1}}}"), "extAuth and extProc exclude each other"},
		{"two filters of an access log", "2.3", kgatewayPolicy("HTTPListenerPolicy", onGateway+", accessLog: [{filter: {traceableFilter: true, notHealthCheckFilter: true}}]"), "exclude each other"},
		{"two sources of CA certificates", "2.2", tlsPolicy("v1", "wellKnownCACertificates: System, caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]"), "wellKnownCACertificates and caCertificateRefs exclude each other"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := convertCompanion(t, webBackend+"---\n"+c.input, c.to)
			if !strings.HasSuffix(got.Files[0].Text, c.input) {
				t.Errorf("the document is changed:\n%s", got.Files[0].Text)
			}
			expectLosses(t, got, nil)
			if d := got.Result.Diagnostics; len(d) != 1 || d[0].Rule != ruleUnion || d[0].Severity != diag.Error || !strings.Contains(d[0].Message, c.says) {
				t.Errorf("want only one finding, the error %q, got\n%s", c.says, messages(got))
			}
		})
	}
}

// TestNeeds checks the losses in policies that the target release rejects, because a required field is missing or because fields exclude
// each other.
func TestNeeds(t *testing.T) {
	for _, c := range []struct {
		name, to, input string
		has, not        []string
		lost            []string
	}{
		{"authorization turned off by two fields, converted to 2.1", "2.1", kgatewayPolicy("TrafficPolicy", onRoute+", extAuth: {enablement: DisableAll, disable: {}}"), []string{"extAuth: {disable: {}}"}, nil, nil},
		{"authorization turned off by two fields, converted to 2.0", "2.0", kgatewayPolicy("TrafficPolicy", onRoute+", extAuth: {enablement: DisableAll, disable: {}}"), []string{"extAuth: {enablement: DisableAll}"}, nil, nil},
		{"empty compression", "2.2", kgatewayPolicy("TrafficPolicy", onRoute+", compression: {}, timeouts: {request: 1s}"), []string{"timeouts"}, []string{"compression"}, []string{"spec.compression is lost: in a TrafficPolicy of kgateway 2.2, compression must have responseCompression or requestDecompression"}},
		{"a header with its value in a Secret", "2.2", kgatewayPolicy("TrafficPolicy", onRoute+", timeouts: {request: 1s}, headerModifiers: {request: {set: [{name: a, secretRef: {name: s}}]}}"), []string{"timeouts"}, []string{"headerModifiers"}, []string{"secretRef is lost", "headerModifiers.request.set[0] is lost"}},
		{
			"a filter that 2.2 does not have", "2.2", kgatewayPolicy("HTTPListenerPolicy", onGateway+", useRemoteAddress: true, accessLog: [{fileSink: {path: /a, stringFormat: x}, filter: {runtimeFilter: {runtimeKey: k}}}]"),
			[]string{"useRemoteAddress: true", "stringFormat: x"}, []string{"filter"}, []string{"spec.accessLog[0].filter.runtimeFilter is lost: an HTTPListenerPolicy of kgateway 2.2 has no such field"},
		},
		{"a comparison without a value", "2.2", kgatewayPolicy("HTTPListenerPolicy", onGateway+", useRemoteAddress: true, accessLog: [{filter: {statusCodeFilter: {op: GE}}}]"), []string{"useRemoteAddress"}, []string{"filter"}, []string{"statusCodeFilter must have op and value"}},
		{"a listener setting that 2.3 does not have", "2.3", kgatewayPolicy("ListenerPolicy", onGateway+", default: {httpSettings: {serverName: s, useRemoteAddress: true}}"), []string{"{useRemoteAddress: true}"}, []string{"serverName"}, []string{"spec.default.httpSettings.serverName is lost: a ListenerPolicy of kgateway 2.3 has no such field"}},
		{"a port setting that 2.2 does not have", "2.2", kgatewayPolicy("ListenerPolicy", onGateway+", perPort: [{port: 80, listener: {httpSettings: {stripHostPortMode: Any, useRemoteAddress: true}}}]"), []string{"useRemoteAddress"}, []string{"stripHostPortMode"}, []string{"spec.perPort[0].listener.httpSettings.stripHostPortMode is lost"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := convertCompanion(t, webBackend+"---\n"+c.input, c.to)
			for _, want := range c.has {
				if !strings.Contains(got.Files[0].Text, want) {
					t.Errorf("%q is missing in\n%s", want, got.Files[0].Text)
				}
			}
			for _, other := range c.not {
				if strings.Contains(got.Files[0].Text, other) {
					t.Errorf("%q is in\n%s", other, got.Files[0].Text)
				}
			}
			expectLosses(t, got, c.lost)
		})
	}
}
