package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
)

// Invalid counts the documents that are not valid in the shape that they are written in, or that cannot be decoded. They are as
// they were.
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

// reportUndecodable reports what keeps the documents of a file from being decoded, those that are irrelevant excepted.
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

// namesBackend reports whether the names of a document that cannot be decoded are those of a Backend, or are not readable.
func namesBackend(d *manifest.Document) bool {
	return d.Kind == "" || d.Kind == backendKind || d.Kind == agentKind
}

// rejected returns the account of a document that stays as it is.
func rejected(d *manifest.Document, from, to mapping.Shape) *diag.Conversion {
	return &diag.Conversion{From: string(from), To: string(to), Outcome: outcomeInvalid, Resource: objectOfDocument(d)}
}

// reject leaves a document as it is.
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
