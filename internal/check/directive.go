package check

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// directivePrefix is the beginning of a directive in a comment.
const directivePrefix = "backendctl:"

// The directives. Package manifest parses the directive target.
const (
	directiveIgnore     = "ignore"
	directiveIgnoreFile = "ignore-file"
	directiveTarget     = "target="
)

var directives = []string{directiveIgnore, directiveIgnoreFile, directiveTarget}

// synonyms are the words that other tools use for ignore. With the suffix -file they mean ignore-file.
var synonyms = []string{"disable", "disable-line", "disable-next-line", "ignore-line", "ignore-next-line", "suppress", "silence", "skip", "noqa", "nolint", "off", "allow"}

// readIgnore parses a comment. It returns nil if the comment is not meant to be a directive, or if the directive selects a target. For an
// unknown directive, the field unknown of the result is set.
func readIgnore(d *manifest.Document, comment source.Span) *ignore {
	text, ok := strings.CutPrefix(strings.TrimLeft(d.File.Slice(comment), "# \t"), directivePrefix)
	words := strings.Fields(text)
	if !ok || len(words) == 0 || strings.HasPrefix(words[0], directiveTarget) {
		return nil
	}
	g := &ignore{document: d, span: comment, file: words[0] == directiveIgnoreFile, used: map[string]bool{}}
	if words[0] != directiveIgnore && words[0] != directiveIgnoreFile {
		if _, known := meantDirective(words[0]); !known && !strings.HasPrefix(text, words[0]) {
			return nil // prose, such as "# backendctl: checks this file"
		}
		g.unknown = words[0]
		return g
	}
	g.rules, g.reason = cutRules(words[1:])
	return g
}

// cutRules splits the words after a directive into the rules, which are separated by commas with optional spaces, and the reason.
func cutRules(words []string) (rules []string, reason string) {
	if len(words) == 0 {
		return nil, ""
	}
	n := 1
	for n < len(words) && (strings.HasSuffix(words[n-1], ",") || strings.HasPrefix(words[n], ",")) {
		n++
	}
	rules = strings.SplitN(strings.Join(words[:n], ""), ",", mostNamed+1)
	return slices.DeleteFunc(rules, func(rule string) bool { return rule == "" }), strings.Join(words[n:], " ")
}

// meantDirective returns the directive that an unknown word was most likely meant to be, and false if no directive is similar.
func meantDirective(word string) (string, bool) {
	word = strings.ReplaceAll(strings.TrimRight(strings.ToLower(word), ":"), "_", "-")
	base, isFile := strings.CutSuffix(word, "-file")
	near, found := fuzzy.Nearest(base, slices.Concat(directives, synonyms))
	key, _, hasValue := strings.Cut(word, "=")
	switch {
	case strings.HasPrefix(word, "target"), hasValue && fuzzy.Within(key, "target", 2):
		return directiveTarget, true
	case isFile && found:
		return directiveIgnoreFile, true
	case slices.Contains(synonyms, near):
		return directiveIgnore, true
	}
	return near, found
}

func unknownDirective(word string) string {
	if meant, ok := meantDirective(word); ok {
		return fmt.Sprintf("unknown directive %q, did you mean %q?", word, meant)
	}
	return fmt.Sprintf("unknown directive %q: use %s", word, strings.Join(directives, ", "))
}

var ruleIDs = sync.OnceValue(func() []string {
	var ids []string
	for _, r := range Rules() {
		ids = append(ids, r.ID)
	}
	return ids
})

// unknownRule returns the message for an unknown rule, with a suggestion if one of ids is similar. The ids of rules are in lower case with
// hyphens.
func unknownRule(id string, ids []string) string {
	word := strings.Trim(strings.ToLower(strings.ReplaceAll(id, "_", "-")), ":;.")
	if slices.Contains(diag.Categories(), word) || word == "all" {
		return fmt.Sprintf("unknown rule %q: an ignore must list each rule by its id", id)
	}
	if near, ok := fuzzy.Nearest(word, ids); ok {
		return fmt.Sprintf("unknown rule %q, did you mean %q?", id, near)
	}
	return fmt.Sprintf("unknown rule %q: `backendctl rules` lists all rules", id)
}
