package check

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
)

// A brokenDocument is a document that cannot be decoded and is not a Backend. problems are the errors of decoding the document.
type brokenDocument struct {
	document *manifest.Document
	problems []diag.Diagnostic
}

// reportNeighbours reports the documents beside a Backend that are not YAML or JSON: kubectl stops reading the file there. Their fixes are
// unsafe, because no schema can check the fixed document.
func (p *fileResult) reportNeighbours() {
	p.broken = slices.DeleteFunc(p.broken, func(b brokenDocument) bool {
		before := len(p.diagnostics)
		for _, problem := range b.problems {
			if problem.Rule == ruleSyntax {
				problem.Help = strings.TrimPrefix(problem.Help+"; kubectl stops reading the file here", "; ")
				for i := range problem.Fixes {
					problem.Fixes[i].Safety = diag.Unsafe
				}
				p.diagnostics = append(p.diagnostics, problem)
			}
		}
		return len(p.diagnostics) > before
	})
}

// reportBroken reports the syntax errors of Secrets, ConfigMaps and Services that another object refers to. Rules cannot read such an
// object, but do not report it as missing.
func reportBroken(results []fileResult) {
	var names map[string]bool
	for i := range results {
		for _, b := range results[i].broken {
			if !relevance.IsReferent(b.document.Kind) || b.document.Name == "" {
				continue
			}
			if names == nil {
				names = referredNames(results)
			}
			if names[b.document.Name] {
				results[i].diagnostics = append(results[i].diagnostics, slices.DeleteFunc(slices.Clone(b.problems), func(p diag.Diagnostic) bool {
					return p.Severity != diag.Error || p.Rule == ruleUnrendered
				})...)
			}
		}
	}
}
