package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// noteChange records a changed value in a document that refers to a converted object. It does nothing for documents with their own account,
// which has the change.
func (f *follower) noteChange(o *convertedObject, d *manifest.Document, way ...string) {
	if c := f.followed(o, d); c != nil {
		if path := d.Path + diag.Pointer(way...); !slices.Contains(c.Changed, path) {
			c.Changed = append(c.Changed, path)
		}
	}
}

// noteAddition records a new field in a document that refers to a converted object.
func (f *follower) noteAddition(o *convertedObject, d *manifest.Document, way ...string) {
	if c := f.followed(o, d); c != nil {
		c.Added = append(c.Added, diag.Pointer(way...))
	}
}

// followed returns the account for reports of a document that refers to a converted object, or nil if the document has its own account.
func (f *follower) followed(o *convertedObject, d *manifest.Document) *diag.Conversion {
	if c := f.companions[d]; c != nil {
		c.hasFollowed = true
		return nil
	}
	row := f.log.row(d)
	if row.Conversion == nil {
		f.follows++
		row.Skipped = false
		row.Conversion = &diag.Conversion{
			From: string(o.object.Origin), To: string(o.object.Goal), IsCompanion: true, Outcome: outcomeConverted, Resource: references.NameOf(d),
		}
	}
	return row.Conversion
}
