package check

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
)

// broken is a document of another kind that cannot be decoded.
type broken struct {
	document *manifest.Document
	problems []diag.Diagnostic
}

// reportBroken reports the syntax errors of Secrets, ConfigMaps and Services that another object refers to. Rules cannot read these
// objects, and do not report them as missing.
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
