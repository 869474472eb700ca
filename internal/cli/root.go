package cli

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backendctl/backendctl/internal/fuzzy"
)

// Main runs the tool with the given arguments, which do not include the program's name. It returns the exit status.
func Main(env *Env, args []string) int {
	args = fromKubectl(args)
	stdout := &results{to: env.Stdout}
	watched := *env
	watched.Stdout = stdout
	root := newRoot(&watched, called(args)...)
	root.SetArgs(args)
	err := root.ExecuteContext(context.Background())
	return exit(env, stdout.check(err))
}

const rootLong = `backendctl checks kgateway Backend manifests as the cluster would, but offline: for every
kgateway release at once, with the line, the reason and the fix.`

const rootExample = `  # Check a file, a folder, or the output of another program
  backendctl lint backend.yaml
  backendctl lint deploy/
  helm template . | backendctl lint -

  # Check against the release that you run, or against all releases
  backendctl lint --target kgateway-2.2 deploy/
  backendctl lint --target all deploy/

  # Get only the API server's verdict; apply safe fixes; explain a field or a rule
  backendctl validate deploy/
  backendctl lint --fix deploy/
  backendctl explain static.hosts.port`

// Commands returns the root command with all subcommands, for generators of documentation and completions.
func Commands() *cobra.Command {
	root := newRoot(&Env{Stdin: strings.NewReader(""), LookupEnv: func(string) (string, bool) { return "", false }}, constructors...)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	return root
}

// A constructor creates a command and its flags.
type constructor struct {
	name string
	make func(*Env) *cobra.Command
}

var constructors = []constructor{
	{"validate", newValidate},
	{"lint", newLint},
	{"fmt", newFmt},
	{"convert", newConvert},
	{"diff", newDiff},
	{"targets", newTargets},
	{"schema", newSchema},
	{"rules", newRules},
	{"explain", newExplain},
	{"scaffold", newScaffold},
	{"init", newInit},
	{"lsp", newLSP},
	{"version", newVersion},
	{"exit-status", func(*Env) *cobra.Command { return newExitStatus() }},
}

// called returns the constructor of the command that the first argument names. If the argument is not the name of a command, it returns
// all constructors. Creating all commands would take a third of the time of a run on one file.
func called(args []string) []constructor {
	if len(args) > 0 {
		if i := slices.IndexFunc(constructors, func(c constructor) bool { return c.name == args[0] }); i >= 0 {
			return constructors[i : i+1]
		}
	}
	return constructors
}

func newRoot(env *Env, commands ...constructor) *cobra.Command {
	root := &cobra.Command{
		Use:               "backendctl",
		Short:             "Check kgateway Backend manifests offline",
		Long:              rootLong,
		Example:           rootExample,
		Args:              unknownCommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors:     true,
		SilenceUsage:      true,
		Version:           env.Version.Version,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: false},
	}
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(help)
	if env.Program != "" {
		root.Annotations = map[string]string{cobra.CommandDisplayNameAnnotation: env.Program}
	}
	for _, c := range commands {
		root.AddCommand(c.make(env))
	}
	strictBuiltins(root)
	return root
}

// strictBuiltins makes the commands that Cobra adds (help and completion) reject unknown arguments. By default, they print help and
// succeed.
func strictBuiltins(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Run, c.RunE = nil, helpOf
		case "completion":
			c.Use, c.Args = "completion SHELL", unknownCommand
			c.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
			for _, shell := range c.Commands() {
				shell.Args = noArgs
			}
		}
	}
}

// helpOf prints the help of the command that the arguments name, such as "scaffold" and "static".
func helpOf(help *cobra.Command, args []string) error {
	cmd := help.Root()
	for _, word := range args {
		i := slices.IndexFunc(cmd.Commands(), func(c *cobra.Command) bool { return c.Name() == word })
		if i < 0 {
			return unknownCommand(cmd, []string{word})
		}
		cmd = cmd.Commands()[i]
	}
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	return cmd.Help()
}

// unknownCommand returns the usage error for an unknown command. It suggests the command with the most similar name.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() || c.IsAdditionalHelpTopicCommand() {
			names = append(names, c.Name())
		}
	}
	hint := ""
	if name, ok := fuzzy.Nearest(args[0], names); ok {
		hint = fmt.Sprintf(", did you mean %q?", name)
	}
	return usagef("unknown command %q%s\nrun `%s --help` for the commands", args[0], hint, cmd.CommandPath())
}

// flagError returns the usage error for a wrong flag. For an unknown flag, it suggests the flag with the most similar name.
func flagError(cmd *cobra.Command, err error) error {
	var unknown interface{ GetSpecifiedName() string }
	hint := ""
	if errors.As(err, &unknown) && strings.HasPrefix(err.Error(), "unknown flag") {
		if name, ok := fuzzy.Nearest(unknown.GetSpecifiedName(), flagNames(cmd)); ok {
			hint = fmt.Sprintf(", did you mean --%s?", name)
		}
	}
	var invalid *pflag.InvalidValueError
	var quotes *csv.ParseError
	if errors.As(err, &invalid) && errors.As(err, &quotes) {
		err = fmt.Errorf("--%s: %s has a quote inside: in a list, put double quotes around the whole item, and write each quote in it twice", invalid.GetFlag().Name, invalid.GetValue())
	}
	return usagef("%w%s\nrun `%s --help` for the flags", err, hint, cmd.CommandPath())
}
