package cli

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// outputFlags control the amount and the form of the output.
type outputFlags struct {
	color                       string
	quiet, verbose, showSecrets bool
}

// An outputUsage contains the usage texts of --quiet, --verbose and --show-secrets. If the text of --verbose or --show-secrets is empty,
// the command does not have the flag.
type outputUsage struct{ quiet, verbose, secrets string }

func (o *outputFlags) bind(cmd *cobra.Command, usage outputUsage) {
	f := cmd.Flags()
	f.StringVar(&o.color, "color", "auto", "when to use colors: auto, always or never")
	choices(cmd, "color", []cobra.Completion{"auto", "always", "never"})
	f.BoolVarP(&o.quiet, "quiet", "q", false, usage.quiet)
	if usage.verbose != "" {
		f.BoolVarP(&o.verbose, "verbose", "v", false, usage.verbose)
	}
	if usage.secrets != "" {
		f.BoolVar(&o.showSecrets, "show-secrets", false, usage.secrets)
	}
}

// note prints a message about the run itself, not about a manifest. With --quiet it prints nothing.
func (o *outputFlags) note(env *Env, message string) {
	if !o.quiet {
		env.say("note: " + source.Visible(message))
	}
}

// sayUnchecked prints the rules of a target that are not supported, so that a result that depends on them is not taken for certain.
func (o *outputFlags) sayUnchecked(env *Env, t target.Target) {
	for _, line := range report.Unchecked(check.Unchecked(t)) {
		if !o.quiet {
			env.say(line)
		}
	}
}

// concealer returns a function that masks the secrets of a file in a text about the file. With --show-secrets, the function returns the
// text unchanged.
func (o *outputFlags) concealer() func(f *source.File, words string) string {
	if o.showSecrets {
		return func(_ *source.File, words string) string { return words }
	}
	return report.Concealer()
}

// A stream is the destination of a report: a file, standard output or standard error.
type stream int

const (
	toFile stream = iota
	toStdout
	toStderr
)

// isTerminal reports whether a stream is connected to a terminal.
func (s stream) isTerminal(env *Env) bool {
	return s == toStdout && env.StdoutTerminal || s == toStderr && env.StderrTerminal
}

// reportOptions returns the options for reports to a stream.
func (o *outputFlags) reportOptions(env *Env, to stream) report.Options {
	terminal := to.isTerminal(env)
	return report.Options{
		Tool:  report.Tool{Name: "backendctl", Version: env.Version.Version},
		Color: env.color(o.color, terminal), Width: env.columns(), Unicode: env.unicode(),
		Hyperlinks:  terminal && env.getenv("TERM") != "dumb" && env.getenv("TERM") != "linux" && env.getenv("CI") == "",
		ShowSecrets: o.showSecrets, Verbose: o.verbose, Quiet: o.quiet,
	}
}

// showPatch prints the changes of a file as a diff.
func (o *outputFlags) showPatch(env *Env, name, before, after string) error {
	patch, masked := report.Patch(name, before, after, o.reportOptions(env, toStdout))
	if _, err := io.WriteString(env.Stdout, patch); err != nil {
		return err
	}
	if masked {
		o.note(env, "secrets in the diff of "+name+" are masked, so it cannot be applied; use --show-secrets to show them")
	}
	return nil
}
