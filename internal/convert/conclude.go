package convert

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// conclude accounts for every object and writes the files.
func (s *set) conclude() *Conversion {
	c := &Conversion{follows: s.follows, undecoded: s.undecoded, Documents: s.invalid, Result: &diag.Result{Documents: s.rows, Rules: slices.Concat(Rules(), manifest.Rules(), schema.Rules()), Targets: []string{s.options.To.ID}}}
	for _, o := range slices.Concat(s.objects, s.companions, s.absorbed) {
		d := s.report(o)
		c.Documents = append(c.Documents, d)
		if d.Changed || len(d.Lost()) > 0 {
			s.tieReferrers(o.document)
		}
	}
	for _, f := range s.files {
		text := s.text(f)
		c.Files = append(c.Files, File{Before: f.source, Text: text, Broken: f.broken})
		c.Result.Files = append(c.Result.Files, f.source)
	}
	c.Result.Diagnostics, c.Unaccounted, c.links = s.found, s.missed, s.links
	c.Result.Sort()
	return c
}

// report accounts for an object, and reports losses and placeholders.
func (s *set) report(o *object) Document {
	d := Document{
		File: o.document.File, Index: o.document.Index, Line: o.document.Line(), Path: o.document.Path, Name: o.document.Kind + "/" + o.document.Name,
		From: o.origin(), To: o.goal(), Unfit: o.unfit != nil, Invalid: o.invalid, IsCompanion: o.isCompanion, Fates: o.account(), Placeholders: o.placeholders,
	}
	d.Changed = o.gone || o.changed
	for _, b := range o.beside {
		d.Beside = append(d.Beside, objectOf(b.Root))
	}
	if o.isWorthARow(d) {
		row := &s.rows[s.rowOf[o.document]]
		row.Skipped, row.Conversion = false, s.merged(row.Conversion, o.conversion(d))
	}
	for _, f := range append(losses(d.Fates), o.besides...) {
		if o.unfit != nil {
			f.Loss.Why = fmt.Sprintf("%s has no form in %s and stays as it is: %s", objectOf(o.root), s.options.To, f.Loss.Why)
			f.Whole = ""
		}
		s.lost(o.document, o.to(), f)
	}
	for _, a := range o.apart {
		s.lost(a.document, o.to(), a.fate)
	}
	for _, p := range d.Placeholders {
		s.placeholder(o, p)
	}
	for _, n := range o.notes {
		severity, help := diag.Info, ""
		if n.NeedsDecision {
			severity, help = diag.Warning, "decide which one is right, and correct the other"
		}
		s.found = append(s.found, diag.Diagnostic{
			Rule: ruleNote, Severity: severity, Help: help, Message: n.Text, File: d.File, Document: d.Index, Span: n.Span, Targets: []string{o.set.named(o.to())},
		})
	}
	return d
}

// isWorthARow reports whether reports list an object: every backend, and companions that were changed or cannot be converted.
func (o *object) isWorthARow(d Document) bool {
	return !o.isCompanion || d.Changed || d.Unfit || d.Invalid || len(d.Lost()) > 0
}

// conversion returns the account of an object for reports.
func (o *object) conversion(d Document) *diag.Conversion {
	c := &diag.Conversion{From: cmp.Or(o.written, string(d.From)), To: o.set.named(d.To), IsCompanion: o.isCompanion, Resource: objectOf(o.root), Companions: d.Beside}
	for _, p := range d.Placeholders {
		c.Placeholders = append(c.Placeholders, p.Object+" "+p.Path)
	}
	switch {
	case o.gone:
		c.Outcome = "removed"
	case d.Invalid:
		c.Outcome = outcomeInvalid
	case d.Unfit:
		c.Outcome = "unfit"
	case d.Changed:
		c.Outcome = outcomeConverted
	default:
		c.Outcome = "unchanged"
	}
	for _, f := range losses(d.Fates) {
		c.Lost = append(c.Lost, f.Whole)
	}
	for _, f := range o.besides {
		c.LostBeside = append(c.LostBeside, cmp.Or(f.What, f.Loss.Why))
	}
	if c.Outcome == outcomeConverted {
		c.Added, c.Changed = o.added(), o.changedValues()
	}
	for _, f := range d.Fates {
		out := diag.FieldOutcome{Path: f.Path, Outcome: f.Outcome.String(), Reason: f.Loss.Why}
		for _, place := range f.To {
			out.To = append(out.To, place.Object+" "+place.Path)
		}
		c.Fields = append(c.Fields, out)
	}
	return c
}

// The outcomes of documents.
const (
	outcomeConverted = "converted"
	outcomeInvalid   = "invalid" // the document is not valid in its own shape
)

// merged combines the accounts of two resources that were made from one document.
func (s *set) merged(a, b *diag.Conversion) *diag.Conversion {
	if a == nil {
		return b
	}
	a.Companions = append(append(a.Companions, b.Resource), b.Companions...)
	a.Placeholders = append(a.Placeholders, b.Placeholders...)
	at := s.fieldsOf[a]
	if at == nil {
		at = map[string]int{}
		for i, f := range a.Fields {
			at[f.Path] = i
		}
		s.fieldsOf[a] = at
	}
	for _, y := range b.Fields {
		i, known := at[y.Path]
		if !known {
			continue
		}
		x := &a.Fields[i]
		switch {
		case x.Outcome == y.Outcome:
			x.To = append(x.To, y.To...)
		case y.Outcome == Mapped.String():
			*x = y
		}
	}
	return a
}

// lost reports a loss. A loss without a path concerns the whole document.
func (s *set) lost(d *manifest.Document, to mapping.Shape, f Fate) {
	severity := diag.Error
	if s.options.AllowLoss {
		severity = diag.Warning
	}
	message := f.Loss.Why
	switch field := strings.TrimPrefix(f.Whole, d.Path); {
	case f.What != "":
		message = fmt.Sprintf("%s is lost: %s", f.What, message)
	case field != "":
		message = fmt.Sprintf("%s is lost: %s", diag.Field(field), message)
	}
	s.found = append(s.found, diag.Diagnostic{
		Rule: ruleLoss, Severity: severity, Message: message, Label: string(f.Loss.Code), File: d.File, Document: d.Index,
		Span: f.Where, Path: cmp.Or(f.Whole, d.Path), Help: f.Loss.Help, Targets: []string{s.named(to)},
	})
}

func (s *set) placeholder(o *object, p Placeholder) {
	word := "is a placeholder"
	if p.Assumed {
		word = "is an assumption"
	}
	s.found = append(s.found, diag.Diagnostic{
		Rule: rulePlaceholder, Severity: diag.Warning, File: o.document.File, Document: o.document.Index, Span: o.keyNear(p.Node), Path: o.document.Path,
		Message: fmt.Sprintf("%s of %s %s: %s", diag.Field(p.Path), p.Object, word, p.What), Label: "not in the input",
		Help: "not in the input: set this value in the result", Targets: []string{o.set.named(o.to())},
	})
}

// keyNear returns the key of the nearest object of the input around a node of the result, or the first key of the document if the node is
// in another document.
func (o *object) keyNear(n *yamltree.Node) source.Span {
	for up := n.Parent(); up != nil && up != o.root; up = up.Parent() {
		if up.Origin != nil {
			return up.Origin.Key
		}
	}
	if len(o.document.Root.Fields) > 0 {
		return o.document.Root.Fields[0].KeySpan
	}
	return source.Span{Start: o.document.Root.Span.Start, End: o.document.Root.Span.Start}
}
