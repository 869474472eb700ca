package kustomize

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

func parse(t *testing.T, name, text string) *manifest.Document {
	t.Helper()
	documents, problems := manifest.Parse(source.New(name, []byte(text)), manifest.Options{Templates: true})
	if len(documents) != 1 || len(problems) > 0 {
		t.Fatalf("got %d documents with the problems %v, want one without problems", len(documents), problems)
	}
	return documents[0]
}

func TestIs(t *testing.T) {
	for _, c := range []struct {
		file, text string
		want       bool
	}{
		{"kustomization.yaml", "resources: []", true},
		{"a/kustomization.yml", "resources: []", true},
		{"a/Kustomization", "resources: []", true},
		{"a/Kustomization.yaml", "resources: []", false},
		{"values.yaml", "resources: []", false},
		{"k.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component", true},
		{"kustomization.yaml", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization", false},
	} {
		if got := Is(parse(t, c.file, c.text)); got != c.want {
			t.Errorf("Is returns %t for %s with %q, want %t", got, c.file, c.text, c.want)
		}
	}
}

// TestPatchesInFlux checks that the patches of a Kustomization of Flux have the pointers and targets in its spec.
func TestPatchesInFlux(t *testing.T) {
	const patches = "\nkind: Kustomization\nspec: {patches: [{patch: \"x: y\"}, {}, {patch: \"[]\", target: {kind: Backend, name: web}}]}"
	d := parse(t, "apps.yaml", "apiVersion: kustomize.toolkit.fluxcd.io/v1"+patches)
	found := Read(d).Patches
	if !HasPatches(d) || len(found) != 2 || found[0].Pointer != "/spec/patches/0/patch" || found[1].Pointer != "/spec/patches/2/patch" || found[1].Target.Name != "web" {
		t.Errorf("the patches are %+v", found)
	}
	if HasPatches(parse(t, "apps.yaml", "apiVersion: example.com/v1"+patches)) {
		t.Error("a Kustomization of another group has patches")
	}
}

func TestRead(t *testing.T) {
	k := Read(parse(t, "o/prod/kustomization.yaml", `
resources: [../../base, a.yaml]
components: [../../c]
patches:
- path: patches/a.yaml
- {path: ./b.yaml, target: {group: g, version: v1, kind: Backend, name: x}}
- {patch: "x: y"}
- {patch: ""}
- {}
patchesJson6902:
- {path: c.json, target: {kind: Backend}}
- {patch: "[]", target: {kind: Backend}}
patchesStrategicMerge:
- d.yaml
- "{kind: Backend}"
`))
	var got []string
	for _, p := range k.Patches {
		line := p.File + p.Pointer
		if p.File != "" {
			line = p.File
		}
		if p.Target != nil {
			line += " " + strings.Trim(p.Target.Group+"/"+p.Target.Version+"/"+p.Target.Kind, "/")
		}
		got = append(got, line)
	}
	want := []string{
		"o/prod/patches/a.yaml", "o/prod/b.yaml g/v1/Backend", "/patches/2/patch",
		"o/prod/c.json Backend", "/patchesJson6902/1/patch Backend", "o/prod/d.yaml", "/patchesStrategicMerge/1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("patches %q, want %q", got, want)
	}
	if want := []string{"base", "o/prod/a.yaml", "c"}; !slices.Equal(k.Resources, want) {
		t.Errorf("resources %q, want %q", k.Resources, want)
	}
}

// TestParse checks that the documents of an inline patch have the spans of their text in the file, in every style that keeps the text
// verbatim, and that the other styles are not verbatim.
func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, patch string
		verbatim    bool
		want        []string // the text at /spec/x of each document
	}{
		{"literal block", "|\n    spec:\n      x: a\n", true, []string{"a"}},
		{"literal block without a final line break", "|-\n    # a comment\n    spec:\n\n      x: a", true, []string{"a"}},
		{"literal block that keeps blank lines", "|+\n    spec: {x: a}\n\n\n", true, []string{"a"}},
		{"literal block with an indentation indicator", "|2\n    spec:\n      x: a\n", true, []string{"a"}},
		{"literal block with a comment after the header", "|- # a comment\n    spec: {x: a}\n", true, []string{"a"}},
		{"two documents", "|\n    ---\n    spec: {x: a}\n    ---\n    spec: {x: b}\n", true, []string{"a", "b"}},
		{"single quotes", "'spec: {x: a}'\n", true, []string{"a"}},
		{"double quotes", "\"{spec: {x: a}}\"\n", true, []string{"a"}},
		{"JSON", "'{\"spec\": {\"x\": \"a\"}}'\n", true, []string{`"a"`}},
		{"escapes", "\"spec:\\n  x: a\"\n", false, []string{"a"}},
		{"doubled quotes", "'spec: {x: ''a''}'\n", false, []string{"'a'"}},
		{"folded block", ">\n    {spec:\n    {x: a}}\n", false, []string{"a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := parse(t, "kustomization.yaml", "patches:\n- patch: "+c.patch)
			p := Patch{Text: d.Root.Get("patches").Items[0].Get("patch"), Pointer: "/patches/0/patch"}
			inline := p.Parse(d, manifest.Options{})
			var got []string
			for i, document := range inline.Documents {
				if len(inline.Problems[i]) > 0 || document.Path != "/patches/0/patch" {
					t.Fatalf("the document has the path %q and the problems %v, want /patches/0/patch and none", document.Path, inline.Problems[i])
				}
				got = append(got, document.File.Slice(document.Root.Get("spec").Get("x").Span))
				if inline.Verbatim != (document.File == d.File) {
					t.Error("the document is in the file of the Kustomization, or not, in contradiction to Verbatim")
				}
			}
			if !slices.Equal(got, c.want) || inline.Verbatim != c.verbatim {
				t.Errorf("got %q with Verbatim %t, want %q with %t", got, inline.Verbatim, c.want, c.verbatim)
			}
		})
	}
}

// disk is a Files for tests. It has Kustomizations by their folders, and records the folders that were read.
type disk struct {
	files map[string]string
	read  []string
}

func (*disk) Path(name string) string { return "/repo/" + name }
func (*disk) Given() []*source.File {
	return []*source.File{source.New("/repo/given/kustomization.yaml", []byte("patches: [{path: ../shared/p.yaml}]"))}
}
func (*disk) IsTop(folder string) bool { return folder == "/repo" }
func (d *disk) In(folder string) *source.File {
	d.read = append(d.read, folder)
	text, ok := d.files[folder]
	if !ok {
		return nil
	}
	return source.New(folder+"/kustomization.yaml", []byte(text))
}

func TestIndex(t *testing.T) {
	d := &disk{files: map[string]string{
		"/repo/o":     "patches: [{path: patches/a.yaml}, {path: patches/a.yaml, target: {kind: Backend}}]",
		"/repo/given": "patches: [{path: never.yaml}]",
		"/":           "patches: [{path: repo/o/above.yaml}]",
	}}
	x := NewIndex(d)
	for _, c := range []struct {
		file string
		want int
	}{
		{"o/patches/a.yaml", 2},
		{"o/patches/b.yaml", 0},
		{"o/a.yaml", 0},
		{"o/above.yaml", 0},
		{"shared/p.yaml", 1},
		{"given/never.yaml", 0},
	} {
		if got := len(x.Patches(c.file)); got != c.want {
			t.Errorf("%s: got %d patches, want %d", c.file, got, c.want)
		}
	}
	if want := []string{"/repo/o/patches", "/repo/o", "/repo", "/repo/shared"}; !slices.Equal(d.read, want) {
		t.Errorf("read the folders %q, want each once: %q", d.read, want)
	}
	if got := (*Index)(nil).Patches("a.yaml"); got != nil {
		t.Errorf("a nil Index returns %v, want nil", got)
	}
}

// TestIndexOrder checks that the patches of a file are in the order of the Kustomizations, which are read concurrently.
func TestIndexOrder(t *testing.T) {
	var files []*source.File
	for i := range 200 {
		files = append(files, source.New(fmt.Sprintf("o%d/kustomization.yaml", i), fmt.Appendf(nil, "patches: [{path: ../p.yaml, target: {kind: K%d}}]", i)))
	}
	patches := Among(files).Patches("p.yaml")
	if len(patches) != len(files) {
		t.Fatalf("got %d patches, want %d", len(patches), len(files))
	}
	for i, p := range patches {
		if want := fmt.Sprintf("K%d", i); p.Target.Kind != want {
			t.Fatalf("patch %d has the target %s, want %s", i, p.Target.Kind, want)
		}
	}
}

// TestMayListPatches checks that a Kustomization without patches is not parsed, and that each way to list patches is recognized.
func TestMayListPatches(t *testing.T) {
	for text, want := range map[string]bool{
		"resources: [a.yaml]\nnamePrefix: p-\n": false,
		"patches: [{path: a.yaml}]":             true,
		"patchesJson6902: [{path: a.yaml}]":     true,
		"patchesStrategicMerge: [a.yaml]":       true,
		`"p\u0061tches": [{path: a.yaml}]`:      true,
	} {
		if got := mayListPatches(text); got != want {
			t.Errorf("mayListPatches(%q) = %t, want %t", text, got, want)
		}
	}
}
