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

// A policyCase contains documents and the expected findings of one rule. A finding has the form "line severity message"; message is the
// beginning of the finding's message.
type policyCase struct {
	name, rule string
	release    string // 2.4 if it is empty; "catalog" stands for the catalog
	partial    bool   // the set is partial, so a missing object may exist
	text       string
	want       []string
}

func (c policyCase) run(t *testing.T) {
	t.Helper()
	needRules(t, c.rule)
	if c.release == "" {
		c.release = "2.4"
	}
	judge, err := target.Parse(c.release)
	if err != nil {
		t.Fatal(err)
	}
	complete := lint.Stated
	if c.partial {
		complete = lint.Partial
	}
	r, err := check.Files(t.Context(), []*source.File{source.New("x.yaml", []byte(c.text))},
		check.Options{Targets: []target.Target{judge}, Templates: true, Rules: rules.All(), Complete: complete,
			Severity: func(id, _ string) (diag.Severity, bool) { return groupSeverity(id) }})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range r.Diagnostics {
		if d.Rule == c.rule {
			got = append(got, fmt.Sprintf("%d %s %s", d.File.Position(d.Span.Start).Line, d.Severity, d.Message))
		}
	}
	if !slices.EqualFunc(got, c.want, strings.HasPrefix) {
		t.Errorf("found %q, want %q", got, c.want)
	}
}

func runPolicies(t *testing.T, cases []policyCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.rule+"/"+c.name, c.run)
	}
}

// backend returns a static Backend with the name web. It is on one line, so that the numbers of the lines after it are easy to see.
func backend(host string, port int) string {
	return named("web", fmt.Sprintf("static: {hosts: [{host: %q, port: %d}]}", host, port))
}

func named(name, spec string) string {
	return fmt.Sprintf("{apiVersion: gateway.kgateway.dev/v1alpha1, kind: Backend, metadata: {name: %s, labels: {app: %s}}, spec: {type: %s, %s}}\n---\n",
		name, name, typeOf(spec), spec)
}

func typeOf(spec string) string {
	field, _, _ := strings.Cut(spec, ":")
	return map[string]string{"static": "Static", "aws": "AWS", "gcp": "GCP", "dynamicForwardProxy": "DynamicForwardProxy", "priorityGroups": "PriorityGroups"}[field]
}

const targetsWeb = "targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web}]"

// configPolicy returns a BackendConfigPolicy for web. After a Backend, it begins on line 8.
func configPolicy(spec string) string {
	return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nmetadata: {name: policy}\nspec:\n  " + targetsWeb + "\n" + indent(spec)
}

// tlsPolicy returns a BackendTLSPolicy for web. After a Backend, its fields begin on line 9.
func tlsPolicy(validation string) string {
	return "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {name: policy}\nspec:\n  " + targetsWeb +
		"\n  validation:\n" + indent(indent(validation))
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ") + "\n"
}

func object(kind, name, keys string) string {
	return fmt.Sprintf("---\n{apiVersion: v1, kind: %s, metadata: {name: %s}, data: {%s}}\n", kind, name, keys)
}

const someCA = "hostname: web.example.com\ncaCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]"

func TestTLSPorts(t *testing.T) {
	route := func(kind string) string {
		return "{apiVersion: gateway.networking.k8s.io/v1, kind: " + kind + ", metadata: {name: r}, spec: {rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web}]}]}}\n---\n"
	}
	group := named("all", "priorityGroups: [{backendRefs: [{name: web}]}]")
	const rule = "tls-port-without-policy"
	found := []string{"1 warning port 443 expects TLS"}
	runPolicies(t, []policyCase{
		{name: "no policy", rule: rule, text: backend("web.example.com", 443), want: found},
		{name: "kgateway 2.0", rule: rule, release: "2.0", text: backend("web.example.com", 443), want: found},
		{name: "the catalog", rule: rule, release: "catalog", text: backend("web.example.com", 443), want: found},
		{name: "an incomplete set", rule: rule, partial: true, text: backend("web.example.com", 443)},
		{name: "port 8080", rule: rule, text: backend("web.example.com", 8080)},
		{name: "a template as the port", rule: rule, text: strings.Replace(backend("web.example.com", 443), "443", "'{{ .port }}'", 1)},
		{name: "TLS by a BackendTLSPolicy", rule: rule, text: backend("web.example.com", 443) + tlsPolicy(someCA)},
		{name: "TLS by a BackendConfigPolicy", rule: rule, text: backend("web.example.com", 443) + configPolicy("tls: {insecureSkipVerify: true}")},
		{name: "a BackendConfigPolicy in 2.0", rule: rule, release: "2.0", text: backend("web.example.com", 443) + configPolicy("tls: {insecureSkipVerify: true}"), want: found},
		{name: "a policy without TLS", rule: rule, text: backend("web.example.com", 443) + configPolicy("connectTimeout: 1s"), want: found},
		{name: "a template as the target", rule: rule, text: backend("web.example.com", 443) + strings.Replace(tlsPolicy(someCA), "name: web", "name: '{{ .name }}'", 1)},
		{name: "only a TLSRoute", rule: rule, text: route("TLSRoute") + backend("web.example.com", 443)},
		{name: "a TLSRoute and an HTTPRoute", rule: rule, text: route("TLSRoute") + route("HTTPRoute") + backend("web.example.com", 443), want: []string{"5 warning port 443"}},
		{name: "a member of a group without TLS", rule: rule, text: backend("web.example.com", 443) + group, want: found},
		{name: "a member of a group with TLS", rule: rule, text: backend("web.example.com", 443) + group + strings.Replace(tlsPolicy(someCA), "name: web", "name: all", 1)},
		{
			name: "a selector in another namespace", rule: rule,
			text: backend("web.example.com", 443) + "{apiVersion: gateway.kgateway.dev/v1alpha1, kind: BackendConfigPolicy, metadata: {name: p, namespace: far}, spec: {tls: {}, targetSelectors: [{group: gateway.kgateway.dev, kind: Backend, matchLabels: {app: web}}]}}",
		},
		{name: "port 80", rule: "tls-policy-on-plain-port", text: backend("web.example.com", 80) + tlsPolicy(someCA), want: []string{`7 warning this turns on TLS for the Backend "web", but its port 80`}},
		{name: "port 8000", rule: "tls-policy-on-plain-port", text: backend("web.example.com", 8000) + tlsPolicy(someCA)},
		{name: "port 80 and another port", rule: "tls-policy-on-plain-port", text: named("web", "static: {hosts: [{host: a.example.com, port: 80}, {host: a.example.com, port: 443}]}") + tlsPolicy(someCA)},
		{name: "a BackendConfigPolicy in 2.0", rule: "tls-policy-on-plain-port", release: "2.0", text: backend("web.example.com", 80) + configPolicy("tls: {insecureSkipVerify: true}")},
	})
}

func TestTLSNames(t *testing.T) {
	const rule = "tls-hostname-mismatch"
	ask := func(name string) string { return tlsPolicy("hostname: " + name) }
	runPolicies(t, []policyCase{
		{name: "another name", rule: rule, text: backend("web.example.com", 443) + ask("api.example.com"), want: []string{`9 warning the policy uses the server name "api.example.com"`}},
		{name: "the same name with capitals and a final dot", rule: rule, text: backend("Web.example.com.", 443) + ask("web.example.com")},
		{name: "a wildcard for the host", rule: rule, text: backend("web.example.com", 443) + ask("'*.example.com'")},
		{name: "a wildcard two labels above the host", rule: rule, text: backend("a.web.example.com", 443) + ask("'*.example.com'"), want: []string{"9 warning"}},
		{name: "a host that is an address", rule: rule, text: backend("192.0.2.10", 443) + ask("web.example.com")},
		{name: "a host that is a name, and a host that is an address", rule: rule, text: named("web", "static: {hosts: [{host: a.example.com, port: 443}, {host: 192.0.2.1, port: 443}]}") + ask("web.example.com")},
		{name: "the name of one of two hosts", rule: rule, text: named("web", "static: {hosts: [{host: a.example.com, port: 443}, {host: web.example.com, port: 443}]}") + ask("web.example.com")},
		{name: "a host inside the cluster", rule: rule, text: backend("web.default.svc.cluster.local", 443) + ask("web.example.com")},
		{name: "a load balancer", rule: rule, text: backend("x-1.us-east-1.elb.amazonaws.com", 443) + ask("web.example.com")},
		{name: "a policy with subjectAltNames", rule: rule, text: backend("web.example.com", 443) + tlsPolicy("hostname: api.example.com\nsubjectAltNames: [{type: Hostname, hostname: api.example.com}]")},
		{name: "a template as the name", rule: rule, text: backend("web.example.com", 443) + ask("'{{ .host }}'")},
		{name: "a template as the host", rule: rule, text: backend("{{ .host }}", 443) + ask("web.example.com")},
		{name: "another name in the sni of a BackendConfigPolicy", rule: rule, text: backend("web.example.com", 443) + configPolicy("tls: {sni: api.example.com}"), want: []string{"8 warning"}},
		{name: "no sni", rule: "tls-sni-missing", text: backend("web.example.com", 443) + configPolicy("tls: {insecureSkipVerify: true}"), want: []string{`8 warning no server name is sent to "web.example.com"`}},
		{name: "no sni, and a host that is an address", rule: "tls-sni-missing", text: backend("192.0.2.10", 443) + configPolicy("tls: {insecureSkipVerify: true}")},
		{name: "no sni, and a host inside the cluster", rule: "tls-sni-missing", text: backend("web.default.svc", 443) + configPolicy("tls: {insecureSkipVerify: true}")},
		{name: "a policy with sni", rule: "tls-sni-missing", text: backend("web.example.com", 443) + configPolicy("tls: {insecureSkipVerify: true, sni: x}")},
		{name: "a template in tls", rule: "tls-sni-missing", text: backend("web.example.com", 443) + configPolicy("tls: {insecureSkipVerify: '{{ .x }}'}")},
		{name: "a BackendConfigPolicy in 2.0", rule: "tls-sni-missing", release: "2.0", text: backend("web.example.com", 443) + configPolicy("tls: {insecureSkipVerify: true}")},
	})
}

func TestTLSSubjectAltNames(t *testing.T) {
	const rule = "tls-san-mismatch"
	web := backend("web.example.com", 443)
	verify := func(names string) string {
		return web + configPolicy("tls: {wellKnownCACertificates: System, sni: web.example.com, verifySubjectAltNames: ["+names+"]}")
	}
	also := func(names string) string {
		return web + tlsPolicy("hostname: web.example.com\nwellKnownCACertificates: System\nsubjectAltNames: ["+names+"]")
	}
	found := []string{`8 warning the certificate must be for "wbe.example.com", which is not a host of the Backend "web"`}
	runPolicies(t, []policyCase{
		{name: "another name", rule: rule, text: verify("wbe.example.com"), want: found},
		{name: "two names, one of them similar to the host", rule: rule, text: verify("old.example.net, wbe.example.com"), want: found},
		{name: "the host and another name", rule: rule, text: verify("wbe.example.com, web.example.com")},
		{name: "the host", rule: rule, text: verify("Web.example.com.")},
		{name: "a wildcard", rule: rule, text: verify("'*.example.com'")},
		{name: "no names", rule: rule, text: verify("")},
		{name: "a URI", rule: rule, text: verify("'spiffe://cluster.local/ns/web/sa/web'")},
		{name: "an address", rule: rule, text: verify("192.0.2.1")},
		{name: "a template as a name", rule: rule, text: verify("'{{ .name }}'")},
		{name: "without sni", rule: rule, text: web + configPolicy("tls: {wellKnownCACertificates: System, verifySubjectAltNames: [wbe.example.com]}"), want: found},
		{name: "the same name as a wrong sni", rule: rule, text: web + configPolicy("tls: {wellKnownCACertificates: System, sni: wbe.example.com, verifySubjectAltNames: [wbe.example.com]}"), want: found},
		{name: "a host that is an address", rule: rule, text: backend("192.0.2.1", 443) + configPolicy("tls: {wellKnownCACertificates: System, verifySubjectAltNames: [wbe.example.com]}")},
		{name: "a BackendConfigPolicy in 2.0", rule: rule, release: "2.0", text: verify("wbe.example.com")},
		{name: "another name in a BackendTLSPolicy", rule: rule, text: also("{type: Hostname, hostname: wbe.example.com}"), want: []string{`11 warning the certificate must be for "wbe.example.com"`}},
		{name: "a URI of a BackendTLSPolicy", rule: rule, text: also("{type: Hostname, hostname: wbe.example.com}, {type: URI, uri: 'spiffe://x/y'}")},
		{name: "another name, which is also the hostname of the policy", rule: rule, text: web + tlsPolicy("hostname: api.example.com\nsubjectAltNames: [{type: Hostname, hostname: api.example.com}]")},
		{name: "a BackendTLSPolicy in 2.0, which verifies no names", rule: rule, release: "2.0", text: also("{type: Hostname, hostname: wbe.example.com}")},
	})
}

func TestTLSParameters(t *testing.T) {
	const rule = "tls-parameters-invalid"
	of := func(parameters string) string {
		return backend("web.example.com", 443) + configPolicy("tls: {insecureSkipVerify: true, parameters: {"+parameters+"}}")
	}
	runPolicies(t, []policyCase{
		{name: "an unknown curve", rule: rule, text: of("ecdhCurves: [hello]"), want: []string{`8 error unknown ECDH curve "hello": Envoy rejects the Backend`}},
		{name: "OpenSSL's name of a curve", rule: rule, text: of("ecdhCurves: [secp256r1, p-384]"), want: []string{`8 error unknown ECDH curve "secp256r1"`, `8 error unknown ECDH curve "p-384"`}},
		{name: "every curve", rule: rule, text: of("ecdhCurves: [X25519, x25519, P-256, prime256v1, P-384, secp384r1, P-521, secp521r1, P-224, 'P-256:P-384']")},
		{name: "curves in one entry", rule: rule, text: of("ecdhCurves: ['P-256:hello']"), want: []string{`8 error unknown ECDH curve "hello"`}},
		{name: "post-quantum groups", rule: rule, text: of("ecdhCurves: [X25519MLKEM768, X25519Kyber768Draft00, CECPQ2, SecP256r1MLKEM768]")},
		{name: "templates as the parameters", rule: rule, text: of("ecdhCurves: ['{{ .curve }}'], minVersion: '{{ .min }}', maxVersion: '1.0'")},
		{name: "suites by both names", rule: rule, text: of("cipherSuites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ECDHE-ECDSA-AES128-GCM-SHA256, TLS_AES_128_GCM_SHA256]")},
		{name: "a misspelt suite", rule: rule, text: of("cipherSuites: [ECDHE-ECDSA-AES128-GMC-SHA256]"), want: []string{`8 error unknown cipher suite "ECDHE-ECDSA-AES128-GMC-SHA256": Envoy rejects the Backend; did you mean "ECDHE-ECDSA-AES128-GCM-SHA256"?`}},
		{name: "a suite of OpenSSL", rule: rule, text: of("cipherSuites: [DHE-RSA-AES128-GCM-SHA256]"), want: []string{`8 error unknown cipher suite "DHE-RSA-AES128-GCM-SHA256"`}},
		{name: "an expression of suites", rule: rule, text: of("cipherSuites: ['[ECDHE-ECDSA-AES128-GCM-SHA256|ECDHE-RSA-NOTHING]:-AES128-SHA:!PSK:ECDHE+AESGCM']"), want: []string{`8 error unknown cipher suite "ECDHE-RSA-NOTHING"`}},
		{name: "aliases", rule: rule, text: of("cipherSuites: [HIGH, ALL, '@STRENGTH', kRSA]")},
		{name: "a minimum above the maximum", rule: rule, text: of("minVersion: '1.3', maxVersion: '1.1'"), want: []string{"8 error minVersion 1.3 is above maxVersion 1.1: Envoy rejects the Backend"}},
		{name: "the same version", rule: rule, text: of("minVersion: '1.3', maxVersion: '1.3'")},
		{name: "a maximum that is AUTO", rule: rule, text: of("minVersion: '1.3', maxVersion: AUTO")},
		{name: "only a maximum", rule: rule, text: of("maxVersion: '1.0'")},
		{name: "a BackendConfigPolicy in 2.0", rule: rule, release: "2.0", text: of("ecdhCurves: [hello]")},
		{name: "an unknown curve in 2.1", rule: rule, release: "2.1", text: of("ecdhCurves: [hello]"), want: []string{"8 error"}},
	})
}

func TestTLSVerification(t *testing.T) {
	web := backend("192.0.2.10", 443)
	secret := func(keys string) string { return object("Secret", "s", keys) }
	const names = ", verifySubjectAltNames: [web.example.com]"
	ofSecret := func(more string) string { return web + configPolicy("tls: {secretRef: {name: s}"+more+"}") }
	of := func(tls string) string { return web + configPolicy("tls: {"+tls+"}") }
	const off, nameless, noCA, incomplete = "tls-verification-off", "tls-hostname-unverified", "tls-names-without-ca", "tls-secret-incomplete"
	runPolicies(t, []policyCase{
		{name: "insecureSkipVerify that is true", rule: off, text: of("insecureSkipVerify: true" + names), want: []string{"8 warning any server certificate"}},
		{name: "insecureSkipVerify that is false", rule: off, text: of("insecureSkipVerify: false"), want: []string{"8 warning any server certificate is accepted: insecureSkipVerify"}},
		{name: "files without a CA", rule: off, text: of("files: {tlsCertificate: a, tlsKey: b}"), want: []string{"8 warning any server certificate is accepted: tls.files"}},
		{name: "files with a CA", rule: off, text: of("files: {rootCA: a}")},
		{name: "an unknown set of CAs", rule: off, text: of("wellKnownCACertificates: example.com/all"), want: []string{"8 warning any server certificate is accepted: System is the only"}},
		{name: "a Secret without a CA", rule: off, text: ofSecret("") + secret("tls.crt: YQ==, tls.key: YQ=="), want: []string{`8 warning any server certificate is accepted: the Secret "s"`}},
		{name: "a Secret with an empty CA", rule: off, text: ofSecret("") + secret("tls.crt: YQ==, tls.key: YQ==, ca.crt: ''"), want: []string{"8 warning"}},
		{name: "a Secret that is not in the set", rule: off, partial: true, text: ofSecret("")},
		{name: "a template as a key of the Secret", rule: off, text: ofSecret("") + secret("tls.crt: YQ==, '{{ .key }}': YQ==")},
		{name: "a Secret without data", rule: off, text: ofSecret("") + secret("")},
		{name: "a BackendConfigPolicy in 2.0", rule: off, release: "2.0", text: of("insecureSkipVerify: true")},
		{name: "a policy for a Service", rule: off, text: strings.Replace(of("insecureSkipVerify: true"), "group: gateway.kgateway.dev, kind: Backend", "group: '', kind: Service", 1)},

		{name: "System", rule: nameless, text: of("wellKnownCACertificates: System"), want: []string{"8 warning the server name is not verified"}},
		{name: "System with names", rule: nameless, text: of("wellKnownCACertificates: System" + names)},
		{name: "System with empty names", rule: nameless, text: of("wellKnownCACertificates: System, verifySubjectAltNames: []"), want: []string{"8 warning"}},
		{name: "a template as the names", rule: nameless, text: of("wellKnownCACertificates: System, verifySubjectAltNames: '{{ .names }}'")},
		{name: "a Secret with a CA", rule: nameless, text: ofSecret("") + secret("ca.crt: YQ=="), want: []string{"8 warning"}},
		{name: "insecureSkipVerify", rule: nameless, text: of("insecureSkipVerify: true")},

		{name: "names with a Secret without a CA", rule: noCA, text: ofSecret(names) + secret("tls.crt: YQ==, tls.key: YQ=="), want: []string{"8 error verifySubjectAltNames needs a CA"}},
		{name: "names with insecureSkipVerify that is true", rule: noCA, text: of("insecureSkipVerify: true" + names)},
		{name: "names with insecureSkipVerify that is false", rule: noCA, text: of("insecureSkipVerify: false" + names), want: []string{"8 error"}},
		{name: "names with the system's CAs", rule: noCA, text: of("wellKnownCACertificates: System" + names)},
		{name: "names with a Secret that has none of the keys", rule: noCA, text: ofSecret(names) + secret("cert: YQ==")},

		{name: "a certificate without its key", rule: incomplete, text: ofSecret("") + secret("tls.crt: YQ=="), want: []string{`8 error the Secret "s" has tls.crt but no tls.key`}},
		{name: "a key without its certificate", rule: incomplete, text: ofSecret("") + secret("tls.key: YQ=="), want: []string{`8 error the Secret "s" has tls.key but no tls.crt`}},
		{name: "a Secret with none of the keys", rule: incomplete, text: ofSecret("") + secret("cert.pem: YQ=="), want: []string{`8 error the Secret "s" has none`}},
		{name: "a certificate without its key, with simpleTLS", rule: incomplete, text: ofSecret(", simpleTLS: true") + secret("tls.crt: YQ==, ca.crt: YQ==")},
		{name: "a certificate and its key", rule: incomplete, text: ofSecret("") + secret("tls.crt: YQ==, tls.key: YQ==")},
		{name: "a key in stringData", rule: incomplete, text: ofSecret("") + strings.Replace(secret("tls.crt: YQ=="), "data:", "stringData: {tls.key: x}, data:", 1)},
		{name: "encrypted values", rule: incomplete, text: ofSecret("") + strings.Replace(secret("tls.crt: 'ENC[x]', tls.key: 'ENC[y]'"), "data:", "sops: {mac: x}, data:", 1)},

		{name: "files as the client certificate", rule: "tls-files-client-cert", text: of("files: {tlsCertificate: /a, tlsKey: /b, rootCA: /c}"), want: []string{"8 error the controller treats the path"}},
		{name: "files as the client certificate, with simpleTLS", rule: "tls-files-client-cert", text: of("files: {tlsCertificate: /a, tlsKey: /b, rootCA: /c}, simpleTLS: true")},
		{name: "only a CA", rule: "tls-files-client-cert", text: of("files: {rootCA: /c}")},
		{name: "files as the client certificate, with simpleTLS", rule: "tls-client-cert-ignored", text: of("files: {tlsCertificate: /a, tlsKey: /b, rootCA: /c}, simpleTLS: true"), want: []string{"8 warning the client certificate"}},
		{name: "a Secret with a client certificate, with simpleTLS", rule: "tls-client-cert-ignored", text: ofSecret(", simpleTLS: true") + secret("tls.crt: YQ==, tls.key: YQ==, ca.crt: YQ==")},
	})
}

func TestTLSObjects(t *testing.T) {
	web := backend("web.example.com", 443)
	ofSecret := web + configPolicy("tls: {secretRef: {name: s}}")
	made := func(group, kind, rest string) string {
		return fmt.Sprintf("---\n{apiVersion: %s/v1, kind: %s, %s}\n", group, kind, rest)
	}
	const rule, missing = "tls-secret-missing", `8 error there is no Secret "s"`
	ref := func(kind, name string) string {
		return web + tlsPolicy("hostname: web.example.com\ncaCertificateRefs: [{group: '', kind: "+kind+", name: "+name+"}]")
	}
	runPolicies(t, []policyCase{
		{name: "a missing Secret", rule: rule, text: ofSecret, want: []string{missing}},
		{name: "a missing Secret, in single files without Secrets", rule: rule, partial: true, text: ofSecret},
		{name: "a policy in single files without Backends", rule: rule, partial: true, text: configPolicy("tls: {secretRef: {name: s}}")},
		{name: "a missing Secret and another Secret, in single files", rule: rule, partial: true, text: ofSecret + object("Secret", "t", "a: YQ=="), want: []string{"8 warning there is no Secret"}},
		{name: "a Secret in another namespace", rule: rule, text: strings.Replace(ofSecret, "{name: policy}", "{name: policy, namespace: a}", 1) + strings.Replace(object("Secret", "s", "a: YQ=="), "{name: s}", "{name: s, namespace: b}", 1), want: []string{missing}},
		{name: "an existing Secret", rule: rule, text: ofSecret + object("Secret", "s", "a: YQ==")},
		{name: "a SealedSecret", rule: rule, text: ofSecret + made("bitnami.com", "SealedSecret", "metadata: {name: s}")},
		{name: "an ExternalSecret", rule: rule, text: ofSecret + made("external-secrets.io", "ExternalSecret", "metadata: {name: x}, spec: {target: {name: s}}")},
		{name: "a Certificate that creates the Secret", rule: rule, text: ofSecret + made("cert-manager.io", "Certificate", "metadata: {name: x}, spec: {secretName: s}")},
		{name: "a Certificate that creates another Secret", rule: rule, text: ofSecret + made("cert-manager.io", "Certificate", "metadata: {name: x}, spec: {secretName: t}"), want: []string{missing}},
		{name: "a Secret that Kustomize generates", rule: rule, text: ofSecret + made("kustomize.config.k8s.io", "Kustomization", "secretGenerator: [{name: s}]")},
		{name: "a Secret whose name is a template", rule: rule, text: ofSecret + object("Secret", "'{{ .name }}'", "a: YQ==")},
		{name: "a template as the name", rule: rule, text: strings.Replace(ofSecret, "{name: s}", "{name: '${S}'}", 1)},

		{name: "a missing ConfigMap", rule: "tls-ca-missing", text: ref("ConfigMap", "ca"), want: []string{`10 error there is no ConfigMap "ca" in the policy's namespace: the Backend is dropped`}},
		{name: "a missing ConfigMap in 2.0", rule: "tls-ca-missing", release: "2.0", text: ref("ConfigMap", "ca"), want: []string{`10 error there is no ConfigMap "ca" in the policy's namespace: the server gets plaintext`}},
		{name: "a missing Secret", rule: "tls-ca-missing", release: "2.2", text: ref("Secret", "ca"), want: []string{"10 error"}},
		{name: "a missing Secret in 2.1, which reads only ConfigMaps", rule: "tls-ca-missing", release: "2.1", text: ref("Secret", "ca")},
		{name: "the ConfigMap that exists in every namespace", rule: "tls-ca-missing", text: ref("ConfigMap", "kube-root-ca.crt")},
		{name: "a Bundle that creates the ConfigMap", rule: "tls-ca-missing", text: ref("ConfigMap", "ca") + made("trust.cert-manager.io", "Bundle", "metadata: {name: ca}")},
		{name: "a ConfigMap that Kustomize generates", rule: "tls-ca-missing", text: ref("ConfigMap", "ca") + made("kustomize.config.k8s.io", "Component", "configMapGenerator: [{name: ca}]")},
		{name: "a ConfigMap that Kustomize generates with a prefix", rule: "tls-ca-missing", text: ref("ConfigMap", "dev-ca") + made("kustomize.config.k8s.io", "Kustomization", "configMapGenerator: [{name: ca}]\nnamePrefix: dev-")},
		{name: "a ConfigMap that Kustomize generates with another name", rule: "tls-ca-missing", text: ref("ConfigMap", "ca") + made("kustomize.config.k8s.io", "Kustomization", "configMapGenerator: [{name: cas}]"), want: []string{`10 error there is no ConfigMap "ca"`}},
		{name: "a ConfigMap without ca.crt", rule: "tls-ca-key-missing", text: ref("ConfigMap", "ca") + object("ConfigMap", "ca", "ca.pem: x"), want: []string{`10 error the ConfigMap "ca" has no ca.crt`}},
		{name: "a ConfigMap with an empty ca.crt", rule: "tls-ca-key-missing", text: ref("ConfigMap", "ca") + object("ConfigMap", "ca", "ca.pem: x, ca.crt: ''"), want: []string{"10 error"}},
		{name: "a ConfigMap without data", rule: "tls-ca-key-missing", text: ref("ConfigMap", "ca") + object("ConfigMap", "ca", "")},
		{name: "a ConfigMap with ca.crt", rule: "tls-ca-key-missing", text: ref("ConfigMap", "ca") + object("ConfigMap", "ca", "ca.crt: x")},
		{name: "a Secret in 2.2", rule: "tls-ca-kind", release: "2.2", text: ref("Secret", "ca")},
		{name: "a Secret in 2.1", rule: "tls-ca-kind", release: "2.1", text: ref("Secret", "ca"), want: []string{"10 error a CA is read from a ConfigMap, not from a Secret: the Backend is dropped"}},
		{name: "a Secret in 2.1, and a ConfigMap with its name", rule: "tls-ca-kind", release: "2.1", text: ref("Secret", "ca") + object("ConfigMap", "ca", "ca.crt: x")},
		{name: "another kind", rule: "tls-ca-kind", text: ref("ClusterTrustBundle", "ca"), want: []string{"10 error a CA is read from a ConfigMap or a Secret, not from a ClusterTrustBundle"}},
		{name: "a template as the kind", rule: "tls-ca-kind", text: ref("'{{ .kind }}'", "ca")},
		{name: "a single CA", rule: "tls-ca-ignored", text: ref("ConfigMap", "ca")},
	})
}
