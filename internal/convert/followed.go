package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// noteChange records in the report that a value has changed in a document that refers to a converted object. It does nothing for a
// companion, because the companion's own result includes the change.
func (f *follower) noteChange(o *convertedObject, d *manifest.Document, way ...string) {
	if c := f.followed(o, d); c != nil {
		if path := d.Path + diag.Pointer(way...); !slices.Contains(c.Changed, path) {
			c.Changed = append(c.Changed, path)
		}
	}
}

// noteAddition records in the report that a document that refers to a converted object has a new field. It does nothing for a companion,
// because the companion's own result includes the field.
func (f *follower) noteAddition(o *convertedObject, d *manifest.Document, way ...string) {
	if c := f.followed(o, d); c != nil {
		c.Added = append(c.Added, diag.Pointer(way...))
	}
}

// followed returns the report's result for a document that refers to a converted object. It returns nil for a companion, which has a result
// of its own.
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
