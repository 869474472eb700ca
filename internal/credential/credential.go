// Package credential recognizes credentials by their format in any text. It does not know manifests.
package credential

import (
	"regexp"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/source"
)

// A kind is a kind of credential that has a known format.
type kind struct {
	name, marker string // every text that matches the pattern contains the marker
	pattern      func() *regexp.Regexp
}

var kinds = []kind{
	{"an AWS access key", "AKIA", lazily(`\bAKIA[A-Z0-9]{16}\b`)},
	{"a temporary AWS access key", "ASIA", lazily(`\bASIA[A-Z0-9]{16}\b`)},
	{privateKey, "PRIVATE KEY-----", lazily(`-----(?:BEGIN|END) [A-Z ]{0,32}PRIVATE KEY-----`)},
	{"a GitHub token", "gh", lazily(`\bgh[pousr]_[A-Za-z0-9]{36,}\b`)},
	{"a GitHub token", "github_pat_", lazily(`\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b`)},
	{"an Anthropic API key", "sk-ant-", lazily(`\bsk-ant-[a-z]+[0-9]{2}-[A-Za-z0-9_-]{24,}`)},
	{"an OpenAI API key", "sk-", lazily(`\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{24,}|\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\b`)},
	{"a Google API key", "AIza", lazily(`\bAIza[A-Za-z0-9_-]{35}\b`)},
}

func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// A Match is a credential in a text. Name describes it, such as "an AWS access key".
type Match struct {
	Name string
	Span source.Span
}

// Find returns the credentials in a text. It ignores examples and dummy values.
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

// keys returns the spans of private keys, given the lines that begin and end private keys: from each BEGIN to the next END, or only the
// BEGIN if there is no END.
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

// isStandIn reports whether a credential is an example: it contains a word such as EXAMPLE, or a long run of X or 0.
func isStandIn(s string) bool {
	upper := strings.ToUpper(s)
	for _, word := range []string{"EXAMPLE", "XXXXXX", "000000", "YOUR"} {
		if strings.Contains(upper, word) {
			return true
		}
	}
	return false
}
