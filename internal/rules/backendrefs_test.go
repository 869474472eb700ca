package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// A refCase contains files and the expected findings of one rule. A finding has the form: file, line, severity, and the beginning of the
// message. The file x.yaml is omitted.
type refCase struct {
	name, rule, release string
	complete            lint.Completeness
	files               []string // names and texts in turn; a single text has the name x.yaml
	want                []string
	fixed               string // the fix of the only finding, as in checkRefFix; "" if it is not checked
}

func runRefs(t *testing.T, cases []refCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.rule+"/"+c.name, func(t *testing.T) {
			needRules(t, c.rule)
			found := refFindings(t, c)
			if len(found) != len(c.want) {
				t.Errorf("got %d findings, want %d", len(found), len(c.want))
			}
			for i, d := range found {
				got := fmt.Sprintf("%s:%d %s %s", d.File.Name(), d.File.Position(d.Span.Start).Line, d.Severity, d.Message)
				got = strings.TrimPrefix(got, "x.yaml:")
				if i >= len(c.want) || !strings.HasPrefix(got, c.want[i]) {
					t.Errorf("unexpected finding %q", got)
				}
			}
			if len(found) == 1 && c.fixed != "" {
				checkRefFix(t, found[0], c.fixed)
			}
		})
	}
}

func refFindings(t *testing.T, c refCase) []diag.Diagnostic {
	t.Helper()
	judged := target.Latest()
	if c.release != "" {
		judged, _ = target.Parse(c.release)
	}
	files := c.files
	if len(files) == 1 {
		files = []string{"x.yaml", files[0]}
	}
	var sources []*source.File
	for i := 0; i < len(files); i += 2 {
		sources = append(sources, source.New(files[i], []byte(files[i+1])))
	}
	r, err := check.Files(t.Context(), sources, check.Options{
		Targets: []target.Target{judged}, Templates: true, Rules: rules.All(), Complete: c.complete,
		Severity: func(id, _ string) (diag.Severity, bool) { return diag.Info, id == c.rule && isRefOptIn(id) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(r.Diagnostics, func(d diag.Diagnostic) bool { return d.Rule != c.rule })
}

func isRefOptIn(id string) bool {
	return slices.ContainsFunc(rules.All(), func(r lint.Rule) bool { return r.ID == id && r.OptIn })
}

// checkRefFix checks the first fix of a finding. want contains the safety of the fix, a space, and a part of the text after the fix. It is
// "-" if no fix is expected.
func checkRefFix(t *testing.T, d diag.Diagnostic, want string) {
	t.Helper()
	if want == "-" {
		if len(d.Fixes) > 0 {
			t.Errorf("got the fix %q, want none", d.Fixes[0].Title)
		}
		return
	}
	if len(d.Fixes) == 0 {
		t.Fatal("the finding has no fix")
	}
	fixed, err := edit.Apply(d.File.Text(), d.Fixes[0].Edits)
	if safety, text, _ := strings.Cut(want, " "); err != nil || string(d.Fixes[0].Safety) != safety || !strings.Contains(fixed, text) {
		t.Errorf("the %s fix has the error %v, want %q in the result, got\n%s", d.Fixes[0].Safety, err, want, fixed)
	}
}

// refRoute returns an HTTPRoute with one rule. The references begin after 5 lines, in flow style.
func refRoute(refs ...string) string {
	return "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec: {rules: [{backendRefs: [\n" + strings.Join(refs, ",\n") + "\n]}]}\n"
}

func refMirror(ref string) string {
	return "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec: {rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef:\n" + ref + "}}]}]}\n"
}

func refExtension(ref string) string {
	return "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayExtension\nmetadata: {name: e}\nspec: {type: ExtAuth, extAuth: {grpcService: {backendRef:\n" + ref + "}}}\n"
}

func refBackend(name string) string {
	return "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: " + name + "}\nspec: {type: Static, static: {hosts: [{host: 192.0.2.10, port: 8080}]}}\n"
}

func refObject(apiVersion, kind, name string) string {
	return "---\napiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {name: " + name + "}\n"
}

// refIn sets the namespace of all objects in a text.
func refIn(namespace, text string) string {
	return strings.ReplaceAll(text, "metadata: {name", "metadata: {namespace: "+namespace+", name")
}

const refToWeb = "{group: gateway.kgateway.dev, kind: Backend, name: web}"

func TestBackendrefPort(t *testing.T) {
	const rule, ported = "backendref-port", "{group: gateway.kgateway.dev, kind: Backend, name: web, port: 80}"
	web := refBackend("web")
	as := func(kind, text string) string { return strings.Replace(text, "HTTPRoute", kind, 1) }
	runRefs(t, []refCase{
		{name: "a route", rule: rule, files: []string{refRoute(ported) + web}, want: []string{"6 error a reference to a Backend must not have a port: requests sent to this backend get a 500"}, fixed: "safe name: web}\n"},
		{name: "a route in 2.0", rule: rule, release: "2.0", files: []string{refRoute(ported) + web}, want: []string{"6 error a reference to a Backend must not have a port: requests sent to this backend get a 500, and the status reports only that"}},
		{name: "a mirror in 2.0", rule: rule, release: "2.0", files: []string{refMirror(ported) + web}, want: []string{"6 error a reference to a Backend must not have a port: nothing is mirrored, and no status reports it"}},
		{name: "an extension", rule: rule, files: []string{refExtension(ported) + web}, want: []string{"6 error a reference to a Backend must not have a port: routes that use the extension answer 500"}},
		{name: "a TCPRoute", rule: rule, files: []string{as("TCPRoute", refRoute(ported)) + web}, want: []string{"6 error a reference to a Backend must not have a port: these connections are closed"}},
		{name: "a listener policy", rule: rule, files: []string{strings.Replace(as("HTTPListenerPolicy", "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: HTTPRoute\nmetadata: {name: p}\nspec: {accessLog: [{grpcService: {logName: x, backendRef:\nREF}}]}\n"), "REF", ported, 1) + web}, want: []string{"6 error a reference to a Backend must not have a port: the policy is not applied"}},
		{name: "a route, without the Backend", rule: rule, files: []string{refRoute(ported)}, want: []string{"6 error"}},
		{name: "a port that is null", rule: rule, files: []string{refRoute("{group: gateway.kgateway.dev, kind: Backend, name: web, port: }") + web}},
		{name: "a reference to a Service", rule: rule, files: []string{refRoute("{name: web, port: 80}") + web}},
	})
}

func TestBackendrefMissing(t *testing.T) {
	const rule = "backendref-missing"
	web, route := refBackend("web"), refRoute(refToWeb)
	to := func(name string) string { return strings.Replace(refToWeb, "web", name, 1) }
	runRefs(t, []refCase{
		{name: "a misspelt name", rule: rule, files: []string{refRoute(to("wbe")) + web}, want: []string{`6 warning there is no Backend "wbe": requests sent to this backend get a 500; did you mean "web"?`}, fixed: "unsafe Backend, name: web}"},
		{name: "a name that is not similar to any Backend's", rule: rule, files: []string{refRoute(to("orders")) + web}, want: []string{`6 warning there is no Backend "orders": requests sent to this backend get a 500`}, fixed: "-"},
		{name: "a directory with another Backend", rule: rule, complete: lint.Tree, files: []string{refRoute(to("orders")) + web}, want: []string{"6 warning"}},
		{name: "a directory without Backends", rule: rule, complete: lint.Tree, files: []string{route}, want: []string{"6 warning"}},
		{name: "with --complete", rule: rule, complete: lint.Stated, files: []string{route}, want: []string{"6 error"}},
		{name: "single files without Backends", rule: rule, files: []string{route}},
		{name: "an existing Backend", rule: rule, complete: lint.Stated, files: []string{route + web}},
		{name: "an extension", rule: rule, files: []string{refExtension(to("orders")) + web}, want: []string{`6 warning there is no Backend "orders": routes that use the extension answer 500`}},
		{name: "a mirror, which the rule mirror-missing reports", rule: rule, files: []string{refMirror(to("orders")) + web}},
		{name: "a mirror", rule: "mirror-missing", files: []string{refMirror(to("wbe")) + web}, want: []string{`6 warning there is no Backend "wbe": nothing is mirrored, and no status reports it; did you mean "web"?`}},
		{name: "a mirror with --complete", rule: "mirror-missing", complete: lint.Stated, files: []string{refMirror(to("wbe")) + web}, want: []string{"6 error"}},
		{name: "a mirror to an existing Backend", rule: "mirror-missing", complete: lint.Stated, files: []string{refMirror(refToWeb) + web}},
		{name: "a mirror to a Service", rule: "mirror-missing", complete: lint.Stated, files: []string{refMirror("{name: x, port: 80}") + web}},
		{name: "a Backend in another namespace, in the same file", rule: rule, files: []string{refIn("a", route) + refIn("b", web)}, want: []string{`6 warning there is no Backend "web" in namespace "a"`}},
		{name: "a Backend in another namespace, in another file", rule: rule, files: []string{"r.yaml", refIn("a", route), "b.yaml", refIn("b", web)}},
		{name: "a Backend in another namespace, in another file, with --complete", rule: rule, complete: lint.Stated, files: []string{"r.yaml", refIn("a", route), "b.yaml", refIn("b", web)}, want: []string{"r.yaml:6 error"}},
		{name: "a Backend without a namespace", rule: rule, complete: lint.Stated, files: []string{refIn("a", route) + web}},
		{name: "only a Service with that name", rule: rule, complete: lint.Stated, files: []string{route + refObject("v1", "Service", "web")}, want: []string{"6 error"}, fixed: "-"},
		{name: "a template as the name", rule: rule, complete: lint.Stated, files: []string{refRoute(to("'{{ .x }}'")) + web}},
		{name: "a template as the namespace", rule: rule, complete: lint.Stated, files: []string{refRoute("{group: gateway.kgateway.dev, kind: Backend, name: web, namespace: '{{ .x }}'}") + refIn("b", web)}},
		{name: "a Backend whose name is a template", rule: rule, complete: lint.Stated, files: []string{refRoute(to("orders")) + refBackend("'{{ .x }}'")}},
		{name: "a Backend in another namespace whose name is a template", rule: rule, complete: lint.Stated, files: []string{refIn("a", refRoute(to("orders"))) + refIn("b", refBackend("'{{ .x }}'"))}, want: []string{"6 error"}},
		{name: "a Backend that cannot be parsed", rule: rule, complete: lint.Stated, files: []string{"r.yaml", route, "b.yaml", "kind: Backend\n{{- if .x }}\na: [\n"}},
		{name: "references to other kinds", rule: rule, complete: lint.Stated, files: []string{refRoute("{name: a, port: 80}", "{group: gateway.networking.k8s.io, kind: HTTPRoute, name: b}", "{group: delegation.kgateway.dev, kind: label, name: b}", "{group: inference.networking.k8s.io, kind: InferencePool, name: c}", "{group: networking.istio.io, kind: Hostname, name: d.e, port: 80}") + web}},
		{name: "invalid references", rule: rule, complete: lint.Stated, files: []string{refRoute("null", "[]", "web", "{group: gateway.kgateway.dev, kind: Backend}", "{group: gateway.kgateway.dev, kind: Backend, name: 7}") + web}},
		{name: "a prefix that Kustomize adds to the name of the Backend", rule: rule, complete: lint.Stated, files: []string{"r.yaml", refRoute(to("dev-web")), "b.yaml", web, "kustomization.yaml", "namePrefix: dev-\n"}},
		{name: "a suffix that Kustomize adds to the name of the Backend", rule: rule, complete: lint.Stated, files: []string{"r.yaml", refRoute(to("web-dev")), "b.yaml", web, "k.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnameSuffix: -prod\n"}, want: []string{"r.yaml:6 error"}},
	})
}

func TestBackendrefKindForgotten(t *testing.T) {
	const rule = "backendref-kind-forgotten"
	web := refBackend("web")
	runRefs(t, []refCase{
		{name: "a reference without a port", rule: rule, files: []string{refRoute("{name: web}") + web}, want: []string{`6 error a reference without a kind refers to a Service, but "web" is a Backend; a Service needs a port`}, fixed: "safe {name: web, group: gateway.kgateway.dev, kind: Backend}"},
		{name: "a reference with a port, in single files", rule: rule, files: []string{refRoute("{name: web, port: 80}") + web}},
		{name: "a reference with a port, in a directory", rule: rule, complete: lint.Tree, files: []string{refRoute("{name: web, port: 80}") + web}},
		{name: "a reference with a port, with --complete", rule: rule, complete: lint.Stated, files: []string{refRoute("{name: web, port: 80}") + web}, want: []string{`6 warning there is no Service "web", only a Backend: requests sent`}, fixed: "unsafe {name: web, group: gateway.kgateway.dev, kind: Backend}"},
		{name: "a reference with the kind Service", rule: rule, complete: lint.Stated, files: []string{refRoute("{group: '', kind: Service, name: web, port: 80, weight: 1}") + web}, want: []string{`6 warning there is no Service "web", only a Backend`}, fixed: "unsafe {group: 'gateway.kgateway.dev', kind: Backend, name: web, weight: 1}"},
		{name: "a reference with a port, and the Backend in another file", rule: rule, files: []string{"r.yaml", refRoute("{name: web, port: 80}"), "b.yaml", web}},
		{name: "a reference without a port, and the Backend in another file", rule: rule, files: []string{"r.yaml", refRoute("{name: web}"), "b.yaml", web}, want: []string{"r.yaml:6 error"}},
		{name: "a template as the port", rule: rule, files: []string{"r.yaml", refRoute("{name: web, port: '{{ .x }}'}"), "b.yaml", web}},
		{name: "a Service with that name", rule: rule, complete: lint.Stated, files: []string{refRoute("{name: web, port: 80}") + web + refObject("v1", "Service", "web")}},
		{name: "a Service whose name is a template", rule: rule, complete: lint.Stated, files: []string{refRoute("{name: web, port: 80}") + web + refObject("v1", "Service", "'{{ .x }}'")}},
		{name: "a name that no Backend has", rule: rule, complete: lint.Stated, files: []string{refRoute("{name: api, port: 80}") + web}},
		{name: "a Backend in another namespace", rule: rule, complete: lint.Stated, files: []string{refIn("a", refRoute("{name: web}")) + refIn("b", web)}},
		{name: "a template as the kind", rule: rule, complete: lint.Stated, files: []string{refRoute("{name: web, kind: '{{ .x }}'}") + web}},
		{name: "a template as a key", rule: rule, complete: lint.Stated, files: []string{refRoute("{name: web, '{{ .x }}': 1}") + web}},
		{name: "a mirror without a port", rule: rule, files: []string{refMirror("{name: web}") + web}, want: []string{"6 error"}},
		{name: "in block style", rule: rule, files: []string{"apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: r\nspec:\n  rules:\n  - backendRefs:\n    - name: web # the one\n      weight: 1\n" + web}, want: []string{"8 error"}, fixed: "safe     - name: web # the one\n      group: gateway.kgateway.dev\n      kind: Backend\n      weight: 1\n"},
	})
}

func TestBackendrefGroup(t *testing.T) {
	const rule = "backendref-group"
	web := refBackend("web")
	of := func(group string) string { return refRoute("{group: " + group + ", kind: Backend, name: web}") }
	runRefs(t, []refCase{
		{name: "no group", rule: rule, files: []string{refRoute("{kind: Backend, name: web}") + web}, want: []string{"6 error a reference without a group refers to the core group, which has no kind Backend: requests sent"}, fixed: "safe {kind: Backend, group: gateway.kgateway.dev, name: web}"},
		{name: "an empty group", rule: rule, files: []string{of("''") + web}, want: []string{`6 error kgateway has no kind Backend in the group "": requests sent`}, fixed: "safe {group: 'gateway.kgateway.dev', kind"},
		{name: "no group, and a port", rule: rule, files: []string{refRoute("{kind: Backend, port: 80, name: web}") + web}, want: []string{"6 error"}, fixed: "safe {kind: Backend, group: gateway.kgateway.dev, name: web}"},
		{name: "no group, and no Backend with that name", rule: rule, files: []string{refRoute("{kind: Backend, name: web}")}, want: []string{"6 error"}, fixed: "unsafe group: gateway.kgateway.dev"},
		{name: "the group kgateway.dev", rule: rule, files: []string{of("kgateway.dev")}, want: []string{"6 error"}},
		{name: "the group of the Gateway API", rule: rule, files: []string{of("gateway.networking.k8s.io")}, want: []string{"6 error"}},
		{name: "a misspelt group", rule: rule, files: []string{of("gateway.kgateway.io")}, want: []string{"6 error"}},
		{name: "the group of Envoy Gateway, and a Backend of kgateway with that name", rule: rule, files: []string{of("gateway.envoyproxy.io") + web}, want: []string{"6 error"}},
		{name: "the group of Envoy Gateway", rule: rule, files: []string{of("gateway.envoyproxy.io")}},
		{name: "the group of Envoy Gateway, and Backends of both products with that name", rule: rule, files: []string{of("gateway.envoyproxy.io") + web + refObject("gateway.envoyproxy.io/v1alpha1", "Backend", "web")}},
		{name: "an unknown group", rule: rule, files: []string{of("example.com") + refBackend("api")}},
		{name: "a group that is null", rule: rule, files: []string{of("") + web}, want: []string{"6 error"}, fixed: "-"},
		{name: "the right group", rule: rule, files: []string{of("gateway.kgateway.dev") + web}},
		{name: "a template as the group", rule: rule, files: []string{of("'{{ .x }}'") + web}},
	})
}

func TestBackendrefForeignKind(t *testing.T) {
	const rule = "backendref-foreign-kind"
	web, route := refBackend("web"), refRoute("{group: gloo.solo.io, kind: Upstream, name: web}")
	gateway := func(class string) string {
		return "---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: g}\nspec: {gatewayClassName: " + class + "}\n"
	}
	attached := strings.Replace(route, "spec: {", "spec: {parentRefs: [{name: g}], ", 1)
	runRefs(t, []refCase{
		{name: "an Upstream", rule: rule, files: []string{route + web}, want: []string{`6 error kgateway has no kind "Upstream", but "web" is a Backend: requests sent`}, fixed: "unsafe {group: gateway.kgateway.dev, kind: Backend, name: web}"},
		{name: "an Upstream with a port", rule: rule, files: []string{strings.Replace(route, "web}", "web, port: 80}", 1) + web}, want: []string{"6 error"}, fixed: "unsafe kind: Backend, name: web}"},
		{name: "an Upstream without a group", rule: rule, files: []string{strings.Replace(route, "group: gloo.solo.io, ", "", 1) + web}, want: []string{"6 error"}, fixed: "safe {kind: Backend, group: gateway.kgateway.dev, name: web}"},
		{name: "the kind in the plural", rule: rule, files: []string{refRoute("{group: gateway.kgateway.dev, kind: Backends, name: web}") + web}, want: []string{`6 error kgateway has no kind "Backends"`}, fixed: "safe kind: Backend, name"},
		{name: "an Upstream, and no Backend with that name", rule: rule, files: []string{route + refBackend("api")}},
		{name: "an Upstream that exists", rule: rule, files: []string{route + web + refObject("gloo.solo.io/v1", "Upstream", "web")}},
		{name: "a route on a Gateway of kgateway", rule: rule, files: []string{attached + web + gateway("kgateway")}, want: []string{"6 error"}},
		{name: "a route on a Gateway of Gloo", rule: rule, files: []string{attached + web + gateway("gloo-gateway")}},
		{name: "kinds of other products", rule: rule, files: []string{refRoute("{group: agentgateway.dev, kind: AgentgatewayBackend, name: web}", "{group: gateway.networking.k8s.io, kind: HTTPRoute, name: web}") + web}},
		{name: "a template as the group", rule: rule, files: []string{strings.Replace(route, "gloo.solo.io", "'{{ .x }}'", 1) + web}},
	})
}

// refGrant returns a ReferenceGrant. Its from and to begin after 4 lines, in flow style.
func refGrant(namespace, from, to string) string {
	return refIn(namespace, refObject("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", "g")) + "spec:\n  from: [" + from + "]\n  to: [" + to + "]\n"
}

func TestReferenceGrants(t *testing.T) {
	const missing, mismatch, version = "reference-grant-missing", "reference-grant-mismatch", "reference-grant-version"
	const from, to = "{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: a}", "{group: gateway.kgateway.dev, kind: Backend}"
	const ref = "{group: gateway.kgateway.dev, kind: Backend, name: web, namespace: b}"
	web := refIn("b", refBackend("web"))
	route := refIn("a", refRoute(ref))
	with := func(grant string) []string { return []string{grant + route + web} }
	both := func(name string, files, missed, mismatched []string) []refCase {
		return []refCase{{name: name, rule: missing, files: files, want: missed}, {name: name, rule: mismatch, files: files, want: mismatched}}
	}
	for _, cases := range [][]refCase{
		both("a grant for the reference", with(refGrant("b", from, to)), nil, nil),
		both("a grant with the name of the Backend", with(refGrant("b", from, "{group: gateway.kgateway.dev, kind: Backend, name: web}")), nil, nil),
		both("a grant with several entries", with(refGrant("b", "{group: '', kind: Service, namespace: c}, "+from, "{group: '', kind: Service}, "+to)), nil, nil),
		both("no grant, in one file", []string{route + web}, []string{`6 warning no ReferenceGrant in "b" allows references from the kind HTTPRoute in "a" to Backends: requests sent`}, nil),
		both("no grant, in two files", []string{"r.yaml", route, "b.yaml", web}, nil, nil),
		both("a grant for other references, in two files", []string{"r.yaml", route, "b.yaml", web + refGrant("b", strings.Replace(from, "HTTP", "TCP", 1), "{group: '', kind: Secret}")}, []string{"r.yaml:6 warning"}, nil),
		both("a grant in the namespace of the route", with(refGrant("a", from, to)), nil, []string{`4 warning the grant is in the namespace "a" of the HTTPRoute, but must be in the namespace of the Backend: requests sent`}),
		both("a grant in a third namespace", with(refGrant("c", from, to)), []string{"13 warning"}, nil),
		both("a grant to Services", with(refGrant("b", from, "{group: '', kind: Service}")), nil, []string{`7 warning the grant is for the kind Service of the group "", but the reference is to a Backend of gateway.kgateway.dev`}),
		both("a grant to another group", with(refGrant("b", from, "{group: kgateway.dev, kind: Backend}")), nil, []string{"7 warning"}),
		both("a grant to another Backend", with(refGrant("b", from, "{group: gateway.kgateway.dev, kind: Backend, name: api}")), nil, []string{`7 warning the grant is for the Backend "api" only, but the reference is to "web"`}),
		both("a grant from another kind", with(refGrant("b", strings.Replace(from, "HTTP", "GRPC", 1), to)), nil, []string{`6 warning the grant is from the kind "GRPCRoute", but the reference is from "HTTPRoute"`}),
		both("a grant from another namespace", with(refGrant("b", strings.Replace(from, "namespace: a", "namespace: b", 1), to)), nil, []string{`6 warning the grant is from the namespace "b"`}),
		both("a grant from another group", with(refGrant("b", strings.Replace(from, "gateway.networking.k8s.io", "''", 1), to)), nil, []string{`6 warning the grant is from the group ""`}),
		both("a grant with two mistakes", with(refGrant("b", strings.Replace(from, "namespace: a", "namespace: c", 1), "{group: '', kind: Service}")), []string{"13 warning"}, nil),
		both("a grant to Services that another reference needs", with(refGrant("b", from, "{group: '', kind: Service}")+refIn("a", refRoute("{name: s, namespace: b, port: 80}"))), []string{"20 warning"}, nil),
		both("a template in a grant", with(refGrant("b", from, "{group: '{{ .x }}', kind: Backend}")), nil, nil),
		both("a grant without a namespace", with(strings.Replace(refGrant("b", from, to), "namespace: b, ", "", 1)), nil, nil),
		both("two references that need the same grant", []string{refGrant("b", from, "{group: '', kind: Service}") + route + strings.Replace(route, "name: r}", "name: s}", 1) + web}, nil, []string{"7 warning"}),
		both("a Backend in the namespace of the route", []string{refIn("b", refRoute(ref)) + web}, nil, nil),
		both("a route without a namespace", []string{refRoute(ref) + web}, nil, nil),
		both("a reference to a missing Backend", []string{route}, nil, nil),
		both("a reference to a Service", []string{refIn("a", refRoute("{name: web, namespace: b, port: 80}")) + web}, nil, nil),
		both("the controller's setting that turns the check off", []string{"r.yaml", route + web, "values.yaml", "controller: {extraEnv: {KGW_REFERENCE_GRANT_MODE: \"OFF\"}}\n"}, nil, nil),
		both("the mirror of a GRPCRoute", []string{refGrant("b", from, to) + strings.Replace(refIn("a", refMirror(ref)), "HTTPRoute", "GRPCRoute", 1) + web}, nil, nil),
		both("a grant for an extension", []string{refGrant("b", "{group: gateway.kgateway.dev, kind: GatewayExtension, namespace: a}", to) + refIn("a", refExtension(ref)) + web}, nil, nil),
		both("a grant for routes, and a reference of an extension", []string{refGrant("b", from, to) + refIn("a", refExtension(ref)) + web}, []string{"13 warning"}, nil),
		{
			{name: "no grant, with --complete", rule: missing, complete: lint.Stated, files: []string{route + web}, want: []string{"6 error"}},
			{name: "a grant of version v1", rule: version, files: []string{strings.Replace(refGrant("b", from, to), "v1beta1", "v1", 1)}, want: []string{"2 info"}, fixed: "safe k8s.io/v1beta1\n"},
			{name: "a grant of version v1beta1", rule: version, files: []string{refGrant("b", from, to)}},
			{name: "a grant of version v1 to Services", rule: version, files: []string{strings.Replace(refGrant("b", from, "{group: '', kind: Service}"), "v1beta1", "v1", 1)}},
		},
	} {
		runRefs(t, cases)
	}
}

func TestObjectDuplicated(t *testing.T) {
	const rule = "object-duplicated"
	web := refBackend("web")
	generated := strings.Replace(web, "name:", "generateName:", 1)
	route, class := refRoute(refToWeb), refObject("gateway.networking.k8s.io/v1", "GatewayClass", "kgateway")
	selecting := refObject("gateway.kgateway.dev/v1alpha1", "TrafficPolicy", "p") + "spec: {targetSelectors: [{group: gateway.kgateway.dev, kind: Backend, matchLabels: {a: b}}]}\n"
	runRefs(t, []refCase{
		{name: "two copies in a file", rule: rule, files: []string{web + web}, want: []string{`9 error the Backend "web" is defined twice in this file`}},
		{name: "three copies in a file", rule: rule, files: []string{web + web + web}, want: []string{`9 error the Backend "web" is defined 3 times in this file: the last one applied replaces the others`}},
		{name: "two copies in a folder", rule: rule, files: []string{"x/a.yaml", web, "x/b.yaml", web}, want: []string{`x/b.yaml:4 warning the Backend "web" is defined twice in this folder`}},
		{name: "copies in two folders", rule: rule, files: []string{"x/a.yaml", web, "y/b.yaml", web}},
		{name: "copies in two namespaces", rule: rule, files: []string{refIn("a", web) + refIn("b", web)}},
		{name: "a copy without a namespace", rule: rule, files: []string{refIn("a", web) + web}},
		{name: "an object of another kind with that name", rule: rule, files: []string{web + refObject("v1", "Service", "web")}},
		{name: "copies of two versions", rule: rule, files: []string{route + strings.Replace(route, "/v1\n", "/v1beta1\n", 1)}, want: []string{`11 error the HTTPRoute "r" is defined twice in this file`}},
		{name: "two copies of a route, one with a reference to a Backend", rule: rule, files: []string{refRoute("{name: s, port: 80}") + route}, want: []string{`11 error the HTTPRoute "r" is defined twice in this file`}},
		{name: "copies of a policy that selects Backends", rule: rule, files: []string{selecting + selecting}, want: []string{`9 error the TrafficPolicy "p" is defined twice in this file`}},
		{name: "copies of a route to a Service", rule: rule, files: []string{strings.Repeat(refRoute("{name: s, port: 80}"), 2)}},
		{name: "copies of a Secret", rule: rule, files: []string{refObject("v1", "Secret", "s") + refObject("v1", "Secret", "s")}},
		{name: "copies of a GatewayClass", rule: rule, files: []string{"x/a.yaml", class, "x/b.yaml", class + web}},
		{name: "copies of a Deployment", rule: rule, files: []string{refObject("apps/v1", "Deployment", "d") + refObject("apps/v1", "Deployment", "d")}},
		{name: "copies in three files of a folder", rule: rule, files: []string{"x/a.yaml", web, "x/b.yaml", web, "x/c.yaml", web}, want: []string{`x/b.yaml:4 warning the Backend "web" is defined 3 times in this folder`}},
		{name: "alternatives in a folder", rule: rule, files: []string{"x/a.yaml", web + class, "x/b.yaml", web + class}},
		{name: "alternatives, and a file with two copies", rule: rule, files: []string{"x/a.yaml", web + class, "x/b.yaml", web + class + web}, want: []string{`x/b.yaml:13 error the Backend "web" is defined twice in this file`}},
		{name: "two copies in a file of each environment", rule: rule, files: []string{"x/a.yaml", web + web, "y/a.yaml", web + web}, want: []string{"x/a.yaml:9 error", "y/a.yaml:9 error"}},
		{name: "copies in two folders that one Kustomization lists", rule: rule, files: []string{"k/kustomization.yaml", "resources: [../x/a.yaml, ../y/b.yaml]\n", "x/a.yaml", web, "y/b.yaml", web}, want: []string{`y/b.yaml:4 error the Backend "web" is defined twice in one Kustomization`}},
		{name: "a copy in a base and in its overlay", rule: rule, files: []string{"b/a.yaml", web, "b/kustomization.yaml", "resources: [a.yaml]\n", "o/a.yaml", web, "o/kustomization.yaml", "resources: [../b, a.yaml]\n"}, want: []string{"o/a.yaml:4 error"}},
		{name: "a copy in a base that adds a prefix to names", rule: rule, files: []string{"b/a.yaml", web, "b/kustomization.yaml", "resources: [a.yaml]\nnamePrefix: x-\n", "o/a.yaml", web, "o/kustomization.yaml", "resources: [../b, a.yaml]\n"}},
		{name: "Kustomizations that list each other", rule: rule, files: []string{"b/a.yaml", web, "b/kustomization.yaml", "resources: [a.yaml, ../o]\n", "o/kustomization.yaml", "resources: [../b]\n"}},
		{name: "templates as names", rule: rule, files: []string{strings.Repeat(refBackend("'{{ .x }}'"), 2) + strings.Repeat(refIn("'{{ .ns }}'", web), 2)}},
		{name: "generated names", rule: rule, files: []string{generated + generated}},
		{name: "no name", rule: rule, files: []string{"kind: Backend\n---\nkind: Backend\n"}},
		{name: "a patch of a Kustomization", rule: rule, files: []string{"x/a.yaml", web, "x/b.yaml", web, "x/kustomization.yaml", "resources: [a.yaml, b.yaml]\npatches: [{path: ./b.yaml}]\n"}},
		{name: "a strategic merge patch of a Kustomization in another folder", rule: rule, files: []string{"x/a.yaml", web, "x/b.yaml", web, "y/kustomization.yml", "patchesStrategicMerge: [../x/b.yaml]\n"}},
		{name: "a copy that the Kustomization of the folder does not list", rule: rule, files: []string{"x/a.yaml", web, "x/b.yaml", web, "x/kustomization.yaml", "kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nresources: [a.yaml]\n"}},
		{name: "copies that the Kustomization of the folder lists", rule: rule, files: []string{"x/a.yaml", web, "x/b.yaml", web, "x/kustomization.yaml", "resources: [a.yaml, b.yaml]\n"}, want: []string{"x/b.yaml:4 error"}},
		{name: "a file with the name of a patch", rule: rule, files: []string{"x/web.yaml", web, "x/web-patch.yaml", web}},
		{name: "copies after a file with the name of a patch", rule: rule, files: []string{"x/a-patch.yaml", web, "x/b.yaml", web, "x/c.yaml", web}, want: []string{"x/c.yaml:4 warning"}},
	})
}

func TestNotesOnBackends(t *testing.T) {
	const service, unused = "same-name-service", "backend-unused"
	web, route := refBackend("web"), refRoute(refToWeb)
	old := refBackend("old")
	other := refRoute("{name: s, port: 80}")
	runRefs(t, []refCase{
		{name: "a Service with the same name", rule: service, files: []string{web + refObject("v1", "Service", "web")}, want: []string{`4 info there is also a Service "web"`}},
		{name: "a Service with another name", rule: service, files: []string{web + refObject("v1", "Service", "api")}},
		{name: "a Service with the same name in another namespace", rule: service, files: []string{refIn("a", web) + refIn("b", refObject("v1", "Service", "web"))}},
		{name: "a Service with the same name and no namespace", rule: service, files: []string{refIn("a", web) + refObject("v1", "Service", "web")}},

		{name: "a Backend with a route", rule: unused, complete: lint.Stated, files: []string{route + web}},
		{name: "a Backend without references", rule: unused, files: []string{other + web}, want: []string{`11 info nothing refers to the Backend "web"`}},
		{name: "single files without routes", rule: unused, files: []string{web}},
		{name: "no routes, with --complete", rule: unused, complete: lint.Stated, files: []string{web}, want: []string{"4 info"}},
		{name: "a mirror to the Backend", rule: unused, files: []string{refMirror(refToWeb) + web}},
		{name: "an extension that refers to the Backend", rule: unused, complete: lint.Stated, files: []string{refExtension(refToWeb) + web}},
		{name: "a member of a priority group", rule: unused, complete: lint.Stated, files: []string{strings.Replace(web, "type: Static, static: {hosts: [{host: 192.0.2.10, port: 8080}]}", "priorityGroups: [{backendRefs: [{name: old}]}]", 1) + old + route}},
		{name: "only a policy that targets the Backend", rule: unused, complete: lint.Stated, files: []string{web + "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nmetadata: {name: p}\nspec: {connectTimeout: 1s, targetRefs: [" + refToWeb + "]}\n"}, want: []string{"4 info"}},
		{name: "a reference that is probably meant for the Backend", rule: unused, complete: lint.Stated, files: []string{refRoute("{name: web, port: 80}") + web}},
		{name: "a route in another namespace", rule: unused, complete: lint.Stated, files: []string{refIn("a", route) + refIn("b", web)}, want: []string{`11 info nothing refers to the Backend "web" in namespace "b"`}},
		{name: "a template as the name in a reference", rule: unused, complete: lint.Stated, files: []string{refRoute("{group: gateway.kgateway.dev, kind: Backend, name: '{{ .x }}'}") + web}},
		{name: "a Backend whose name is a template", rule: unused, complete: lint.Stated, files: []string{other + refBackend("'{{ .x }}'")}},
	})
}
