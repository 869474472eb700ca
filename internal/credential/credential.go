// Package credential knows what credentials look like, wherever they stand. It reads text and knows nothing of manifests.
package credential

import (
	"regexp"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/source"
)

// A kind is a credential that is known by how it begins.
type kind struct {
	name, marker string // every one of them has the marker in it
	pattern      func() *regexp.Regexp
}

var kinds = []kind{
	{"an AWS access key", "AKIA", lazily(`\bAKIA[A-Z0-9]{16}\b`)},
	{"a temporary AWS access key", "ASIA", lazily(`\bASIA[A-Z0-9]{16}\b`)},
	{"a private key", "PRIVATE KEY-----", lazily(`-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?-----END [A-Z ]*PRIVATE KEY-----)?`)},
	{"a GitHub token", "gh", lazily(`\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b`)},
	{"an Anthropic API key", "sk-ant-", lazily(`\bsk-ant-[a-z]+[0-9]{2}-[A-Za-z0-9_-]{24,}`)},
	{"an OpenAI API key", "sk-", lazily(`\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{24,}|\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\b`)},
	{"a Google API key", "AIza", lazily(`\bAIza[A-Za-z0-9_-]{35}\b`)},
}

func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// A Match is where a text has a credential, and what it is, such as "an AWS access key".
type Match struct {
	Name string
	Span source.Span
}

// Find looks for credentials in a text. Those of examples, and those that only stand for one, are none.
func Find(text string) []Match {
	var out []Match
	for _, k := range kinds {
		if !strings.Contains(text, k.marker) {
			continue
		}
		for _, at := range k.pattern().FindAllStringIndex(text, -1) {
			if !isStandIn(text[at[0]:at[1]]) {
				out = append(out, Match{k.name, source.Span{Start: at[0], End: at[1]}})
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
