package convert

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// commentsLeftOut returns a note for each comment that is in a document of the input and not in the output, because the comment's field was
// removed.
func commentsLeftOut(top *topDocument, target string) []diag.Diagnostic {
	d := top.documents[0]
	if top.doc == nil || !top.changed || top.absorber != nil || d.Broken {
		return nil
	}
	left := map[string]int{}
	for _, text := range top.doc.Comments() {
		left[strings.TrimSpace(text)]++
	}
	for _, beside := range top.beside {
		for _, text := range beside.Comments() {
			left[strings.TrimSpace(text)]++
		}
	}
	var found []diag.Diagnostic
	for _, span := range d.Comments() {
		text := strings.TrimSpace(d.File.Slice(span))
		if left[text]--; left[text] >= 0 {
			continue
		}
		found = append(found, diag.Diagnostic{
			Rule: ruleNote, Severity: diag.Info, File: d.File, Document: d.Index, Path: d.Path, Span: span, Targets: []string{target},
			Message: "this comment is removed together with its field",
		})
	}
	return found
}
