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
