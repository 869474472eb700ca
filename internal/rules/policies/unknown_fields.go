package policies

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

// The maximum lengths of lists in messages about unknown fields.
const (
	mostPlaces = 3
	mostNames  = 12
)

// unknownFields reports the keys of one object that are not fields of the object's type.
type unknownFields struct {
	pass   *lint.Pass
	at     lint.Place
	object *fields.Field
	unset  []string // the fields of the object that are not set
}

func newUnknownFields(p *lint.Pass, at lint.Place, object *fields.Field) unknownFields {
	u := unknownFields{pass: p, at: at, object: object}
	for _, child := range object.Children(p.Target) {
		if !at.Field(child.Name).Exists() {
			u.unset = append(u.unset, child.Name)
		}
	}
	return u
}

// report reports each key. Keys that are similar to the same field have no fix, because only one of them can be renamed to it.
func (u unknownFields) report(keys []string) {
	suggested := map[string][]*diag.Diagnostic{}
	for _, key := range keys {
		hint, word := u.hint(key)
		d := u.pass.Report(u.at.Field(key).Key(), "unknown field %q%s", key, hint)
		d.Label = "not a field of " + u.object.Path()
		d.Help = "rename or remove it: `kubectl apply` rejects it, and without strict validation the API server drops it"
		if u.mayBeKnown(key) {
			d.Severity = min(d.Severity, diag.Warning)
		}
		if word != "" {
			d.Fixes = u.rename(key, word)
			suggested[word] = append(suggested[word], d)
		}
	}
	for _, rivals := range suggested {
		if len(rivals) > 1 {
			for _, d := range rivals {
				d.Fixes = nil
			}
		}
	}
}

// mayBeKnown reports whether the cluster may have a CRD with the field: the CRD of a newer Gateway API or, without a pinned target, of
// another release of kgateway.
func (u unknownFields) mayBeKnown(key string) bool {
	return u.object.Root().Name == kgw.BackendTLSPolicy || u.pass.Set.Auto && u.object.Child(key) != nil
}

// hint returns the end of the message about a key, which suggests what the author meant. If the key is a misspelling of a field, word is
// the name of that field; otherwise it is "".
func (u unknownFields) hint(key string) (text, word string) {
	if other := u.object.Child(key); other != nil {
		return ": " + u.otherRelease(other), ""
	}
	near, isNear := fuzzy.Nearest(key, u.unset)
	if isNear && fuzzy.Misspelt(key, near) {
		return fmt.Sprintf(", did you mean %q?", near), near
	}
	if text := u.indentation(key); text != "" {
		return text, ""
	}
	if isNear {
		return fmt.Sprintf(", did you mean %q?", near), near
	}
	if places := u.object.Root().Named(key, u.pass.Target); len(places) > 0 && len(places) <= mostPlaces {
		return ": it is a field of " + joined(paths(places), "and"), ""
	}
	names := u.object.Children(u.pass.Target)
	if len(names) == 0 || len(names) > mostNames {
		return "", ""
	}
	return ": expected one of " + strings.Join(namesOf(names), ", "), ""
}

// otherRelease returns text that states which releases have a field that the target does not have.
func (u unknownFields) otherRelease(f *fields.Field) string {
	if f.Since != "" && !u.pass.Since(f.Since) {
		return "the field was added in kgateway " + f.Since
	}
	return "the field was removed after kgateway " + f.Until
}

// indentation returns a hint that the key belongs to another object: to an object next to the key, or to the object around its own object.
// It returns "" if there is no such object.
func (u unknownFields) indentation(key string) string {
	var below []*fields.Field
	for _, sibling := range u.object.Children(u.pass.Target) {
		if u.lacks(sibling, key) {
			below = append(below, sibling)
		}
	}
	switch parent := u.object.Parent; {
	case len(below) == 1:
		return fmt.Sprintf(": it is a field of %s: indent it under %s", below[0].Path(), below[0].Name)
	case parent != nil && parent.Has(key, u.pass.Target):
		return fmt.Sprintf(": it is a field of %s: move it out of %s", parent.Path(), u.object.Name)
	case len(below) > 0 && len(below) <= mostPlaces:
		return fmt.Sprintf(": it is a field of %s: indent it under one of them", joined(namesOf(below), "and"))
	}
	return ""
}

// lacks reports whether the object in field f could contain a key but does not: f is written in the manifest, with fields or without a
// value, and its type has the key.
func (u unknownFields) lacks(f *fields.Field, key string) bool {
	at := u.at.Field(f.Name)
	if at.Node == nil || f.IsList || !f.Has(key, u.pass.Target) || at.Field(key).Exists() {
		return false
	}
	return at.Node.Kind == manifest.Mapping || !at.Exists()
}

// rename returns the fix that renames a key to a field. The fix is safe if the key is certainly a misspelling of that field and the value
// has the type of the field.
func (u unknownFields) rename(key, word string) []diag.Fix {
	at := u.at.Field(key)
	edits := at.Rename(word)
	title := fmt.Sprintf("rename to %q", word)
	if fuzzy.Misspelt(key, word) && at.Node.Kind == shapeOf(u.object.Child(word)) {
		return lint.SafeFix(title, edits)
	}
	return lint.UnsafeFix(title, edits)
}

// shapeOf returns the kind of node that a field requires.
func shapeOf(f *fields.Field) manifest.Kind {
	switch {
	case f.IsList:
		return manifest.Sequence
	case f.IsObject:
		return manifest.Mapping
	}
	return manifest.Scalar
}

func namesOf(list []*fields.Field) []string {
	names := make([]string, len(list))
	for i, f := range list {
		names[i] = f.Name
	}
	return names
}

func paths(list []*fields.Field) []string {
	out := make([]string, len(list))
	for i, f := range list {
		out[i] = f.Path()
	}
	return out
}
