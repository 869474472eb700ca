package rules_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// given returns the path of a folder outside of the repository: the value of an environment variable or, if it is not set, the folder name
// in ../shared. It skips the test if the folder is missing.
func given(t *testing.T, variable, name string) string {
	t.Helper()
	dir := os.Getenv(variable)
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", name)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("set %s to a folder: %v", variable, err)
	}
	return dir
}

// crdFiles are the names of the files with the CRDs, by the kind that the rule checks.
var crdFiles = map[string]string{
	"BackendConfigPolicy": "backendconfigpolicies.yaml", "TrafficPolicy": "trafficpolicies.yaml", "GatewayExtension": "gatewayextensions.yaml",
}

// specSchema reads the schema of spec from the CRD of a kind. It returns nil if the release does not have the kind.
func specSchema(t *testing.T, dir, release, kind string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "kgateway-"+release, crdFiles[kind]))
	if os.IsNotExist(err) {
		return nil
	}
	var crd struct {
		Spec struct {
			Versions []struct {
				Schema struct {
					Root struct{ Properties struct{ Spec map[string]any } } `yaml:"openAPIV3Schema"`
				}
			}
		}
	}
	if err != nil || yaml.Unmarshal(text, &crd) != nil {
		t.Fatalf("cannot read the CRD of %s in %s: %v", kind, release, err)
	}
	return crd.Spec.Versions[0].Schema.Root.Properties.Spec
}

// pruned returns the paths of the fields that the API server would remove from a value.
func pruned(value any, schema map[string]any, path string) []string {
	var out []string
	switch value := value.(type) {
	case []any:
		items, _ := schema["items"].(map[string]any)
		for i, item := range value {
			if items != nil {
				out = append(out, pruned(item, items, path+"/"+strconv.Itoa(i))...)
			}
		}
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		isOpen := schema["additionalProperties"] != nil || schema["x-kubernetes-preserve-unknown-fields"] == true
		for key, child := range value {
			property, known := properties[key].(map[string]any)
			switch {
			case known:
				out = append(out, pruned(child, property, path+"/"+key)...)
			case !isOpen && schema["type"] == "object":
				out = append(out, path+"/"+key)
			}
		}
	}
	return out
}

// TestFieldsOfCorpus compares the findings on real manifests with each release's CRD. The rule must find exactly the fields that the CRD
// does not have. The manifests may be meant for another release.
func TestFieldsOfCorpus(t *testing.T) {
	crds, corpus := given(t, "BACKENDCTL_CRDS", "crds"), given(t, "BACKENDCTL_CORPUS", "corpus")
	files, err := filepath.Glob(filepath.Join(corpus, "v*", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	policies, dropped := 0, 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for part := range strings.SplitSeq("\n"+string(text), "\n---") {
			var object struct {
				APIVersion string `yaml:"apiVersion"`
				Kind       string
				Spec       any
			}
			if yaml.Unmarshal([]byte(part), &object) != nil || crdFiles[object.Kind] == "" || object.APIVersion != "gateway.kgateway.dev/v1alpha1" {
				continue
			}
			policies++
			for _, release := range target.Releases() {
				schema := specSchema(t, crds, release.Release, object.Kind)
				if schema == nil {
					continue
				}
				want := pruned(object.Spec, schema, "/spec")
				slices.Sort(want)
				if got := unknownPaths(t, part, release); !slices.Equal(got, want) {
					t.Errorf("%s, %s: the rule found %q, but the CRD drops %q", name, release, got, want)
				}
				dropped += len(want)
			}
		}
	}
	t.Logf("%d policies; the CRDs of the releases drop %d fields", policies, dropped)
	if policies == 0 || dropped == 0 {
		t.Error("the corpus has no policies, or no release drops a field of them")
	}
}

func unknownPaths(t *testing.T, text string, release target.Target) []string {
	t.Helper()
	r, err := check.Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, check.Options{Targets: []target.Target{release}, Rules: rules.All(), Override: true})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range r.Diagnostics {
		if d.Rule == fieldRule {
			out = append(out, d.Path)
		}
	}
	slices.Sort(out)
	return out
}
