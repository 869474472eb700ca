package lsp

import (
	"context"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

type foldingRange struct {
	Start int    `json:"startLine"`
	End   int    `json:"endLine"`
	Kind  string `json:"kind,omitempty"`
}

// folding returns the ranges of lines that an editor can fold: objects, their fields and blocks of comments.
func (s *server) folding(_ context.Context, p documentParams) (any, error) {
	d := s.documents[p.Document.URI]
	if d == nil {
		return nil, errNotOpen(p.Document.URI)
	}
	f := folder{text: d.structure().text, out: []foldingRange{}}
	for _, o := range d.structure().objects {
		if o.Root == nil {
			continue
		}
		f.add(trimmed(o.File, o.Root.Span), "region")
		f.visit(o, o.Root)
	}
	if len(d.structure().objects) > 0 {
		f.comments()
	}
	return f.out, nil
}

// A folder collects the ranges of lines that can be folded.
type folder struct {
	text text
	out  []foldingRange
}

func (f *folder) add(span source.Span, kind string) {
	if first, last := f.text.lineOf(span.Start), f.text.lineOf(span.End); last > first {
		f.out = append(f.out, foldingRange{first, last, kind})
	}
}

func (f *folder) visit(o *manifest.Document, n *manifest.Node) {
	if n.Defined != nil {
		return
	}
	for i := range n.Fields {
		field := &n.Fields[i]
		if field.Merged {
			continue
		}
		f.add(trimmed(o.File, source.Span{Start: field.KeySpan.Start, End: max(field.KeySpan.End, field.Value.Span.End)}), "")
		f.visit(o, field.Value)
	}
	for _, item := range n.Items {
		f.visit(o, item)
	}
}

// comments adds a range for each block of comment lines.
func (f *folder) comments() {
	first := -1
	for n := range len(f.text.starts) + 1 {
		isComment := n < len(f.text.starts) && strings.HasPrefix(strings.TrimSpace(f.text.lineText(n)), "#")
		switch {
		case isComment && first < 0:
			first = n
		case !isComment && first >= 0:
			if n-first > 1 {
				f.out = append(f.out, foldingRange{first, n - 1, "comment"})
			}
			first = -1
		}
	}
}
