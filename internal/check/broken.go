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

// reportBroken reports what keeps Secrets, ConfigMaps and Services from being decoded that another object refers to. Nothing else can be
// said of them, and nothing of them is missing.
func reportBroken(parts []part) {
	var names map[string]bool
	for i := range parts {
		for _, b := range parts[i].broken {
			if !relevance.IsReferent(b.document.Kind) || b.document.Name == "" {
				continue
			}
			if names == nil {
				names = referredNames(parts)
			}
			if names[b.document.Name] {
				parts[i].diagnostics = append(parts[i].diagnostics, slices.DeleteFunc(slices.Clone(b.problems), func(p diag.Diagnostic) bool {
					return p.Severity != diag.Error || p.Rule == ruleUnrendered
				})...)
			}
		}
	}
}
