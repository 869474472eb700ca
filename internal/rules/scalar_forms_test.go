package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/lint"
)

type lintRule = lint.Rule

func TestAmbiguousNumber(t *testing.T) {
	for port, want := range map[string]string{
		"80": "", `"80"`: "", "'0443'": "", "!!int 0443": "", "{{ .port }}": "", "1.5": "", "0": "", "-1": "",
		"0443":      "the API server reads 0443 as octal: 291",
		"08080":     "08080 is 8080 to the API server, but may have another value to other parsers",
		"0x1bb":     "0x1bb is 443 to the API server, but may have another value to other parsers",
		"0b11":      "0b11 is 3 to the API server, but may have another value to other parsers",
		"1_000":     "1_000 is 1000 to the API server, but may have another value to other parsers",
		"+80":       "+80 is 80 to the API server, but may have another value to other parsers",
		"0o17":      "0o17 is 15 to the API server, but may have another value to other parsers",
		"8080.0":    "8080.0 is 8080 to the API server, but may have another value to other parsers",
		"1e3":       "1e3 is 1000 to the API server, but may have another value to other parsers",
		"00":        "00 is 0 to the API server, but may have another value to other parsers",
		"0b111_000": "0b111_000 is 56 to the API server, but may have another value to other parsers",
	} {
		found := staticFound(t, backendOf("- host: 192.0.2.10", "  port: "+port), "2.4", "ambiguous-number")
		if want := "ambiguous-number 9:13 " + want; len(want) > 22 && !slices.Equal(found, []string{want}) || len(want) == 22 && len(found) > 0 {
			t.Errorf("port %s: got the findings %q, want %q", port, found, want)
		}
	}
	json := `{"apiVersion":"gateway.kgateway.dev/v1alpha1","kind":"Backend","metadata":{"name":"web"},` +
		`"spec":{"type":"Static","static":{"hosts":[{"host":"192.0.2.10","port":1e3}]}}}`
	if found := staticFound(t, json, "2.4", "ambiguous-number"); len(found) > 0 {
		t.Errorf("a number in JSON, which has one meaning for all parsers: got the findings %q, want none", found)
	}
}

// TestAmbiguousNumberFixes checks that a number that may stand for two values has no safe fix.
func TestAmbiguousNumberFixes(t *testing.T) {
	needRules(t, "ambiguous-number")
	for port, want := range map[string][]string{"0443": {"unsafe 291", "unsafe 443"}, "04_43": {"unsafe 291", "unsafe 443"}, "0x1bb": {"safe 443"}, "08080": {"safe 8080"}} {
		text := backendOf("- host: 192.0.2.10", "  port: "+port)
		var got []string
		for _, d := range staticRun(t, text, "2.4") {
			if d.Rule != "ambiguous-number" {
				continue
			}
			for _, fix := range d.Fixes {
				fixed, err := edit.Apply(text, fix.Edits)
				if err != nil {
					t.Fatal(err)
				}
				_, after, _ := strings.Cut(fixed, "port: ")
				got = append(got, string(fix.Safety)+" "+strings.TrimSpace(after))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("port %s: got the fixes %q, want %q", port, got, want)
		}
	}
}

func TestAmbiguousWords(t *testing.T) {
	head := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: web\n  annotations: {a: '1', day: 2026-01-15, vote: y}\n"
	dfp := "spec:\n  type: DynamicForwardProxy\n  dynamicForwardProxy:\n    enableTls: "
	lambda := "spec:\n  type: AWS\n  aws:\n    accountId: '123456789012'\n    lambda:\n      functionName: resize\n      qualifier: "
	for text, want := range map[string]string{
		dfp + "true":                    "",
		dfp + "True":                    "",
		dfp + "'yes'":                   "", // the schema reports it
		dfp + "{{ .tls }}":              "",
		dfp + "yes":                     "ambiguous-boolean 9:16 yes is true to the API server, but a string to a YAML 1.2 parser",
		dfp + "OFF":                     "ambiguous-boolean 9:16 OFF is false to the API server, but a string to a YAML 1.2 parser",
		dfp + "n":                       "ambiguous-boolean 9:16 n is false to the API server, but a string to a YAML 1.2 parser",
		lambda + "yes":                  "", // the schema reports it
		lambda + "12":                   "", // the schema reports it
		lambda + "v2026":                "",
		lambda + "2026-01":              "",
		lambda + "'1:30'":               "",
		lambda + "2026-1-15":            "ambiguous-string 12:18 2026-1-15 is a string to the API server, but a date to other parsers",
		lambda + "$LATEST":              "",
		lambda + "2026-01-15T10:00:00Z": "", // the schema reports it
	} {
		found := staticFound(t, head+text+"\n", "2.4", "ambiguous-boolean", "ambiguous-string", "placeholder-value")
		if want == "" && len(found) > 0 || want != "" && !slices.Equal(found, []string{want}) {
			t.Errorf("%s: got the findings %q, want %q", text, found, want)
		}
	}
}

// TestRepeatedScalars checks that a value that an alias or a merge key repeats has one finding, at the place where it is written.
func TestRepeatedScalars(t *testing.T) {
	text := backendOf("- &h {host: CHANGEME, port: &p 0x50}", "- *h", "- {host: 192.0.2.10, port: *p}", "- {<<: *h}")
	want := []string{
		`placeholder-value 8:17 "CHANGEME" is a placeholder`,
		"ambiguous-number 8:36 0x50 is 80 to the API server, but may have another value to other parsers",
	}
	if found := staticFound(t, text, "2.4", "placeholder-value", "ambiguous-number"); !slices.Equal(found, want) {
		t.Errorf("got the findings %q, want %q", found, want)
	}
	for _, d := range staticRun(t, text, "2.4") {
		if d.Rule == "ambiguous-number" && len(d.Fixes) > 0 {
			t.Error("got a fix for a number that an alias repeats")
		}
	}
}

func TestInvisibleElsewhere(t *testing.T) {
	text := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web, annotations: {note: \"a\u00a0b\"}}\nspec:\n  type: AWS\n" +
		"  aws:\n    accountId: '123456789012'\n    auth:\n      type: Secret\n      secretRef: {name: \"keys\u202e\"}\n    lambda: {functionName: f}\n"
	want := []string{`invisible-character 10:25 "keys\u202e" contains a text direction mark (U+202E): it looks right but matches nothing`}
	if found := staticFound(t, text, "2.4", "invisible-character"); !slices.Equal(found, want) {
		t.Errorf("got the findings %q, want %q", found, want)
	}
}

// TestBlank checks in which fields a blank value is reported, and by which rule.
func TestBlank(t *testing.T) {
	aws := "  type: AWS\n  aws:\n    accountId: '123456789012'\n    lambda: {functionName: f}\n    auth: {type: Secret, secretRef: {name: %s}}\n"
	filter := "  aws: {region: eu-central-1, ec2: {port: 80, filters: [{keyValue: {key: %s, value: ' '}}]}}\n"
	model := "  type: AI\n  ai: {llm: {openai: {model: %s, authToken: {kind: SecretRef, secretRef: {name: k}}}, authHeader: {headerName: x, prefix: ' '}}}\n"
	for _, c := range []struct{ release, spec, value, want string }{
		{"2.4", aws, `" "`, `invisible-character 9:44 " " is blank: it is accepted but names nothing`},
		{"2.4", aws, `"\u200b\t"`, `invisible-character 9:44 "\u200b\t" is blank: it is accepted but names nothing`},
		{"2.4", aws, `"“ ”"`, `invisible-character 9:44 "\u201c \u201d" is blank: it is accepted but names nothing`},
		{"2.4", aws, `"–"`, `invisible-character 9:44 "\u2013" contains a dash instead of a hyphen (U+2013): it looks right but matches nothing`},
		{"2.4", aws, `""`, ""},
		{"2.4", aws, `"{{ .x }}"`, ""},
		{"2.4", filter, `app`, ""}, // a tag can have any value
		{"2.4", filter, `" "`, `invisible-character 5:74 " " is blank: it is accepted but names nothing`},
		{"2.1", model, `gpt`, ""}, // a prefix can be a space
		{"2.1", model, `" "`, `invisible-character 6:30 " " is blank: it is accepted but names nothing`},
		{"2.4", "  static: {hosts: [{host: %s, port: 80}]}\n", `"\u00a0"`, `host-blank 5:27 "\u00a0" is accepted but is not a valid host: Envoy looks it up as a DNS name, which fails`},
		{"2.4", "  gcp: {host: %s}\n", `"\u00a0"`, `gcp-host-is-url 5:15 "\u00a0" is not a valid host: it does not resolve as a DNS name`},
	} {
		text := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec:\n" + fmt.Sprintf(c.spec, c.value)
		found := staticFound(t, text, c.release, "invisible-character", "host-blank", "gcp-host-is-url")
		if c.want == "" && len(found) > 0 || c.want != "" && !slices.Equal(found, []string{c.want}) {
			t.Errorf("%s: got the findings %q, want %q", text, found, c.want)
		}
	}
}

func TestBackendMetadata(t *testing.T) {
	spec := "\nspec:\n  type: Static\n  static:\n    hosts: [{host: 192.0.2.10, port: 8080}]\n"
	for _, c := range []struct {
		meta, release string
		want          []string
	}{
		{"{name: a, creationTimestamp: null, annotations: {a: b}}", "2.4", nil},
		{"{name: a, uid: u, generation: 2}", "2.4", []string{
			"server-metadata 3:21 the API server writes uid, and applying the manifest fails once the object was recreated",
			"server-metadata 3:29 the API server writes generation, and ignores it in a manifest",
		}},
		{"{name: a, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{}'}}", "2.4", []string{
			"server-metadata 3:35 kubectl writes this annotation: it is a second copy of the manifest",
		}},
		{"{name: a, annotations: {kgateway.dev/disable-istio-auto-mtls: 'T'}}", "2.4", nil},
		{"{name: a, annotations: {kgateway.dev/disable-istio-auto-mtls: yes}}", "2.4", nil}, // the schema reports it
		{"{name: a, annotations: {kgateway.dev/disable-istio-auto-mtls: '{{ .off }}'}}", "2.4", nil},
		{"{name: a, annotations: {kgateway.dev/disable-istio-auto-mtls: 'Yes'}}", "2.0", nil},
		{"{name: a, annotations: {kgateway.dev/disable-istio-auto-mtls: 'Yes'}}", "2.3", []string{
			`annotation-not-boolean 3:73 "Yes" is not a valid boolean: the Backend is dropped, and its status does not report it`,
		}},
		{"{name: a, annotations: {kgateway.dev/disable-istio-auto-mtls: ''}}", "2.4", []string{
			`annotation-not-boolean 3:73 "" is not a valid boolean: the Backend is dropped`,
		}},
		{"[]", "2.4", nil},
		{"~", "2.4", nil},
	} {
		text := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: " + c.meta + spec
		if found := staticFound(t, text, c.release, "server-metadata", "annotation-not-boolean", "namespace-implicit"); !slices.Equal(found, c.want) {
			t.Errorf("metadata %s for %s: got the findings %q, want %q", c.meta, c.release, found, c.want)
		}
	}
}

// TestLastApplied checks that the fix also removes the mapping of annotations if the annotation is its only entry.
func TestLastApplied(t *testing.T) {
	needRules(t, "server-metadata")
	head := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: web\n"
	tail := "spec:\n  type: Static\n  static:\n    hosts: [{host: 192.0.2.10, port: 8080}]\n"
	annotation := "    kubectl.kubernetes.io/last-applied-configuration: |\n      {\"kind\":\"Backend\"}\n"
	for text, want := range map[string]string{
		head + "  annotations:\n" + annotation + tail:                head + tail,
		head + "  annotations:\n" + annotation + "    a: b\n" + tail: head + "  annotations:\n    a: b\n" + tail,
	} {
		found := staticRun(t, text, "2.4")
		i := slices.IndexFunc(found, func(d diag.Diagnostic) bool { return d.Rule == "server-metadata" })
		if i < 0 || len(found[i].Fixes) != 1 {
			t.Fatalf("got the findings %v, want one with a fix", found)
		}
		if fixed, err := edit.Apply(text, found[i].Fixes[0].Edits); err != nil || fixed != want {
			t.Errorf("the fix has the error %v and gives\n%s\nwant\n%s", err, fixed, want)
		}
	}
}

func TestSetsOfBackends(t *testing.T) {
	backend := func(meta, host string) string {
		return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: " + meta +
			"\nspec: {type: Static, static: {hosts: [{host: " + host + ", port: 8080}]}}\n"
	}
	for _, c := range []struct {
		name string
		docs []string
		want []string
	}{
		{"a single Backend", []string{backend("{name: a}", "192.0.2.10")}, nil},
		{"no Backend has a namespace", []string{backend("{name: a}", "192.0.2.10"), backend("{name: b}", "192.0.2.11")}, nil},
		{"one Backend has a namespace", []string{backend("{name: a, namespace: shop}", "192.0.2.10"), backend("{name: b}", "192.0.2.11")}, []string{
			"namespace-implicit 8:1 the Backend has no namespace, but other documents have one",
		}},
		{"two Backends with the same spec", []string{backend("{name: a}", "192.0.2.10"), backend("{name: b}", "192.0.2.10")}, []string{
			`duplicate-backends 8:18 the Backends "a" and "b" have the same spec`,
		}},
		{"the same spec in two namespaces", []string{backend("{name: a, namespace: x}", "192.0.2.10"), backend("{name: b, namespace: y}", "192.0.2.10")}, nil},
		{"the same object twice", []string{backend("{name: a}", "192.0.2.10"), backend("{name: a}", "192.0.2.10")}, nil},
		{"templates", []string{backend("{name: a}", "'{{ .host }}'"), backend("{name: b}", "'{{ .host }}'")}, nil},
	} {
		found := staticFound(t, strings.Join(c.docs, "---\n"), "2.4", "duplicate-backends", "namespace-implicit")
		if !slices.Equal(found, c.want) {
			t.Errorf("%s: got the findings %q, want %q", c.name, found, c.want)
		}
	}
}

func TestTypeDeprecated(t *testing.T) {
	text := backendOf("- {host: 192.0.2.10, port: 8080}")
	for release, want := range map[string]int{"2.3": 0, "2.4": 1, "catalog": 0} {
		if found := staticFound(t, text, release, "type-deprecated"); len(found) != want {
			t.Errorf("for %s: got the findings %q, want %d", release, found, want)
		}
	}
}

// TestAmbiguousNumberElsewhere checks that a number is reported only if the target's schema expects a number. A value in a misspelt or an
// unknown field may be a string.
func TestAmbiguousNumberElsewhere(t *testing.T) {
	function := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: f\nspec:\n  type: AWS\n  %s:\n    accountId: 012345678901\n" +
		"    lambda:\n      functionName: f\n      qualifier: 007\n      %s: yes\n"
	for _, target := range []string{"2.4", "catalog"} {
		for _, names := range [][]any{{"aws", "x"}, {"awss", "x"}, {"aws", "unwrap"}} {
			for _, d := range staticRun(t, fmt.Sprintf(function, names...), target) {
				if strings.HasPrefix(d.Rule, "ambiguous-") {
					t.Errorf("%s, %v: %s: %s", target, names, d.Rule, d.Message)
				}
			}
		}
	}
}
