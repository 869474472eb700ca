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
   excluded (--allow-empty makes both 0), a working directory that was removed, a failed write, an internal error
130  interrupted by Ctrl-C, or a form was cancelled by Ctrl-C or Esc
143  terminated by SIGTERM; other signals give 128 and their number, too

A signal never leaves a file half written. Output that does not arrive is a failed write (3) of every command: a full disk, a reader
that closed its end of a pipe. A stream that was closed before the start (>&-) counts as /dev/null.

--exit-zero makes 1 a 0. The status never depends on the output format. Findings go to standard output; the summary, notes and errors
about the run itself go to standard error.`,
	}
}
