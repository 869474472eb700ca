package lint_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// setOf returns the set of the documents in files, which alternates names and texts.
func setOf(t *testing.T, complete lint.Completeness, files ...string) *lint.Set {
	t.Helper()
	var documents []*manifest.Document
	backends := map[*manifest.Document]bool{}
	for i := 0; i < len(files); i += 2 {
		parsed, _ := manifest.Parse(source.New(files[i], []byte(files[i+1])), manifest.Options{Templates: true})
		documents = append(documents, parsed...)
		for _, d := range parsed {
			backends[d] = d.Kind == "Backend"
		}
	}
	return lint.NewSet(documents, backends, complete)
}

const (
	kgateway   = "apiVersion: gateway.kgateway.dev/v1alpha1\n"
	gatewayAPI = "apiVersion: gateway.networking.k8s.io/v1\n"
)

func object(api, kind, meta, spec string) string {
	return fmt.Sprintf("---\n%skind: %s\nmetadata: {%s}\nspec: %s\n", api, kind, meta, spec)
}

func backend(meta string) string { return object(kgateway, "Backend", meta, "{}") }

// nested returns YAML with a value at a path, in flow style. A star in the path is the only item of a list.
func nested(path, value string) string {
	tokens := strings.Split(path, ".")
	for i := len(tokens) - 1; i > 0; i-- {
		if tokens[i] == "*" {
			value = "[" + value + "]"
		} else {
			value = "{" + tokens[i] + ": " + value + "}"
		}
	}
	return value
}

func TestReferencePaths(t *testing.T) {
	const accessLog, openTelemetry, tracing = ".accessLog.*.grpcService.backendRef", ".accessLog.*.openTelemetry.grpcService.backendRef", ".tracing.provider.openTelemetry.grpcService.backendRef"
	for _, c := range []struct {
		api, kind string
		use       lint.Use
		owner     string
		paths     []string
	}{
		{gatewayAPI, "HTTPRoute", lint.Route, "", []string{"spec.rules.*.backendRefs.*"}},
		{gatewayAPI, "HTTPRoute", lint.Mirror, "", []string{"spec.rules.*.filters.*.requestMirror.backendRef", "spec.rules.*.backendRefs.*.filters.*.requestMirror.backendRef"}},
		{"apiVersion: gateway.networking.k8s.io/v1beta1\n", "HTTPRoute", lint.Route, "", []string{"spec.rules.*.backendRefs.*"}},
		{gatewayAPI, "GRPCRoute", lint.Route, "", []string{"spec.rules.*.backendRefs.*"}},
		{gatewayAPI, "GRPCRoute", lint.Mirror, "", []string{"spec.rules.*.filters.*.requestMirror.backendRef"}},
		{"apiVersion: gateway.networking.k8s.io/v1alpha2\n", "TCPRoute", lint.Route, "", []string{"spec.rules.*.backendRefs.*"}},
		{"apiVersion: gateway.networking.k8s.io/v1alpha3\n", "TLSRoute", lint.Route, "", []string{"spec.rules.*.backendRefs.*"}},
		{kgateway, "Backend", lint.Member, "", []string{"spec.priorityGroups.*.backendRefs.*"}},
		{kgateway, "GatewayExtension", lint.Service, "grpcService", []string{"spec.extAuth.grpcService.backendRef", "spec.extProc.grpcService.backendRef", "spec.rateLimit.grpcService.backendRef"}},
		{kgateway, "GatewayExtension", lint.Service, "httpService", []string{"spec.extAuth.httpService.backendRef"}},
		{kgateway, "GatewayExtension", lint.Service, "remote", []string{"spec.jwt.providers.*.jwks.remote.backendRef"}},
		{kgateway, "GatewayExtension", lint.Service, "oauth2", []string{"spec.oauth2.backendRef"}},
		{kgateway, "GatewayExtension", lint.Service, "jwt", []string{"spec.oauth2.jwt.jwksBackendRef"}},
		{kgateway, "HTTPListenerPolicy", lint.Service, "grpcService", []string{"spec" + accessLog, "spec" + openTelemetry, "spec" + tracing}},
		{kgateway, "ListenerPolicy", lint.Service, "grpcService", []string{
			"spec.default.httpSettings" + accessLog, "spec.default.httpSettings" + openTelemetry, "spec.default.httpSettings" + tracing,
			"spec.perPort.*.listener.httpSettings" + accessLog, "spec.perPort.*.listener.httpSettings" + openTelemetry, "spec.perPort.*.listener.httpSettings" + tracing,
		}},
		{kgateway, "BackendConfigPolicy", lint.Target, "", []string{"spec.targetRefs.*"}},
		{gatewayAPI, "BackendTLSPolicy", lint.Target, "", []string{"spec.targetRefs.*"}},
		{kgateway, "TrafficPolicy", lint.Target, "", []string{"spec.targetRefs.*"}},
		{kgateway, "ListenerPolicy", lint.Target, "", []string{"spec.targetRefs.*"}},
		{kgateway, "HTTPListenerPolicy", lint.Target, "", []string{"spec.targetRefs.*"}},
	} {
		for _, path := range c.paths {
			ref := nested(path, "{group: gateway.kgateway.dev, kind: Backend, name: web}")
			set := setOf(t, lint.Partial, "x.yaml", backend("name: web")+object(c.api, c.kind, "name: other", ref))
			found := set.References(c.use)
			if len(found) != 1 {
				t.Errorf("%s %s: found %d references, want 1", c.kind, path, len(found))
				continue
			}
			r := found[0]
			if !r.IsBackend() || r.Name != "web" || set.Referent(r) == nil || !slices.Contains(set.To(set.Referent(r), c.use), r) {
				t.Errorf("%s %s: the reference %+v is not resolved to the Backend", c.kind, path, r)
			}
			if c.owner != "" && r.Owner != c.owner {
				t.Errorf("%s %s: the owner is %q, want %q", c.kind, path, r.Owner, c.owner)
			}
			if isRule := c.use == lint.Route || c.use == lint.Mirror; isRule != (r.Rule.Pointer() == "/spec/rules/0") {
				t.Errorf("%s %s: the rule is %q; expected /spec/rules/0: %t", c.kind, path, r.Rule.Pointer(), isRule)
			}
		}
	}
}

// TestReferenceDefaults checks the fields of a reference that are missing, invalid or a template.
func TestReferenceDefaults(t *testing.T) {
	for ref, want := range map[string]string{
		"{name: web}": "/Service one/web",
		"{group: gateway.kgateway.dev, kind: Backend, name: web}":                   "gateway.kgateway.dev/Backend one/web",
		"{group: gateway.kgateway.dev, kind: Backend, name: web, namespace: two}":   "gateway.kgateway.dev/Backend two/web",
		"{kind: Backend, name: web}":                                                "/Backend one/web",
		"{kind: , name: web}":                                                       "/Service one/web",
		"{kind: '', name: web}":                                                     "/ one/web",
		"{kind: '{{ .kind }}', name: web}":                                          "/ one/web",
		"{kind: Backend, group: '{{ .group }}', name: '{{ .name }}'}":               "/Backend one/",
		"{kind: Backend, group: a.b, name: web, namespace: '{{ .ns }}'}":            "a.b/Backend /web",
		"{kind: [Backend], group: {}, name: 7}":                                     "/ one/",
		"{kind: HTTPRoute, group: gateway.networking.k8s.io, name: '*'}":            "gateway.networking.k8s.io/HTTPRoute one/*",
		"{<<: {group: gateway.kgateway.dev, kind: Backend}, name: web, weight: 10}": "gateway.kgateway.dev/Backend one/web",
		"web":  "",
		"[]":   "",
		"null": "",
	} {
		route := object(gatewayAPI, "HTTPRoute", "name: r, namespace: one", "{rules: [{backendRefs: ["+ref+"]}]}")
		got := ""
		for _, r := range setOf(t, lint.Partial, "x.yaml", route).References(lint.Route) {
			got = r.Group + "/" + r.Kind + " " + r.Namespace + "/" + r.Name
		}
		if got != want {
			t.Errorf("%s: the reference is %q, want %q", ref, got, want)
		}
	}
	for _, spec := range []string{"{}", "{rules: {}}", "{rules: [a, null, []]}", "{rules: [{backendRefs: {name: web}}]}", "[]", "x"} {
		if found := setOf(t, lint.Partial, "x.yaml", object(gatewayAPI, "HTTPRoute", "name: r", spec)).References(); len(found) > 0 {
			t.Errorf("%s: found %d references, want none", spec, len(found))
		}
	}
}

// TestLocalReferences checks that references to targets and members always lead to the referrer's namespace.
func TestLocalReferences(t *testing.T) {
	set := setOf(t, lint.Partial, "x.yaml",
		object(kgateway, "BackendConfigPolicy", "name: p, namespace: one", "{targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web, namespace: two}]}")+
			object(kgateway, "Backend", "name: g, namespace: one", "{priorityGroups: [{backendRefs: [{name: web, namespace: two}]}]}")+
			backend("name: web, namespace: two"))
	for _, r := range set.References() {
		if r.Namespace != "one" || set.Referent(r) != nil {
			t.Errorf("the %s reference leads to namespace %q, want \"one\", which does not have the object", r.Use, r.Namespace)
		}
	}
}

func TestFind(t *testing.T) {
	route := object(gatewayAPI, "HTTPRoute", "name: r", "{rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web}]}]}")
	in := func(namespace, text string) string {
		return strings.Replace(text, "{name", "{namespace: "+namespace+", name", 1)
	}
	web := backend("name: web")
	for _, c := range []struct {
		name  string
		from  string // the text of env/dev/route.yaml
		files []string
		want  string
	}{
		{"the same file", route + web, []string{"env/dev/a.yaml", web}, "env/dev/route.yaml"},
		{"the same folder", route, []string{"env/prod/a.yaml", web, "env/dev/a.yaml", web, "a.yaml", web}, "env/dev/a.yaml"},
		{"the nearest folder", route, []string{"base/a.yaml", web, "env/prod/a.yaml", web}, "env/prod/a.yaml"},
		{"any folder", route, []string{"base/a.yaml", web}, "base/a.yaml"},
		{"the first of two at the same distance", route, []string{"x/a.yaml", web, "y/a.yaml", web}, "x/a.yaml"},
		{"the referrer's namespace before the referrer's file", in("one", route) + web, []string{"x/a.yaml", in("one", web)}, "x/a.yaml"},
		{"an object without a namespace", in("one", route), []string{"x/a.yaml", in("two", web), "y/a.yaml", web}, "y/a.yaml"},
		{"an object whose namespace is a template", in("one", route), []string{"x/a.yaml", in("'{{ .Release.Namespace }}'", web)}, "x/a.yaml"},
		{"another namespace", in("one", route), []string{"x/a.yaml", in("two", web)}, ""},
		{"another name", route, []string{"x/a.yaml", backend("name: api")}, ""},
		{"another kind", route, []string{"x/a.yaml", object("apiVersion: v1\n", "Service", "name: web", "{}")}, ""},
	} {
		set := setOf(t, lint.Partial, append([]string{"env/dev/route.yaml", c.from}, c.files...)...)
		got := ""
		if d := set.Referent(set.References()[0]); d != nil {
			got = d.File.Name()
			if len(set.To(d)) != 1 || len(set.To(d, lint.Mirror)) != 0 {
				t.Errorf("%s: the references to the object are %v, want one", c.name, set.To(d))
			}
		}
		if got != c.want {
			t.Errorf("%s: the object of the reference is in %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAttached(t *testing.T) {
	for _, c := range []struct {
		name, labels, policy string
		want                 bool
	}{
		{"a name", "", "targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web}]", true},
		{"a name and a sectionName", "", "targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web, sectionName: https}]", true},
		{"the core group", "", "targetRefs: [{group: '', kind: Backend, name: web}]", false},
		{"another kind", "", "targetRefs: [{group: gateway.kgateway.dev, kind: Service, name: web}]", false},
		{"all labels of a selector", "app: web, tier: a", "targetSelectors: [{group: gateway.kgateway.dev, kind: Backend, matchLabels: {app: web, tier: a}}]", true},
		{"the second selector", "app: web", "targetSelectors: [{group: a, kind: Backend, matchLabels: {app: web}}, {group: gateway.kgateway.dev, kind: Backend, matchLabels: {app: web}}]", true},
		{"a selector with two labels, and a Backend with one of them", "app: web", "targetSelectors: [{group: gateway.kgateway.dev, kind: Backend, matchLabels: {app: web, tier: a}}]", false},
		{"a label with another value", "app: api", "targetSelectors: [{group: gateway.kgateway.dev, kind: Backend, matchLabels: {app: web}}]", false},
		{"a Backend without labels", "", "targetSelectors: [{group: gateway.kgateway.dev, kind: Backend, matchLabels: {app: web}}]", false},
		{"a selector without labels", "app: web", "targetSelectors: [{group: gateway.kgateway.dev, kind: Backend}]", false},
		{"labels that are not strings", "app: 7", "targetSelectors: [{group: gateway.kgateway.dev, kind: Backend, matchLabels: {app: 7}}]", false},
	} {
		policy := object(kgateway, "BackendConfigPolicy", "name: p", "{"+c.policy+"}")
		set := setOf(t, lint.Partial, "x.yaml", backend("name: web, labels: {"+c.labels+"}")+policy)
		b := set.Kind(lint.Kgateway, "Backend")[0]
		if got := len(set.Attached(b, lint.Kgateway, "BackendConfigPolicy")) == 1; got != c.want {
			t.Errorf("%s: attached is %t, want %t", c.name, got, c.want)
		}
	}
}

func TestAbsent(t *testing.T) {
	const quiet = diag.Off
	route := object(gatewayAPI, "HTTPRoute", "name: r, namespace: one", "{}")
	web, secret := backend("name: web, namespace: one"), object("apiVersion: v1\n", "Secret", "name: s, namespace: one", "{}")
	for _, c := range []struct {
		name                  string
		files                 []string
		partial, tree, stated diag.Severity // for each completeness, the severity of a Backend that is missing in namespace one
	}{
		{"no documents", nil, quiet, diag.Warning, diag.Error},
		{"only a route", []string{"r.yaml", route}, quiet, diag.Warning, diag.Error},
		{"other Backends", []string{"b.yaml", web, "r.yaml", route}, diag.Warning, diag.Warning, diag.Error},
		{"Backends without a namespace", []string{"b.yaml", backend("name: web")}, diag.Warning, diag.Warning, diag.Error},
		{"Backends whose namespace is a template", []string{"b.yaml", backend("name: web, namespace: '${NS}'")}, diag.Warning, diag.Warning, diag.Error},
		{"Backends of another namespace", []string{"b.yaml", backend("name: web, namespace: two")}, quiet, diag.Warning, diag.Error},
		{"several kinds in one file", []string{"x.yaml", route + secret}, diag.Warning, diag.Warning, diag.Error},
		{"two objects of one kind in one file", []string{"x.yaml", route + route}, quiet, diag.Warning, diag.Error},
		{"two kinds in two files", []string{"x.yaml", route, "y.yaml", secret}, quiet, diag.Warning, diag.Error},
		{"several kinds in one file, in another namespace", []string{"x.yaml", strings.ReplaceAll(route+secret, "one", "two")}, quiet, diag.Warning, diag.Error},
		{"a broken document of another kind", []string{"b.yaml", web, "x.yaml", "kind: Secret\na: [\n"}, diag.Warning, diag.Warning, diag.Error},
		{"a broken Backend", []string{"b.yaml", web, "x.yaml", "kind: Backend\n{{- if .Values.a }}\nb: [\n"}, quiet, quiet, quiet},
		{"a broken document without a kind", []string{"b.yaml", web, "x.yaml", "a: [\n"}, quiet, quiet, quiet},
		{"a list of strings", []string{"x.yaml", "- a\n"}, quiet, diag.Warning, diag.Error},
	} {
		for complete, want := range map[lint.Completeness]diag.Severity{lint.Partial: c.partial, lint.Tree: c.tree, lint.Stated: c.stated} {
			set := setOf(t, complete, c.files...)
			got, ok := set.Absent(lint.Kgateway, "Backend", "one")
			if got != want || ok != (want != quiet) || set.Proves(lint.Kgateway, "Backend", "one") != ok {
				t.Errorf("%s, completeness %d: Absent returns %s, %t, want %s", c.name, complete, got, ok, want)
			}
		}
	}
}

func TestAbsentSecretIsKeptApart(t *testing.T) {
	route := object(gatewayAPI, "HTTPRoute", "name: r, namespace: one", "{}")
	files := []string{"x.yaml", route + backend("name: web, namespace: one")}
	for complete, want := range map[lint.Completeness]diag.Severity{lint.Partial: diag.Off, lint.Tree: diag.Warning, lint.Stated: diag.Error} {
		if got, _ := setOf(t, complete, files...).Absent(lint.Core, "Secret", "one"); got != want {
			t.Errorf("a missing Secret in a file with a Backend and a route, completeness %d: %s, want %s", complete, got, want)
		}
	}
	files[1] += object("apiVersion: v1\n", "Secret", "name: s, namespace: one", "{}")
	if got, _ := setOf(t, lint.Partial, files...).Absent(lint.Core, "Secret", "one"); got != diag.Warning {
		t.Errorf("a missing Secret in a file with another Secret: %s, want a warning", got)
	}
}

// TestCopies checks that a reference leads to the nearest copy of an object and to the copies that are applied together with it.
func TestCopies(t *testing.T) {
	policy := object(gatewayAPI, "BackendTLSPolicy", "name: p, namespace: shop", "{targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web}]}")
	web, other := backend("name: web, namespace: shop"), backend("name: web, namespace: other")
	const kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [p.yaml, a.yaml]\n"
	for _, c := range []struct {
		name  string
		files []string
		want  []string
	}{
		{"in one file", []string{"p.yaml", web + web + policy}, []string{"p.yaml", "p.yaml"}},
		{"in one folder", []string{"p.yaml", policy, "a.yaml", web, "b.yaml", web}, []string{"a.yaml", "b.yaml"}},
		{"in the policy's file and in another file", []string{"p.yaml", policy + web, "b.yaml", web}, []string{"b.yaml", "p.yaml"}},
		{"in separate folders", []string{"dev/p.yaml", policy, "dev/a.yaml", web, "prod/a.yaml", web}, []string{"dev/a.yaml"}},
		{"a copy that is not in the Kustomization", []string{"p.yaml", policy, "a.yaml", web, "b.yaml", web, "kustomization.yaml", kustomization}, []string{"a.yaml"}},
		{"a copy in another namespace", []string{"p.yaml", policy, "a.yaml", web, "b.yaml", other}, []string{"a.yaml"}},
	} {
		set := setOf(t, lint.Tree, c.files...)
		var got []string
		for _, b := range set.Kind("gateway.kgateway.dev", "Backend") {
			if len(set.Attached(b, lint.GatewayAPI, "BackendTLSPolicy")) == 1 {
				got = append(got, b.File.Name())
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) || len(set.Targets(set.Kind(lint.GatewayAPI, "BackendTLSPolicy")[0])) != len(c.want) {
			t.Errorf("%s: attached to %q, want %q", c.name, got, c.want)
		}
	}
}
