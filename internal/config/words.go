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

// check returns an error if a value of a setting is not valid. It is used for the file, for environment variables and for flags.
func (k Known) check(setting, word string) error {
	switch setting {
	case "target":
		return k.target(word)
	case "fail-on":
		// "off" is not valid here, because it could mean to fail on every finding or on none
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

// rule returns an error if a key of the setting rules is not a known rule. The error does not list the rules, because there are too many.
func (k Known) rule(id string) error {
	if k.Rules == nil || id == AllRules || slices.Contains(k.Rules, id) {
		return nil
	}
	return fmt.Errorf("unknown rule %q%s", id, suggest(id, append([]string{AllRules}, k.Rules...), `; "backendctl rules" lists them`))
}

// oneOf returns an error if a word is not in a list. Any word is valid if the list is empty. what describes the word in the error.
func oneOf(what, word string, words []string) error {
	if len(words) == 0 || slices.Contains(words, word) {
		return nil
	}
	return fmt.Errorf("unknown %s %q%s", what, word, suggest(word, words, "; use "+either(words)))
}

// suggest returns the end of an error message about an unknown word: the most similar of words, or else the advice.
func suggest(word string, words []string, advice string) string {
	if near, ok := fuzzy.Nearest(word, words); ok {
		return fmt.Sprintf(", did you mean %q?", near)
	}
	return advice
}

// either joins words as in "a, b or c".
func either(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func checkBool(word string) error {
	if _, err := strconv.ParseBool(word); err != nil {
		return fmt.Errorf("%q is not a boolean: must be true or false", word)
	}
	return nil
}
