// Command gendist writes the files of a release that accompany the binary: manual pages and completions.
//
//	go run ./internal/tools/gendist [-dir build]
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/backendctl/backendctl/internal/cli"
)

func main() {
	dir := flag.String("dir", "build", "the output folder")
	date := flag.String("date", "", "the date of the pages in RFC 3339 format (default today)")
	flag.Parse()
	if err := write(*dir, *date); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func write(dir, date string) error {
	at := time.Now()
	if date != "" {
		var err error
		if at, err = time.Parse(time.RFC3339, date); err != nil {
			return err
		}
	}
	root := cli.Commands()
	root.DisableAutoGenTag = true
	if err := manuals(root, filepath.Join(dir, "man"), at.UTC()); err != nil {
		return err
	}
	return completions(root, filepath.Join(dir, "completions"))
}

// manuals writes a manual page for each command.
func manuals(root *cobra.Command, dir string, date time.Time) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	each(root, func(c *cobra.Command) {
		// Manual pages join the lines of a paragraph, but not indented lines.
		c.Example = strings.TrimRight(c.Example, "\n")
	})
	return doc.GenManTree(root, &doc.GenManHeader{Title: "BACKENDCTL", Section: "1", Date: &date, Source: "backendctl", Manual: "backendctl"}, dir)
}

func each(c *cobra.Command, do func(*cobra.Command)) {
	do(c)
	for _, below := range c.Commands() {
		each(below, do)
	}
}

// completions writes a completion script for each shell.
func completions(root *cobra.Command, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, generate := range map[string]func(string) error{
		"backendctl.bash": func(path string) error { return root.GenBashCompletionFileV2(path, true) },
		"_backendctl":     root.GenZshCompletionFile,
		"backendctl.fish": func(path string) error { return root.GenFishCompletionFile(path, true) },
		"backendctl.ps1":  root.GenPowerShellCompletionFileWithDesc,
	} {
		if err := generate(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}
