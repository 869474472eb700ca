package lsp

import (
	"context"

	"github.com/backendctl/backendctl/internal/format"
	"github.com/backendctl/backendctl/internal/source"
)

// formatting returns the edits that `backendctl fmt` would make. The editor's options, such as the tab size, have no effect, because fmt
// has only one layout.
func (s *server) formatting(ctx context.Context, p documentParams) (any, error) {
	d := s.documents[p.Document.URI]
	if d == nil {
		return nil, errNotOpen(p.Document.URI)
	}
	r, err := format.File(source.New(d.name(), []byte(d.text.content)), format.Options{Target: s.projectOf(d).newestTarget().Line()})
	if err != nil {
		return nil, err
	}
	return d.text.rewrite(r.Text), ctx.Err()
}
