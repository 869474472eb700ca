package rules

import (
	"regexp"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/source"
)

// A credentialKind is a credential that is known by how it begins.
type credentialKind struct {
	name, marker string // every one of them has the marker in it
	pattern      func() *regexp.Regexp
}

var credentialKinds = []credentialKind{
	{"an AWS access key", "AKIA", credential(`\bAKIA[A-Z0-9]{16}\b`)},
	{"a temporary AWS access key", "ASIA", credential(`\bASIA[A-Z0-9]{16}\b`)},
	{"a private key", "PRIVATE KEY-----", credential(`-----BEGIN [A-Z ]*PRIVATE KEY-----`)},
	{"a GitHub token", "gh", credential(`\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b`)},
	{"an Anthropic API key", "sk-ant-", credential(`\bsk-ant-[a-z]+[0-9]{2}-[A-Za-z0-9_-]{24,}`)},
	{"an OpenAI API key", "sk-", credential(`\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{24,}|\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\b`)},
	{"a Google API key", "AIza", credential(`\bAIza[A-Za-z0-9_-]{35}\b`)},
}

func credential(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// A foundCredential is where a text has a credential.
type foundCredential struct {
	name string
	span source.Span
}

// credentialsIn looks for credentials in a text. Keys of examples, and those that only stand for one, are none.
func credentialsIn(text string) []foundCredential {
	var out []foundCredential
	for _, kind := range credentialKinds {
		if !strings.Contains(text, kind.marker) {
			continue
		}
		for _, at := range kind.pattern().FindAllStringIndex(text, -1) {
			if !isStandIn(text[at[0]:at[1]]) {
				out = append(out, foundCredential{kind.name, source.Span{Start: at[0], End: at[1]}})
			}
		}
	}
	return out
}

// isStandIn says whether a credential is one of documentation: it says so, or repeats one letter.
func isStandIn(s string) bool {
	upper := strings.ToUpper(s)
	for _, word := range []string{"EXAMPLE", "XXXXXX", "000000", "YOUR"} {
		if strings.Contains(upper, word) {
			return true
		}
	}
	return false
}
