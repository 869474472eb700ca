package check

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// backend returns a manifest with a spec.
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

// since returns the ids of the catalog and of the releases since a line.
func since(line string) string {
	ids := []string{target.Published().ID}
	for _, t := range target.Releases() {
		if t.Within(line, "") {
			ids = append(ids, t.ID)
		}
	}
	return strings.Join(ids, " ")
}

// TestAuto checks a run without a pinned target: the targets that accept the document, the closest release if no release accepts it, and
// the findings.
func TestAuto(t *testing.T) {
	newest, line := target.Latest().ID, target.Latest().Release
	for _, c := range []struct{ name, spec, accepted, closest, want string }{
		{"accepted by every release", "{type: Static, static: {hosts: [{host: a, port: 1}]}}", since("2.0"), "", ""},
		{"accepted only by new releases", "{priorityGroups: [{backendRefs: [{name: a}]}]}", since("2.4"), "", ""},
		{"without a type", "{static: {hosts: [{host: a, port: 1}]}}", since("2.4"), "", ""},
		{"accepted by one older release", "{type: MCP, mcp: {targets: [{name: a, static: {host: a, port: 1}}]}}", "kgateway-2.1", "",
			`target-outdated accepted by kgateway 2.1 only; ` + line + ` says: unknown value "MCP"`},
		{"an unknown field without a value", "{type: AWS, aws: {accountId: '123456789012', lambda: {functionName: f}, region: us-east-1}, x: null}", "catalog", newest, `unknown-field unknown field "x"`},
		{"in the shape of the catalog, a static host", "{type: Static, static: {hosts: [{host: a, port: 1, tls: {sni: b}}]}}", "catalog", "",
			`target-outdated no kgateway release accepts this, only the catalog does; ` + line + ` says: unknown field "tls"`},
		{"in the shape of the catalog, a Lambda", "{type: AWS, aws: {lambdaFunctionName: f, region: us-east-1}}", "catalog", "",
			`target-outdated no kgateway release accepts this, only the catalog does; ` + line + ` says: unknown field "lambdaFunctionName"`},
		{"in the shape of the catalog, AI", "{type: AI, ai: {provider: {type: openai}}}", "catalog", "",
			`target-outdated no kgateway release accepts this, only the catalog does; ` + line + ` says: unknown value "AI"`},
		{"in the shape of the catalog, with a misspelt field", "{type: Static, static: {hosts: [{host: a, prot: 1, tls: {sni: b}}]}}", "catalog", newest,
			`unknown-field unknown field "prot", did you mean "port"?|unknown-field unknown field "tls"`},
		{"in the shape of the catalog, with a wrong value", "{type: Static, static: {hosts: [{host: a, port: b, tls: {sni: b}}]}}", "", newest,
			`wrong-type |unknown-field unknown field "tls"`},
		{"a misspelt field", "{static: {hosts: [{host: a, prot: 1}]}}", "catalog", newest, `unknown-field unknown field "prot", did you mean "port"?`},
		{"two members", "{static: {hosts: [{host: a, port: 1}]}, gcp: {host: b}}", "catalog", newest, "union-members "},
		{"a member of one older release with a wrong value", "{type: MCP, mcp: {targets: [{name: a, static: {host: a, port: 1, protcol: SSE}}]}}", "", "kgateway-2.1",
			`unknown-field unknown field "protcol", did you mean "protocol"?`},
		{"a member of two older releases with a misspelt field", "{type: AI, ai: {llm: {openai: {modl: m, authToken: {kind: SecretRef, secretRef: {name: s}}}}}}", "catalog", "kgateway-2.1",
			`unknown-field unknown field "modl", did you mean "model"?`},
		{"several errors", "{type: Static, static: {hosts: [{hots: a, port: b}]}}", "", newest, `unknown-field |wrong-type `},
		{"no member", "{type: Static}", "catalog", newest, "union-type "},
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
			if got := r.Documents[0].Closest; got != c.closest {
				t.Errorf("the closest release is %q, want %q", got, c.closest)
			}
			var found []string
			for _, d := range r.Diagnostics {
				found = append(found, d.Rule+" "+d.Message)
				if len(d.Fixes) > 0 && d.Severity != diag.Error {
					t.Errorf("a warning about another target has a fix: %s", d.Message)
				}
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

// TestClosestSuppressed checks that a document whose errors are all suppressed has no closest release, so that the summary does not list it
// as invalid.
func TestClosestSuppressed(t *testing.T) {
	r := run(t, "# backendctl:ignore-file unknown-field a webhook\n"+backend("{static: {hosts: [{host: a, port: 1, x: 1}]}}"), Options{})
	if r.Documents[0].Closest != "" || r.Worst() != diag.Off {
		t.Errorf("the closest release is %q and the worst severity %s, want none and off", r.Documents[0].Closest, r.Worst())
	}
}

// TestCatalog checks that the target catalog accepts unknown fields and warns about them.
func TestCatalog(t *testing.T) {
	catalog, err := target.ParseList("catalog")
	if err != nil {
		t.Fatal(err)
	}
	for spec, want := range map[string]string{
		"{static: {hosts: [{host: a, port: 1, tls: {sni: b}}]}}":                   "",
		"{static: {hosts: [{host: a, prot: 1}]}}":                                  `warning unknown field "prot", did you mean "port"?`,
		"{type: AI, ai: {provider: {openai: {authToken: {secretRf: {name: x}}}}}}": `warning unknown field "secretRf", did you mean "secretRef"?`,
		"{gcp: {host: a}}": `warning unknown field "gcp"`,
	} {
		r := run(t, backend(spec), Options{Targets: catalog})
		var found []string
		for _, d := range r.Diagnostics {
			found = append(found, d.Severity.String()+" "+d.Message)
		}
		if got := strings.Join(found, "|"); got != want || !r.Documents[0].Verdicts[0].Valid {
			t.Errorf("%s: found %s, want %s; valid is %t, want true", spec, got, want, r.Documents[0].Verdicts[0].Valid)
		}
	}
}

// TestVerdicts checks the number of targets with a verdict: the selected targets, the targets in the document's own comment or, under auto,
// all targets if AllVerdicts is set.
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
		{"auto, all verdicts", text, Options{AllVerdicts: true}, len(target.All())},
		{"two selected targets", text, Options{Targets: two}, 2},
		{"comment over configuration", "# backendctl: target=2.4\n" + text, Options{Targets: two}, 1},
		{"flag over comment", "# backendctl: target=2.4\n" + text, Options{Targets: two, Override: true}, 2},
		{"comment for auto", "# backendctl: target=auto\n" + text, Options{Targets: two, AllVerdicts: true}, len(target.All())},
		{"comment with several targets", "# backendctl: target=all\n" + text, Options{}, len(target.Releases())},
		{"document that cannot be decoded", "# c\n" + strings.Replace(text, "spec:", "spec", 1), Options{Targets: two}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := len(run(t, c.text, c.options).Documents[0].Verdicts); got != c.want {
				t.Errorf("got %d verdicts, want %d", got, c.want)
			}
		})
	}
}

// TestMerged checks that a finding of several targets is reported once, with all targets.
func TestMerged(t *testing.T) {
	r := run(t, backend("{type: Static, static: {hosts: [{host: a, port: 70000}, {host: b, prot: 1}]}}"), Options{Targets: target.Releases()})
	var got []string
	for _, d := range r.Diagnostics {
		got = append(got, d.Rule+" "+strings.Join(target.Ranges(d.Targets), " "))
	}
	if want := []string{"out-of-range kgateway-2.0", "unknown-field kgateway-2.0.." + target.Latest().Release}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// TestSeverity checks that the configuration changes severities, but not verdicts.
func TestSeverity(t *testing.T) {
	severity := func(rule, _ string) (diag.Severity, bool) {
		return map[string]diag.Severity{"unknown-field": diag.Warning, "missing-field": diag.Off}[rule], rule == "unknown-field" || rule == "missing-field"
	}
	r := run(t, backend("{static: {hosts: [{host: a, x: 1}]}}"), Options{Targets: []target.Target{target.Latest()}, Severity: severity})
	if len(r.Diagnostics) != 1 || r.Worst() != diag.Warning || r.Documents[0].Verdicts[0].Valid {
		t.Errorf("got %d findings, the worst severity %s, and valid %t; want one warning, and false", len(r.Diagnostics), r.Worst(), r.Documents[0].Verdicts[0].Valid)
	}
}

// TestOrder checks that the result does not depend on the number of workers.
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

// TestList checks that an error in an item of a List belongs to that item, and an error outside the items belongs to every item.
func TestList(t *testing.T) {
	const (
		head    = "apiVersion: v1\nkind: List\nitems:\n"
		service = "- apiVersion: v1\n  kind: Service\n  metadata: {name: s}\n"
		right   = "- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: x}\n  spec: {gcp: {host: a}}\n"
		twice   = "- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: x}\n  spec: {gcp: {host: a, host: b}}\n"
		named   = "- apiVersion: gateway.kgateway.io/v1alpha1\n  kind: Backend\n  metadata: {name: x}\n  spec: {gcp: {host: a}}\n"
	)
	for _, c := range []struct{ name, text, verdicts, rules string }{
		{"valid Backend", head + service + right, "- true", ""},
		{"error after an item of another kind", head + service + twice, "- false", "duplicate-key"},
		{"error between valid items", head + right + twice + right, "true false true", "duplicate-key"},
		{"error in the envelope of the List", "kind: List\n" + head + right + right, "false false", "duplicate-key"},
		{"near miss", head + service + named, "- false", "unknown-kind"},
		{"List that cannot be decoded", head + strings.Replace(right, "  kind", "   kind", 1), "false", "yaml-syntax"},
		{"List of other kinds that cannot be decoded", head + strings.Replace(service, "  kind", "   kind", 1), "", ""},
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
				t.Errorf("the verdicts are %s, want %s", got, c.verdicts)
			}
			if got := strings.Join(rules, " "); got != c.rules {
				t.Errorf("found %s, want %s", got, c.rules)
			}
		})
	}
}

// TestIdentity checks which documents are checked as Backends, which are near misses and which are skipped.
func TestIdentity(t *testing.T) {
	const (
		static   = "metadata: {name: x}\nspec: {static: {hosts: [{host: a, port: 1}]}}\n"
		proxy    = "metadata: {name: x}\nspec: {dynamicForwardProxy: {}}\n"
		groups   = "metadata: {name: x}\nspec: {priorityGroups: [{backendRefs: [{name: a}]}]}\n"
		endpoint = "metadata: {name: x}\nspec: {endpoints: [{fqdn: {hostname: a, port: 1}}]}\n"
		bucket   = "metadata: {name: x}\nspec: {aws: {bucket: b}}\n"
	)
	for _, c := range []struct{ head, body, want string }{
		{"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n", static, "judged"},
		{"apiVersion: gateway.kgateway.io/v1alpha1\nkind: Backend\n", static, "misnamed"},
		{"apiVersion: gateway.kgateway.dev/v1\nkind: Backend\n", static, "misnamed"},
		{"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: backend\n", static, "misnamed"},
		{"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backends\n", static, "misnamed"},
		{"apiVersion: gateway.kgateway.dev/v1alpha1\n", static, "misnamed"},
		{"kind: Backend\n", static, "misnamed"},
		{"kind: Backend\n", endpoint, "misnamed"},
		{"kind: Backend\n", "team: x\n", "other"},
		{"apiVersion: v1alpha1\nkind: Backend\n", static, "misnamed"},
		{"apiVersion: v1\nkind: Backend\n", proxy, "misnamed"},
		{"apiVersion: gateway.networking.k8s.io/v1\nkind: Backend\n", groups, "misnamed"},
		{"apiVersion: example.com/v1\nkind: Backend\n", static, "misnamed"},
		{"apiVersion: example.com/v1\nkind: Backend\n", bucket, "other"},
		{"apiVersion: v1alpha1\nkind: Backend\n", endpoint, "other"},
		{"apiVersion: \"{{ .Values.version }}\"\nkind: Backend\n", static, "judged"},
		{"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: \"{{ .Values.kind }}\"\n", static, "judged"},
		{"apiVersion: ${VERSION}\nkind: ${KIND}\n", static, "judged"},
		{"apiVersion: ${VERSION}\nkind: ${KIND}\n", endpoint, "other"},
		{"apiVersion: \"{{ .Values.version }}\"\nkind: Service\n", static, "other"},
		{"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: TrafficPolicy\n", static, "other"},
		{"apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: Backend\n", static, "other"},
		{"apiVersion: gloo.solo.io/v1\nkind: Upstream\n", static, "other"},
		{"apiVersion: v1\nkind: Service\n", static, "other"},
		{"", static, "other"},
	} {
		r := run(t, c.head+c.body, Options{Targets: []target.Target{target.Latest()}})
		got := "judged"
		switch {
		case len(r.Documents) == 0 || r.Documents[0].Skipped:
			got = "other"
		case slices.ContainsFunc(r.Diagnostics, func(d diag.Diagnostic) bool { return d.Rule == ruleKind }):
			got = "misnamed"
		}
		if got != c.want {
			t.Errorf("%q is treated as %s, want %s", c.head+c.body, got, c.want)
		}
	}
}

// TestNearSource checks which documents are near misses of resources of other products, and which are other kinds of these products.
func TestNearSource(t *testing.T) {
	kinds := func(apiVersion string, kinds ...string) []string {
		for i, kind := range kinds {
			kinds[i] = "apiVersion: " + apiVersion + "\nkind: " + kind + "\nspec: {}\n"
		}
		return kinds
	}
	for want, texts := range map[string][]string{
		"near": slices.Concat(
			kinds("gloo.solo.io/v1", "Upstreem", "upstream", "Upstreams"),
			kinds("glo.solo.io/v1", "Upstream", "Upstreem"), kinds("gloo.solo.io", "Upstream"),
			kinds("networking.istio.io/v1beta1", "ServiceEntri", "ServiceEntries", "DestinatonRule"),
			kinds("networking.itsio.io/v1", "ServiceEntry"),
			kinds("gateway.envoyproxy.io/v1alpha1", "Backnd"), kinds("gateway.envoyprox.io/v1alpha1", "Backend"),
			kinds("agentgateway.dev/v1alpha1", "AgentgatwayBackend"),
		),
		"other": slices.Concat(
			kinds("gloo.solo.io/v1", "Upstream", "UpstreamList", "UpstreamGroup", "UpstreamGroupList", "Settings", "Proxy", "Endpoint", "Secret", "Artifact"),
			kinds("gloo.solo.io/v2", "Upstream"),
			kinds("networking.istio.io/v1", "ServiceEntry", "DestinationRule", "ServiceEntryList", "DestinationRuleList", "VirtualService", "Gateway",
				"Sidecar", "WorkloadEntry", "WorkloadGroup", "EnvoyFilter", "ProxyConfig", "Service"),
			kinds("gateway.envoyproxy.io/v1alpha1", "Backend", "BackendList", "BackendTrafficPolicy", "ClientTrafficPolicy", "EnvoyExtensionPolicy",
				"EnvoyPatchPolicy", "EnvoyProxy", "HTTPRouteFilter", "SecurityPolicy"),
			kinds("agentgateway.dev/v1alpha1", "AgentgatewayBackend", "AgentgatewayPolicy", "AgentgatewayParameters"),
			kinds("example.com/v1", "Upstream", "Upstreem", "ServiceEntry"), kinds("networking.k8s.io/v1", "Ingress", "NetworkPolicy", "ServiceCIDR"),
			kinds("multicluster.x-k8s.io/v1alpha1", "ServiceExport", "ServiceImport"), kinds("v1", "Service", "ServiceAccount", "Secret"),
			[]string{"apiVersion: v1\nkind: Service\nspec: {externalName: a}\n", "apiVersion: v1\nkind: [\n", "kind: Upstream\n"},
		),
	} {
		for _, text := range texts {
			f := source.New("a.yaml", []byte(text))
			documents, _ := manifest.Parse(f, manifest.Options{})
			if found := NearMiss(documents[0]); (len(found) > 0) != (want == "near") {
				t.Errorf("%q has the findings %v, want %s", text, found, want)
			}
			if want == "near" && !relevance.Related(f) {
				t.Errorf("%q is not parsed", text)
			}
		}
	}
}
