package check

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// TestAutoReplay compares what auto reports for each recorded manifest with the verdicts of all releases: auto reports an error exactly if
// no release accepts the manifest. Manifests in the shape of the catalog have no error; a general validator decides which those
// are.
func TestAutoReplay(t *testing.T) {
	published := newPublishedShapes(t)
	counts := map[string]int{}
	for _, r := range recorded(t) {
		if len(r.Verdicts) < len(target.Releases()) {
			continue // recorded for a newer release alone
		}
		accepted := slices.Contains(slices.Collect(maps.Values(r.Verdicts)), true)
		isShape := !accepted && published.has(r.Manifest)
		counts[kindOf(accepted, isShape)]++
		result, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(r.Manifest))}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		errors := slices.DeleteFunc(slices.Clone(result.Diagnostics), func(d diag.Diagnostic) bool { return d.Severity < diag.Error })
		if ok := len(errors) == 0; ok != (accepted || isShape) && isOurs(r.Manifest) {
			t.Errorf("%s: %s, but auto has %d errors (%s)\n%s", r.Strategy, kindOf(accepted, isShape), len(errors), messages(result.Diagnostics), r.Manifest)
		}
	}
	t.Logf("%v", counts)
	for kind, least := range map[string]int{kindOf(true, false): 500, kindOf(false, false): 500, kindOf(false, true): 10} {
		if counts[kind] < least {
			t.Errorf("%s: only %d manifests, want more", kind, counts[kind])
		}
	}
}

func kindOf(accepted, isShape bool) string {
	switch {
	case accepted:
		return "accepted by a release"
	case isShape:
		return "a shape of the catalog"
	}
	return "rejected by every release"
}

// isOurs reports whether a recorded text could be a Backend; other texts are skipped. A text that cannot be decoded must contain the group
// and the kind. Any other text must be an object with one of them.
func isOurs(text string) bool {
	documents, _ := manifest.Parse(source.New("x.yaml", []byte(text)), manifest.Options{})
	if len(documents) == 0 {
		return false
	}
	if root := documents[0].Root; root != nil && !documents[0].Broken {
		return strings.Contains(root.Get("apiVersion").String(), "gateway.k") || root.Get("kind").String() == kind && root.Get("spec") != nil
	}
	text = strings.ReplaceAll(text, "\x00", "") // UTF-16
	return strings.Contains(text, group) && strings.Contains(text, kind)
}

// publishedShapes recognizes the shapes of the catalog with a general validator.
type publishedShapes struct {
	closed *jsonschema.Schema // the catalog without unknown fields
	own    map[string]bool    // the paths of fields that no release has, such as /spec/static/hosts/-/tls
}

func newPublishedShapes(t *testing.T) *publishedShapes {
	t.Helper()
	s := &publishedShapes{own: map[string]bool{}}
	released := map[string]bool{}
	for _, each := range target.All() {
		doc := schemaDocument(t, each.Schema())
		if each.Catalog() {
			addPaths(s.own, "", doc, doc)
			s.closed = closedSchema(t, doc)
			continue
		}
		addPaths(released, "", doc, doc)
	}
	maps.DeleteFunc(s.own, func(path string, _ bool) bool { return released[path] })
	if len(s.own) == 0 {
		t.Fatal("the catalog has no field that releases lack")
	}
	return s
}

func schemaDocument(t *testing.T, schema []byte) map[string]any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	return doc.(map[string]any)
}

// addPaths adds the path of every field of a schema. It follows a recursive schema once.
func addPaths(to map[string]bool, path string, s any, doc map[string]any, followed ...string) {
	schema, _ := s.(map[string]any)
	if ref, ok := schema["$ref"].(string); ok && !slices.Contains(followed, ref) {
		addPaths(to, path, doc["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")], doc, append(followed, ref)...)
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, property := range properties {
		to[path+"/"+name] = true
		addPaths(to, path+"/"+name, property, doc, followed...)
	}
	if items, ok := schema["items"]; ok {
		addPaths(to, path+"/-", items, doc, followed...)
	}
}

// closedSchema compiles a schema in which each object accepts only the fields that it lists.
func closedSchema(t *testing.T, doc map[string]any) *jsonschema.Schema {
	t.Helper()
	closeObjects(doc)
	c := jsonschema.NewCompiler()
	if err := c.AddResource("published.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("published.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closeObjects(v any) {
	switch v := v.(type) {
	case map[string]any:
		if v["properties"] != nil && v["additionalProperties"] == nil {
			v["additionalProperties"] = false
		}
		for _, below := range v {
			closeObjects(below)
		}
	case []any:
		for _, below := range v {
			closeObjects(below)
		}
	}
}

// has reports whether the catalog accepts a Backend that has no unknown field, and at least one field that no release has.
func (s *publishedShapes) has(text string) bool {
	documents, problems := manifest.Parse(source.New("x.yaml", []byte(text)), manifest.Options{})
	if len(documents) != 1 || documents[0].Root == nil || slices.ContainsFunc(problems, func(d diag.Diagnostic) bool { return d.Severity == diag.Error }) {
		return false
	}
	if documents[0].APIVersion != apiVersion || documents[0].Kind != kind {
		return false // the catalog requires neither field
	}
	used := map[string]bool{}
	addFields(used, "", documents[0].Root)
	own := func(path string) bool { return s.own[path] }
	return slices.ContainsFunc(slices.Collect(maps.Keys(used)), own) && s.closed.Validate(documents[0].Root.JSON()) == nil
}

func addFields(to map[string]bool, path string, n *manifest.Node) {
	for _, f := range n.Fields {
		to[path+"/"+f.Key] = true
		addFields(to, path+"/"+f.Key, f.Value)
	}
	for _, item := range n.Items {
		addFields(to, path+"/-", item)
	}
}
