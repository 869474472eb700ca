package kgw

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A SecretUse is a reference in a Backend to a Secret.
type SecretUse struct {
	lint.Place            // the secretRef
	Name       lint.Place // the name in the secretRef
	Needs      []string   // the keys that the Secret must have
	Reads      []string   // other keys that kgateway reads
	Verbatim   bool       // kgateway does not trim white space around the values
}

// SecretUses returns a Backend's references to Secrets that the target's release reads.
func SecretUses(p *lint.Pass, b *manifest.Document) []SecretUse {
	if !lint.At(b, "spec", "aws").Exists() && !lint.At(b, "spec", "ai").Exists() {
		return nil
	}
	var out []SecretUse
	add := func(ref lint.Place, use SecretUse) {
		if ref.Exists() {
			use.Place, use.Name = ref, ref.Field("name")
			out = append(out, use)
		}
	}
	keys := SecretUse{Needs: []string{AccessKey, SecretKey}, Reads: []string{SessionToken}}
	aws := keys
	aws.Verbatim = true
	add(lint.At(b, "spec", "aws", "auth", "secretRef"), aws)
	for _, provider := range llmProviders(p, b) {
		add(provider.Field("bedrock", "auth", "secretRef"), keys)
	}
	for _, token := range AuthTokens(p, b) {
		add(token.Field("secretRef"), SecretUse{Needs: []string{AuthorizationKey}, Verbatim: true})
	}
	return out
}

// AuthTokens returns the authToken fields of all providers of an AI Backend.
func AuthTokens(p *lint.Pass, b *manifest.Document) []lint.Place {
	var out []lint.Place
	for _, provider := range llmProviders(p, b) {
		for _, name := range []string{"openai", "anthropic", "azureopenai", "gemini", "vertexai"} {
			if token := provider.Field(name, "authToken"); token.Exists() {
				out = append(out, token)
			}
		}
	}
	return out
}

// llmProviders returns the mappings that contain the name of a provider as a key. It returns nil from kgateway 2.2 on, which has no AI
// Backends. In 2.1 the providers are in other fields than in 2.0.
func llmProviders(p *lint.Pass, b *manifest.Document) []lint.Place {
	ai := lint.At(b, "spec", "ai")
	if !ai.Exists() || p.Since("2.2") {
		return nil
	}
	out := []lint.Place{ai.Field("llm")}
	for _, group := range ai.Field("priorityGroups").Items() {
		out = append(out, group.Field("providers").Items()...)
	}
	if p.Since("2.1") {
		return out
	}
	out = append(out, ai.Field("llm", "provider"))
	for _, priority := range ai.Field("multipool", "priorities").Items() {
		for _, entry := range priority.Field("pool").Items() {
			out = append(out, entry.Field("provider"))
		}
	}
	return out
}

// EachUsedSecret calls found for each reference of a Backend to a Secret in the set.
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

// secretKeyNames are other spellings of the keys that kgateway reads, in lower case and without separators.
var secretKeyNames = map[string][]string{
	AccessKey:        {"awsaccesskeyid", "accesskeyid", "awsaccesskey", "accesskey"},
	SecretKey:        {"awssecretaccesskey", "secretaccesskey", "awssecretkey", "secretkey", "awssecretkeyid"},
	AuthorizationKey: {"authorization", "authorisation", "apikey", "token", "apitoken", "authtoken", "openaiapikey", "anthropicapikey", "geminiapikey"},
}

// NearSecretKey returns the key of a Secret that is probably a misspelling of the parameter key, or "" if there is none.
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

// ReportOn adds the place of the Backend's reference to a finding in the Secret, and returns the finding.
func ReportOn(use SecretUse, d *diag.Diagnostic) *diag.Diagnostic {
	d.Related = append(d.Related, use.Name.Related("the reference to the Secret"))
	return d
}
