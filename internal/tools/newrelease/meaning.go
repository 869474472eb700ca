package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

// A tableRow is a row to add to a table of package change.
type tableRow struct {
	table string // the variable in impactsFile
	row   string // the Go source of the row
}

// writeMeanings adds rows to the tables of package change for the keys of lists, sets, defaults, durations and quantities in the CRDs of a
// folder. It returns the defaults that changed. A person has to edit their existing rows.
func writeMeanings(dir string, to target.Target) (changed []string, err error) {
	known, err := target.Facts()
	if err != nil {
		return nil, err
	}
	var rows []tableRow
	err = eachField(dir, append(policies(to), crd.Kind), func(kind, path string, f *crd.Field) {
		if kind == crd.Kind {
			f.ListKeys = known[path].Keys // includes the keys that only a CEL rule requires to be unique
		}
		rows = append(rows, meaningOf(kind, path, f)...)
		if has, ok := change.DefaultOf(kind, path); ok && has != nil && hasDefault(path, f) && !change.HasDefault(kind, path, f.Default) {
			changed = append(changed, fmt.Sprintf("%s of a %s: the default is now %v, before it was %v", path, kind, f.Default, has))
		}
	})
	for i, r := range rows {
		if err == nil && !slices.Contains(rows[:i], r) { // versions of a CRD have the same fields
			err = edit.Insert(impactsFile, r.table, r.row)
		}
	}
	return changed, err
}

// eachField calls visit for the fields of spec of the given kinds, in the CRDs of a folder.
func eachField(dir string, kinds []string, visit func(kind, path string, f *crd.Field)) error {
	return eachDefinition(dir, func(d definition) error {
		if !slices.Contains(kinds, d.Spec.Names.Kind) {
			return nil
		}
		return d.eachField(visit)
	})
}

// eachDefinition calls visit for the CRDs of a folder.
func eachDefinition(dir string, visit func(definition) error) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return err
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		var d definition
		if err := yaml.Unmarshal(text, &d); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := visit(d); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// A definition has the kind of a CRD and the schemas of its versions.
type definition struct {
	Spec struct {
		Names    struct{ Kind string }
		Versions []struct {
			Schema struct {
				Root json.RawMessage `json:"openAPIV3Schema"`
			}
		}
	}
}

func (d definition) eachField(visit func(kind, path string, f *crd.Field)) error {
	for _, version := range d.Spec.Versions {
		root, err := crd.ParseSchema(version.Schema.Root)
		if err != nil {
			return err
		}
		if spec := root.Properties["spec"]; spec != nil {
			_ = spec.Walk("spec", func(path string, f *crd.Field) error {
				visit(d.Spec.Names.Kind, path, f)
				return nil
			})
		}
	}
	return nil
}

// meaningOf returns the rows that the tables of package change lack for a field of a CRD.
func meaningOf(kind, path string, f *crd.Field) []tableRow {
	var out []tableRow
	add := func(table, value string) {
		out = append(out, tableRow{table, fmt.Sprintf("\t{%q, %q, %s},", kind, path, value)})
	}
	if _, has := change.DefaultOf(kind, path); !has && hasDefault(path, f) {
		add("newDefaults", "defaultOf{constant: "+literal(f.Default)+"}")
	}
	if len(f.ListKeys) > 0 && !change.HasKeys(kind, path, f.ListKeys) {
		add("newLists", "listRule{keys: [][]string{{"+quoted(f.ListKeys)+"}}}")
	}
	if f.ListType == "set" && !change.IsSet(kind, path) {
		add("newLists", "anySet")
	}
	if isDuration(f) && !change.ReadsAlike(kind, path, "60s", "1m") {
		add("newReadings", "readDuration")
	}
	if f.IntOrString && !change.ReadsAlike(kind, path, "1Ki", int64(1024)) {
		add("newReadings", "readQuantity")
	}
	return out
}

// hasDefault reports whether a field has a default that can change traffic. It ignores the default "", and defaults of fields called name.
func hasDefault(path string, f *crd.Field) bool {
	return f.Default != nil && f.Default != "" && !strings.HasSuffix(path, ".name")
}

// isDuration reports whether a field is a text with a duration such as 30s.
func isDuration(f *crd.Field) bool {
	isRule := slices.ContainsFunc(f.Rules, func(r crd.Rule) bool { return strings.Contains(r.Rule, "duration(self)") })
	return f.Type == "string" && (f.Format == "duration" || isRule || strings.Contains(f.Pattern, "(h|m|s|ms)"))
}

// quoted returns texts as Go string literals, separated by commas.
func quoted(texts []string) string {
	items := make([]string, len(texts))
	for i, text := range texts {
		items[i] = strconv.Quote(text)
	}
	return strings.Join(items, ", ")
}
