package explain_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/format"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// A walk visits the fields of a schema without using the code of the package, so that tests can compare the results of both.
type walk struct {
	definitions map[string]any
	visit       func(path string, s map[string]any, required bool)
}

func (w walk) resolve(v any) map[string]any {
	s, _ := v.(map[string]any)
	for _, keyword := range []string{"x-described-by", "$ref"} {
		ref, ok := s[keyword].(string)
		if !ok {
			continue
		}
		out := map[string]any{}
		for k, v := range w.resolve(w.definitions[strings.TrimPrefix(ref, "#/$defs/")]) {
			out[k] = v
		}
		for k, v := range s {
			if k != "$ref" && k != "x-described-by" {
				out[k] = v
			}
		}
		return out
	}
	return s
}

// field visits a schema and all fields in it.
func (w walk) field(path string, v any, required bool) {
	s := w.resolve(v)
	w.visit(path, s, required)
	for s["items"] != nil {
		s, path = w.resolve(s["items"]), path+"[]"
	}
	names, _ := s["required"].([]any)
	properties, _ := s["properties"].(map[string]any)
	for name, property := range properties {
		w.field(strings.TrimPrefix(path+"."+name, "."), property, slices.Contains(names, any(name)))
	}
}

// eachField calls visit with every field of every target, except the document itself.
func eachField(t *testing.T, visit func(of target.Target, w walk, path string, s map[string]any, required bool)) {
	t.Helper()
	for _, of := range target.All() {
		var document map[string]any
		decoder := json.NewDecoder(strings.NewReader(string(of.Schema())))
		decoder.UseNumber()
		if err := decoder.Decode(&document); err != nil {
			t.Fatal(err)
		}
		w := walk{}
		w.definitions, _ = document["$defs"].(map[string]any)
		w.visit = func(path string, s map[string]any, required bool) {
			if path != "" {
				visit(of, w, path, s, required)
			}
		}
		w.field("", document, true)
	}
}

// stated returns the texts that the page of a field must contain: its type, default, values and limits, and those of its items or values if
// it is a list or map.
func stated(w walk, s map[string]any) []string {
	var out []string
	for _, keyword := range []string{"default", "const", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "maxTotalSize", "pattern"} {
		if v, ok := s[keyword]; ok && v != "" {
			out = append(out, fmt.Sprint(v))
		}
	}
	if s["default"] == "" {
		out = append(out, `""`)
	}
	for _, keyword := range []string{"enum", "uniqueBy"} {
		values, _ := s[keyword].([]any)
		for _, v := range values {
			if v != nil {
				out = append(out, fmt.Sprint(v))
			}
		}
	}
	for _, keyword := range []string{"items", "additionalProperties", "propertyNames"} {
		if inside, ok := s[keyword].(map[string]any); ok && w.resolve(inside)["properties"] == nil {
			out = append(out, stated(w, w.resolve(inside))...)
		}
	}
	return out
}

// typeName returns a type as kubectl explain writes it.
func typeName(w walk, s map[string]any) string {
	if items := s["items"]; items != nil {
		return "[]" + typeName(w, w.resolve(items))
	}
	if values, ok := s["additionalProperties"].(map[string]any); ok {
		return "map[string]" + typeName(w, w.resolve(values))
	}
	name, ok := s["type"].(string)
	if both, several := s["type"].([]any); several {
		name, ok = both[0].(string)
	}
	if !ok {
		return "any"
	}
	return name
}

// TestEveryFieldIsExplained compares the pages with the schemas: every field of every target has a page in each format, with its type,
// whether it is required, its default, values and limits.
func TestEveryFieldIsExplained(t *testing.T) {
	seen := 0
	eachField(t, func(of target.Target, w walk, path string, s map[string]any, required bool) {
		seen++
		found, err := explain.Find(path)
		if err != nil || found != path {
			t.Errorf("Find(%q) = %q, error %v, want the path itself", path, found, err)
			return
		}
		page, err := explain.NewPage(path, []target.Target{of}, nil)
		if err != nil {
			t.Error(err)
			return
		}
		data := marshal(t, page)
		text, markdown := page.Text(80, plainly), page.Markdown()
		row := func(label, value string) {
			t.Helper()
			if !strings.Contains(text, fmt.Sprintf("  %-12s %s", label, value)) || !strings.Contains(markdown, fmt.Sprintf("- %s: %s", label, value)) {
				t.Errorf("%s: the page of %s does not have the %s %s, as text or as Markdown:\n%s\n%s", of, path, label, value, text, markdown)
			}
		}
		row("type", typeName(w, s))
		if required {
			row("required", "yes")
		}
		if page.Targets[0].Required != required || page.Targets[0].Type != typeName(w, s) {
			t.Errorf("%s: in JSON, %s has the type %s and required %v, want %s and %v", of, path, page.Targets[0].Type, page.Targets[0].Required, typeName(w, s), required)
		}
		for _, want := range append(stated(w, s), path) {
			for format, got := range map[string]string{"text": text, "markdown": markdown, "json": data} {
				if !strings.Contains(got, spelled(t, want, format)) {
					t.Errorf("%s: the page of %s as %s does not contain %q:\n%s", of, path, format, want, got)
				}
			}
		}
	})
	if seen < 400 {
		t.Errorf("%d fields were checked, want at least 400", seen)
	}
}

// spelled returns a text as a format writes it: with the escapes of a JSON string in json. An empty default is written as "" in all
// formats.
func spelled(t *testing.T, want, format string) string {
	t.Helper()
	if format != "json" || want == `""` {
		return want
	}
	quoted := marshal(t, want)
	return quoted[1 : len(quoted)-1]
}

func plainly(s string) string { return s }

func marshal(t *testing.T, v any) string {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// TestTreeListsEveryField checks that the tree of a target has every field. In text and Markdown, the indentation determines the path.
func TestTreeListsEveryField(t *testing.T) {
	trees := map[string]map[string][]string{}
	for _, of := range target.All() {
		page, err := explain.NewPage("", []target.Target{of}, nil)
		if err != nil {
			t.Fatal(err)
		}
		tree := page.Tree()
		var listed []string
		for _, c := range tree.Fields {
			listed = append(listed, strings.ReplaceAll(c.Path, "[]", ""))
		}
		trees[of.ID] = map[string][]string{"json": listed, "text": indented(tree.Text(80, plainly), 2), "markdown": indented(tree.Markdown(), 0)}
	}
	eachField(t, func(of target.Target, _ walk, path string, _ map[string]any, _ bool) {
		for format, paths := range trees[of.ID] {
			if !slices.Contains(paths, strings.ReplaceAll(path, "[]", "")) {
				t.Errorf("%s: the tree as %s does not have the field %s", of, format, path)
			}
		}
	})
}

// indented returns the paths of the fields in a tree, which are determined by the indentation of their names. margin is the indentation of
// the first level.
func indented(text string, margin int) []string {
	var out, above []string
	for line := range strings.SplitSeq(text, "\n") {
		trimmed := strings.TrimLeft(line, " ")
		depth := (len(line) - len(trimmed) - margin) / 2
		name, _, _ := strings.Cut(strings.TrimPrefix(trimmed, "- "), " ")
		if name == "" || depth < 0 || depth > len(above) {
			continue
		}
		above = append(above[:depth:depth], strings.Trim(name, "`:"))
		out = append(out, strings.Join(above, "."))
	}
	return out
}

// isFormatted checks that the command fmt does not change an example.
func isFormatted(t *testing.T, of target.Target, path, example string) {
	t.Helper()
	done, err := format.File(source.New("example.yaml", []byte(example)), format.Options{Target: of})
	if err != nil || done.Text != example {
		t.Errorf("%s: fmt changes the example of %s (%v) to\n%s", of, path, err, done.Text)
	}
}

// TestExamplesAreValid checks that the example of every field is valid in the field's target.
func TestExamplesAreValid(t *testing.T) {
	examples := 0
	eachField(t, func(of target.Target, _ walk, path string, _ map[string]any, _ bool) {
		page, err := explain.NewPage(path, []target.Target{of}, nil)
		if err != nil {
			t.Error(err)
			return
		}
		example := page.Targets[0].Example
		isFormatted(t, of, path, example)
		if example == "" {
			if strings.HasPrefix(path, "spec") {
				t.Logf("%s: %s has no example", of, path)
			}
			return
		}
		examples++
		name := path[strings.LastIndexByte(path, '.')+1:]
		if !strings.Contains(example, name+":") {
			t.Errorf("%s: the example of %s does not contain the field:\n%s", of, path, example)
		}
		result, err := check.Files(context.Background(), []*source.File{source.New("a.yaml", []byte(example))}, check.Options{Targets: []target.Target{of}})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range result.Diagnostics {
			t.Errorf("%s: the example of %s has a finding at %s: %s\n%s", of, path, d.Path, d.Message, example)
		}
	})
	if examples < 300 {
		t.Errorf("%d fields have an example, want at least 300", examples)
	}
}

// TestPagesFitTheTerminal checks that no line is wider than the terminal, except for lines that cannot be wrapped: patterns and examples.
func TestPagesFitTheTerminal(t *testing.T) {
	eachField(t, func(of target.Target, _ walk, path string, _ map[string]any, _ bool) {
		for _, targets := range [][]target.Target{nil, {of, target.Latest()}, target.Releases()} {
			page, err := explain.NewPage(path, targets, nil)
			if err != nil {
				continue // none of the targets has the field
			}
			for _, width := range []int{60, 80} {
				for line := range strings.SplitSeq(page.Text(width, plainly), "\n") {
					if len([]rune(line)) > width && strings.ContainsRune(strings.TrimSpace(line), ' ') && !strings.ContainsAny(line, "^:") {
						t.Errorf("%s: a line of %s is wider than %d: %s", of, path, width, line)
					}
				}
			}
		}
	})
}

func TestFind(t *testing.T) {
	for name, want := range map[string]string{
		"spec.static.hosts.port":               "spec.static.hosts[].port",
		"static.hosts.port":                    "spec.static.hosts[].port",
		"backend.spec.static.hosts":            "spec.static.hosts",
		"Backend.spec.static.hosts":            "spec.static.hosts",
		"Backend":                              "",
		"/spec/static/hosts/0/port":            "spec.static.hosts[].port",
		"spec.static.hosts[0].port":            "spec.static.hosts[].port",
		"hosts.port":                           "spec.static.hosts[].port",
		"endpointURL":                          "spec.aws.lambda.endpointURL",
		"metadata.name":                        "metadata.name",
		"backend":                              "",
		"type":                                 "spec.type",
		`metadata.labels["app"]`:               `metadata.labels`,
		`metadata.labels["app.example.com/a"]`: "metadata.labels",
		"/metadata/annotations/example.com~1a": "metadata.annotations",
		"spec.ai.multipool":                    "spec.ai.multipool",
	} {
		if got, err := explain.Find(name); err != nil || got != want {
			t.Errorf("Find(%q) = %q, %v, want %q", name, got, err, want)
		}
	}
	for name, want := range map[string]string{
		"port":                  `"port" is the name of several fields, use one of these:`,
		"Spec.Static":           `no such field: "Spec.Static"`,
		"spec.static.hosts.prt": `no such field: "spec.static.hosts.prt"`,
		"spec.static.0.hosts.x": "no such field",
		"":                      "",
	} {
		if got, err := explain.Find(name); want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("Find(%q) = %q, %v, want error %s", name, got, err, want)
		}
	}
}

func TestNearest(t *testing.T) {
	for name, want := range map[string]string{
		"Spec.Static":           "spec.static",
		"spec.static.hosts.prt": "spec.static.hosts.port",
		"hosts.prot":            "hosts.port",
		"endpointUrl":           "endpointURL",
		"host-is-ulr":           "host-is-url",
		"ltest":                 "latest",
	} {
		if got, _ := explain.Nearest(name, []string{"host-is-url", "latest"}); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", name, got, want)
		}
	}
}
