package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func flagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// noArgs is a check that a command has no arguments.
var noArgs = arguments(0, 0)

// arguments returns a check that a command has from least to most arguments. Its error is a usage error that ends with the usage line.
func arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return usagef("missing argument\nusage: %s", cmd.UseLine())
		case len(args) > most && most == 0:
			return usagef("%s takes no argument, got %q\nusage: %s", cmd.Name(), args[0], cmd.UseLine())
		case len(args) > most:
			return usagef("%s takes only %d argument, got also %q\nusage: %s", cmd.Name(), most, args[most], cmd.UseLine())
		}
		return nil
	}
}

func isUTF8(locale string) bool {
	upper := strings.ToUpper(locale)
	return strings.Contains(upper, "UTF-8") || strings.Contains(upper, "UTF8")
}

// choices registers completions for the value of a flag: words with descriptions. A value may be a comma-separated list, and then its last
// word is completed.
func choices(cmd *cobra.Command, flag string, words []cobra.Completion) {
	err := cmd.RegisterFlagCompletionFunc(flag, func(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return afterComma(begun, words), cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // a mistake in this package: the command does not have the flag, or the flag has completions already
	}
}

// afterComma returns the completions for begun, which is the value that the user has typed so far: a word, or a comma-separated list. For a
// list, each completion is the whole list, and words that are already in the list are left out.
func afterComma(begun string, words []cobra.Completion) []cobra.Completion {
	comma := strings.LastIndexByte(begun, ',')
	if comma < 0 {
		return words
	}
	var out []cobra.Completion
	there := strings.Split(begun[:comma], ",")
	for _, word := range words {
		name, _, _ := strings.Cut(word, "\t")
		if !slices.Contains(there, name) {
			out = append(out, begun[:comma+1]+word)
		}
	}
	return out
}
