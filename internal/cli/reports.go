package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/target"
)

// writeReports writes the report to standard output, the summary to standard error, and the additional reports to their files. If one
// report cannot be written, the other reports are still written.
func writeReports(env *Env, o *checkOptions, r *diag.Result) error {
	options := o.reportOptions(env, toStdout)
	options.Statistics = o.statistics
	err := report.Write(env.Stdout, o.format, r, options)
	if err == nil && !o.quiet {
		o.summarize(env, r)
	}
	return errors.Join(err, o.writeFiles(env, r))
}

// writeFiles writes the additional reports to their files.
func (o *checkOptions) writeFiles(env *Env, r *diag.Result) error {
	options := o.reportOptions(env, toFile)
	options.Statistics = o.statistics
	return o.extra.write(env, options, r)
}

// summarize writes the summary and hints to standard error.
func (o *checkOptions) summarize(env *Env, r *diag.Result) {
	if o.format.Name == "text" && len(r.Diagnostics) > 0 && env.StdoutTerminal && env.StderrTerminal {
		fmt.Fprintln(env.Stderr) // separate the summary if both streams are the terminal
	}
	// An error cannot be reported if standard error is closed.
	_ = report.Summary(env.Stderr, r, o.reportOptions(env, toStderr))
	o.hint(env, r)
}

// hint prints a note about the report formats that the CI server supports, if the run is on such a server and there are findings. Standard
// output does not change.
func (o *checkOptions) hint(env *Env, r *diag.Result) {
	if o.format.Machine || len(o.extra.files) > 0 || len(r.Diagnostics) == 0 {
		return
	}
	switch {
	case env.isSet("GITHUB_ACTIONS"):
		o.note(env, "use --report github=FILE for annotations on the pull request, or --report sarif=FILE for code scanning")
	case env.isSet("GITLAB_CI"):
		o.note(env, "use --report gitlab=gl-code-quality-report.json to show the findings in the merge request")
	}
}

// color reports whether output uses colours. The flag decides first, then the usual environment variables, then whether the output is a
// terminal. The logs of GitHub and GitLab are not terminals, but show colours.
func (e *Env) color(flag string, terminal bool) bool {
	switch {
	case flag == "always":
		return true
	case flag == "never", e.getenv("NO_COLOR") != "":
		return false
	case e.isSet("FORCE_COLOR"), e.isSet("CLICOLOR_FORCE"):
		return true
	case e.getenv("CLICOLOR") == "0", e.getenv("TERM") == "dumb":
		return false
	}
	return terminal || e.isSet("GITHUB_ACTIONS") || e.isSet("GITLAB_CI")
}

// isSet reports whether an environment variable is set to a value other than "", "0" and "false".
func (e *Env) isSet(name string) bool {
	v := e.getenv(name)
	return v != "" && v != "0" && v != "false"
}

// parseSize returns the number of bytes that a text such as 10MiB, 10m or 10485760 stands for.
func parseSize(text string) (int64, error) {
	units := []struct {
		suffix string
		bytes  int64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"k", 1 << 10}, {"m", 1 << 20}, {"g", 1 << 30}, {"B", 1}, {"", 1}}
	for _, u := range units {
		number, ok := strings.CutSuffix(strings.ToLower(text), strings.ToLower(u.suffix))
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		if err == nil && n > 0 && n < 1<<62/u.bytes {
			return n * u.bytes, nil
		}
	}
	return 0, fmt.Errorf("%q is not a valid size: expected a number of bytes, or a number with KiB, MiB or GiB", text)
}

func formatNames() []string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	return names
}

func formatChoices(suffix string) []cobra.Completion {
	var out []cobra.Completion
	for _, f := range report.Formats() {
		out = append(out, cobra.CompletionWithDesc(f.Name+suffix, f.Summary))
	}
	return out
}

func targetChoices() []cobra.Completion {
	out := []cobra.Completion{
		cobra.CompletionWithDesc(auto, "valid if any release accepts it"),
		cobra.CompletionWithDesc("latest", "the newest release, "+target.Latest().ID),
		cobra.CompletionWithDesc("all", "every release"),
	}
	for _, t := range target.All() {
		out = append(out, cobra.CompletionWithDesc(t.ID, t.Title))
	}
	return append(out, cobra.CompletionWithDesc(target.CRDPrefix, "the CRD in a file or folder"))
}

// oneTargetChoices returns the completions for a flag that takes one target: those of a list without the words for several targets.
func oneTargetChoices() []cobra.Completion {
	return slices.DeleteFunc(targetChoices(), func(c cobra.Completion) bool {
		word, _, _ := strings.Cut(c, "\t")
		return word == auto || word == "all"
	})
}

func ruleIDs() []string {
	var ids []string
	for _, r := range check.Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}

// joinWords returns a text with alternatives: a, b or c.
func joinWords(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
