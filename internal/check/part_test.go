package check

import (
	"fmt"
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// TestParts checks which patches are checked as parts of a Backend: the number of parts, and each finding as "file:line rule".
func TestParts(t *testing.T) {
	const (
		head   = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\n"
		broken = head + "spec: {statik: {}}\n"
		envoy  = "apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec: {endpoints: []}\n"
		wrong  = "[{op: add, path: /spec/statik, value: 1}]\n"
		other  = "[{op: add, path: /spec/endpoints/-, value: 1}]\n"
	)
	for _, c := range []struct {
		name, kustomization, patch string
		parts                      int
		want                       []string
	}{
		{"a Backend that no Kustomization lists as a patch", "resources: []", broken, 0, []string{"p.yaml:4 unknown-field"}},
		{"patches", "patches: [{path: p.yaml}]", broken, 1, []string{"p.yaml:4 unknown-field"}},
		{"patches with a target", "patches: [{path: p.yaml, target: {kind: Backend}}]", broken, 1, []string{"p.yaml:4 unknown-field"}},
		{"patchesStrategicMerge", "patchesStrategicMerge: [./p.yaml]", broken, 1, []string{"p.yaml:4 unknown-field"}},
		{"a near miss, without a target", "patches: [{path: p.yaml}]", "apiVersion: gateway.kgateway.io/v1alpha1\nkind: Backend\nmetadata: {name: web}\n", 1, []string{"p.yaml:1 unknown-kind"}},
		{"a near miss, with a target", "patches: [{path: p.yaml, target: {kind: Backend}}]", "apiVersion: gateway.kgateway.io/v1alpha1\nkind: Backend\nmetadata: {name: web}\n", 1, nil},
		{"an object of another group", "patches: [{path: p.yaml}]", envoy, 0, nil},
		{"an object of another kind", "patches: [{path: p.yaml}]", "kind: Deployment\napiVersion: apps/v1\nspec: {statik: {}}\n", 0, nil},
		{"an encrypted patch", "patches: [{path: p.yaml}]", head + "spec: ENC[x]\nsops: {mac: x}\n", 1, []string{"p.yaml:5 encrypted-document"}},
		{"invalid YAML", "patches: [{path: p.yaml}]", head + "spec: [\n", 1, []string{"p.yaml:4 yaml-syntax"}},
		{"invalid YAML, with a target of another kind", "patches: [{path: p.yaml, target: {kind: Deployment}}]", "- op: add\n   path: x\n", 0, nil},
		{"invalid YAML, with a Backend as the target", "patches: [{path: p.yaml, target: {kind: Backend}}]", "- op: add\n   path: x\n", 1, []string{"p.yaml:2 yaml-syntax"}},
		{"operations", "patches: [{path: p.yaml, target: {kind: Backend, group: gateway.kgateway.dev}}]", wrong, 1, []string{"p.yaml:1 unknown-field"}},
		{"patchesJson6902", "patchesJson6902: [{path: p.yaml, target: {kind: Backend}}]", wrong, 1, []string{"p.yaml:1 unknown-field"}},
		{"operations with anchors", `patches: [{path: p.yaml, target: {kind: ^Backend$, group: 'gateway\.kgateway\.dev'}}]`, wrong, 1, []string{"p.yaml:1 unknown-field"}},
		{"operations on another group", "patches: [{path: p.yaml, target: {kind: Backend, group: gateway.envoyproxy.io}}]", wrong, 0, nil},
		{"operations on a field of another group's Backend", "patches: [{path: p.yaml, target: {kind: Backend}}]", other, 0, nil},
		{"operations on several kinds", "patches: [{path: p.yaml, target: {kind: Backend|HTTPRoute}}]", wrong, 0, nil},
		{"operations on any kind", "patches: [{path: p.yaml, target: {name: web}}]", wrong, 0, nil},
		{"operations without a target", "patches: [{path: p.yaml}]", wrong, 0, nil},
		{"an inline patch", "patches:\n- patch: |-\n    kind: Backend\n    apiVersion: gateway.kgateway.dev/v1alpha1\n    spec: {statik: {}}\n", "{}", 1, []string{"kustomization.yaml:5 unknown-field"}},
		{"inline operations", "patches:\n- target: {kind: Backend}\n  patch: '" + wrong[:len(wrong)-1] + "'\n", "{}", 1, []string{"kustomization.yaml:3 unknown-field"}},
		{"an ignored finding", "patches: [{path: p.yaml}]", head + "spec:\n  statik: {} # backendctl:ignore unknown-field of a fork\n", 1, nil},
		{"inline, with an ignore in the Kustomization", "patches:\n# backendctl:ignore unknown-field of a fork\n- patch: |-\n    kind: Backend\n    apiVersion: gateway.kgateway.dev/v1alpha1\n    spec: {statik: {}}\n", "{}", 1, nil},
		{"inline, with an ignore-file in the Kustomization", "# backendctl:ignore-file unknown-field of a fork\npatches:\n- patch: |-\n    kind: Backend\n    apiVersion: gateway.kgateway.dev/v1alpha1\n    spec: {statik: {}}\n", "{}", 1, nil},
		{"inline, with escapes", `patches: [{patch: "kind: Backend\napiVersion: gateway.kgateway.dev/v1alpha1\nspec: {statik: {}}"}]`, "{}", 1, []string{"kustomization.yaml:1 unknown-field"}},
		{"inline, with a target of another kind", "patches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: add\n       path: x\n", "{}", 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := []*source.File{source.New("kustomization.yaml", []byte(c.kustomization)), source.New("p.yaml", []byte(c.patch))}
			r, err := Files(t.Context(), files, Options{Targets: []target.Target{target.Latest()}, Templates: true})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range r.Diagnostics {
				if d.Suppressed == nil {
					got = append(got, fmt.Sprintf("%s:%d %s", d.File.Name(), d.File.Position(d.Span.Start).Line, d.Rule))
				}
			}
			if !slices.Equal(got, c.want) || r.Summary().Parts != c.parts {
				t.Errorf("got %d parts with the findings %q, want %d with %q", r.Summary().Parts, got, c.parts, c.want)
			}
		})
	}
}
