package main

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/target"
)

// generateNewest returns the table with the newest release, whose CRDs are in dir. The table that is built in has the older releases. The
// newest release has the same fields as the previous release for the kinds in same, and for kinds that are not part of kgateway.
func generateNewest(dir string, same []string) ([]byte, error) {
	t := table{}
	last := len(releases) - 1
	for _, kind := range fields.Kinds() {
		apiVersion, name, _ := strings.Cut(kind, " ")
		isSame := slices.Contains(same, name) || !strings.HasPrefix(apiVersion, kgateway+"/")
		for i, release := range target.Releases() {
			if i < last || isSame {
				t.readField(kind, fields.Of(apiVersion, name), release, 1<<i)
			}
		}
	}
	if err := t.readFolder(dir, 1<<last); err != nil {
		return nil, err
	}
	return t.write()
}

// readField adds the fields that a kind of the built-in table has in a release.
func (t table) readField(kind string, f *fields.Field, release target.Target, in set) {
	if !f.In(release) {
		return
	}
	if t[kind] == nil {
		t[kind] = &node{}
	}
	t[kind].in |= in
	t[kind].child("spec").addField(f.Child("spec"), release, in)
}

func (n *node) addField(f *fields.Field, release target.Target, in set) {
	n.in |= in
	n.isOpen, n.isObject, n.isList = f.IsOpen, f.IsObject, f.IsList
	n.facts = textOf(f.Facts)
	for _, u := range f.Unions(release) {
		n.addUnion(unionText(u), in)
	}
	for _, child := range f.Children(release) {
		n.child(child.Name).addField(child, release, in)
	}
}

// textOf returns facts in the notation of the table, or "" if there are none.
func textOf(f fields.Facts) string {
	text := strings.ReplaceAll(f.Type, " or ", "|")
	if f.IsRequired {
		text += " required"
	}
	if len(f.Values) > 0 {
		text += " values=" + strings.Join(f.Values, ",")
	}
	if f.Default != "" {
		text += " default=" + f.Default
	}
	return text
}

func unionText(u fields.Union) string {
	switch {
	case !u.Exclusive:
		return union(atLeastOne, u.Fields...)
	case !u.Required:
		return union(atMostOne, u.Fields...)
	}
	return union(exactlyOne, u.Fields...)
}
