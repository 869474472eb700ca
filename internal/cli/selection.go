package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
)

// A selection is which rules the flags turn on and off. It holds over the configuration.
type selection struct {
	enable, disable []string
	rules           map[string]diag.Descriptor // of check.Rules, by id
}

// everyRule stands for all rules.
const everyRule = "all"

func (s *selection) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&s.enable, "enable", nil, "turn on `RULES` that are off, by id or category, or all; commas between")
	f.StringSliceVar(&s.disable, "disable", nil, "turn off `RULES`, by id or category, or all; wins over --enable")
	words := []cobra.Completion{cobra.CompletionWithDesc(everyRule, "every rule")}
	for _, c := range diag.Categories() {
		words = append(words, cobra.CompletionWithDesc(c, "the rules of a category"))
	}
	for _, r := range check.Rules() {
		words = append(words, cobra.CompletionWithDesc(r.ID, r.Summary))
	}
	choices(cmd, "enable", words)
	choices(cmd, "disable", words)
}

// complete checks the words.
func (s *selection) complete() error {
	s.rules = map[string]diag.Descriptor{}
	for _, r := range check.Rules() {
		s.rules[r.ID] = r
	}
	for _, word := range slices.Concat(s.enable, s.disable) {
		if _, known := s.rules[word]; !known && word != everyRule && !isCategory(word) {
			return usageError{unknownRule(strings.TrimSpace(word))}
		}
	}
	return nil
}

func isCategory(word string) bool { return slices.Contains(diag.Categories(), word) }

// names says whether a list has a rule, by its id or its category.
func (s *selection) names(list []string, rule string) bool {
	return slices.Contains(list, rule) || slices.Contains(list, everyRule) || slices.Contains(list, s.rules[rule].Category)
}

// over returns the severity of a rule, given what the configuration says of it.
func (s *selection) over(rule string, configured diag.Severity, ok bool) (diag.Severity, bool) {
	off := ok && configured == diag.Off || !ok && s.rules[rule].OptIn
	switch {
	case s.names(s.disable, rule):
		return diag.Off, true
	case off && s.names(s.enable, rule):
		return s.rules[rule].Severity, true
	}
	return configured, ok
}
