package check

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
)

// ruleUnrendered is the rule of package manifest for templates that cannot be parsed.
const ruleUnrendered = "unrendered-template"

// IsRelevant reports whether a file could hold what a run looks at. Other files are not parsed, so no finding is in them.
func (o Options) IsRelevant(f *source.File) bool {
	isNamed := relevance.Backend
	if len(o.Rules) > 0 {
		isNamed = relevance.Related // it includes Backend
	}
	return isNamed(f) || kustomize.IsFileName(f.Name()) || relevance.Operation(f) && len(o.Kustomize.Patches(f.Name())) > 0
}

// other skips a document of another kind. If it cannot be decoded, rules cannot read what it may say of a Backend, which is
// reported. A template is reported only where it could be a Backend itself.
func (j *judge) other() {
	j.skip("")
	d := j.document
	if len(j.options.Rules) == 0 || !d.Broken || !relevance.BrokenReference(d.File.Slice(d.Span)) {
		return
	}
	for _, p := range j.problems {
		if p.Severity == diag.Error && p.Rule != ruleUnrendered {
			j.found = append(j.found, p)
		}
	}
}
