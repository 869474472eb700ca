package convert

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// A journal collects the findings and the reports' entries of all stages. A stage adds to it, and may complete the entry of a document.
type journal struct {
	*rewrite.Scope
	options Options
	found   []diag.Diagnostic
	rows    []diag.Document
	rowOf   map[*manifest.Document]int
	links   []link // the dependencies between files
	linked  map[link]bool
}

func newJournal(in *input) *journal {
	return &journal{Scope: in.Scope, options: in.options, found: in.problems, rowOf: map[*manifest.Document]int{}, linked: map[link]bool{}}
}

func (j *journal) add(found ...diag.Diagnostic) { j.found = append(j.found, found...) }

// addRow adds the entry of a document to the reports. Method row returns that entry.
func (j *journal) addRow(d *manifest.Document, row diag.Document) {
	j.rowOf[d] = len(j.rows)
	j.rows = append(j.rows, row)
}

func (j *journal) row(d *manifest.Document) *diag.Document { return &j.rows[j.rowOf[d]] }

// lost reports a loss in a document as an error, or as a warning with --allow-loss. A loss without a path concerns the whole document.
func (j *journal) lost(d *manifest.Document, to mapping.Shape, f rewrite.Fate) {
	severity := diag.Error
	if j.options.AllowLoss {
		severity = diag.Warning
	}
	message := f.Loss.Why
	switch field := strings.TrimPrefix(f.Whole, d.Path); {
	case f.What != "":
		message = fmt.Sprintf("%s is lost: %s", f.What, message)
	case field != "":
		message = fmt.Sprintf("%s is lost: %s", diag.Field(field), message)
	}
	j.found = append(j.found, diag.Diagnostic{
		Rule: ruleLoss, Severity: severity, Message: message, Label: string(f.Loss.Code), File: d.File, Document: d.Index,
		Span: f.Where, Path: cmp.Or(f.Whole, d.Path), Help: f.Loss.Help, Targets: []string{j.Named(to)},
	})
}
