package kgw

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A SecretUse is a place in a Backend that names a Secret.
type SecretUse struct {
	lint.Place            // the secretRef
	Name       lint.Place // its name
	Needs      []string   // keys that have to be there
	Reads      []string   // keys that may be there, too
	Verbatim   bool       // spaces around a value are a part of it
}

// SecretUses returns what a Backend names in the release that is looked at.
func SecretUses(p *lint.Pass, b *manifest.Document) []SecretUse {
	if !lint.At(b, "spec", "aws").Exists() && !lint.At(b, "spec", "ai").Exists() {
		return nil
	}
	var out []SecretUse
	add := func(ref lint.Place, use SecretUse) {
		if ref.Exists() {
			use.Place, use.Name = ref, ref.At("name")
			out = append(out, use)
		}
	}
	keys := SecretUse{Needs: []string{AccessKey, SecretKey}, Reads: []string{SessionToken}}
	aws := keys
	aws.Verbatim = true
	add(lint.At(b, "spec", "aws", "auth", "secretRef"), aws)
	for _, provider := range llmProviders(p, b) {
		add(provider.At("bedrock", "auth", "secretRef"), keys)
	}
	for _, token := range AuthTokens(p, b) {
		add(token.At("secretRef"), SecretUse{Needs: []string{AuthorizationKey}, Verbatim: true})
	}
	return out
}

// AuthTokens returns the AuthTokens of all providers of an AI Backend.
func AuthTokens(p *lint.Pass, b *manifest.Document) []lint.Place {
	var out []lint.Place
	for _, provider := range llmProviders(p, b) {
		for _, name := range []string{"openai", "anthropic", "azureopenai", "gemini", "vertexai"} {
			if token := provider.At(name, "authToken"); token.Exists() {
				out = append(out, token)
			}
		}
	}
	return out
}

// llmProviders returns the mappings that have a provider's name as their key. AI Backends were there up to 2.1, and their
// providers moved with that release.
func llmProviders(p *lint.Pass, b *manifest.Document) []lint.Place {
	ai := lint.At(b, "spec", "ai")
	if !ai.Exists() || p.Since("2.2") {
		return nil
	}
	out := []lint.Place{ai.At("llm")}
	for _, group := range ai.At("priorityGroups").Items() {
		out = append(out, group.At("providers").Items()...)
	}
	if p.Since("2.1") {
		return out
	}
	out = append(out, ai.At("llm", "provider"))
	for _, priority := range ai.At("multipool", "priorities").Items() {
		for _, entry := range priority.At("pool").Items() {
			out = append(out, entry.At("provider"))
		}
	}
	return out
}

// EachUsedSecret calls found with each reference of a Backend to a Secret that the set has.
func EachUsedSecret(p *lint.Pass, found func(use SecretUse, s *Secret)) {
	var all SecretIndex
	for _, b := range p.About("aws", "ai") {
		for _, use := range SecretUses(p, b) {
			if all == nil {
				all = SecretsIn(p.Set)
			}
			name, ok := use.Name.Text()
			if s := all.Find(b.Namespace, name, b); ok && name != "" && s != nil {
				found(use, s)
			}
		}
	}
}

// secretKeyNames are other names of the keys that kgateway reads, in small letters and without anything between them.
var secretKeyNames = map[string][]string{
	AccessKey:        {"awsaccesskeyid", "accesskeyid", "awsaccesskey", "accesskey"},
	SecretKey:        {"awssecretaccesskey", "secretaccesskey", "awssecretkey", "secretkey", "awssecretkeyid"},
	AuthorizationKey: {"authorization", "authorisation", "apikey", "token", "apitoken", "authtoken", "openaiapikey", "anthropicapikey", "geminiapikey"},
}

// NearSecretKey returns the key of a Secret that was meant to be one that kgateway reads, "" where there is none.
func NearSecretKey(s *Secret, key string) string {
	for _, other := range SecretKeys(s) {
		folded := strings.Map(letterOrDigit, strings.ToLower(other))
		if other != key && slices.Contains(secretKeyNames[key], folded) {
			return other
		}
	}
	for _, other := range SecretKeys(s) {
		if _, read := secretKeyNames[other]; !read && other != SessionToken && fuzzy.Within(other, key, 1) {
			return other
		}
	}
	return ""
}

func letterOrDigit(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// ReportOn adds where the Secret is named to a finding that stands in the Secret.
func ReportOn(use SecretUse, d *diag.Diagnostic) *diag.Diagnostic {
	d.Related = append(d.Related, use.Name.Related("named here"))
	return d
}
