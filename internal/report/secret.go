package report

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/secret"
	"github.com/backendctl/backendctl/internal/source"
)

// A concealer hides secrets in texts. It caches the secrets of each file. A nil concealer hides nothing.
type concealer struct {
	files map[*source.File]*secret.Secrets
}

func newConcealer(o Options) *concealer {
	if o.ShowSecrets {
		return nil
	}
	return &concealer{files: map[*source.File]*secret.Secrets{}}
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

// result returns a copy of a result whose texts contain no secrets of its files.
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

// diagnostic hides secrets in the texts of a finding.
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

// document hides secrets in the texts about a document.
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
		conversion.Fields[i] = diag.FieldOutcome{Path: s.Conceal(f.Path), Outcome: f.Outcome, To: s.ConcealAll(f.To), Reason: s.Conceal(f.Reason)}
	}
	conversion.Placeholders = s.ConcealAll(conversion.Placeholders)
	conversion.Added, conversion.Changed, conversion.Lost = s.ConcealAll(conversion.Added), s.ConcealAll(conversion.Changed), s.ConcealAll(conversion.Lost)
	d.Conversion = &conversion
}

// Concealer returns a function that masks the secrets of a file in a text about the file. The function caches the secrets of the last
// file.
func Concealer() func(f *source.File, words string) string {
	c := newConcealer(Options{})
	return func(f *source.File, words string) string {
		if _, known := c.files[f]; !known {
			clear(c.files)
		}
		return c.in(f).Conceal(words)
	}
}

// ResultConcealer returns a function that masks secrets in the texts of a result, as [Write] does. The function caches the secrets of the
// files of the last result, for a caller that checks the same files repeatedly.
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
