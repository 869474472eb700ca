package lsp

import (
	"github.com/aymanbagabas/go-udiff"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// textEdits converts edits to those of LSP.
func (t text) textEdits(edits []edit.Edit) []textEdit {
	out := make([]textEdit, len(edits))
	for i, e := range edits {
		out[i] = textEdit{t.rangeOf(e.Span), e.New}
	}
	return out
}

// rewrite returns edits of whole lines that change t to another text. The cursor and marks in other lines stay where they are.
func (t text) rewrite(after string) []textEdit {
	out := []textEdit{}
	for _, e := range udiff.Lines(t.content, after) {
		out = append(out, textEdit{t.rangeOf(source.Span{Start: e.Start, End: e.End}), e.New})
	}
	return out
}
