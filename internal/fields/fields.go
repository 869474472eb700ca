// Package fields knows the names and the nesting of the fields of policies, by release, and their types and defaults. It reads no
// manifest.
package fields

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/target"
)

//go:embed fields.txt
var table string

// A Field is a field of a kind, or a kind itself. The items of a list have the fields of the list.
type Field struct {
	Name         string // of a kind, "Kind"
	Since, Until string // the release lines that have it; empty for no limit beside that of its parent
	IsObject     bool   // has fields, or is a map
	IsList       bool   // a list, whose items are what IsObject and IsOpen say
	IsOpen       bool   // keeps keys that are not fields
	Parent       *Field // nil for a kind
	Facts

	children map[string]*Field
	unions   []Union
}

// Facts are what the newest definition says of a field.
type Facts struct {
	Type       string // as kubectl explain writes it
	IsRequired bool
	Default    string   // as JSON; empty for none
	Values     []string // that it takes; none if any
}

// Kinds returns the API versions and names of all kinds, such as gateway.kgateway.dev/v1alpha1 TrafficPolicy, in order.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds())) }

// kinds returns the kinds by API version and name. The table is parsed when it is first asked for.
var kinds = sync.OnceValue(func() map[string]*Field { return parse(table) })

// Of returns a kind of an API version such as gateway.kgateway.dev/v1alpha1, nil for one that is not in the table.
func Of(apiVersion, kind string) *Field { return kinds()[apiVersion+" "+kind] }

// In reports whether a release has the field where it has its parent.
func (f *Field) In(t target.Target) bool { return t.Within(f.Since, f.Until) }

// Child returns the field with a name, of any release; nil where there is none.
func (f *Field) Child(name string) *Field { return f.children[name] }

// Has reports whether a release has a field with a name below f.
func (f *Field) Has(name string, t target.Target) bool {
	child := f.children[name]
	return child != nil && child.In(t)
}

// Root returns the kind that the field is of.
func (f *Field) Root() *Field {
	for f.Parent != nil {
		f = f.Parent
	}
	return f
}

// Children returns the fields that a release has, by name.
func (f *Field) Children(t target.Target) []*Field {
	var out []*Field
	for _, name := range slices.Sorted(maps.Keys(f.children)) {
		if child := f.children[name]; child.In(t) {
			out = append(out, child)
		}
	}
	return out
}

// Releases returns the first and the last release line with the field, empty for no limit.
func (f *Field) Releases() (since, until string) {
	for ; f != nil; f = f.Parent {
		if since == "" {
			since = f.Since
		}
		if until == "" {
			until = f.Until
		}
	}
	return since, until
}

// All returns the fields of every release, by name.
func (f *Field) All() []*Field {
	var out []*Field
	for _, name := range slices.Sorted(maps.Keys(f.children)) {
		out = append(out, f.children[name])
	}
	return out
}

// Path names the field from its kind on, such as spec.tls; a kind has its own name.
func (f *Field) Path() string {
	if f.Parent == nil || f.Parent.Parent == nil {
		return f.Name
	}
	return f.Parent.Path() + "." + f.Name
}

// Named returns the objects at or below f that have a field with a name in a release, by path.
func (f *Field) Named(name string, t target.Target) []*Field {
	var out []*Field
	if f.Has(name, t) {
		out = append(out, f)
	}
	for _, child := range f.Children(t) {
		out = append(out, child.Named(name, t)...)
	}
	return out
}

// Names returns the names of the fields below f, of any release, sorted.
func (f *Field) Names() []string { return slices.Sorted(maps.Keys(f.children)) }

// WithArticle returns a kind with its article. Kinds that begin with initials, such as HTTPRoute, are spelled out: an HTTPRoute.
func WithArticle(kind string) string {
	if strings.ContainsAny(kind[:1], "AEIO") || strings.HasPrefix(kind, "HTTP") || strings.HasPrefix(kind, "X") {
		return "an " + kind
	}
	return "a " + kind
}
