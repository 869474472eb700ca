package convert

import (
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// entry returns a ServiceEntry with the given fields in its spec.
func entry(more string) string {
	return "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: news, namespace: a}\nspec: {hosts: [news.example.com], " + more + "}\n"
}

// external returns a Service of type ExternalName with the given fields in its spec.
func external(more string) string {
	return "apiVersion: v1\nkind: Service\nmetadata: {name: news, namespace: a}\nspec: {type: ExternalName, externalName: news.example.com" + more + "}\n"
}

// upstreamText returns an Upstream with a host at port 443 and the given fields in its spec.
func upstreamText(more string) string {
	return "apiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: news, namespace: a}\nspec: {static: {hosts: [{addr: news.example.com, port: 443}]}, " + more + "}\n"
}

// lambdaUpstream returns an Upstream with a Lambda function and the given overrides.
func lambdaUpstream(overrides string) string {
	return "apiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: news, namespace: a}\nspec: {aws: {region: eu-west-1, awsAccountId: '123456789012', lambdaFunctions: [{lambdaFunctionName: one, logicalName: one}], destinationOverrides: " + overrides + "}}\n"
}

func rule(policy string) string {
	return "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: rule, namespace: a}\nspec: {host: news.example.com, trafficPolicy: " + policy + "}\n"
}

// referring returns an object of a kind, with a field in its spec that has a reference to another object.
func referring(apiVersion, kind, field string) string {
	return "apiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {name: r, namespace: a}\nspec: {" + field + "}\n"
}

func route(kind, ref string) string {
	return referring("gateway.networking.k8s.io/v1", kind, "rules: [{backendRefs: ["+ref+"]}]")
}

const envoyText = "apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: Backend\nmetadata: {name: news, namespace: a}\nspec: {endpoints: [{fqdn: {hostname: news.example.com, port: 80}}]}\n"

const (
	https       = "ports: [{number: 443, name: tls, protocol: HTTPS}], resolution: DNS"
	plain       = "ports: [{number: 80, name: web, protocol: HTTP}], resolution: DNS"
	entryRef    = "{group: networking.istio.io, kind: ServiceEntry, name: news, port: 443}"
	followedRef = "group: gateway.kgateway.dev, kind: Backend, name: news}"
	envoyNamed  = "{group: gateway.envoyproxy.io, kind: Backend, name: news, port: 80}"
)

// TestForeign checks the conversion of resources of other products, the losses, and which references are updated and which are reported.
func TestForeign(t *testing.T) {
	for _, c := range []struct {
		name  string
		to    string
		input []string
		has   []string // texts that must be in the output
		not   []string
		says  []string // texts that must each be in a message
		lost  int
	}{
		{
			"ServiceEntry without resolution", "2.4", []string{entry("ports: [{number: 80, name: web, protocol: HTTP}]")},
			[]string{"host: news.example.com", "port: 80"}, []string{"dynamicForwardProxy"}, []string{"the Backend resolves the host itself"}, 0,
		},
		{
			"ServiceEntry with resolution NONE and a wildcard", "2.4", []string{strings.Replace(entry("ports: [{number: 80, name: web}], resolution: NONE"), "news.example.com", `"*.example.com"`, 1)},
			[]string{"ServiceEntry"}, []string{"dynamicForwardProxy"}, []string{"a host name with a wildcard cannot be looked up"}, 1,
		},
		{
			"ServiceEntry with two hosts", "2.4",
			[]string{
				strings.Replace(entry(plain), "news.example.com", "news.example.com, sport.example.com", 1),
				route("HTTPRoute", "{group: networking.istio.io, kind: Hostname, name: sport.example.com, port: 80}"),
			},
			[]string{"name: news-news-example-com,", "name: news-sport-example-com,", "kind: Backend, name: news-sport-example-com}"}, []string{"kind: ServiceEntry", "kind: Hostname"}, nil, 0,
		},
		{
			"ServiceEntry with two hosts and two ports", "2.4",
			[]string{strings.Replace(entry("ports: [{number: 80, name: web, protocol: HTTP}, {number: 81, name: grpc, protocol: GRPC}], resolution: DNS"), "news.example.com", "a.example.com, b.example.com", 1)},
			[]string{"name: news-a-example-com-web,", "name: news-b-example-com-web,", "name: news-a-example-com-grpc,", "name: news-b-example-com-grpc,"}, nil, nil, 0,
		},
		{
			"ServiceEntry with two hosts and a DestinationRule for one of them", "2.4",
			[]string{strings.Replace(entry(plain), "news.example.com", "news.example.com, sport.example.com", 1), rule("{tls: {mode: SIMPLE}}")},
			[]string{"name: news-news-example-com-config", "sni: news.example.com"}, []string{"news-sport-example-com-config"}, nil, 0,
		},
		{
			"ServiceEntry with a host and a wildcard", "2.4", []string{strings.Replace(entry(plain), "news.example.com", `a.example.com, "*.example.com"`, 1)},
			[]string{"name: news,", "host: a.example.com"}, []string{"b.example.com"}, []string{"a host name with a wildcard cannot be looked up"}, 1,
		},
		{
			"ServiceEntry with TCP", "2.4", []string{entry("ports: [{number: 25, name: smtp, protocol: TCP}], resolution: DNS")},
			[]string{"kind: ServiceEntry"}, []string{"kind: Backend"}, []string{"TCP is not HTTP"}, 1,
		},
		{
			"ServiceEntry with TCP and HTTP", "2.4", []string{entry("ports: [{number: 25, name: smtp, protocol: TCP}, {number: 80, name: web, protocol: HTTP}], resolution: DNS")},
			[]string{"name: news,", "port: 80"}, []string{"port: 25", "news-web"}, []string{"spec.ports[0] is lost: TCP is not HTTP"}, 1,
		},
		{
			"ServiceEntry with TCP and a TCPRoute", "2.4", []string{entry("ports: [{number: 443, name: smtp, protocol: TCP}], resolution: DNS"), route("TCPRoute", entryRef)},
			[]string{"port: 443", "{" + followedRef}, []string{"kind: ServiceEntry"}, nil, 0,
		},
		{
			"ServiceEntry with TCP, a TCPRoute and an HTTPRoute", "2.4",
			[]string{entry("ports: [{number: 443, name: smtp, protocol: TCP}], resolution: DNS"), route("TCPRoute", entryRef), route("HTTPRoute", entryRef)},
			[]string{"kind: ServiceEntry"}, []string{"kind: Backend"}, nil, 1,
		},
		{"ServiceEntry with TLS", "2.4", []string{entry(https)}, []string{"port: 443"}, []string{"BackendConfigPolicy"}, []string{"spec.ports[0].protocol is lost"}, 1},
		{
			"ServiceEntry with TLS and a TLSRoute", "2.4", []string{entry(https), route("TLSRoute", entryRef)},
			[]string{"{" + followedRef}, []string{"BackendConfigPolicy"}, nil, 0,
		},
		{
			"ServiceEntry with TLS and a TLSRoute that refers to its host name", "2.4", []string{entry(https), route("TLSRoute", "{group: networking.istio.io, kind: Hostname, name: news.example.com, port: 443}")},
			[]string{"{" + followedRef}, []string{"BackendConfigPolicy"}, nil, 0,
		},
		{
			"ServiceEntry with a DestinationRule", "2.4", []string{entry(https), rule("{tls: {mode: SIMPLE, sni: sni.example.com}}")},
			[]string{"sni: sni.example.com", "wellKnownCACertificates: System"}, nil, []string{"DestinationRule/rule still refers to"}, 0,
		},
		{
			"ServiceEntry with a DestinationRule that originates TLS", "2.3", []string{entry(plain), rule("{tls: {mode: SIMPLE, insecureSkipVerify: true}}")},
			[]string{"sni: news.example.com", "insecureSkipVerify: true"}, []string{"wellKnown"}, nil, 0,
		},
		{
			"ServiceEntry with a DestinationRule to 2.0", "2.0", []string{entry(plain), rule("{tls: {mode: SIMPLE}}")},
			[]string{"kind: Backend", "gateway.networking.k8s.io/v1alpha3", "name: news-ca", "hostname: news.example.com"}, []string{"BackendConfigPolicy"},
			[]string{"the TLS settings of DestinationRule/rule are now in BackendTLSPolicy/news-tls"}, 0,
		},
		{
			"ServiceEntry with a DestinationRule that has two server names, to 2.0", "2.0", []string{entry(plain), rule("{tls: {mode: SIMPLE, sni: a.example.com, subjectAltNames: [a.example.com, b.example.com]}}")},
			[]string{"hostname: a.example.com"}, []string{"BackendConfigPolicy"}, []string{`spec.trafficPolicy.tls.subjectAltNames[1] is lost: a BackendTLSPolicy of 2.0 verifies only the server name`}, 1,
		},
		{
			"ServiceEntry with a DestinationRule that does not verify the server, to 2.0", "2.0", []string{entry(https), rule("{tls: {mode: SIMPLE, insecureSkipVerify: true}}")},
			[]string{"kind: Backend"}, []string{"BackendConfigPolicy", "BackendTLSPolicy", "ConfigMap"}, []string{"spec.trafficPolicy.tls is lost: BackendConfigPolicy requires kgateway 2.1, and a BackendTLSPolicy of 2.0 cannot express this TLS configuration: the certificate is not verified"}, 1,
		},
		{
			"Service with port 443 to 2.0", "2.0", []string{external(", ports: [{port: 443}]")},
			[]string{"gateway.networking.k8s.io/v1alpha3", "hostname: news.example.com", "kind: ConfigMap"}, []string{"BackendConfigPolicy"}, nil, 0,
		},
		{
			"Service with an IP address and port 443 to 2.0", "2.0", []string{strings.Replace(external(", ports: [{port: 443}]"), "news.example.com", "10.0.0.1", 1)},
			[]string{"host: 10.0.0.1"}, []string{"BackendTLSPolicy", "ConfigMap"}, []string{`TLS to the hosts is lost: BackendConfigPolicy requires kgateway 2.1, and a BackendTLSPolicy of 2.0 cannot express this TLS configuration: "10.0.0.1" is not a DNS name`}, 1,
		},
		{
			"Upstream with TLS to 2.0", "2.0", []string{upstreamText("sslConfig: {sni: tls.example.com, verifySubjectAltName: [tls.example.com, x.example.com], secretRef: {name: ca}}")},
			[]string{"hostname: tls.example.com", "name: news-ca"}, []string{"BackendConfigPolicy", "secretRef"},
			[]string{"spec.sslConfig.verifySubjectAltName[1] is lost: a BackendTLSPolicy of 2.0 verifies only the server name", `spec.sslConfig.secretRef.name is lost: kgateway 2.0 reads CA certificates only from a ConfigMap, not from the Secret "ca"`}, 2,
		},
		{
			"Upstream with TLS and an empty list to 2.0", "2.0", []string{upstreamText("sslConfig: {sni: tls.example.com, verifySubjectAltName: []}")},
			[]string{"hostname: tls.example.com", "name: news-ca"}, []string{"BackendConfigPolicy"}, nil, 0,
		},
		{
			"Upstream with TLS and a connect timeout to 2.0", "2.0", []string{upstreamText("useHttp2: false, sslConfig: {parameters: {minimumProtocolVersion: TLSv1_2}}, connectionConfig: {connectTimeout: 3s}")},
			[]string{"hostname: news.example.com"}, []string{"BackendConfigPolicy"}, []string{"spec.connectionConfig.connectTimeout is lost: it needs a BackendConfigPolicy, which requires kgateway 2.1", "minimumProtocolVersion is lost: it needs a BackendConfigPolicy, which requires kgateway 2.1"}, 2,
		},
		{
			"Upstream with two hosts and port 443 to 2.0", "2.0", []string{strings.Replace(upstreamText(""), "[", "[{addr: a.example.com, port: 443}, ", 1)},
			[]string{"host: a.example.com"}, []string{"BackendTLSPolicy", "BackendConfigPolicy"}, []string{"TLS to the hosts is lost: BackendConfigPolicy requires kgateway 2.1, and a BackendTLSPolicy of 2.0 cannot express this TLS configuration: it has no server name"}, 1,
		},
		{
			"Upstream with TLS and a BackendTLSPolicy to 2.0", "2.0",
			[]string{upstreamText("sslConfig: {sni: tls.example.com}"), "apiVersion: gateway.networking.k8s.io/v1alpha3\nkind: BackendTLSPolicy\nmetadata: {name: own, namespace: a}\n" +
				"spec: {targetRefs: [{group: gloo.solo.io, kind: Upstream, name: news}], validation: {hostname: tls.example.com, caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]}}\n"},
			[]string{"kind: Backend, name: news}"}, []string{"name: news-tls", "name: news-ca"}, []string{"BackendTLSPolicy/own has the TLS settings"}, 0,
		},
		{
			"Upstream with TLS, a timeout and a BackendTLSPolicy", "2.4",
			[]string{upstreamText("sslConfig: {sni: other.example.com}, connectionConfig: {connectTimeout: 3s}"), "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {name: own, namespace: a}\n" +
				"spec: {targetRefs: [{group: gloo.solo.io, kind: Upstream, name: news}], validation: {hostname: tls.example.com, wellKnownCACertificates: System}}\n"},
			[]string{"connectTimeout: 3s"}, []string{"sni:"}, []string{"BackendTLSPolicy/own has the TLS settings", "spec.sslConfig.sni is lost: BackendTLSPolicy/own already sets the TLS of this Backend"}, 1,
		},
		{
			"Upstream with TLS and a BackendTLSPolicy for the Backend", "2.4",
			[]string{upstreamText("sslConfig: {sni: other.example.com}"), "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {name: own, namespace: a}\n" +
				"spec: {targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: news}], validation: {hostname: tls.example.com, wellKnownCACertificates: System}}\n"},
			nil, []string{"BackendConfigPolicy"}, []string{"spec.sslConfig.sni is lost: BackendTLSPolicy/own already sets the TLS of this Backend"}, 1,
		},
		{
			"Envoy Gateway's Backend with a client certificate and a BackendTLSPolicy", "2.4",
			[]string{strings.Replace(envoyText, "}}]}", "}}], tls: {clientCertificateRef: {name: own}, minVersion: '1.3'}}", 1), "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {name: own, namespace: a}\n" +
				"spec: {targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: news}], validation: {hostname: tls.example.com, wellKnownCACertificates: System}}\n"},
			nil, []string{"BackendConfigPolicy"}, []string{"spec.tls is lost: BackendTLSPolicy/own already sets"}, 1,
		},
		{
			"Upstream, with the name of its new BackendConfigPolicy already used", "2.4", []string{upstreamText("connectionConfig: {connectTimeout: 3s}"), strings.Replace(kgatewayPolicy("BackendConfigPolicy", onBackend), "name: p,", "name: news-config,", 1)},
			[]string{"name: news-config-2\n", "name: news-config,"}, nil, nil, 0,
		},
		{
			"Upstream, with the name of its new BackendTLSPolicy already used", "2.0", []string{upstreamText(""), strings.Replace(tlsPolicy("v1alpha3", "caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]"), "name: p,", "name: news-tls,", 1)},
			[]string{"name: news-tls-2\n", "name: news-tls,"}, nil, nil, 0,
		},
		{
			"Envoy Gateway's Backend with TLS to 2.0", "2.0", []string{strings.Replace(envoyText, "}}]}", "}}], tls: {wellKnownCACertificates: System}}", 1)},
			[]string{"hostname: news.example.com", "kind: ConfigMap"}, []string{"BackendConfigPolicy"}, []string{"spec.tls.wellKnownCACertificates is lost: kgateway 2.0 ignores the system's CA certificates"}, 1,
		},
		{
			"ServiceEntry with a DestinationRule to the catalog", "catalog", []string{entry(https), rule("{tls: {mode: SIMPLE}}")},
			[]string{"sni: news.example.com"}, []string{"BackendConfigPolicy"}, nil, 0,
		},
		{
			"ServiceEntry with a DestinationRule of mode MUTUAL", "2.4", []string{entry(https), rule("{tls: {mode: MUTUAL, credentialName: own}}")},
			nil, []string{"BackendConfigPolicy"}, []string{"spec.trafficPolicy.tls is lost: TLS of mode MUTUAL needs certificates"}, 1,
		},
		{
			"ServiceEntry with a DestinationRule that also has a load balancer and CA certificates", "2.4", []string{entry(https), rule("{loadBalancer: {simple: RANDOM}, tls: {mode: SIMPLE, caCertificates: /ca}}")},
			nil, nil, []string{"spec.trafficPolicy.loadBalancer is lost: DestinationRule/rule does not apply to Backend/news", "spec.trafficPolicy.tls.caCertificates is lost"}, 2,
		},
		{
			"ServiceEntry with a DestinationRule for another port", "2.4", []string{entry(https), rule("{portLevelSettings: [{port: {number: 80}, tls: {mode: SIMPLE}}]}")},
			nil, []string{"BackendConfigPolicy"}, []string{"spec.ports[0].protocol is lost"}, 1,
		},
		{
			"ServiceEntry with a DestinationRule in another namespace", "2.4", []string{entry(https), strings.Replace(rule("{tls: {mode: SIMPLE}}"), "namespace: a", "namespace: b", 1)},
			nil, []string{"BackendConfigPolicy"}, []string{"DestinationRule/rule still refers to"}, 2,
		},
		{
			"HTTP ServiceEntry with a DestinationRule for TLS in another namespace", "2.4", []string{entry(plain), strings.Replace(rule("{tls: {mode: SIMPLE}}"), "namespace: a", "namespace: b", 1)},
			[]string{"kind: Backend"}, []string{"BackendConfigPolicy"}, []string{`DestinationRule/rule sets TLS only for clients in its namespace "b"`}, 1,
		},
		{
			"HTTP ServiceEntry with a DestinationRule for TLS in another namespace that turns TLS off", "2.4", []string{entry(plain), strings.Replace(rule("{tls: {mode: DISABLE}}"), "namespace: a", "namespace: b", 1)},
			[]string{"kind: Backend"}, []string{"BackendConfigPolicy"}, nil, 0,
		},
		{
			"ServiceEntry with a route in another namespace", "2.4",
			[]string{entry(plain), strings.Replace(route("HTTPRoute", "{group: networking.istio.io, kind: Hostname, name: news.example.com, port: 80}"), "namespace: a", "namespace: b", 1)},
			[]string{"kind: Backend, name: news, namespace: a}"}, []string{"Hostname"},
			[]string{`Backend/news is in the namespace "a": a ReferenceGrant there must allow references from HTTPRoute/r`}, 0,
		},
		{
			"Envoy Gateway's Backend with a TLS policy of an old version", "2.4",
			[]string{envoyText, companionText("gateway.networking.k8s.io/v1alpha3", "BackendTLSPolicy", "targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: news}], validation: {hostname: news.example.com, wellKnownCACertificates: System}")},
			[]string{"apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy", "group: gateway.kgateway.dev, kind: Backend, name: news"}, []string{"v1alpha3"}, nil, 0,
		},
		{
			"ServiceEntry with a DestinationRule in Istio's root namespace", "2.4", []string{entry(plain), strings.Replace(rule("{tls: {mode: SIMPLE}}"), "namespace: a", "namespace: istio-system", 1)},
			[]string{"sni: news.example.com", "wellKnownCACertificates: System"}, nil, []string{"the TLS settings of DestinationRule/rule are now in BackendConfigPolicy/news-config"}, 0,
		},
		{
			"ServiceEntry with a DestinationRule in its own namespace and one in Istio's root namespace", "2.4",
			[]string{entry(plain), strings.Replace(rule("{tls: {mode: SIMPLE, sni: root.example.com}}"), "namespace: a", "namespace: istio-system", 1), rule("{tls: {mode: SIMPLE, sni: own.example.com}}")},
			[]string{"    sni: own.example.com\n"}, []string{"    sni: root.example.com\n"}, nil, 0,
		},
		{
			"Upstream with asynchronous calls", "2.4",
			[]string{lambdaUpstream("{invocationStyle: ASYNC}")},
			[]string{"invocationMode: Async"}, []string{"destinationOverrides"}, nil, 0,
		},
		{
			"Upstream with asynchronous calls and another option", "2.4",
			[]string{lambdaUpstream("{invocationStyle: ASYNC, unwrapAsAlb: true}")},
			[]string{"invocationMode: Async"}, nil, []string{"spec.aws.destinationOverrides.unwrapAsAlb is lost"}, 1,
		},
		{
			"Upstream with synchronous calls", "2.4",
			[]string{lambdaUpstream("{invocationStyle: SYNC}")},
			[]string{"kind: Backend"}, []string{"destinationOverrides"}, nil, 0,
		},
		{
			"Service and ServiceEntry with the same name", "2.4", []string{external(", ports: [{port: 80}]"), entry(plain)}, nil, nil,
			[]string{"Service/news also becomes Backend/news: a cluster keeps only one of the two; rename one of them"}, 0,
		},
		{
			"Upstream with a name that is not valid", "2.4", []string{strings.Replace(upstreamText(""), "name: news", "name: News", 1)},
			[]string{"kind: Upstream"}, nil, []string{`Upstream/News cannot be represented in kgateway-2.4 and is unchanged: the result would be rejected: "News" is not valid`}, 1,
		},
		{
			"entry with the name of a Backend", "2.4",
			[]string{entry(plain), "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: news, namespace: a}\nspec: {static: {hosts: [{host: a.example.com, port: 80}]}}\n"},
			nil, nil, []string{"the input already has Backend/news of gateway.kgateway.dev: a cluster keeps only one of the two; rename one of them"}, 0,
		},
		{
			"entry with a rule for its host after one for a wildcard", "2.4",
			[]string{entry(plain), strings.Replace(rule("{tls: {mode: SIMPLE, sni: wild.example.com}}"), "host: news.example.com", "host: '*.example.com'", 1), rule("{tls: {mode: SIMPLE, sni: own.example.com}}")},
			[]string{"    sni: own.example.com\n"}, []string{"    sni: wild.example.com\n"}, nil, 0,
		},
		{
			"entry with rules for a short and a long wildcard", "2.4",
			[]string{entry(plain), strings.Replace(rule("{tls: {mode: MUTUAL}}"), "host: news.example.com", "host: '*'", 1), strings.Replace(rule("{tls: {mode: SIMPLE, sni: wild.example.com}}"), "host: news.example.com", "host: '*.example.com'", 1)},
			[]string{"    sni: wild.example.com\n"}, nil, nil, 0,
		},
		{
			"entry with a rule for some workloads", "2.4",
			[]string{entry(plain), rule("{tls: {mode: SIMPLE}}, workloadSelector: {matchLabels: {app: news}}")},
			[]string{"kind: Backend"}, []string{"BackendConfigPolicy"}, []string{"DestinationRule/rule sets TLS only for the workloads of its workloadSelector"}, 1,
		},
		{
			"entry with a rule for some namespaces", "2.4",
			[]string{entry(plain), rule("{tls: {mode: SIMPLE}}, exportTo: [., b]")},
			[]string{"kind: Backend"}, []string{"BackendConfigPolicy"}, []string{"DestinationRule/rule sets TLS only for clients in the namespaces of its exportTo"}, 1,
		},
		{
			"entry with a rule for some workloads and a rule for all", "2.4",
			[]string{entry(plain), rule("{tls: {mode: MUTUAL}}, workloadSelector: {matchLabels: {app: news}}"), strings.Replace(rule("{tls: {mode: SIMPLE, sni: all.example.com}}, exportTo: ['*']"), "host: news.example.com", "host: '*.example.com'", 1)},
			[]string{"    sni: all.example.com\n"}, nil, nil, 0,
		},
		{
			"ServiceEntry with location MESH_INTERNAL", "2.4", []string{entry(plain + ", location: MESH_INTERNAL")}, nil, nil, []string{"spec.location is lost"}, 1,
		},
		{
			"Service with UDP", "2.4", []string{external(", ports: [{port: 53, protocol: UDP}]")},
			[]string{"kind: Service"}, []string{"kind: Backend"}, []string{"a Backend does not support UDP"}, 1,
		},
		{
			"Service with UDP and TCP", "2.4", []string{external(", ports: [{name: u, port: 53, protocol: UDP}, {name: t, port: 80, protocol: TCP}]")},
			[]string{"name: news,", "port: 80"}, []string{"port: 53", "news-t"}, []string{"spec.ports[0] is lost"}, 1,
		},
		{
			"Service with one UDP port and two TCP ports", "2.4", []string{external(", ports: [{name: u, port: 53, protocol: UDP}, {name: s, port: 80}, {name: t, port: 81}]"), route("HTTPRoute", "{name: news, port: 81}")},
			[]string{"name: news-s", "name: news-t", "kind: Backend, group: gateway.kgateway.dev, name: news-t}"}, []string{"port: 53"}, []string{"spec.ports[0] is lost"}, 1,
		},
		{
			"Service without ports, referred to by a GatewayExtension", "2.4",
			[]string{external(""), referring("gateway.kgateway.dev/v1alpha1", "GatewayExtension", "extProc: {grpcService: {backendRef: {name: news, port: 9090}}}")},
			[]string{"port: 9090", "backendRef: {kind: Backend, group: gateway.kgateway.dev, name: news}"}, []string{"ASSUMED"}, []string{"GatewayExtension/r refers to Backend/news"}, 0,
		},
		{
			"Service without ports, referred to by an Ingress", "2.4", []string{external(""), referring("networking.k8s.io/v1", "Ingress", "defaultBackend: {service: {name: news, port: {number: 443}}}")},
			[]string{"port: 443", "sni: news.example.com"}, []string{"port: 80"}, []string{"Ingress/r still refers to Service/news"}, 0,
		},
		{
			"Service without ports, referred to with two ports", "2.4", []string{external(""), route("HTTPRoute", "{name: news, port: 81}, {name: news, port: 82}")},
			[]string{"name: news-81}", "name: news-82}"}, []string{"ASSUMED"}, nil, 0,
		},
		{"Service without ports, with a reference to another namespace", "2.4", []string{external(""), route("HTTPRoute", "{name: news, namespace: b, port: 81}")}, []string{"port: 80", "ASSUMED"}, []string{"name: news}"}, nil, 0},
		{
			"Service with a TLSRoute", "2.4", []string{external(", ports: [{port: 443}]"), route("TLSRoute", "{name: news, port: 443}")},
			[]string{"name: news}"}, []string{"BackendConfigPolicy"}, []string{"forwards the client's TLS"}, 0,
		},
		{
			"Service with a TLSRoute and an HTTPRoute", "2.4", []string{external(", ports: [{port: 443}]"), route("TLSRoute", "{name: news, port: 443}"), route("HTTPRoute", "{name: news, port: 443}")},
			[]string{"BackendConfigPolicy"}, nil, []string{"would encrypt it again"}, 1,
		},
		{
			"Service with a reference to another port", "2.4", []string{external(", ports: [{port: 80}]"), route("HTTPRoute", "{name: news, port: 81}")},
			[]string{"{name: news, port: 81}"}, nil, []string{"HTTPRoute/r still refers to port 81 of Service/news, for which there is no Backend"}, 0,
		},
		{
			"Envoy Gateway's Backend, referred to by a SecurityPolicy", "2.4", []string{envoyText, referring("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", "oidc: {provider: {backendRefs: ["+envoyNamed+"]}}")},
			[]string{envoyNamed}, nil, []string{"SecurityPolicy/r still refers to Backend/news of gateway.envoyproxy.io"}, 0,
		},
		{
			"Envoy Gateway's Backend, referred to by a policy with targets", "2.4",
			[]string{envoyText, referring("gateway.kgateway.dev/v1alpha1", "ListenerPolicy", "targetRefs: [{kind: Gateway, name: g}], default: {httpSettings: {tracing: {backendRef: "+envoyNamed+"}}}")},
			[]string{"{" + followedRef}, []string{"gateway.envoyproxy.io"}, nil, 0,
		},
		{
			"Upstream with several functions", "2.4",
			[]string{
				"apiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: news, namespace: a}\nspec: {aws: {region: eu-west-1, awsAccountId: '123456789012', lambdaFunctions: [{lambdaFunctionName: one, logicalName: one}, {lambdaFunctionName: two, logicalName: two}]}}\n",
				route("HTTPRoute", "{group: gloo.solo.io, kind: Upstream, name: news}"),
			},
			[]string{"kind: Upstream, name: news}"}, nil, []string{"HTTPRoute/r still refers to Upstream/news of gloo.solo.io, which became Backend/news-one, Backend/news-two"}, 0,
		},
		{
			"Service with the name of a Backend in a priority group", "2.4",
			[]string{external(", ports: [{port: 80}]"), referring("gateway.kgateway.dev/v1alpha1", "Backend", "priorityGroups: [{backendRefs: [{name: news}]}]")},
			[]string{"backendRefs: [{name: news}]"}, nil, nil, 0,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, text, messages := convertTexts(t, c.to, strings.Join(c.input, "---\n"))
			for _, want := range c.has {
				if !strings.Contains(text, want) {
					t.Errorf("%q is missing in\n%s", want, text)
				}
			}
			for _, other := range c.not {
				if strings.Contains(text, other) {
					t.Errorf("%q is in\n%s", other, text)
				}
			}
			for _, want := range c.says {
				if !slices.ContainsFunc(messages, func(m string) bool { return strings.Contains(m, want) }) {
					t.Errorf("no message contains %q:\n%s", want, strings.Join(messages, "\n"))
				}
			}
			if got.Lost() != c.lost {
				t.Errorf("the conversion has %d losses, want %d:\n%s", got.Lost(), c.lost, strings.Join(messages, "\n"))
			}
		})
	}
}

// convertTexts converts a text, and checks the recorded outcomes against the output.
func convertTexts(t *testing.T, to, text string) (c *Conversion, result string, messages []string) {
	t.Helper()
	on, err := target.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, Options{To: on}); err != nil {
		t.Fatal(err)
	}
	if err := c.Verify(); err != nil || c.Unaccounted > 0 {
		t.Errorf("%d leaves have no outcome (error %v), want 0\n%s", c.Unaccounted, err, c.Files[0].Text)
	}
	for _, d := range c.Result.Diagnostics {
		messages = append(messages, d.Message)
	}
	return c, c.Files[0].Text, messages
}

// TestMentions checks which fields of a document are references to another object.
func TestMentions(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"kind: X\nspec: {ref: {name: a}, metadata: {name: b}, backendRef: {name: c}}", []string{"/Service/c"}},
		{"kind: X\nmetadata: {ownerReferences: [{kind: K, name: a}]}\nstatus: {x: {kind: K, name: a}}", nil},
		{"kind: X\nspec: {targetRefs: [{kind: K, name: a}], targetRef: {group: g, kind: K, name: b}}", []string{"g/K/b"}},
		{"kind: X\nspec: {ref: {apiVersion: g/v1, kind: K, name: a}, resource: {apiGroup: h, kind: K, name: b}}", []string{"g/K/a", "h/K/b"}},
		{"kind: X\nspec: {jwksBackendRef: {kind: Backend, group: g, name: a}}", []string{"g/Backend/a"}},
		{"kind: X\nspec: {backendRefs: [{name: a, filters: [{requestMirror: {backendRef: {name: b}}}]}]}", []string{"/Service/a", "/Service/b"}},
		{"kind: ReferenceGrant\nspec: {to: [{kind: K, name: a}]}", nil},
		{"apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: {defaultBackend: {service: {name: a}}}", []string{"/Service/a"}},
		{"apiVersion: gateway.solo.io/v1\nkind: RouteTable\nspec: {upstream: {name: a}, extauthzUpstreamRef: {name: b}, x: {name: c}}", []string{"gloo.solo.io/Upstream/a", "gloo.solo.io/Upstream/b"}},
		{"apiVersion: networking.istio.io/v1\nkind: VirtualService\nspec: {destination: {host: a.example.com}}", []string{"//a.example.com"}},
		{"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nspec: {priorityGroups: [{backendRefs: [{name: a}]}]}", []string{"gateway.kgateway.dev/Backend/a"}},
	} {
		documents, _ := manifest.Parse(source.New("x", []byte(c.text)), manifest.Options{})
		var got []string
		for _, m := range references.MentionsIn(documents[0]) {
			got = append(got, m.Group+"/"+m.Kind+"/"+m.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s\nhas the references %q, want %q", c.text, got, c.want)
		}
	}
}

// TestReferrersAreRelevant checks that files that may refer to a replaced object are parsed.
func TestReferrersAreRelevant(t *testing.T) {
	for _, kind := range []string{"Ingress", "SecurityPolicy", "EnvoyExtensionPolicy", "VirtualService", "DestinationRule", "RouteTable", "AuthConfig"} {
		if !relevance.Related(source.New("a.yaml", []byte("apiVersion: x/v1\nkind: "+kind+"\nspec: {}\n"))) {
			t.Errorf("a file with the kind %s is not parsed", kind)
		}
	}
}
