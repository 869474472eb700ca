package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
)

var colors = []string{"auto", "always", "never"}

// check says what is wrong with the value of a setting that is a word or a list of words, wherever it came from.
func (k Known) check(setting, word string) error {
	switch setting {
	case "target":
		return k.target(word)
	case "fail-on":
		// Off would fail on every finding or on none, depending on who reads it.
		return oneOf("severity", word, diag.Severities()[1:])
	case "output":
		return oneOf("format", word, k.Formats)
	case "color":
		return oneOf("color mode", word, colors)
	case "exclude":
		return checkGlob(word)
	case "complete", "quiet", "verbose":
		return checkBool(word)
	}
	return nil
}

func (k Known) target(name string) error {
	if name == "" {
		return errors.New("a target must not be empty")
	}
	if k.Target == nil {
		return nil
	}
	return k.Target(name, k.own)
}

// rule checks a key of rules. There are too many to list them.
func (k Known) rule(id string) error {
	if k.Rules == nil || id == AllRules || slices.Contains(k.Rules, id) {
		return nil
	}
	return fmt.Errorf("unknown rule %q%s", id, suggest(id, append([]string{AllRules}, k.Rules...), `; "backendctl rules" lists them`))
}

// oneOf checks a word against a list; an empty list takes any.
func oneOf(what, word string, words []string) error {
	if len(words) == 0 || slices.Contains(words, word) {
		return nil
	}
	return fmt.Errorf("unknown %s %q%s", what, word, suggest(word, words, "; use "+either(words)))
}

// suggest ends a message with the nearest word, or else with advice.
func suggest(word string, words []string, advice string) string {
	if near, ok := fuzzy.Nearest(word, words); ok {
		return fmt.Sprintf(", did you mean %q?", near)
	}
	return advice
}

// either writes "a, b or c".
func either(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func checkBool(word string) error {
	if _, err := strconv.ParseBool(word); err != nil {
		return fmt.Errorf("%q is neither true nor false", word)
	}
	return nil
}
