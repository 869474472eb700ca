// Package fields contains the names and the nesting of the fields of policies, by release, with their types and defaults. It reads no
// manifests.
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

// A Field is a field of a kind, or a kind itself. A list has the fields of its items.
type Field struct {
	Name         string // the name of the field or kind
	Since, Until string // the first and the last release line with the field; empty if its parent has the same limit
	IsObject     bool   // the field has fields, or is a map
	IsList       bool   // the field is a list, and IsObject and IsOpen describe its items
	IsOpen       bool   // the field may have keys that are not fields
	Parent       *Field // nil for a kind
	Facts

	children map[string]*Field
	unions   []Union
}

// Facts describe a field in the newest release that has it.
type Facts struct {
	Type       string // the type as kubectl explain writes it
	IsRequired bool
	Default    string   // the default as JSON; empty if there is none
	Values     []string // the allowed values; empty if any value is allowed
}

// Kinds returns the API versions and names of all kinds, such as gateway.kgateway.dev/v1alpha1 TrafficPolicy, in order.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds())) }

// kinds returns the kinds by API version and name. The table is parsed when it is first used.
var kinds = sync.OnceValue(func() map[string]*Field { return parse(table) })

// Of returns a kind of an API version such as gateway.kgateway.dev/v1alpha1, or nil if the table does not have it.
func Of(apiVersion, kind string) *Field { return kinds()[apiVersion+" "+kind] }

// In reports whether a release has the field, provided that it has the field's parent.
func (f *Field) In(t target.Target) bool { return t.Within(f.Since, f.Until) }

// Child returns the field below f with a name, in any release, or nil if there is none.
func (f *Field) Child(name string) *Field { return f.children[name] }

// Has reports whether a release has a field with a name below f.
func (f *Field) Has(name string, t target.Target) bool {
	child := f.children[name]
	return child != nil && child.In(t)
}

// Root returns the kind that the field belongs to.
func (f *Field) Root() *Field {
	for f.Parent != nil {
		f = f.Parent
	}
	return f
}

// Children returns the fields directly below f that a release has, sorted by name.
func (f *Field) Children(t target.Target) []*Field {
	var out []*Field
	for _, name := range slices.Sorted(maps.Keys(f.children)) {
		if child := f.children[name]; child.In(t) {
			out = append(out, child)
		}
	}
	return out
}

// Releases returns the first and the last release line with the field; a result is empty if there is no limit.
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

// All returns the fields directly below f in any release, sorted by name.
func (f *Field) All() []*Field {
	var out []*Field
	for _, name := range slices.Sorted(maps.Keys(f.children)) {
		out = append(out, f.children[name])
	}
	return out
}

// Path returns the path of the field below its kind, such as spec.tls, or the name of a kind.
func (f *Field) Path() string {
	if f.Parent == nil || f.Parent.Parent == nil {
		return f.Name
	}
	return f.Parent.Path() + "." + f.Name
}

// Named returns the objects at or below f that have a field with the given name in a release, in the order of their paths.
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

// Names returns the sorted names of the fields directly below f in any release.
func (f *Field) Names() []string { return slices.Sorted(maps.Keys(f.children)) }

// WithArticle returns a kind with "a" or "an" before it, as it is spoken: an HTTPRoute.
func WithArticle(kind string) string {
	if strings.ContainsAny(kind[:1], "AEIO") || strings.HasPrefix(kind, "HTTP") || strings.HasPrefix(kind, "X") {
		return "an " + kind
	}
	return "a " + kind
}
