package lsp

import (
	"github.com/aymanbagabas/go-udiff"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// textEdits converts edits to the type of LSP.
func (t text) textEdits(edits []edit.Edit) []textEdit {
	out := make([]textEdit, len(edits))
	for i, e := range edits {
		out[i] = textEdit{t.rangeOf(e.Span), e.New}
	}
	return out
}

// rewrite returns edits that change t to another text. They replace whole lines, so that the cursor and marks in the other lines do not
// move.
func (t text) rewrite(after string) []textEdit {
	out := []textEdit{}
	for _, e := range udiff.Lines(t.content, after) {
		out = append(out, textEdit{t.rangeOf(source.Span{Start: e.Start, End: e.End}), e.New})
	}
	return out
}
