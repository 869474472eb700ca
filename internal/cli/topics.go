package cli

import "github.com/spf13/cobra"

// newExitStatus returns a help topic. A help topic is a command without a run function.
func newExitStatus() *cobra.Command {
	return &cobra.Command{
		Use:   "exit-status",
		Short: "What the exit statuses mean",
		Long: `0  no finding at or above --fail-on (default: error)
1  findings at or above --fail-on
2  wrong usage or configuration: a flag, a path that does not exist, an unknown target, rule or format
3  the run failed: unreadable input, empty standard input or only ignored or excluded files (with --allow-empty
   both are 0), a deleted working directory, a failed write, an internal error
130  interrupted by Ctrl-C, or a form was cancelled by Ctrl-C or Esc
143  terminated by SIGTERM; other signals give 128 plus their number

A signal never leaves a partially written file. If a command cannot write its output (a full disk, a closed pipe), the status is 3.
A stream that was closed before the start (>&-) counts as /dev/null.

--exit-zero replaces 1 by 0. The status never depends on the output format. Findings are written to standard output; the summary,
notes and errors about the run are written to standard error.`,
	}
}
