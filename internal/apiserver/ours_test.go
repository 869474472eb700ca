package apiserver

import (
	"context"
	"fmt"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// A judgeOurs function returns the verdict on a manifest that is compared with that of a reference, and the reasons for a rejection.
type judgeOurs func(release string, manifest []byte) (valid bool, reasons []string, err error)

// ours returns the verdict of `validate --target`. A file without a Backend, which the tool skips, counts as invalid here.
func ours(release string, manifest []byte) (valid bool, reasons []string, err error) {
	id, err := target.Parse(release)
	if err != nil {
		return false, nil, err
	}
	return oursBy(id, manifest)
}

// oursBy returns the verdict of the tool for a target.
func oursBy(by target.Target, manifest []byte) (valid bool, reasons []string, err error) {
	options := check.Options{Targets: []target.Target{by}, Override: true}
	result, err := check.Files(context.Background(), []*source.File{source.New("manifest.yaml", manifest)}, options)
	if err != nil {
		return false, nil, fmt.Errorf("judge with backendctl: %w", err)
	}
	valid = len(result.Documents) > 0
	for _, document := range result.Documents {
		valid = valid && !document.Skipped && document.Verdicts[0].Valid
	}
	for _, d := range result.Diagnostics {
		if d.Severity == diag.Error {
			reasons = append(reasons, d.Rule+": "+d.Message)
		}
	}
	return valid, reasons, nil
}
