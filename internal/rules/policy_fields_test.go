package rules_test

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

const fieldRule = "policy-field-unknown"

// policyOf returns a policy with a spec that begins on line 5.
func policyOf(apiVersion, kind, spec string) string {
	return "apiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {name: p, labels: {any: key}, annotations: {other: key}}\nspec:\n  " +
		strings.ReplaceAll(spec, "\n", "\n  ") + "\n"
}

func TestPolicyFields(t *testing.T) {
	config := func(spec string) string {
		return policyOf("gateway.kgateway.dev/v1alpha1", "BackendConfigPolicy", spec)
	}
	traffic := func(spec string) string { return policyOf("gateway.kgateway.dev/v1alpha1", "TrafficPolicy", spec) }
	extension := func(spec string) string { return policyOf("gateway.kgateway.dev/v1alpha1", "GatewayExtension", spec) }
	listener := func(spec string) string { return policyOf("gateway.kgateway.dev/v1alpha1", "ListenerPolicy", spec) }
	httpListener := func(spec string) string {
		return policyOf("gateway.kgateway.dev/v1alpha1", "HTTPListenerPolicy", spec)
	}
	tls := func(version, spec string) string {
		return policyOf("gateway.networking.k8s.io/"+version, "BackendTLSPolicy", spec)
	}
	runPolicies(t, []policyCase{
		{rule: fieldRule, name: "config: a field of a later release", release: "2.2", text: config("upstreamProxyProtocol: {}"), want: []string{`5 error unknown field "upstreamProxyProtocol": the field was added in kgateway 2.3`}},
		{rule: fieldRule, name: "config: a field of this release", release: "2.3", text: config("upstreamProxyProtocol: {}")},
		{rule: fieldRule, name: "config: a misspelt field", text: config("conectTimeout: 1s"), want: []string{`5 error unknown field "conectTimeout", did you mean "connectTimeout"?`}},
		{rule: fieldRule, name: "config: too little indented", text: config("tls:\n  sni: a\nwellKnownCACertificates: System"), want: []string{`7 error unknown field "wellKnownCACertificates": it is a field of spec.tls: indent it under tls`}},
		{rule: fieldRule, name: "config: below an empty field", text: config("tcpKeepalive:\nkeepAliveTime: 1s"), want: []string{`6 error unknown field "keepAliveTime": it is a field of spec.tcpKeepalive: indent it under tcpKeepalive`}},
		{rule: fieldRule, name: "config: too much indented", text: config("tls:\n  sni: a\n  connectTimeout: 1s"), want: []string{`7 error unknown field "connectTimeout": it is a field of spec: move it out of tls`}},
		{rule: fieldRule, name: "config: a field of another object", text: config("keepAliveTime: 1s"), want: []string{`5 error unknown field "keepAliveTime": it is a field of spec.tcpKeepalive`}},
		{rule: fieldRule, name: "config: an open map", text: config("targetSelectors:\n- {group: '', kind: Service, matchLabels: {any: key}}")},
		{rule: fieldRule, name: "config: an object without fields", text: config("loadBalancer: {random: {weight: 1}}"), want: []string{`5 error unknown field "weight"`}},
		{rule: fieldRule, name: "config: in a list", text: config("targetRefs:\n- {group: '', kind: Service, nme: web}"), want: []string{`6 error unknown field "nme", did you mean "name"?`}},
		{rule: fieldRule, name: "config: next to an empty list", text: config("targetRefs:\nname: web"), want: []string{`6 error unknown field "name"`}},
		{rule: fieldRule, name: "config: outside of spec", text: config("connectTimeout: 1s") + "tls: {}\n", want: []string{`6 error unknown field "tls": it is a field of spec: indent it under spec`}},
		{rule: fieldRule, name: "config: a null", text: config("conectTimeout: null"), want: []string{`5 error unknown field "conectTimeout"`}},
		{rule: fieldRule, name: "config: templates", text: config("'{{ .key }}': 1s\nconnectTimeout: '{{ .timeout }}'\ntls: '{{ .tls }}'")},
		{rule: fieldRule, name: "config: a directive", text: config("$patch: delete")},
		{rule: fieldRule, name: "config: values of wrong types", text: config("connectTimeout: {seconds: 1}\ntls: [a, {sni: a}]\ntargetRefs: {name: a}")},
		{rule: fieldRule, name: "config: an alias", text: config("tls: &tls {snii: a}\nhealthCheck: {http: *tls}"), want: []string{`5 error unknown field "snii"`}},
		{rule: fieldRule, name: "config: 2.0, which does not have the kind", release: "2.0", text: config("conectTimeout: 1s")},
		{rule: fieldRule, name: "config: the catalog", release: "catalog", text: config("conectTimeout: 1s")},
		{rule: fieldRule, name: "config: another apiVersion", text: policyOf("gateway.kgateway.dev/v1", "BackendConfigPolicy", "conectTimeout: 1s")},

		{rule: fieldRule, name: "traffic: a removed field", release: "2.2", text: traffic("ai: {}"), want: []string{`5 error unknown field "ai": the field was removed after kgateway 2.1`}},
		{rule: fieldRule, name: "traffic: a field of this release", release: "2.1", text: traffic("ai: {}")},
		{rule: fieldRule, name: "traffic: a misspelt field", text: traffic("urlRewrte: {}"), want: []string{`5 error unknown field "urlRewrte", did you mean "urlRewrite"?`}},
		{rule: fieldRule, name: "traffic: a misplaced field", text: traffic("extAuth: {}\nextensionRef: {name: e}"), want: []string{`6 error unknown field "extensionRef": it is a field of spec.extAuth: indent it under extAuth`}},
		{rule: fieldRule, name: "traffic: an open object", text: traffic("cors: {anything: {goes: here}}\nextAuth: {contextExtensions: {any: key}}")},
		{rule: fieldRule, name: "traffic: templates", text: traffic("'{{ .key }}': {}\ncors: '{{ .cors }}'")},

		{rule: fieldRule, name: "extension: a field of a later release", release: "2.1", text: extension("oauth2: {}"), want: []string{`5 error unknown field "oauth2": the field was added in kgateway 2.2`}},
		{rule: fieldRule, name: "extension: a field of this release", release: "2.2", text: extension("oauth2: {}")},
		{rule: fieldRule, name: "extension: a misspelt field", text: extension("extAuth: {grpcService: {backndRef: {name: a}}}"), want: []string{`5 error unknown field "backndRef", did you mean "backendRef"?`}},
		{rule: fieldRule, name: "extension: a misplaced field", text: extension("extAuth:\n  grpcService: {}\n  backendRef: {name: a}"), want: []string{`7 error unknown field "backendRef": it is a field of spec.extAuth.grpcService: indent it under grpcService`}},
		{rule: fieldRule, name: "extension: an open map", text: extension("extAuth: {httpService: {authorizationRequest: {headersToAdd: {any: key}}}}")},
		{rule: fieldRule, name: "extension: templates", text: extension("extAuth: {grpcService: {'{{ .key }}': {name: a}}}")},

		{rule: fieldRule, name: "listener: a misspelt field", text: listener("default: {httpSettings: {useRemoteAdress: true}}"), want: []string{`5 error unknown field "useRemoteAdress", did you mean "useRemoteAddress"?`}},
		{rule: fieldRule, name: "listener: a field of a later release", release: "2.2", text: listener("perPort: [{port: 80, listener: {httpSettings: {stripHostPortMode: Any}}}]"), want: []string{`5 error unknown field "stripHostPortMode": the field was added in kgateway 2.3`}},
		{rule: fieldRule, name: "listener: 2.1, which does not have the kind", release: "2.1", text: listener("defaults: {}")},
		{rule: fieldRule, name: "http listener: a field of a later release", release: "2.0", text: httpListener("idleTimeout: 5s"), want: []string{`5 error unknown field "idleTimeout": the field was added in kgateway 2.1`}},
		{rule: fieldRule, name: "http listener: a field of this release", release: "2.1", text: httpListener("idleTimeout: 5s\naccessLog: [{fileSink: {path: /dev/stdout, jsonFormat: {any: key}}}]")},

		{rule: fieldRule, name: "tls: v1", text: tls("v1", "validation: {hostname: a}\noptions: {any: key}")},
		{rule: fieldRule, name: "tls: v1alpha3", release: "2.0", text: tls("v1alpha3", "validation: {hostname: a, subjectAltNames: []}")},
		{rule: fieldRule, name: "tls: an unknown version", text: tls("v1alpha2", "targetRef: {}")},
		{rule: fieldRule, name: "tls: a field that v1 does not have", text: tls("v1", "targetRef: {}"), want: []string{`5 warning unknown field "targetRef", did you mean "targetRefs"?`}},
		{rule: fieldRule, name: "tls: a misspelt field", text: tls("v1", "validation: {hostnme: a}"), want: []string{`5 warning unknown field "hostnme", did you mean "hostname"?`}},
		{rule: fieldRule, name: "tls: a misplaced field", text: tls("v1", "validation:\nhostname: a"), want: []string{`6 warning unknown field "hostname": it is a field of spec.validation: indent it under validation`}},
		{rule: fieldRule, name: "tls: templates", text: tls("v1", "validation: {'{{ .key }}': a}")},
	})
}

func TestPolicyFieldsByTarget(t *testing.T) {
	web := "# backendctl: target=kgateway-2.3\n" + backend("192.0.2.10", 9000)
	policy := configPolicy("upstreamProxyProtocol: {}")
	removed := policyOf("gateway.kgateway.dev/v1alpha1", "TrafficPolicy", "ai: {}")
	for name, c := range map[string]struct {
		text    string
		targets string
		want    string
	}{
		"several target releases":                     {policy, "2.1..2.4", "error kgateway-2.1 kgateway-2.2"},
		"auto, and a Backend with a target directive": {web + policy, "auto", ""},
		"auto, a field of another release":            {removed, "auto", "warning " + target.Latest().ID},
		"auto, a field of no release":                 {configPolicy("unlike: {}"), "auto", "error " + target.Latest().ID},
		"one target release":                          {removed, "2.4", "error kgateway-2.4"},
	} {
		var judged []target.Target
		if c.targets != "auto" {
			var err error
			if judged, err = target.ParseList(c.targets); err != nil {
				t.Fatal(err)
			}
		}
		r, err := check.Files(t.Context(), []*source.File{source.New("x.yaml", []byte(c.text))}, check.Options{Targets: judged, Rules: rules.All()})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range r.Diagnostics {
			if d.Rule == fieldRule {
				got = append(got, d.Severity.String()+" "+strings.Join(d.Targets, " "))
			}
		}
		if strings.Join(got, ";") != c.want {
			t.Errorf("%s: got findings with %q, want %q", name, got, c.want)
		}
	}
}

func TestPolicyFieldFixes(t *testing.T) {
	for spec, want := range map[string]string{
		"conectTimeout: 1s":                              "safe connectTimeout",
		"tsl: {sni: a}":                                  "safe tls",
		"tsl: a":                                         "unsafe tls", // the value has another shape
		"connectTmout: 1s":                               "unsafe connectTimeout",
		"targetRef: []":                                  "safe targetRefs",
		"targetRef: {}":                                  "unsafe targetRefs",
		`"conectTimeout": 1s`:                            `safe "connectTimeout"`,
		"conectTimeout: 1s\n  connecTimeout: 2s":         "",
		"connectTimeout: 1s\n  conectTimeout: 1s":        "",
		"tcpKeepalive: {}\n  keepAliveTime: 1s":          "",
		"connectTimeout: null\n  conectTimeout: 1s":      "",
		"perConnectionBufferLimitBytes: 1\n  unlike: 1s": "",
	} {
		judge, err := target.Parse("2.4")
		if err != nil {
			t.Fatal(err)
		}
		text := policyOf("gateway.kgateway.dev/v1alpha1", "BackendConfigPolicy", spec)
		text = strings.ReplaceAll(text, "\n    ", "\n  ")
		r, err := check.Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, check.Options{Targets: []target.Target{judge}, Rules: rules.All()})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range r.Diagnostics {
			for _, f := range d.Fixes {
				if d.Rule == fieldRule {
					got = append(got, safetyOf(f)+" "+f.Edits[0].New)
				}
			}
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s: got the fixes %q, want %q", spec, got, want)
		}
	}
}

func safetyOf(f diag.Fix) string {
	if f.Safety == diag.Safe {
		return "safe"
	}
	return "unsafe"
}

// TestPolicyFieldsOfExamples checks that the examples of the rules have no unknown fields in any release of their range.
func TestPolicyFieldsOfExamples(t *testing.T) {
	for _, rule := range rules.All() {
		for _, release := range target.Releases() {
			if rule.ID == fieldRule || !release.Within(rule.Since, rule.Until) {
				continue
			}
			for name, text := range map[string]string{"good": rule.Good, "bad": rule.Bad} {
				if found := unknownPaths(t, text, release); len(found) > 0 {
					t.Errorf("the %s example of %s has unknown fields in %s: %q", name, rule.ID, release, found)
				}
			}
		}
	}
}
