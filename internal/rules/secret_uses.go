package rules

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A secretUse is a place in a Backend that names a Secret.
type secretUse struct {
	lint.Place            // the secretRef
	name       lint.Place // its name
	needs      []string   // keys that have to be there
	reads      []string   // keys that may be there, too
	verbatim   bool       // spaces around a value are a part of it
}

// secretUses returns what a Backend names in the release that is looked at.
func secretUses(p *lint.Pass, b *manifest.Document) []secretUse {
	if !lint.At(b, "spec", "aws").Exists() && !lint.At(b, "spec", "ai").Exists() {
		return nil
	}
	var out []secretUse
	add := func(ref lint.Place, use secretUse) {
		if ref.Exists() {
			use.Place, use.name = ref, ref.At("name")
			out = append(out, use)
		}
	}
	keys := secretUse{needs: []string{accessKey, secretKey}, reads: []string{sessionToken}}
	aws := keys
	aws.verbatim = true
	add(lint.At(b, "spec", "aws", "auth", "secretRef"), aws)
	for _, provider := range llmProviders(p, b) {
		add(provider.At("bedrock", "auth", "secretRef"), keys)
	}
	for _, token := range authTokens(p, b) {
		add(token.At("secretRef"), secretUse{needs: []string{authorizationKey}, verbatim: true})
	}
	return out
}

// authTokens returns the authTokens of all providers of an AI Backend.
func authTokens(p *lint.Pass, b *manifest.Document) []lint.Place {
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

// eachUsedSecret calls found with each reference of a Backend to a Secret that the set has.
func eachUsedSecret(p *lint.Pass, found func(use secretUse, s *secret)) {
	var all secretIndex
	for _, b := range p.About("aws", "ai") {
		for _, use := range secretUses(p, b) {
			if all == nil {
				all = secretsIn(p.Set)
			}
			name, ok := use.name.Text()
			if s := all.find(b.Namespace, name, b); ok && name != "" && s != nil {
				found(use, s)
			}
		}
	}
}

// secretKeyNames are other names of the keys that kgateway reads, in small letters and without anything between them.
var secretKeyNames = map[string][]string{
	accessKey:        {"awsaccesskeyid", "accesskeyid", "awsaccesskey", "accesskey"},
	secretKey:        {"awssecretaccesskey", "secretaccesskey", "awssecretkey", "secretkey", "awssecretkeyid"},
	authorizationKey: {"authorization", "authorisation", "apikey", "token", "apitoken", "authtoken", "openaiapikey", "anthropicapikey", "geminiapikey"},
}

// nearSecretKey returns the key of a Secret that was meant to be one that kgateway reads, "" where there is none.
func nearSecretKey(s *secret, key string) string {
	for _, other := range secretKeys(s) {
		folded := strings.Map(letterOrDigit, strings.ToLower(other))
		if other != key && slices.Contains(secretKeyNames[key], folded) {
			return other
		}
	}
	for _, other := range secretKeys(s) {
		if _, read := secretKeyNames[other]; !read && other != sessionToken && fuzzy.Within(other, key, 1) {
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

// reportOn adds where the Secret is named to a finding that stands in the Secret.
func reportOn(use secretUse, d *diag.Diagnostic) *diag.Diagnostic {
	d.Related = append(d.Related, use.name.Related("named here"))
	return d
}
