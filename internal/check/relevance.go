package check

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
)

// ruleUnrendered is package manifest's rule for templates that cannot be parsed.
const ruleUnrendered = "unrendered-template"

// ruleSyntax is package manifest's rule for text that is not YAML or JSON.
const ruleSyntax = "yaml-syntax"

// ruleTrailing is package manifest's rule for text after the end of a document.
const ruleTrailing = "trailing-content"

// IsRelevant reports whether a file may contain an object that a run checks. Other files are not parsed, so they have no findings.
func (o Options) IsRelevant(f *source.File) bool {
	isNamed := relevance.Backend
	if len(o.Rules) > 0 {
		isNamed = relevance.Related // Related includes Backend
	}
	return isNamed(f) || kustomize.IsFileName(f.Name()) || relevance.Operation(f) && len(o.Kustomize.Patches(f.Name())) > 0
}

// other skips a document that is not a Backend. It reports the errors of decoding if the document could be a Backend, or if rules run and
// the document could refer to a Backend. It does not report unrendered templates.
func (j *judge) other() {
	j.skip("")
	d := j.document
	text := d.File.Slice(d.Span)
	isRelevant := d.Broken && (relevance.BrokenBackend(text) || len(j.options.Rules) > 0 && relevance.BrokenReference(text))
	for _, p := range j.problems {
		switch {
		case p.Rule == ruleTrailing && relevance.BrokenBackend(d.File.Slice(source.Span{Start: p.Span.Start, End: d.Span.End})):
			p.Severity = diag.Error // the API server would ignore a Backend after the end
			j.found = append(j.found, p)
		case isRelevant && p.Severity == diag.Error && p.Rule != ruleUnrendered:
			j.found = append(j.found, p)
		}
	}
}
