package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/target"
)

// TestCollect checks that CRDs are found in a folder, in files with several documents and in Lists. It also checks the errors for missing,
// unexpected and invalid CRDs.
func TestCollect(t *testing.T) {
	policies := policyCRDs(target.Latest())
	if len(policies) < 3 {
		t.Fatalf("the newest release has %d policies, want at least 3", len(policies))
	}
	backend, err := target.Latest().CRD()
	if err != nil {
		t.Fatal(err)
	}
	list := text(t, object{"kind": "List", "items": []any{policies[0], policies[1]}})
	var documents []string
	for _, policy := range policies[2:] {
		documents = append(documents, text(t, policy))
	}
	several := strings.Join(append(documents, "kind: ConfigMap\n"), "---\n")
	last := policies[len(policies)-1]["spec"].(object)["names"].(object)["kind"].(string)
	withoutLast := strings.Join(documents[:len(documents)-1], "---\n")

	for name, c := range map[string]struct {
		files      map[string]string
		same, gone []string
		want       string // a text in the error; "" for no error
	}{
		"all CRDs":                     {files: map[string]string{"backends.yaml": string(backend), "a/list.yaml": list, "several.yml": several, "notes.txt": "x"}},
		"no CRD of Backend":            {files: map[string]string{"list.yaml": list, "several.yaml": several}, want: "has no CRD of Backend"},
		"no CRD of a policy":           {files: map[string]string{"b.yaml": string(backend), "list.yaml": list, "several.yaml": withoutLast}, want: "has no CRD of " + last + ": add it, or use -same " + last},
		"a missing policy in -same":    {files: map[string]string{"b.yaml": string(backend), "list.yaml": list, "several.yaml": withoutLast}, same: []string{last}},
		"a missing policy in -gone":    {files: map[string]string{"b.yaml": string(backend), "list.yaml": list, "several.yaml": withoutLast}, gone: []string{last}},
		"an unknown kind in -gone":     {files: map[string]string{"b.yaml": string(backend), "list.yaml": list, "several.yaml": several}, gone: []string{"Nothing"}, want: "Nothing is not a kind of policy"},
		"a policy in -gone with a CRD": {files: map[string]string{"b.yaml": string(backend), "list.yaml": list, "several.yaml": several}, gone: []string{last}, want: "has a CRD of " + last},
		"two CRDs of Backend":          {files: map[string]string{"b.yaml": string(backend), "c.yaml": string(backend)}, want: "has a second CRD of Backend"},
		"invalid YAML":                 {files: map[string]string{"b.yaml": "kind: CustomResourceDefinition\na: b: c\n"}, want: "b.yaml: "},
	} {
		t.Run(name, func(t *testing.T) {
			from, into := t.TempDir(), t.TempDir()
			for file, text := range c.files {
				if err := os.MkdirAll(filepath.Dir(filepath.Join(from, file)), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(from, file), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			err := collect(options{release: next(target.Latest().Release), crds: from, same: c.same, gone: c.gone}, into)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Fatalf("the error is %v, want %q in it", err, c.want)
			}
			if c.want != "" {
				return
			}
			found, err := filepath.Glob(filepath.Join(into, "*.yaml"))
			if err != nil || len(found) != 1+len(policies)-len(c.same)-len(c.gone) || !slices.Contains(found, filepath.Join(into, backends)) {
				t.Errorf("the files are %q (error %v), want one for each CRD", found, err)
			}
		})
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	out, err := yaml.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestArguments checks which arguments are rejected, and with which errors.
func TestArguments(t *testing.T) {
	for line, want := range map[string]string{
		"":                              "usage: ",
		"-crds x":                       "usage: ",
		"99.0":                          "usage: ",
		"99.0.1 -crds x":                "is not a release line",
		"2.0 -crds x":                   "2.0 is older than",
		"99.0 -crds x -same A,B":        "",
		"99.0 -crds x -gone A -verdict": "flag provided but not defined",
	} {
		_, err := parse(strings.Fields(line))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: the error is %v, want %q in it", line, err, want)
		}
	}
}

// TestUnread checks that a kind that package fields does not have is returned.
func TestUnread(t *testing.T) {
	dir := t.TempDir()
	for _, kind := range []string{"Backend", "TrafficPolicy", "BackendShaper"} {
		text := "kind: CustomResourceDefinition\nspec: {group: gateway.kgateway.dev, names: {kind: " + kind + "}}\n"
		if err := os.WriteFile(filepath.Join(dir, kind+".yaml"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := unread(dir, target.Latest())
	if err != nil || len(got) != 1 || !strings.HasPrefix(got[0], "BackendShaper: ") {
		t.Errorf("the kinds are %q (error %v), want only BackendShaper", got, err)
	}
}
