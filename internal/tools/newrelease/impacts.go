package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

var (
	impactsFile  = filepath.Join("internal", "change", "rules_new.go")
	examplesFile = filepath.Join("internal", "change", "testdata", "impacts.txt")
)

// A newField is a field without a rule in the table of impacts, with an example of a change.
type newField struct {
	kind, path string
	example    string
}

// writeImpacts adds a rule to the table of impacts for each field that has none, with an example.
func writeImpacts(d difference, to target.Target) error {
	var all []newField
	for _, path := range d.leaves(d.fresh) {
		if path = strings.TrimSuffix(path, "[]"); !change.HasRule(crd.Kind, path) {
			all = append(all, newField{crd.Kind, path, d.example(path)})
		}
	}
	for _, kind := range fields.Kinds() {
		apiVersion, name, _ := strings.Cut(kind, " ")
		if root := fields.Of(apiVersion, name); root.In(to) && strings.HasPrefix(apiVersion, crd.Group) {
			all = append(all, withoutRule(root.Child("spec"), name, "spec", nil, to)...)
		}
	}
	for _, f := range all {
		rule := fmt.Sprintf("\t{Kind: %q, Path: %q, Any: adjusts + \"its value changes\"},", f.kind, f.path)
		if err := edit.Insert(impactsFile, "newRules", rule); err != nil {
			return err
		}
		if err := addExample(f); err != nil {
			return err
		}
	}
	return nil
}

// addExample adds an example to the section of its kind.
func addExample(f newField) error {
	return edit.Change(examplesFile, func(text string) (string, error) {
		section := "\n\n" + f.kind + "\n"
		if !strings.Contains(text, section) {
			return text + section[1:] + f.example + "\n", nil
		}
		return strings.Replace(text, section, section+f.example+"\n", 1), nil
	})
}

// literal returns a value of a CRD as a Go expression.
func literal(value any) string {
	switch v := value.(type) {
	case json.Number:
		if _, err := v.Int64(); err == nil {
			return "int64(" + v.String() + ")"
		}
		return v.String()
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = literal(item)
		}
		return "[]any{" + strings.Join(items, ", ") + "}"
	case map[string]any:
		var members []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			members = append(members, strconv.Quote(key)+": "+literal(v[key]))
		}
		return "map[string]any{" + strings.Join(members, ", ") + "}"
	}
	return fmt.Sprintf("%#v", value) // a string, a bool or nil
}

// withoutRule returns the fields in f, a field of a policy, that are new in a release and have no rule. The parameter around has the fields
// around f, the outermost first.
func withoutRule(f *fields.Field, kind, path string, around []*fields.Field, to target.Target) []newField {
	children := f.Children(to)
	if len(children) == 0 {
		if since, _ := f.Releases(); since != to.Release || change.HasRule(kind, path) {
			return nil
		}
		return []newField{{kind, path, policyExample(append(slices.Clone(around), f)[1:], to)}}
	}
	if f.IsList {
		path += "[]"
	}
	var out []newField
	for _, child := range children {
		out = append(out, withoutRule(child, kind, path+"."+child.Name, append(slices.Clone(around), f), to)...)
	}
	return out
}
