package cli

import "github.com/spf13/cobra"

// newExitStatus is a help topic: a command without a run.
func newExitStatus() *cobra.Command {
	return &cobra.Command{
		Use:   "exit-status",
		Short: "What the exit statuses mean",
		Long: `0  nothing at or above --fail-on, which is error unless you say otherwise
1  findings at or above it
2  wrong usage or configuration: a flag, a path that does not exist, an unknown target, rule or format
3  the job could not be done: unreadable input, standard input that is empty or files that are all ignored or
   excluded (--allow-empty makes both 0), a failed write, an internal error
130  whoever was asked in a form has left, by Ctrl-C or Esc; nothing was written

--exit-zero makes 1 a 0. The status never depends on the output format. Findings go to standard output; the summary, notes and errors
about the run itself go to standard error.`,
	}
}
