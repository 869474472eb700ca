package cli

import (
	"regexp"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/manifest"
)

// isRelevant reports whether a document, which may be one that cannot be decoded, could be a Backend or another resource that
// convert reads, or refer to one. What is broken in another document is left alone.
func isRelevant(d *manifest.Document) bool {
	group, _, found := strings.Cut(d.APIVersion, "/")
	if found && !relevantGroup().MatchString(group) {
		return false
	}
	return relevantText().MatchString(d.File.Slice(d.Span))
}

// relevantGroup matches the groups of what is converted and of what refers to it.
var relevantGroup = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`kgateway|^gateway\.networking\.|^agentgateway\.dev$|^gloo\.solo\.io$|\.istio\.io$|^gateway\.envoyproxy\.io$`)
})

// relevantText matches the names of what is converted.
var relevantText = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`kgateway\.dev|\b(Agentgateway)?Backend\b|gloo\.solo\.io|\bServiceEntry\b|\bExternalName\b`)
})
