package check

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
)

// ruleUnrendered is the rule of package manifest for templates that cannot be parsed.
const ruleUnrendered = "unrendered-template"

// ruleTrailing is the rule of package manifest for what follows the end of a document.
const ruleTrailing = "trailing-content"

// IsRelevant reports whether a file could hold what a run looks at. Other files are not parsed, so no finding is in them.
func (o Options) IsRelevant(f *source.File) bool {
	isNamed := relevance.Backend
	if len(o.Rules) > 0 {
		isNamed = relevance.Related // it includes Backend
	}
	return isNamed(f) || kustomize.IsFileName(f.Name()) || relevance.Operation(f) && len(o.Kustomize.Patches(f.Name())) > 0
}

// other skips a document of another kind. What keeps it from being decoded is reported if it could be a Backend after all, or
// say something about one that rules cannot read now. A template is reported only where it could be a Backend itself.
func (j *judge) other() {
	j.skip("")
	d := j.document
	text := d.File.Slice(d.Span)
	isRelevant := d.Broken && (relevance.BrokenBackend(text) || len(j.options.Rules) > 0 && relevance.BrokenReference(text))
	for _, p := range j.problems {
		switch {
		case p.Rule == ruleTrailing && relevance.BrokenBackend(d.File.Slice(source.Span{Start: p.Span.Start, End: d.Span.End})):
			p.Severity = diag.Error // a Backend is ignored
			j.found = append(j.found, p)
		case isRelevant && p.Severity == diag.Error && p.Rule != ruleUnrendered:
			j.found = append(j.found, p)
		}
	}
}
