package cli

import (
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
)

// isRelevant reports whether a document that cannot be decoded may be a Backend, another resource that convert reads, or a resource that
// refers to one of these. A template is relevant only if it may be a Backend, because every template has errors until it is rendered.
func isRelevant(d *manifest.Document) bool {
	text := d.File.Slice(d.Whole)
	if strings.Contains(text, "{{") {
		return relevance.BrokenBackend(text)
	}
	return relevance.BrokenSource(text)
}
