package rules_test

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// TestMirrorOnBackendref checks which mirrors kgateway ignores.
func TestMirrorOnBackendref(t *testing.T) {
	const (
		ours   = "group: gateway.kgateway.dev, kind: Backend, name: web"
		theirs = "name: web, port: 80"
	)
	route := func(to, mirror string) string {
		return "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r}, spec: {rules: [{backendRefs: [{" + to +
			", filters: [{type: RequestMirror, requestMirror: {backendRef: {" + mirror + "}}}]}]}]}}\n"
	}
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"a mirror on a reference to a Backend": {route(ours, theirs), true},
		"a mirror to a Backend":                {route(theirs, ours), true},
		"references to Services only":          {route(theirs, theirs), false},
		"a template in the mirror":             {route(ours, "name: ${MIRROR}"), false},
		"another filter":                       {strings.Replace(route(ours, theirs), "requestMirror", "urlRewrite", 1), false},
		"a mirror that is null":                {strings.Replace(route(ours, theirs), "{backendRef: {"+theirs+"}}", "null", 1), false},
	} {
		r, err := check.Files(t.Context(), []*source.File{source.New("x.yaml", []byte(c.text))}, check.Options{
			Targets: []target.Target{target.Latest()}, Templates: true, Rules: rules.All(), Complete: lint.Partial,
		})
		if err != nil {
			t.Fatal(err)
		}
		got := false
		for _, d := range r.Diagnostics {
			got = got || d.Rule == "mirror-on-backendref"
		}
		if got != c.want {
			t.Errorf("%s: the rule has a finding: %t, want %t", name, got, c.want)
		}
	}
}
