package convert

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
)

// unknownInCompanion returns the fields of a companion that no release has. It returns none for kinds of the Gateway API, because the
// Gateway API of the cluster may be newer than the fields known here.
func unknownInCompanion(d *manifest.Document) []field {
	kind := fields.Of(d.APIVersion, d.Kind)
	if kind == nil || references.GroupOf(d.APIVersion) != references.KgatewayGroup {
		return nil
	}
	var unknown []field
	var walk func(n *manifest.Node, path string, in *fields.Field)
	walk = func(n *manifest.Node, path string, in *fields.Field) {
		for i := range n.Fields {
			f := &n.Fields[i]
			child := in.Child(f.Key)
			switch {
			case f.Template || strings.HasPrefix(f.Key, "$"):
			case child != nil:
				walk(f.Value, path+diag.Pointer(f.Key), child)
			case in.IsObject && !in.IsOpen:
				unknown = append(unknown, field{f, path + diag.Pointer(f.Key), in.Path(), n})
			}
		}
		for i, item := range n.Items {
			if in.IsList {
				walk(item, fmt.Sprintf("%s/%d", path, i), in)
			}
		}
	}
	walk(d.Root, d.Path, kind)
	return unknown
}

// unknownFields returns an error for each field that no release has. The meaning of such a field is unknown, so the document is not
// converted.
func (o *adaptation) unknownFields(unknown []field) []diag.Diagnostic {
	kind := fields.Of(o.Document.APIVersion, o.Document.Kind)
	var found []diag.Diagnostic
	for _, f := range unknown {
		d := unknownField(o.Document, f.KeySpan, f.path, o.Named(o.To()))
		d.Message = fmt.Sprintf("unknown field %q", f.Key)
		if word, near := fuzzy.Nearest(f.Key, namesIn(kind, strings.TrimPrefix(f.path, o.Document.Path))); near && f.object.Field(word) == nil {
			d.Message += fmt.Sprintf(", did you mean %q?", word)
		}
		d.Help = "correct the field if it is misspelt, or remove it; the document was not converted"
		found = append(found, d)
	}
	return found
}

// namesIn returns the names that a field at a path could have: the fields of its parent object in any release.
func namesIn(kind *fields.Field, path string) []string {
	tokens := diag.Tokens(path)
	for _, token := range tokens[:len(tokens)-1] {
		if !rewrite.IsIndex(token) && kind != nil {
			kind = kind.Child(token)
		}
	}
	if kind == nil {
		return nil
	}
	return kind.Names()
}
