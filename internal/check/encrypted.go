package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// noteEncrypted reports encrypted objects that another object refers to, because rules could not read them. It adds one finding per run, at
// the first such object. An encrypted Backend has its own finding.
func noteEncrypted(results []fileResult, backends map[*manifest.Document]bool) {
	type place struct {
		result   *fileResult
		document *manifest.Document
	}
	var encrypted []place
	for i := range results {
		for _, d := range results[i].parsed {
			if d.Encrypted && !backends[d] && d.Name != "" {
				encrypted = append(encrypted, place{&results[i], d})
			}
		}
	}
	if len(encrypted) == 0 {
		return
	}
	names := referredNames(results)
	encrypted = slices.DeleteFunc(encrypted, func(p place) bool { return !names[p.document.Name] })
	if len(encrypted) == 0 {
		return
	}
	message := "encrypted by SOPS, so its values were not checked"
	switch n := len(encrypted) - 1; {
	case n == 1:
		message += "; this also applies to 1 other object"
	case n > 1:
		message += fmt.Sprintf("; this also applies to %d other objects", n)
	}
	p, d := encrypted[0].result, encrypted[0].document
	p.diagnostics = append(p.diagnostics, diag.Diagnostic{
		Rule: ruleEncrypted, Severity: descriptor(ruleEncrypted).Severity, Message: message,
		File: d.File, Span: d.Root.Field("sops").KeySpan, Document: d.Index, Path: d.Path,
	})
}

// referredNames returns the names in all references of the documents that rules read.
func referredNames(results []fileResult) map[string]bool {
	names := map[string]bool{}
	for _, p := range results {
		for _, d := range p.parsed {
			addReferred(names, d.Root.Get("spec"))
		}
	}
	return names
}

// addReferred adds the names in all references below a node. A reference is a field such as secretRef or targetRefs.
func addReferred(names map[string]bool, n *manifest.Node) {
	if n == nil {
		return
	}
	for _, f := range n.Fields {
		if isReferenceKey(f.Key) {
			for _, ref := range append([]*manifest.Node{f.Value}, f.Value.Items...) {
				names[ref.Get("name").String()] = true
			}
		}
		addReferred(names, f.Value)
	}
	for _, item := range n.Items {
		addReferred(names, item)
	}
}

// isReferenceKey reports whether a field with this key refers to an object: the key ends in Ref or Refs.
func isReferenceKey(key string) bool {
	return strings.HasSuffix(key, "Ref") || strings.HasSuffix(key, "Refs")
}
