package convert

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
)

// A field is a field of a document, with its paths and the object that contains it.
type field struct {
	*manifest.Field
	path    string         // its JSON Pointer in the YAML document
	pattern string         // its path below spec, such as static.hosts[].port
	object  *manifest.Node // the object that contains it
}

// fieldsIn returns the fields below the spec of a document, in two lists: those that at least one of the shapes has, and those that no
// shape has. It does not look into unknown fields, nor into fields that the mapping treats as a whole. It skips keys with a template,
// because they may become any field.
func fieldsIn(d *manifest.Document, shapes ...mapping.Shape) (known, unknown []field) {
	var walk func(n *manifest.Node, path, pattern string)
	walk = func(n *manifest.Node, path, pattern string) {
		for i := range n.Fields {
			f := field{&n.Fields[i], path + diag.Pointer(n.Fields[i].Key), strings.TrimPrefix(pattern+"."+n.Fields[i].Key, "."), n}
			switch has, whole := hasField(f.pattern, shapes); {
			case f.Template:
			case !has:
				unknown = append(unknown, f)
			default:
				known = append(known, f)
				if !whole {
					walk(f.Value, f.path, f.pattern)
				}
			}
		}
		if has, _ := hasField(pattern+"[]", shapes); has {
			for i, item := range n.Items {
				walk(item, path+diag.Pointer(strconv.Itoa(i)), pattern+"[]")
			}
		}
	}
	if spec := d.Root.Get("spec"); spec != nil {
		walk(spec, d.Path+"/spec", "")
	}
	return known, unknown
}

// hasField reports whether one of the shapes has a field, and whether the mapping treats the field and everything below it as a whole.
func hasField(pattern string, shapes []mapping.Shape) (has, whole bool) {
	for _, s := range shapes {
		t := mapping.Between(s, s)
		if row, ok := t.Row(pattern); ok && row.Subtree {
			return true, true
		}
		has = has || t.Knows(pattern)
	}
	return has, false
}

// misspelt returns an error for each field of a document that neither the catalog nor the target has. It skips fields that already have an
// error in reported.
func (in *input) misspelt(d *manifest.Document, reported []diag.Diagnostic) []diag.Diagnostic {
	to := mapping.Of(in.options.To)
	_, unknown := fieldsIn(d, mapping.Catalog, to)
	var out []diag.Diagnostic
	for _, f := range append(topFields(d), unknown...) {
		if slices.ContainsFunc(reported, func(r diag.Diagnostic) bool { return r.Path == f.path && r.Severity == diag.Error }) {
			continue
		}
		found := unknownField(d, f.KeySpan, f.path, string(mapping.Catalog))
		found.Message = fmt.Sprintf("unknown field %q", f.Key)
		if word, near := fuzzy.Nearest(f.Key, f.others(to)); near && f.object.Field(word) == nil {
			found.Message += fmt.Sprintf(", did you mean %q?", word)
		}
		out = append(out, found)
	}
	return out
}

// topFields returns the top-level fields of a document that no Backend has.
func topFields(d *manifest.Document) []field {
	var out []field
	for i := range d.Root.Fields {
		f := &d.Root.Fields[i]
		if !f.Template && !slices.Contains(envelope, f.Key) {
			out = append(out, field{f, d.Path + diag.Pointer(f.Key), "", d.Root})
		}
	}
	return out
}

// envelope are the top-level fields of every Backend.
var envelope = []string{"apiVersion", "kind", "metadata", "spec", "status"}

// others returns the names that the field could have: the fields of its parent object in the catalog and the target.
func (f field) others(to mapping.Shape) []string {
	if f.pattern == "" {
		return envelope
	}
	object := mapping.Parent(f.pattern)
	return slices.Concat(mapping.Between(mapping.Catalog, mapping.Catalog).Fields(object), mapping.Between(to, to).Fields(object))
}

func unknownField(d *manifest.Document, at source.Span, path, shape string) diag.Diagnostic {
	return diag.Diagnostic{
		Rule: ruleUnknown, Severity: diag.Error, File: d.File, Document: d.Index, Path: path, Span: at, Targets: []string{shape},
	}
}

// startOf returns the span of a document's first key.
func startOf(d *manifest.Document) source.Span {
	if len(d.Root.Fields) > 0 {
		return d.Root.Fields[0].KeySpan
	}
	return source.Span{Start: d.Root.Span.Start, End: d.Root.Span.Start}
}
