package convert

import (
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
)

// mayBeMisspelt reports whether an unknown field may be a misspelling: the object has one, and the result has a placeholder or the object is
// refused. The resources of products have no schema here, so that an unknown field alone is only a loss.
func (o *pendingObject) mayBeMisspelt() bool {
	return len(o.object.Unknown) > 0 && (len(o.object.Placeholders) > 0 || o.object.IsRefused())
}

// doubt returns an error for each unknown field, except those in reported. Several objects can come from one document, with the same
// unknown field.
func (o *pendingObject) doubt(reported []diag.Diagnostic) []diag.Diagnostic {
	missing := ""
	if len(o.object.Placeholders) > 0 {
		missing = ", and a value is missing: " + o.object.Placeholders[0].What
	} else if why := o.object.Refusal(); why != "" {
		missing = ", and the object cannot be converted: " + why
	}
	var found []diag.Diagnostic
	for _, n := range o.object.Unknown {
		d := unknownField(o.object.Document, n.Origin.Key, n.Origin.Path, string(o.object.Origin))
		tokens := diag.Tokens(n.Origin.Path)
		d.Message = fmt.Sprintf("unknown field %q", tokens[len(tokens)-1]) + missing
		d.Help = "correct the field if it is misspelt, or remove it; the document was not converted"
		isSame := func(f diag.Diagnostic) bool {
			return f.Rule == d.Rule && f.File == d.File && f.Path == d.Path && f.Document == d.Document
		}
		if !slices.ContainsFunc(reported, isSame) && !slices.ContainsFunc(found, isSame) {
			found = append(found, d)
		}
	}
	return found
}
