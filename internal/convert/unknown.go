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

// A field is a field below spec.
type field struct {
	*manifest.Field
	path    string         // JSON Pointer in its YAML document
	pattern string         // as the tables write it: static.hosts[].port
	object  *manifest.Node // what it is in
}

// fieldsIn returns all fields below the spec of a document, those around others first. A key that is a template could be any.
func fieldsIn(d *manifest.Document) []field {
	var all []field
	var walk func(n *manifest.Node, path, pattern string)
	walk = func(n *manifest.Node, path, pattern string) {
		for i := range n.Fields {
			f := &n.Fields[i]
			if f.Template {
				continue
			}
			below := field{f, path + diag.Pointer(f.Key), strings.TrimPrefix(pattern+"."+f.Key, "."), n}
			all = append(all, below)
			walk(f.Value, below.path, below.pattern)
		}
		for i, item := range n.Items {
			walk(item, path+diag.Pointer(strconv.Itoa(i)), pattern+"[]")
		}
	}
	if spec := d.Root.Get("spec"); spec != nil {
		walk(spec, d.Path+"/spec", "")
	}
	return all
}

// foreignFields returns the fields below spec that a shape does not have, those inside of another one of them included.
func foreignFields(d *manifest.Document, shape mapping.Shape) []field {
	table := mapping.Between(shape, shape)
	var out []field
	for _, f := range fieldsIn(d) {
		if !table.Knows(f.pattern) {
			out = append(out, f)
		}
	}
	return out
}

// misspelt reports the fields of a document that neither the published schema nor the target has, and that were not reported.
func (s *set) misspelt(d *manifest.Document, fields []field, reported []diag.Diagnostic) []diag.Diagnostic {
	goal := mapping.Between(mapping.Of(s.options.To), mapping.Of(s.options.To))
	fields = append(topFields(d), slices.DeleteFunc(slices.Clone(fields), func(f field) bool { return goal.Knows(f.pattern) })...)
	var out []diag.Diagnostic
	last := ""
	for _, f := range fields {
		if last != "" && strings.HasPrefix(f.path, last+"/") {
			continue // the field around it is reported
		}
		last = f.path
		if slices.ContainsFunc(reported, func(r diag.Diagnostic) bool { return r.Path == f.path && r.Severity == diag.Error }) {
			continue
		}
		found := unknownField(d, f.KeySpan, f.path, string(mapping.Catalog))
		found.Message = fmt.Sprintf("unknown field %q", f.Key)
		if word, near := fuzzy.Nearest(f.Key, f.others(goal)); near && f.object.Field(word) == nil {
			found.Message += fmt.Sprintf(", did you mean %q?", word)
		}
		out = append(out, found)
	}
	return out
}

// topFields returns the fields of a document that no Backend has.
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

// envelope are the fields of every Backend.
var envelope = []string{"apiVersion", "kind", "metadata", "spec", "status"}

// others returns the names that the published schema and the target have where a field is.
func (f field) others(goal *mapping.Table) []string {
	if f.pattern == "" {
		return envelope
	}
	object := mapping.Parent(f.pattern)
	return slices.Concat(mapping.Between(mapping.Catalog, mapping.Catalog).Fields(object), goal.Fields(object))
}

func unknownField(d *manifest.Document, at source.Span, path, shape string) diag.Diagnostic {
	return diag.Diagnostic{
		Rule: ruleUnknown, Severity: diag.Error, File: d.File, Document: d.Index, Path: path, Span: at, Targets: []string{shape},
	}
}

// startOf returns the first key of a document.
func startOf(d *manifest.Document) source.Span {
	if len(d.Root.Fields) > 0 {
		return d.Root.Fields[0].KeySpan
	}
	return source.Span{Start: d.Root.Span.Start, End: d.Root.Span.Start}
}
