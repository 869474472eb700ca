package diff

import (
	"slices"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/secret"
	"github.com/backendctl/backendctl/internal/source"
)

// A concealer hides secrets in texts. It caches the secrets of each file and of each YAML document.
type concealer struct {
	files     map[*source.File]*secret.Secrets
	documents map[wholeDocument]*secret.Secrets
}

// A wholeDocument identifies a YAML document of a file. All items of a List are in the same YAML document.
type wholeDocument struct {
	file *source.File
	span source.Span
}

// concealed returns a copy of a difference in which labels, reasons and paths contain no secrets of its documents. With ShowSecrets, it
// returns the difference itself. The values are masked later, by each format.
func concealed(d *change.Difference, o report.Options) *change.Difference {
	if o.ShowSecrets {
		return d
	}
	c := concealer{files: map[*source.File]*secret.Secrets{}, documents: map[wholeDocument]*secret.Secrets{}}
	out := *d
	out.Problems = slices.Clone(d.Problems)
	for i := range out.Problems {
		p := &out.Problems[i]
		p.Reason = c.inFile(p.Document.File).Conceal(p.Reason)
	}
	out.Documents = slices.Clone(d.Documents)
	for i, doc := range out.Documents {
		if len(doc.Changes) > 0 {
			out.Documents[i] = c.changes(doc)
		}
	}
	return &out
}

// inFile returns the secrets of a file.
func (c concealer) inFile(f *source.File) *secret.Secrets {
	s, ok := c.files[f]
	if !ok {
		s = secret.In(f)
		c.files[f] = s
	}
	return s
}

// inDocument returns the secrets of the YAML document that contains an object.
func (c concealer) inDocument(d *manifest.Document) *secret.Secrets {
	at := wholeDocument{d.File, d.Whole}
	s, ok := c.documents[at]
	if !ok {
		s = secret.InDocument(d)
		c.documents[at] = s
	}
	return s
}

// changes returns a copy of a document whose changes contain no secrets in their texts.
func (c concealer) changes(doc *change.Document) *change.Document {
	var sides []*secret.Secrets
	for _, side := range []*manifest.Document{doc.Before, doc.After} {
		if side != nil {
			sides = append(sides, c.inDocument(side))
		}
	}
	out := *doc
	out.Changes = concealChanges(doc.Changes, sides)
	return &out
}

// concealChanges returns a copy of the changes without the secrets of both sides in their texts.
func concealChanges(changes []change.Change, sides []*secret.Secrets) []change.Change {
	out := slices.Clone(changes)
	for i := range out {
		c := &out[i]
		for _, s := range sides {
			c.Label, c.Reason = s.Conceal(c.Label), s.Conceal(c.Reason)
			c.Before, c.After = s.Conceal(c.Before), s.Conceal(c.After)
			c.Order = [2][]string{s.ConcealAll(c.Order[0]), s.ConcealAll(c.Order[1])}
		}
		c.Fields = concealChanges(c.Fields, sides)
	}
	return out
}
