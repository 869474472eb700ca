package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// staticRun lints a text for one release with all rules turned on. It returns the findings of lint rules and of the rule missing-field.
func staticRun(t *testing.T, text, release string) []diag.Diagnostic {
	t.Helper()
	to, err := target.Parse(release)
	if err != nil {
		t.Fatal(err)
	}
	o := check.Options{
		Targets: []target.Target{to}, Templates: true, Rules: rules.All(),
		Severity: func(rule, _ string) (diag.Severity, bool) { return severityOf(rule) },
	}
	r, err := check.Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, o)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(r.Diagnostics, func(d diag.Diagnostic) bool {
		return d.Rule != "missing-field" && !slices.ContainsFunc(rules.All(), func(rule lintRule) bool { return rule.ID == d.Rule })
	})
}

func severityOf(rule string) (diag.Severity, bool) {
	for _, r := range rules.All() {
		if r.ID == rule {
			return r.Severity, true
		}
	}
	return diag.Off, false
}

// staticFound returns the findings of the given rules in a text. A finding has the form "rule line:column message".
func staticFound(t *testing.T, text, release string, ids ...string) []string {
	t.Helper()
	needRules(t, ids...)
	var out []string
	for _, d := range staticRun(t, text, release) {
		if slices.Contains(ids, d.Rule) {
			at := d.File.Position(d.Span.Start)
			out = append(out, fmt.Sprintf("%s %d:%d %s", d.Rule, at.Line, at.Column, d.Message))
		}
	}
	return out
}

// backendOf returns a static Backend. hosts are the lines below spec.static.hosts.
func backendOf(hosts ...string) string {
	return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web, namespace: shop}\n" +
		"spec:\n  type: Static\n  static:\n    hosts:\n    " + strings.Join(hosts, "\n    ") + "\n"
}

// hostRules are ids of rules. At most one of hostRules applies to a host.
var hostRules = []string{
	"host-is-url", "host-with-port", "host-in-brackets", "host-wildcard", "host-blank", "host-not-dns-name", "host-single-label",
	"host-is-cluster-service", "static-loopback-host", "static-link-local-host", "static-multicast-host", "invisible-character",
	"placeholder-value", "ambiguous-string",
}

func TestHostForms(t *testing.T) {
	for host, want := range map[string]string{
		`web.example.com`:                        "",
		`xn--bcher-kva.example`:                  "",
		`192.0.2.10`:                             "",
		`"2001:db8::10"`:                         "",
		`10.0.0.1.example.com`:                   "",
		`"::ffff:192.0.2.10"`:                    "",
		`todo.example.com`:                       "",
		`fixme-api.example.com`:                  "",
		`exchange.me.example.com`:                "",
		`{{ .Values.host }}`:                     "",
		`${HOST}:8080`:                           "",
		`""`:                                     "", // the schema reports it
		`null`:                                   "", // the schema reports it
		`443`:                                    "", // the schema reports it
		`[a, b]`:                                 "", // the schema reports it
		`http://web.example.com`:                 "host-is-url",
		`web.example.com/`:                       "host-is-url",
		`web.example.com/v1`:                     "host-is-url",
		`web.example.com?a=b`:                    "host-is-url",
		`web.example.com#top`:                    "host-is-url",
		`user@web.example.com`:                   "host-is-url",
		`"a.example.com b.example.com"`:          "host-is-url",
		`" web.example.com"`:                     "host-is-url",
		`"web.example.com\n"`:                    "host-is-url",
		`https://[2001:db8::10]:8443/`:           "host-is-url",
		`web.example.com:443`:                    "host-with-port",
		`192.0.2.10:80`:                          "host-with-port",
		`"[2001:db8::10]:80"`:                    "host-with-port",
		`"web.example.com:"`:                     "host-with-port",
		`web.example.com:https`:                  "host-with-port",
		`redis:6379`:                             "host-with-port",
		`"[2001:db8::10]"`:                       "host-in-brackets",
		`"[::1]"`:                                "host-in-brackets",
		`"[web]"`:                                "host-not-dns-name",
		`"*"`:                                    "host-wildcard",
		`"*.example.com"`:                        "host-wildcard",
		`"*.example.com:443"`:                    "host-wildcard",
		`" "`:                                    "host-blank",
		`"\t\u00a0"`:                             "host-blank",
		`"\u200b"`:                               "host-blank",
		`192.0.2.256`:                            "host-not-dns-name",
		`010.0.0.1`:                              "host-not-dns-name",
		`10.0.2x.0x7f`:                           "host-not-dns-name",
		`1.2.3`:                                  "host-not-dns-name",
		`"2001:db8:::1"`:                         "host-not-dns-name",
		`10.0.0.1,10.0.0.2`:                      "host-not-dns-name",
		`Web.example.com`:                        "host-not-dns-name",
		`web.example.com.`:                       "host-not-dns-name",
		`my_host.example.com`:                    "host-not-dns-name",
		`-web.example.com`:                       "host-not-dns-name",
		`web..example.com`:                       "host-not-dns-name",
		`.example.com`:                           "host-not-dns-name",
		`bücher.example`:                         "host-not-dns-name",
		`web.example.com\x`:                      "host-not-dns-name",
		`":8080"`:                                "host-not-dns-name",
		strings.Repeat("a", 64) + ".com":         "host-not-dns-name",
		strings.Repeat("abcdefgh.", 29) + "com":  "host-not-dns-name",
		`redis`:                                  "host-single-label",
		`web.shop.svc`:                           "host-is-cluster-service",
		`web.shop.svc.cluster.local`:             "host-is-cluster-service",
		`pod-0.web.shop.svc.cluster.local`:       "host-is-cluster-service",
		`web.svc`:                                "",
		`localhost`:                              "static-loopback-host",
		`api.localhost`:                          "static-loopback-host",
		`127.0.0.1`:                              "static-loopback-host",
		`127.8.8.8`:                              "static-loopback-host",
		`0.0.0.0`:                                "static-loopback-host",
		`"::1"`:                                  "static-loopback-host",
		`"::"`:                                   "static-loopback-host",
		`"::ffff:127.0.0.1"`:                     "static-loopback-host",
		`169.254.169.254`:                        "static-link-local-host",
		`169.254.20.10`:                          "static-link-local-host",
		`"fe80::1"`:                              "static-link-local-host",
		`"fe80::1%eth0"`:                         "static-link-local-host",
		`"fd00:ec2::254"`:                        "static-link-local-host",
		`metadata.google.internal`:               "static-link-local-host",
		`224.0.0.1`:                              "static-multicast-host",
		`"ff02::1"`:                              "static-multicast-host",
		`255.255.255.255`:                        "static-multicast-host",
		"\"web\u00a0.example.com\"":              "invisible-character",
		"web\u2013prod.example.com":              "invisible-character",
		"\u201cweb.example.com\u201d":            "invisible-character",
		`"web.example.com\ufeff"`:                "invisible-character",
		`<your-host>`:                            "placeholder-value",
		`https://<region>.example.com`:           "placeholder-value",
		`CHANGEME`:                               "placeholder-value",
		`replace-me.example.com`:                 "placeholder-value",
		`YOUR_HOST`:                              "placeholder-value",
		`TODO`:                                   "placeholder-value",
		`$HOST_KEYCLOAK`:                         "", // a template, not a host
		`"1:30"`:                                 "host-with-port",
		`!!str 127.0.0.1`:                        "static-loopback-host",
		"|\n        web.example.com\n     ":      "host-is-url",
		"&h web.example.com:443":                 "host-with-port",
		`&x [1]`:                                 "",
		"{a: b}":                                 "",
		`"web.example.com" # the old one: a:443`: "",
	} {
		found := staticFound(t, backendOf("- host: "+host, "  port: 8080"), "2.4", hostRules...)
		switch {
		case want == "" && len(found) > 0:
			t.Errorf("host %s: got the findings %q, want none", host, found)
		case want != "" && (len(found) != 1 || !strings.HasPrefix(found[0], want+" 8:")):
			t.Errorf("host %s: got the findings %q, want one of the rule %s", host, found, want)
		}
	}
}

func TestHostMessages(t *testing.T) {
	for host, want := range map[string]string{
		`192.0.2.256`:         `"192.0.2.256" is not a valid IPv4 address, and is looked up as a DNS name, which fails`,
		`"2001:db8:::1"`:      `"2001:db8:::1" is not a valid IPv6 address, and is looked up as a DNS name, which fails`,
		`Web.example.com`:     `"Web.example.com" has capitals, which requests to the server also contain`,
		`web.example.com.`:    `"web.example.com." ends in a dot, which requests to the server also contain`,
		`my_host.example.com`: `"my_host.example.com" has an underscore, which is not valid in a host name: some resolvers and servers reject it`,
		`web-.example.com`:    `"web-.example.com" has a label that begins or ends with a dash, which is not valid in a host name`,
		`a..example.com`:      `"a..example.com" has two dots in a row or begins with one, and does not resolve`,
		`"a,b"`:               `"a,b" is looked up as one DNS name, which fails`,
		`büro.example.com`:    `"büro.example.com" is not ASCII, which DNS does not support`,
		`"a%b"`:               `"a%b" has characters that are not valid in a host name, and does not resolve`,
	} {
		found := staticFound(t, backendOf("- host: "+host, "  port: 8080"), "2.4", "host-not-dns-name")
		if !slices.Equal(found, []string{"host-not-dns-name 8:13 " + want}) {
			t.Errorf("host %s: got the findings %q, want the message %q", host, found, want)
		}
	}
}

// TestHostFixes checks the first fix of a finding about a host, and the safety of the fix.
func TestHostFixes(t *testing.T) {
	needRules(t, hostRules...)
	for _, c := range []struct{ hosts, safety, want string }{
		{"- host: http://web.example.com/\n      port: 8080", "safe", "- host: web.example.com\n      port: 8080"},
		{"- host: http://web.example.com:8080\n      port: 8080", "safe", "- host: web.example.com\n      port: 8080"},
		{"- host: http://web.example.com:9090\n      port: 8080", "unsafe", "- host: web.example.com\n      port: 8080"},
		{"- host: https://web.example.com\n      port: 8080", "unsafe", "- host: web.example.com\n      port: 8080"},
		{"- host: https://web.example.com/v1\n      port: 8080", "unsafe", "- host: web.example.com\n      port: 8080"},
		{"- host: \"http://me@web.example.com\"\n      port: 8080", "unsafe", "- host: \"web.example.com\"\n      port: 8080"},
		{"- host: 'http://[2001:db8::10]:8080/'\n      port: 8080", "safe", "- host: '2001:db8::10'\n      port: 8080"},
		{"- host: ' web.example.com'\n      port: 8080", "safe", "- host: 'web.example.com'\n      port: 8080"},
		{"- host: 'a.example.com b.example.com'\n      port: 8080", "", ""},
		{"- host: web.example.com:8080\n      port: 8080", "safe", "- host: web.example.com\n      port: 8080"},
		{"- host: web.example.com:443\n      port: 8080", "unsafe", "- host: web.example.com\n      port: 8080"},
		{"- host: web.example.com:https\n      port: 8080", "unsafe", "- host: web.example.com\n      port: 8080"},
		{"- host: web.example.com:443 # the old one", "safe", "- host: web.example.com # the old one\n      port: 443"},
		{"- {host: 'web.example.com:443'}", "safe", "- {host: 'web.example.com', port: 443}"},
		{"- host: web.example.com:443\n      port: {{ .port }}", "unsafe", "- host: web.example.com\n      port: {{ .port }}"},
		{"- host: web.example.com:443\n      port: ~", "unsafe", "- host: web.example.com\n      port: ~"},
		{"- host: '[2001:db8::10]'\n      port: 8080", "safe", "- host: '2001:db8::10'\n      port: 8080"},
		{"- host: Web.Example.com\n      port: 8080", "safe", "- host: web.example.com\n      port: 8080"},
		{"- host: web.example.com.\n      port: 8080", "unsafe", "- host: web.example.com\n      port: 8080"},
		{"- host: redis\n      port: 6379", "unsafe", "- host: redis.shop.svc.cluster.local\n      port: 6379"},
		{"- host: 1.2.3.400\n      port: 6379", "", ""},
		{"- host: web.example.com\u200b\n      port: 8080", "unsafe", "- host: web.example.com\n      port: 8080"},
		{"- host: \u201cweb.example.com\u201d\n      port: 8080", "unsafe", "- host: web.example.com\n      port: 8080"},
		{"- host: web\u2014a.example.com\n      port: 8080", "unsafe", "- host: web-a.example.com\n      port: 8080"},
		{"- &h\n      host: Web.example.com\n      port: 8080", "safe", "- &h\n      host: web.example.com\n      port: 8080"},
	} {
		text := backendOf(c.hosts)
		var fixes []diag.Fix
		for _, d := range staticRun(t, text, "2.4") {
			// The schema's finding about a missing port has the fix that splits a host and its port.
			if slices.Contains(hostRules, d.Rule) || d.Rule == "missing-field" && len(d.Fixes) > 0 {
				fixes = d.Fixes
			}
		}
		if len(fixes) == 0 {
			if c.safety != "" {
				t.Errorf("%s: no fix", c.hosts)
			}
			continue
		}
		fixed, err := edit.Apply(text, fixes[0].Edits)
		if err != nil {
			t.Fatal(err)
		}
		if string(fixes[0].Safety) != c.safety || fixed != backendOf(c.want) {
			t.Errorf("%s: got a %s fix, want %s:\n%s", c.hosts, fixes[0].Safety, c.safety, fixed)
		}
	}
}

func TestStaticPorts(t *testing.T) {
	for _, c := range []struct{ port, release, want string }{
		{"1", "2.4", ""},
		{"65535", "2.4", ""},
		{"0", "2.4", "0 is not a valid port: the Backend is dropped"},
		{"0", "2.2", "0 is not a valid port: the Backend is dropped"},
		{"0", "2.1", "0 is not a valid port: the Backend has no endpoints, and its status does not report it"},
		{"0", "2.0", ""}, // the schema reports it
		{"-1", "2.3", "-1 is not a valid port: Envoy rejects the whole Backend, and its status does not report it"},
		{"65536", "2.1", "65536 is not a valid port: Envoy rejects the whole Backend, and its status does not report it"},
		{"65536", "catalog", ""},
		{`"0"`, "2.4", ""}, // the schema reports it
		{"0.5", "2.4", ""}, // the schema reports it
		{"{{ .port }}", "2.4", ""},
		{"null", "2.4", ""},
	} {
		found := staticFound(t, backendOf("- host: 192.0.2.10", "  port: "+c.port), c.release, "static-port-range")
		if want := "static-port-range 9:13 " + c.want; c.want == "" && len(found) > 0 || c.want != "" && !slices.Equal(found, []string{want}) {
			t.Errorf("port %s for %s: got the findings %q, want the message %q", c.port, c.release, found, c.want)
		}
	}
}

func TestStaticLists(t *testing.T) {
	for _, c := range []struct {
		name, hosts string
		want        []string
	}{
		{"one host", "- {host: web.example.com, port: 443}", nil},
		{"copies", "- {host: web-0.example.com, port: 80}\n    - {host: web-1.example.com, port: 80}", nil},
		{"Services", "- {host: a.x.svc, port: 80}\n    - {host: b.x.svc, port: 80}", nil},
		{"addresses", "- {host: 192.0.2.10, port: 80}\n    - {host: 192.0.2.11, port: 80}", nil},
		{"the same host with two ports", "- {host: 192.0.2.10, port: 8001}\n    - {host: 192.0.2.10, port: 8002}", nil},
		{"a TLS port and an unknown port", "- {host: 192.0.2.10, port: 443}\n    - {host: 192.0.2.11, port: 9000}", nil},
		{"two ports with TLS", "- {host: 192.0.2.10, port: 443}\n    - {host: 192.0.2.11, port: 8443}", nil},
		{"templates", "- {host: '{{ .a }}', port: 80}\n    - {host: '{{ .a }}', port: 80}", nil},
		{"no hosts", "- {port: 80}\n    - {port: 80}", nil},
		{"invalid items", "- ~\n    - 1\n    - [a]", nil},
		{"three names", "- {host: a.example.com, port: 80}\n    - {host: b.example.com, port: 80}\n    - {host: c.example.com, port: 80}", []string{
			`static-different-hostnames 9:14 "b.example.com" gets the same Host header and TLS server name as "a.example.com"`,
		}},
		{"a TLS port and a plaintext port", "- {host: 192.0.2.10, port: 80}\n    - {host: 192.0.2.11, port: 443}", []string{
			`static-different-ports 9:32 port 80 and port 443 are in one Backend, but TLS is on or off for all of its hosts`,
		}},
		{"the same address twice", "- {host: 192.0.2.10, port: 80}\n    - {host: '::ffff:192.0.2.10', port: 80}", []string{
			`static-duplicate-host 9:14 "::ffff:192.0.2.10" with port 80 is listed twice, so its share of traffic is unpredictable`,
		}},
		{"the same name with capitals", "- {host: web.example.com, port: 80}\n    - {host: WEB.example.com, port: 80}", []string{
			`static-duplicate-host 9:14 "WEB.example.com" with port 80 is listed twice, so its share of traffic is unpredictable`,
		}},
		{"a name and an address", "- {host: web.example.com, port: 80}\n    - {host: 192.0.2.10, port: 80}", []string{
			`static-mixed-addresses 9:14 "web.example.com" and "192.0.2.10" mix an address and a name in one DNS cluster`,
		}},
	} {
		found := staticFound(t, backendOf(c.hosts), "2.4", "static-different-hostnames", "static-different-ports", "static-duplicate-host", "static-mixed-addresses")
		if !slices.Equal(found, c.want) {
			t.Errorf("%s: got the findings %q, want %q", c.name, found, c.want)
		}
	}
}

func TestMissingParts(t *testing.T) {
	head := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\n"
	for _, c := range []struct {
		text, release string
		want          []string
	}{
		{"spec: {type: Static, static: {}}\n", "2.0", []string{"static-without-hosts 4:22 there are no hosts, so every request gets a 503"}},
		{"spec: {type: Static, static: {hosts: ~}}\n", "2.0", []string{"static-without-hosts 4:22 there are no hosts, so every request gets a 503"}},
		{"spec: {type: Static, static: {}}\n", "2.1", nil},
		{"spec: {type: Static, static: {hosts: []}}\n", "2.0", nil},
		{"spec: {type: Static, static: ~}\n", "2.0", nil},
		{"spec: {type: Static, static: '{{ .static }}'}\n", "2.0", nil},
		{"spec:\n  type: Static\n  static:\n    {{ .key }}: 1\n", "2.0", nil},
		{"", "2.0", []string{"spec-missing 1:1 the Backend has no spec, so every request gets a 503"}},
		{"", "2.1", []string{"spec-missing 1:1 the Backend has no spec, so every request gets a 503"}},
		{"spec:\n", "2.1", []string{"spec-missing 4:1 the Backend has no spec, so every request gets a 503"}},
		{"", "2.2", nil},
		{"{{ .spec }}: 1\n", "2.1", nil},
	} {
		if found := staticFound(t, head+c.text, c.release, "static-without-hosts", "spec-missing"); !slices.Equal(found, c.want) {
			t.Errorf("%q for %s: got the findings %q, want %q", c.text, c.release, found, c.want)
		}
	}
}
