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
	{privateKey, "PRIVATE KEY-----", lazily(`-----(?:BEGIN|END) [A-Z ]{0,32}PRIVATE KEY-----`)},
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
		found := k.pattern().FindAllStringIndex(text, -1)
		if k.name == privateKey {
			found = keys(text, found)
		}
		for _, at := range found {
			if !isStandIn(text[at[0]:at[1]]) {
				out = append(out, Match{k.name, source.Span{Start: at[0], End: at[1]}})
			}
		}
	}
	return out
}

const privateKey = "a private key"

// keys returns where private keys are, given the lines that begin and end one: from each beginning to the next end, or the beginning
// alone if there is no end.
func keys(text string, lines [][]int) [][]int {
	var out [][]int
	for i := 0; i < len(lines); i++ {
		if strings.HasPrefix(text[lines[i][0]:], "-----END") {
			continue
		}
		end := i + 1
		for end < len(lines) && !strings.HasPrefix(text[lines[end][0]:], "-----END") {
			end++
		}
		if end == len(lines) {
			return append(out, lines[i:]...)
		}
		out = append(out, []int{lines[i][0], lines[end][1]})
		i = end
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
