package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// noteChange records a changed value in a document that refers to a converted object. It does nothing for documents with their own account,
// which has the change.
func (s *set) noteChange(o *object, d *manifest.Document, way ...string) {
	if c := s.followed(o, d); c != nil {
		if path := d.Path + diag.Pointer(way...); !slices.Contains(c.Changed, path) {
			c.Changed = append(c.Changed, path)
		}
	}
}

// noteAddition records a new field in a document that refers to a converted object.
func (s *set) noteAddition(o *object, d *manifest.Document, way ...string) {
	if c := s.followed(o, d); c != nil {
		c.Added = append(c.Added, diag.Pointer(way...))
	}
}

// followed returns the account for reports of a document that refers to a converted object, or nil if the document has its own account.
func (s *set) followed(o *object, d *manifest.Document) *diag.Conversion {
	if companion := s.companionOf[d]; companion != nil {
		companion.hasFollowed = true
		return nil
	}
	row := &s.rows[s.rowOf[d]]
	if row.Conversion == nil {
		s.follows++
		row.Skipped = false
		row.Conversion = &diag.Conversion{
			From: string(o.origin()), To: string(o.goal()), IsCompanion: true, Outcome: outcomeConverted, Resource: objectOfDocument(d),
		}
	}
	return row.Conversion
}
