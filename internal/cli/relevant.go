package cli

import (
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
)

// isRelevant reports whether a document that cannot be decoded could be a Backend, another resource that convert reads, or a resource that
// refers to one. A template has errors until it is rendered, so it is relevant only if it could be a Backend.
func isRelevant(d *manifest.Document) bool {
	text := d.File.Slice(d.Whole)
	if strings.Contains(text, "{{") {
		return relevance.BrokenBackend(text)
	}
	return relevance.BrokenSource(text)
}
