package explain

import (
	"strings"

	"github.com/backendctl/backendctl/internal/target"
)

// A Behaviour is a change of a release's behaviour for the same manifest.
type Behaviour struct {
	Summary string   `json:"summary"`         // the new behaviour, and that of the release before
	Rules   []string `json:"rules,omitempty"` // the ids of the lint rules about the change
}

// releasePrefix begins the names of releases in words.txt.
const releasePrefix = "kgateway-"

// behavioursOf returns the changes of a release's behaviour, from words.txt. The schemas do not contain them.
func behavioursOf(t target.Target) []Behaviour {
	var out []Behaviour
	for line := range strings.Lines(wordsText) {
		text, ok := strings.CutPrefix(strings.TrimSpace(line), t.Line().ID+": ")
		if !ok {
			continue
		}
		b := Behaviour{Summary: text}
		if summary, rules, found := strings.Cut(text, " ["); found {
			b.Summary, b.Rules = summary, strings.Fields(strings.TrimSuffix(rules, "]"))
		}
		out = append(out, b)
	}
	return out
}
