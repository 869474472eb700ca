package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// noteChange lists a field of a document that follows an object: it has another value, in the place that it had. Documents with an account
// of their own have it in there.
func (s *set) noteChange(o *object, d *manifest.Document, way ...string) {
	if c := s.followed(o, d); c != nil {
		if path := d.Path + diag.Pointer(way...); !slices.Contains(c.Changed, path) {
			c.Changed = append(c.Changed, path)
		}
	}
}

// noteAddition lists a field of a document that follows an object, which is new there.
func (s *set) noteAddition(o *object, d *manifest.Document, way ...string) {
	if c := s.followed(o, d); c != nil {
		c.Added = append(c.Added, diag.Pointer(way...))
	}
}

// followed returns the account for reports of a document that follows an object, nil if it has one of its own.
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
