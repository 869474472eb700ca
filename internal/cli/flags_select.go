package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
)

// selectFlags turn rules on and off, and override the configuration. As in ruff, --select is the base, --enable adds rules, and --disable
// removes rules from both.
type selectFlags struct {
	sel, enable, disable []string
	rules                map[string]diag.Descriptor // the descriptors of check.Rules, by id
}

// everyRule is the word that selects all rules.
const everyRule = "all"

func (s *selectFlags) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&s.sel, "select", nil, "report only these `RULES`: ids, categories or all; comma-separated, may be repeated")
	f.StringSliceVar(&s.enable, "enable", nil, "enable these `RULES` in addition to the default or to --select: ids, categories or all; comma-separated")
	f.StringSliceVar(&s.disable, "disable", nil, "disable these `RULES`: ids, categories or all; overrides --select and --enable")
	words := []cobra.Completion{cobra.CompletionWithDesc(everyRule, "every rule")}
	for _, c := range diag.Categories() {
		words = append(words, cobra.CompletionWithDesc(c, "the rules of a category"))
	}
	for _, r := range check.Rules() {
		words = append(words, cobra.CompletionWithDesc(r.ID, r.Summary))
	}
	choices(cmd, "select", words)
	choices(cmd, "enable", words)
	choices(cmd, "disable", words)
}

// complete checks that each word is the id of a rule, a category, or all.
func (s *selectFlags) complete() error {
	s.rules = map[string]diag.Descriptor{}
	for _, r := range check.Rules() {
		s.rules[r.ID] = r
	}
	for _, list := range []*[]string{&s.sel, &s.enable, &s.disable} {
		for i, word := range *list {
			word = strings.TrimSpace(word)
			if _, known := s.rules[word]; !known && word != everyRule && !isCategory(word) {
				return usageError{unknownRule(word)}
			}
			(*list)[i] = word
		}
	}
	return nil
}

// selects reports whether --select and --enable allow findings of a rule to be reported.
func (s *selectFlags) selects(rule string) bool {
	return len(s.sel) == 0 || s.names(s.sel, rule) || s.names(s.enable, rule)
}

func isCategory(word string) bool { return slices.Contains(diag.Categories(), word) }

// names reports whether a list contains a rule: its id, its category or the word all.
func (s *selectFlags) names(list []string, rule string) bool {
	return slices.Contains(list, rule) || slices.Contains(list, everyRule) || slices.Contains(list, s.rules[rule].Category)
}

// over returns the severity of a rule after the flags are applied. --disable turns the rule off, and a word in on turns it on if it is off.
// configured is the severity in the configuration; ok is false if the configuration does not set one.
func (s *selectFlags) over(rule string, configured diag.Severity, ok bool, on []string) (diag.Severity, bool) {
	off := ok && configured == diag.Off || !ok && s.rules[rule].OptIn
	switch {
	case s.names(s.disable, rule):
		return diag.Off, true
	case off && s.names(on, rule):
		return s.rules[rule].Severity, true
	}
	return configured, ok
}
