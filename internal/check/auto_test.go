package check

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// backend writes a manifest with a spec.
func backend(spec string) string {
	return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: x}\nspec: " + spec + "\n"
}

func run(t *testing.T, text string, o Options) *diag.Result {
	t.Helper()
	o.Templates = true
	r, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestAuto holds what is said where no target is pinned, and by whom the document is accepted.
func TestAuto(t *testing.T) {
	for _, c := range []struct{ name, spec, accepted, want string }{
		{"every release", "{type: Static, static: {hosts: [{host: a, port: 1}]}}", "catalog kgateway-2.0 kgateway-2.1 kgateway-2.2 kgateway-2.3 kgateway-2.4", ""},
		{"the newest only", "{priorityGroups: [{backendRefs: [{name: a}]}]}", "catalog kgateway-2.4", ""},
		{"no type", "{static: {hosts: [{host: a, port: 1}]}}", "catalog kgateway-2.4", ""},
		{"one older release", "{type: MCP, mcp: {targets: [{name: a, static: {host: a, port: 1}}]}}", "kgateway-2.1",
			`target-outdated accepted by kgateway-2.1 only; kgateway-2.4 rejects it: unknown value "MCP"`},
		{"the published schema only", "{type: Static, static: {hosts: [{host: a, port: 1, tls: {sni: b}}]}}", "catalog",
			`target-outdated accepted by catalog only; kgateway-2.4 rejects it: unknown field "tls"`},
		{"nothing, in kgateway's terms", "{type: Static, static: {hosts: [{hots: a, port: b}]}}", "",
			`closest-target no target accepts this document; the findings are those of kgateway-2.4, which comes closest|unknown-field |wrong-type `},
		{"nothing, in the published schema's terms", "{type: Static, static: {hosts: [{host: a, port: b, tls: {sni: b}}]}}", "",
			`closest-target no target accepts this document; the findings are those of catalog, which comes closest|wrong-type `},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := run(t, backend(c.spec), Options{AllVerdicts: true})
			var accepted []string
			for _, v := range r.Documents[0].Verdicts {
				if v.Valid {
					accepted = append(accepted, v.Target)
				}
			}
			if strings.Join(accepted, " ") != c.accepted {
				t.Errorf("accepted by %v, want %s", accepted, c.accepted)
			}
			var found []string
			for _, d := range r.Diagnostics {
				found = append(found, d.Rule+" "+d.Message)
			}
			want := strings.Split(c.want, "|")
			if c.want == "" {
				want = nil
			}
			if !slices.EqualFunc(found, want, strings.HasPrefix) {
				t.Errorf("found %q, want %q", found, want)
			}
		})
	}
}

// TestVerdicts holds which targets have a row: those that were asked for, those of the document's own comment, and under
// auto all of them where they are wanted.
func TestVerdicts(t *testing.T) {
	text := backend("{type: Static, static: {hosts: [{host: a, port: 1}]}}")
	two, err := target.ParseList("2.1,2.3")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, text string
		options    Options
		want       int
	}{
		{"auto", text, Options{}, 1},
		{"auto, all wanted", text, Options{AllVerdicts: true}, 6},
		{"two", text, Options{Targets: two}, 2},
		{"comment over configuration", "# backendctl: target=2.4\n" + text, Options{Targets: two}, 1},
		{"flag over comment", "# backendctl: target=2.4\n" + text, Options{Targets: two, Override: true}, 2},
		{"comment for auto", "# backendctl: target=auto\n" + text, Options{Targets: two, AllVerdicts: true}, 6},
		{"comment with several", "# backendctl: target=all\n" + text, Options{}, 5},
		{"broken", "# c\n" + strings.Replace(text, "spec:", "spec", 1), Options{Targets: two}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := len(run(t, c.text, c.options).Documents[0].Verdicts); got != c.want {
				t.Errorf("%d verdicts, want %d", got, c.want)
			}
		})
	}
}

// TestMerged holds that what several targets say alike is said once, with all of them.
func TestMerged(t *testing.T) {
	r := run(t, backend("{type: Static, static: {hosts: [{host: a, port: 70000}, {host: b, prot: 1}]}}"), Options{Targets: target.Releases()})
	var got []string
	for _, d := range r.Diagnostics {
		got = append(got, d.Rule+" "+strings.Join(target.Ranges(d.Targets), " "))
	}
	if want := []string{"out-of-range kgateway-2.0", "unknown-field kgateway-2.0..2.4"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// TestSeverity holds that the configuration changes what counts, and not what is accepted.
func TestSeverity(t *testing.T) {
	severity := func(rule, _ string) (diag.Severity, bool) {
		return map[string]diag.Severity{"unknown-field": diag.Warning, "missing-field": diag.Off}[rule], rule == "unknown-field" || rule == "missing-field"
	}
	r := run(t, backend("{static: {hosts: [{host: a, x: 1}]}}"), Options{Targets: []target.Target{target.Latest()}, Severity: severity})
	if len(r.Diagnostics) != 1 || r.Worst() != diag.Warning || r.Documents[0].Verdicts[0].Valid {
		t.Errorf("%d findings, the worst a %s, accepted %t", len(r.Diagnostics), r.Worst(), r.Documents[0].Verdicts[0].Valid)
	}
}

// TestOrder holds that the result does not depend on the number of workers.
func TestOrder(t *testing.T) {
	var files []*source.File
	for _, name := range []string{"c", "a", "b", "e", "d"} {
		files = append(files, source.New(name, []byte(backend("{gcp: {hots: a}}")+"---\n"+backend("{gcp: 5}"))))
	}
	first, err := Files(t.Context(), files, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again, err := Files(t.Context(), files, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(first.Diagnostics, again.Diagnostics, func(a, b diag.Diagnostic) bool { return diag.Compare(a, b) == 0 }) ||
			!slices.EqualFunc(first.Documents, again.Documents, func(a, b diag.Document) bool { return a.File == b.File && a.Index == b.Index }) {
			t.Fatal("the order differs from run to run")
		}
	}
}

// TestList holds that what is wrong in an item of a List is that item's, and what is wrong around them is every item's.
func TestList(t *testing.T) {
	const (
		head    = "apiVersion: v1\nkind: List\nitems:\n"
		service = "- apiVersion: v1\n  kind: Service\n  metadata: {name: s}\n"
		right   = "- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: x}\n  spec: {gcp: {host: a}}\n"
		twice   = "- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: x}\n  spec: {gcp: {host: a, host: b}}\n"
		named   = "- apiVersion: gateway.kgateway.io/v1alpha1\n  kind: Backend\n  metadata: {name: x}\n  spec: {gcp: {host: a}}\n"
	)
	for _, c := range []struct{ name, text, verdicts, rules string }{
		{"right", head + service + right, "- true", ""},
		{"behind another kind", head + service + twice, "- false", "duplicate-key"},
		{"beside a right one", head + right + twice + right, "true false true", "duplicate-key"},
		{"in the envelope", "kind: List\n" + head + right + right, "false false", "duplicate-key"},
		{"misnamed", head + service + named, "- false", "unknown-kind"},
		{"broken", head + strings.Replace(right, "  kind", "   kind", 1), "false", "yaml-syntax"},
		{"broken, of other kinds", head + strings.Replace(service, "  kind", "   kind", 1), "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := run(t, c.text, Options{Targets: []target.Target{target.Latest()}})
			var verdicts, rules []string
			for _, d := range r.Documents {
				verdict := "-"
				if !d.Skipped {
					verdict = strconv.FormatBool(d.Verdicts[0].Valid)
				}
				verdicts = append(verdicts, verdict)
			}
			for _, d := range r.Diagnostics {
				rules = append(rules, d.Rule)
			}
			if got := strings.Join(verdicts, " "); got != c.verdicts {
				t.Errorf("verdicts %s, want %s", got, c.verdicts)
			}
			if got := strings.Join(rules, " "); got != c.rules {
				t.Errorf("found %s, want %s", got, c.rules)
			}
		})
	}
}

// TestIdentity holds what is judged, what is a near miss and what is none of our business.
func TestIdentity(t *testing.T) {
	const spec = "metadata: {name: x}\nspec: {static: {hosts: [{host: a, port: 1}]}}\n"
	for head, want := range map[string]string{
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n":  "judged",
		"apiVersion: gateway.kgateway.io/v1alpha1\nkind: Backend\n":   "misnamed",
		"apiVersion: gateway.kgateway.dev/v1\nkind: Backend\n":        "misnamed",
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: backend\n":  "misnamed",
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backends\n": "misnamed",
		"apiVersion: gateway.kgateway.dev/v1alpha1\n":                 "misnamed",
		"kind: Backend\n": "misnamed",
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: TrafficPolicy\n": "other",
		"apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: Backend\n":      "other",
		"apiVersion: gloo.solo.io/v1\nkind: Upstream\n":                    "other",
		"apiVersion: v1\nkind: Service\n":                                  "other",
		"":                                                                 "other",
	} {
		r := run(t, head+spec, Options{Targets: []target.Target{target.Latest()}})
		got := "judged"
		switch {
		case len(r.Documents) == 0 || r.Documents[0].Skipped:
			got = "other"
		case slices.ContainsFunc(r.Diagnostics, func(d diag.Diagnostic) bool { return d.Rule == ruleKind }):
			got = "misnamed"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", head, got, want)
		}
	}
}
