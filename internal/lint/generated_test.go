package lint_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/lint"
)

// TestGenerated checks which names a generated Secret may have, and that the search ends if Kustomizations form diamonds or cycles.
func TestGenerated(t *testing.T) {
	const generator = "secretGenerator: [{name: s, literals: [a=b]}]\n"
	var diamonds []string
	for i := range 60 {
		inner := fmt.Sprintf("d%d", i)
		diamonds = append(diamonds,
			fmt.Sprintf("l%d/kustomization.yaml", i), "resources: [../"+inner+"]\n",
			fmt.Sprintf("r%d/kustomization.yaml", i), "resources: [../"+inner+"]\n",
			fmt.Sprintf("d%d/kustomization.yaml", i+1), fmt.Sprintf("resources: [../l%d, ../r%d]\n", i, i))
	}
	for _, c := range []struct {
		name      string
		files     []string
		want      []string
		namespace string
	}{
		{"one Kustomization", []string{"a/kustomization.yaml", generator + "namespace: shop\nnamePrefix: p-\n"}, []string{"s", "p-s"}, "shop"},
		{"two overlays", []string{"a/kustomization.yaml", generator, "b/kustomization.yaml", "resources: [../a]\nnamePrefix: b-\n", "c/kustomization.yaml", "resources: [../a]\nnameSuffix: -c\n"}, []string{"s", "b-s", "s-c"}, ""},
		{"an overlay with a namespace", []string{"a/kustomization.yaml", generator + "namespace: shop\n", "b/kustomization.yaml", "resources: [../a]\nnamespace: m\n"}, []string{"s"}, ""},
		{"a diamond", []string{"a/kustomization.yaml", generator, "b/kustomization.yaml", "resources: [../a]\nnamePrefix: b-\n", "c/kustomization.yaml", "resources: [../a]\nnamePrefix: c-\n", "d/kustomization.yaml", "resources: [../b, ../c]\nnamePrefix: d-\n"}, []string{"s", "b-s", "d-b-s", "c-s", "d-c-s"}, ""},
		{"a cycle", []string{"a/kustomization.yaml", generator + "resources: [../b]\nnamePrefix: a-\n", "b/kustomization.yaml", "resources: [../a]\nnamePrefix: b-\n"}, []string{"s", "a-s", "b-a-s"}, ""},
		{"stacked diamonds", append([]string{"d0/kustomization.yaml", generator}, diamonds...), []string{"s"}, ""},
	} {
		found := setOf(t, lint.Tree, c.files...).Generated("secretGenerator")
		if len(found) != 1 || !slices.Equal(found[0].Names, c.want) || found[0].Namespace != c.namespace {
			t.Errorf("%s: got %+v, want the names %q in the namespace %q", c.name, found, c.want, c.namespace)
		}
	}
}
