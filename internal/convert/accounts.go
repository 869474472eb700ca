package convert

import (
	"cmp"
	"fmt"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// accounts has the results of all documents.
type accounts struct {
	log         *journal
	documents   []Document
	follows     int                                 // the number of documents that changed only because they refer to a converted object
	fieldsOf    map[*diag.Conversion]map[string]int // the indexes of reported fields, by path, if several objects have the fields of a document
	elsewhere   map[string]bool                     // the reported losses of settings in other documents, such as a DestinationRule, by document, path and reason
	unaccounted int
}

// accountFor returns the result of every object, and adds losses, placeholders and notes to the log.
func accountFor(log *journal, done adaptedSet) *accounts {
	a := &accounts{log: log, documents: done.invalid, follows: done.follows, fieldsOf: map[*diag.Conversion]map[string]int{}, elsewhere: map[string]bool{}}
	for _, o := range done.outcomes() {
		d := a.report(o)
		a.documents = append(a.documents, d)
		for _, f := range d.Fates {
			if f.Loss == rewrite.Forgotten {
				a.unaccounted++
			}
		}
		if d.Changed || len(d.Lost()) > 0 {
			log.tieReferrers(o.object.Document)
		}
	}
	return a
}

// report returns the result of an object, and adds it to the reports: to the entry of its document and as findings.
func (a *accounts) report(o *outcome) Document {
	d := o.document()
	if o.isWorthARow(d) {
		row := a.log.row(o.object.Document)
		row.Skipped, row.Conversion = false, a.merged(row.Conversion, o.conversion(d))
	}
	a.reportLosses(o, d)
	a.reportElsewhere(o)
	for _, p := range d.Placeholders {
		a.log.add(o.placeholderFinding(p))
	}
	for _, n := range o.object.Notes {
		a.log.add(o.noteFinding(n))
	}
	return d
}

// document returns the result of an object.
func (o *outcome) document() Document {
	of := o.object.Document
	d := Document{
		File: of.File, Index: of.Index, Line: of.Line(), Path: of.Path, Name: references.NameOf(of),
		From: o.object.Origin, To: o.object.Goal, Unfit: o.object.IsRefused(), Invalid: o.isInvalid, Changed: o.isGone || o.isChanged,
		IsCompanion: o.isCompanion, Fates: o.object.Outcomes(), Placeholders: o.object.Placeholders,
	}
	for _, b := range o.object.Beside {
		d.Beside = append(d.Beside, rewrite.NameOf(b.Root))
	}
	return d
}

// reportLosses reports the losses in an object's own document.
func (a *accounts) reportLosses(o *outcome, d Document) {
	for _, f := range append(rewrite.Losses(d.Fates), o.object.Unnamed...) {
		if d.Unfit {
			f.Loss.Why = fmt.Sprintf("%s cannot be represented in %s and is unchanged: %s", rewrite.NameOf(o.object.Root), o.object.Target, f.Loss.Why)
			f.Whole = ""
		}
		a.log.lost(o.object.Document, o.object.To(), f)
	}
}

// noteFinding reports a note.
func (o *outcome) noteFinding(n rewrite.Note) diag.Diagnostic {
	severity, help := diag.Info, ""
	if n.NeedsDecision {
		severity, help = diag.Warning, "decide which one is right, and correct the other"
	}
	return diag.Diagnostic{
		Rule: ruleNote, Severity: severity, Help: help, Message: n.Text, File: o.object.Document.File, Document: o.object.Document.Index, Span: n.Span, Targets: []string{o.object.Named(o.object.To())},
	}
}

// isWorthARow reports whether an object has an entry in reports: every backend has one, and each companion that was changed, has losses or
// cannot be converted.
func (o *outcome) isWorthARow(d Document) bool {
	return !o.isCompanion || d.Changed || d.Unfit || d.Invalid || len(d.Lost()) > 0
}

// conversion returns the result of an object as the type that reports use.
func (o *outcome) conversion(d Document) *diag.Conversion {
	c := &diag.Conversion{From: cmp.Or(o.written, string(d.From)), To: o.object.Named(d.To), IsCompanion: o.isCompanion, Resource: rewrite.NameOf(o.object.Root), Companions: d.Beside}
	for _, p := range d.Placeholders {
		c.Placeholders = append(c.Placeholders, p.Object+" "+p.Path)
	}
	switch {
	case o.isGone:
		c.Outcome = "removed"
	case d.Invalid:
		c.Outcome = outcomeInvalid
	case d.Unfit:
		c.Outcome = "unfit"
	case d.Changed:
		c.Outcome = outcomeConverted
	default:
		c.Outcome = outcomeUnchanged
	}
	for _, f := range rewrite.Losses(d.Fates) {
		c.Lost = append(c.Lost, f.Whole)
	}
	for _, f := range o.object.Unnamed {
		c.LostBeside = append(c.LostBeside, cmp.Or(f.What, f.Loss.Why))
	}
	if c.Outcome == outcomeConverted {
		c.Added, c.Changed = o.object.Added(), o.object.ChangedValues()
	}
	c.Fields = fieldOutcomes(d.Fates)
	return c
}

// The outcomes of documents in reports.
const (
	outcomeConverted = "converted"
	outcomeUnchanged = "unchanged"
	outcomeInvalid   = "invalid" // the document is not valid in its own shape
)

// merged adds the result of a Backend to the result of the first Backend that was made from the same document. The argument first is nil if
// other is the first.
func (a *accounts) merged(first, other *diag.Conversion) *diag.Conversion {
	if first == nil {
		return other
	}
	first.Companions = append(append(first.Companions, other.Resource), other.Companions...)
	first.Placeholders = append(first.Placeholders, other.Placeholders...)
	a.addLosses(first, other.Lost, other.LostBeside)
	a.addFields(first, other.Fields)
	return first
}

// placeholderFinding reports a placeholder.
func (o *outcome) placeholderFinding(p rewrite.Placeholder) diag.Diagnostic {
	word := "is a placeholder"
	if p.Assumed {
		word = "is an assumption"
	}
	return diag.Diagnostic{
		Rule: rulePlaceholder, Severity: diag.Warning, File: o.object.Document.File, Document: o.object.Document.Index, Span: o.keyNear(p.Node), Path: o.object.Document.Path,
		Message: fmt.Sprintf("%s of %s %s: %s", diag.Field(p.Path), p.Object, word, p.What), Label: "not in the input",
		Help: "not in the input: set this value in the result", Targets: []string{o.object.Named(o.object.To())},
	}
}

// keyNear returns the span, in the input, of the key of the nearest object around a node of the result. Without such a key, or if the node
// is in another document, it returns the span of the document's first key.
func (o *outcome) keyNear(n *yamltree.Node) source.Span {
	for up := n.Parent(); up != nil && up != o.object.Root; up = up.Parent() {
		if up.Origin != nil {
			return up.Origin.Key
		}
	}
	if len(o.object.Document.Root.Fields) > 0 {
		return o.object.Document.Root.Fields[0].KeySpan
	}
	return source.Span{Start: o.object.Document.Root.Span.Start, End: o.object.Document.Root.Span.Start}
}
