package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
)

// Invalid returns the number of documents that are not valid in their own shape, or cannot be decoded. They are unchanged.
func (c *Conversion) Invalid() int {
	type document struct {
		file  *source.File
		index int
		path  string
	}
	invalid := map[document]bool{}
	for _, d := range c.Documents {
		if d.Invalid {
			invalid[document{d.File, d.Index, d.Path}] = true
		}
	}
	return len(invalid) + c.undecoded
}

// reportUndecodable reports the syntax errors of a file, except in irrelevant documents.
func (s *set) reportUndecodable(f *file, problems []diag.Diagnostic) {
	irrelevant := map[int]bool{}
	for _, p := range f.parts {
		isRelevant := s.options.Relevant == nil || slices.ContainsFunc(p.documents, s.options.Relevant)
		switch {
		case !isRelevant:
			irrelevant[p.index] = true
		case p.documents[0].Broken:
			p.broken = true
			s.undecoded++
		}
	}
	s.found = append(s.found, slices.DeleteFunc(problems, func(d diag.Diagnostic) bool { return irrelevant[d.Document] })...)
}

// namesBackend reports whether the apiVersion and kind of a document that cannot be decoded are those of a Backend, or cannot be read.
func namesBackend(d *manifest.Document) bool {
	return d.Kind == "" || d.Kind == backendKind || d.Kind == agentKind
}

// rejected returns the account of a document that is not converted.
func rejected(d *manifest.Document, from, to mapping.Shape) *diag.Conversion {
	return &diag.Conversion{From: string(from), To: string(to), Outcome: outcomeInvalid, Resource: objectOfDocument(d)}
}

// reject reports a document that is not converted because its own shape rejects it.
func (s *set) reject(d *manifest.Document, row *diag.Document, is opinion, to mapping.Shape) {
	from := is.shape
	row.Conversion = rejected(d, from, to)
	row.Conversion.To = s.named(to)
	if is.target.Custom() {
		row.Conversion.From = is.target.ID
	}
	s.invalid = append(s.invalid, Document{
		File: d.File, Index: d.Index, Line: d.Line(), Path: d.Path, Name: objectOfDocument(d), From: from, To: to, Invalid: true,
	})
}
