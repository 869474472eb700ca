package kustomize

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// An Inline is the content of an inline patch.
type Inline struct {
	Documents []*manifest.Document
	Problems  [][]diag.Diagnostic // for each document, the errors of decoding it
	// Verbatim is set if the spans of the documents are spans of the Kustomization's own file. It is not set if the text has escapes or is
	// folded over several lines.
	Verbatim bool
}

// Parse parses the inline text of a patch in a Kustomization.
func (p Patch) Parse(d *manifest.Document, o manifest.Options) Inline {
	file := d.File
	parts, verbatim := textParts(file, p.Text)
	if !verbatim {
		file = source.New(d.File.Name(), []byte(p.Text.String()))
		parts = []source.Span{{Start: 0, End: len(file.Text())}}
	}
	out := Inline{Verbatim: verbatim}
	for _, part := range parts {
		documents, problems := manifest.ParsePart(file, part, o)
		for i := range problems {
			problems[i].Document, problems[i].Path = d.Index, d.Path+p.Pointer+problems[i].Path
		}
		for i, document := range documents {
			document.Index, document.Path = d.Index, d.Path+p.Pointer+document.Path
			out.Documents, out.Problems = append(out.Documents, document), append(out.Problems, nil)
			if i == 0 {
				out.Problems[len(out.Problems)-1] = problems
			}
		}
	}
	return out
}

// textParts returns the spans of the documents of an inline text in the file, or false if the file does not contain the text verbatim. A
// literal block is indented as a whole, which does not change its meaning.
func textParts(f *source.File, n *manifest.Node) ([]source.Span, bool) {
	if n.Defined != nil || n.Tag != "" || n.Template {
		return nil, false
	}
	written := f.Slice(n.Span)
	switch n.Style {
	case manifest.Literal:
		header := strings.IndexByte(written, '\n') + 1
		if header == 0 {
			return nil, false
		}
		return documentsOf(f.Text(), source.Span{Start: n.Span.Start + header, End: n.Span.End}), true
	case manifest.SingleQuoted, manifest.DoubleQuoted:
		inside := source.Span{Start: n.Span.Start + 1, End: n.Span.End - 1}
		return []source.Span{inside}, f.Slice(inside) == n.Text
	case manifest.Plain:
		return []source.Span{n.Span}, written == n.Text
	}
	return nil, false
}

// documentsOf splits an indented text at its document markers.
func documentsOf(text string, part source.Span) []source.Span {
	var out []source.Span
	start := part.Start
	for at := part.Start; at < part.End; {
		end := part.End
		if i := strings.IndexByte(text[at:part.End], '\n'); i >= 0 {
			end = at + i + 1
		}
		if strings.TrimSpace(text[at:end]) == "---" {
			out = append(out, source.Span{Start: start, End: at})
			start = end
		}
		at = end
	}
	return append(out, source.Span{Start: start, End: part.End})
}
