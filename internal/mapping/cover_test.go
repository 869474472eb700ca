package mapping

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/target"
)

// leavesOf returns the paths of the leaves of a schema, such as static.hosts[].port. A leaf is a field without fields below it.
func leavesOf(schema map[string]any, defs map[string]any, path string) []string {
	if ref, ok := schema["$ref"].(string); ok {
		schema, _ = defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	if items, ok := schema["items"].(map[string]any); ok {
		return leavesOf(items, defs, path+"[]")
	}
	properties, _ := schema["properties"].(map[string]any)
	if len(properties) == 0 {
		return []string{path}
	}
	var all []string
	for name, below := range properties {
		s, _ := below.(map[string]any)
		all = append(all, leavesOf(s, defs, strings.TrimPrefix(path+"."+name, "."))...)
	}
	return all
}

// TestRowsCoverTargets checks that every field of every target has a row, so that a conversion to any other shape handles it.
func TestRowsCoverTargets(t *testing.T) {
	for _, on := range target.All() {
		var document struct {
			Properties struct{ Spec map[string]any }
			Defs       map[string]any `json:"$defs"`
		}
		if err := json.Unmarshal(on.Schema(), &document); err != nil {
			t.Fatal(err)
		}
		cover(t, Of(on), leavesOf(document.Properties.Spec, document.Defs, ""))
	}
}

// TestRowsCoverAgentgateway checks that every field of the AgentgatewayBackend has a row.
func TestRowsCoverAgentgateway(t *testing.T) {
	dir := os.Getenv("BACKENDCTL_CRDS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "crds")
	}
	data, err := os.ReadFile(filepath.Join(dir, "kgateway-2.2", "agentgatewaybackends.yaml"))
	if err != nil {
		t.Skipf("no CRDs in %s: set BACKENDCTL_CRDS to a folder with kgateway-2.2/agentgatewaybackends.yaml (%v)", dir, err)
	}
	var crd struct {
		Spec struct {
			Versions []struct {
				Schema struct {
					OpenAPIV3Schema struct {
						Properties struct{ Spec map[string]any }
					}
				}
			}
		}
	}
	if err := yaml.Unmarshal(data, &crd); err != nil {
		t.Fatal(err)
	}
	cover(t, Agentgateway, leavesOf(crd.Spec.Versions[0].Schema.OpenAPIV3Schema.Properties.Spec, nil, ""))
}

func cover(t *testing.T, shape Shape, leaves []string) {
	t.Helper()
	if len(leaves) < 10 {
		t.Fatalf("the schema of %s has %d leaves, want at least 10", shape, len(leaves))
	}
	table := Between(shape, shape)
	for _, leaf := range leaves {
		if _, ok := table.Row(leaf); !ok {
			t.Errorf("%s: the field %s has no row", shape, leaf)
		}
	}
}

// TestRowsAreOfTargets checks that no row has a field that its shape does not have.
func TestRowsAreOfTargets(t *testing.T) {
	for _, on := range target.All() {
		var document struct {
			Properties struct{ Spec map[string]any }
			Defs       map[string]any `json:"$defs"`
		}
		if err := json.Unmarshal(on.Schema(), &document); err != nil {
			t.Fatal(err)
		}
		known := map[string]bool{}
		for _, leaf := range leavesOf(document.Properties.Spec, document.Defs, "") {
			for ; leaf != ""; leaf = Parent(leaf) {
				known[leaf] = true
			}
		}
		for _, r := range Rows() {
			if path, ok := r.At[Of(on)]; ok && !known[path] {
				t.Errorf("a row has the field %[2]s, which %[1]s does not have", on, path)
			}
		}
	}
}
