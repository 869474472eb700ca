package cli

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// help writes the help of a command. Examples come first, because most users want a line to copy. It does not use text/template, because
// the linker would then keep every exported method in the binary.
func help(cmd *cobra.Command, _ []string) {
	var b bytes.Buffer
	about := strings.TrimSpace(cmd.Long)
	if about == "" {
		about = cmd.Short
	}
	if cmd.Runnable() || cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "%s\n\nUsage:\n", cmd.Short)
		if cmd.Runnable() && cmd.HasParent() {
			fmt.Fprintf(&b, "  %s\n", cmd.UseLine())
		}
		if cmd.HasAvailableSubCommands() {
			fmt.Fprintf(&b, "  %s COMMAND [flags]\n", cmd.CommandPath())
		}
	}
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", cmd.Example)
	}
	if about != cmd.Short {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(about + "\n")
	}
	commands(&b, cmd)
	if cmd.HasAvailableLocalFlags() {
		fmt.Fprintf(&b, "\nFlags:\n%s\n", strings.TrimRight(cmd.LocalFlags().FlagUsages(), " \n"))
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\nRun `%s COMMAND --help` for more about a command.\n", cmd.CommandPath())
	}
	_, _ = cmd.OutOrStdout().Write(b.Bytes()) // Main reports the write error later
}

// commands writes the list of the subcommands of a command, and then the list of help topics.
func commands(b *bytes.Buffer, cmd *cobra.Command) {
	width := 0
	for _, c := range cmd.Commands() {
		width = max(width, len(c.Name()))
	}
	for _, part := range []struct {
		title string
		has   func(*cobra.Command) bool
	}{
		{"Commands", func(c *cobra.Command) bool { return c.IsAvailableCommand() || c.Name() == "help" }},
		{"Topics", func(c *cobra.Command) bool { return c.IsAdditionalHelpTopicCommand() && c.Name() != "help" }},
	} {
		first := true
		for _, c := range cmd.Commands() {
			if !part.has(c) {
				continue
			}
			if first {
				fmt.Fprintf(b, "\n%s:\n", part.title)
			}
			first = false
			fmt.Fprintf(b, "  %-*s  %s\n", width, c.Name(), c.Short)
		}
	}
}
