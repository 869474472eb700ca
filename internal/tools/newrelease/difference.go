package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

// A difference has the paths of the fields of a Backend that the newest release adds (fresh) and removes (gone).
type difference struct {
	fresh, gone []string
	fields      map[string]*crd.Field // the fields of both releases, by path
}

// fieldsOf returns the fields of a Backend's spec in a release, by path.
func fieldsOf(t target.Target) (map[string]*crd.Field, error) {
	text, err := t.CRD()
	if err != nil {
		return nil, err
	}
	found, err := crd.Read(t.ID, text)
	if err != nil {
		return nil, err
	}
	all := map[string]*crd.Field{}
	return all, found[0].Versions[0].Root.Walk("", func(path string, f *crd.Field) error {
		if strings.HasPrefix(path, "spec") {
			all[path] = f
		}
		return nil
	})
}

// differenceOf returns the difference between the release from and the newer release to.
func differenceOf(from, to target.Target) (difference, error) {
	before, err := fieldsOf(from)
	if err != nil {
		return difference{}, err
	}
	after, err := fieldsOf(to)
	if err != nil {
		return difference{}, err
	}
	d := difference{fields: maps.Clone(before)}
	maps.Copy(d.fields, after)
	for _, path := range slices.Sorted(maps.Keys(d.fields)) {
		switch {
		case before[path] == nil:
			d.fresh = append(d.fresh, path)
		case after[path] == nil:
			d.gone = append(d.gone, path)
		}
	}
	return d, nil
}

// isLeaf reports whether a field has no nested fields.
func isLeaf(f *crd.Field) bool { return len(f.Properties) == 0 && f.Items == nil }

// leaves returns those of the given paths whose fields have no nested fields.
func (d difference) leaves(paths []string) []string {
	return slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return !isLeaf(d.fields[path]) })
}

// below returns a path without the leading "spec.", as the rows of package mapping have it.
func below(path string) string { return strings.TrimPrefix(path, "spec.") }

// newMembers returns the members of spec that are new objects: new types of Backend.
func (d difference) newMembers() []string {
	var out []string
	for _, path := range d.fresh {
		if name := below(path); !strings.ContainsAny(name, ".[") && !isLeaf(d.fields[path]) {
			out = append(out, name)
		}
	}
	return out
}

// placesForTypes returns the places that need code for the new types of Backend.
func (d difference) placesForTypes() []string {
	var out []string
	for _, member := range d.newMembers() {
		out = append(out,
			fmt.Sprintf("%s: %s: write what a conversion to a target without spec.%s loses", edit.Place(rowsFile, strconv.Quote(member)), member, member),
			fmt.Sprintf("%s: add the member %s with its value of spec.type", edit.Place("internal/convert/members.go", "var types"), member),
			fmt.Sprintf("%s: add the member %s to the first list; without it, the generator of the tests finds no valid Backend", edit.Place("internal/convert/generator_test.go", "var unions"), member),
			edit.Place("internal/scaffold/types.go", "func Types()")+": add a type for scaffold, in a file like gcp.go")
	}
	return out
}
