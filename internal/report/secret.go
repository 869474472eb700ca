package report

import (
	"slices"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/secret"
	"github.com/backendctl/backendctl/internal/source"
)

// A concealer knows the secrets of files. Each file is looked at once. A nil one shows everything.
type concealer struct {
	files     map[*source.File]*secret.Secrets
	documents map[wholeDocument]*secret.Secrets // of differences
}

// A wholeDocument is a YAML document of a file, which the items of a List share.
type wholeDocument struct {
	file *source.File
	span source.Span
}

func newConcealer(o Options) *concealer {
	if o.ShowSecrets {
		return nil
	}
	return &concealer{files: map[*source.File]*secret.Secrets{}, documents: map[wholeDocument]*secret.Secrets{}}
}

// in returns the secrets of a file.
func (c *concealer) in(f *source.File) *secret.Secrets {
	if c == nil || f == nil {
		return secret.Shown()
	}
	s, ok := c.files[f]
	if !ok {
		s = secret.In(f)
		c.files[f] = s
	}
	return s
}

// result returns a result in which no words repeat a secret of the files that they are about.
func (c *concealer) result(r *diag.Result) *diag.Result {
	if c == nil {
		return r
	}
	out := *r
	out.Diagnostics = slices.Clone(r.Diagnostics)
	for i := range out.Diagnostics {
		c.diagnostic(&out.Diagnostics[i])
	}
	out.Documents = slices.Clone(r.Documents)
	for i := range out.Documents {
		c.document(&out.Documents[i])
	}
	return &out
}

// diagnostic hides secrets in the words of a finding.
func (c *concealer) diagnostic(d *diag.Diagnostic) {
	about := []*source.File{d.File}
	for _, r := range d.Related {
		if f := relatedFile(*d, r); !slices.Contains(about, f) {
			about = append(about, f)
		}
	}
	conceal := func(words string) string {
		for _, f := range about {
			words = c.in(f).Conceal(words)
		}
		return words
	}
	d.Message, d.Label, d.Help, d.Path = conceal(d.Message), conceal(d.Label), conceal(d.Help), conceal(d.Path)
	d.Related, d.Fixes = slices.Clone(d.Related), slices.Clone(d.Fixes)
	for i := range d.Related {
		d.Related[i].Message = conceal(d.Related[i].Message)
	}
	for i := range d.Fixes {
		d.Fixes[i].Title = conceal(d.Fixes[i].Title)
	}
	if s := d.Suppressed; s != nil {
		d.Suppressed = &diag.Suppression{Kind: s.Kind, Reason: conceal(s.Reason)}
	}
}

// document hides secrets in what is said of a document.
func (c *concealer) document(d *diag.Document) {
	if d.SkipReason != "" {
		d.SkipReason = c.in(d.File).Conceal(d.SkipReason)
	}
	if d.Conversion == nil {
		return
	}
	s, conversion := c.in(d.File), *d.Conversion
	conversion.Fields = slices.Clone(conversion.Fields)
	for i, f := range conversion.Fields {
		conversion.Fields[i] = diag.FieldOutcome{Path: s.Conceal(f.Path), Outcome: f.Outcome, To: concealAll(s, f.To), Reason: s.Conceal(f.Reason)}
	}
	conversion.Placeholders = concealAll(s, conversion.Placeholders)
	conversion.Added, conversion.Changed, conversion.Lost = concealAll(s, conversion.Added), concealAll(s, conversion.Changed), concealAll(s, conversion.Lost)
	d.Conversion = &conversion
}

func concealAll(s *secret.Secrets, texts []string) []string {
	out := slices.Clone(texts)
	for i := range out {
		out[i] = s.Conceal(out[i])
	}
	return out
}

// difference returns a difference in which no label repeats a secret of the documents that it is about.
func (c *concealer) difference(d *change.Difference) *change.Difference {
	if c == nil {
		return d
	}
	out := *d
	out.Documents = slices.Clone(d.Documents)
	for i, doc := range out.Documents {
		if len(doc.Changes) > 0 {
			out.Documents[i] = c.changes(doc)
		}
	}
	return &out
}

// inDocument returns the secrets of the YAML document that an object is in.
func (c *concealer) inDocument(d *manifest.Document) *secret.Secrets {
	at := wholeDocument{d.File, d.Whole}
	s, ok := c.documents[at]
	if !ok {
		s = secret.InDocument(d)
		c.documents[at] = s
	}
	return s
}

// changes hides secrets in the words of changes.
func (c *concealer) changes(doc *change.Document) *change.Document {
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

// concealChanges returns changes without secrets in their words.
func concealChanges(changes []change.Change, sides []*secret.Secrets) []change.Change {
	out := slices.Clone(changes)
	for i := range out {
		c := &out[i]
		for _, s := range sides {
			c.Label, c.Reason = s.Conceal(c.Label), s.Conceal(c.Reason)
			c.Before, c.After = s.Conceal(c.Before), s.Conceal(c.After)
			c.Order = [2][]string{concealAll(s, c.Order[0]), concealAll(s, c.Order[1])}
		}
		c.Fields = concealChanges(c.Fields, sides)
	}
	return out
}

// Concealer returns a function that hides the secrets of a file in words about it. It remembers the file that it was called for
// last.
func Concealer() func(f *source.File, words string) string {
	c := newConcealer(Options{})
	return func(f *source.File, words string) string {
		if _, known := c.files[f]; !known {
			clear(c.files)
		}
		return c.in(f).Conceal(words)
	}
}

// ResultConcealer returns a function that hides secrets in the words of a result, as [Write] does. It remembers the files of the last
// result, for a caller that checks the same files repeatedly.
func ResultConcealer() func(r *diag.Result) *diag.Result {
	c := newConcealer(Options{})
	return func(r *diag.Result) *diag.Result {
		known := c.files
		c.files = make(map[*source.File]*secret.Secrets, len(known))
		for _, f := range r.Files {
			if s, ok := known[f]; ok {
				c.files[f] = s
			}
		}
		return c.result(r)
	}
}
