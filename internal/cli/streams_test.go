package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// printing are command lines that write to standard output. Every command has at least one.
var printing = [][]string{
	{},
	{"--help"},
	{"--version"},
	{"help", "lint"},
	{"help", "exit-status"},
	{"lint", "--help"},
	{"lsp", "--help"},
	{"scaffold", "static", "--help"},
	{"version"},
	{"version", "-o", "json"},
	{"targets"},
	{"targets", "-o", "json"},
	{"schema", "latest"},
	{"schema", "report"},
	{"rules"},
	{"rules", "-o", "json"},
	{"explain", "static.hosts.port"},
	{"explain", "host-is-url"},
	{"completion", "bash"},
	{"completion", "fish"},
	{"__complete", "lint", "--"},
	{"scaffold", "static", "web", "--host", "a.example.com:443"},
	{"validate", "x.yaml"},
	{"validate", "-o", "json", "x.yaml"},
	{"lint", "x.yaml"},
	{"lint", "-o", "sarif", "x.yaml"},
	{"lint", "--statistics", "x.yaml"},
	{"lint", "--fix", "--diff", "x.yaml"},
	{"fmt", "--check", "x.yaml"},
	{"fmt", "--diff", "x.yaml"},
	{"convert", "--to", "2.4", "--allow-loss", "x.yaml"},
	{"convert", "--to", "2.2", "--diff", "x.yaml"},
	{"diff", "x.yaml", "y.yaml"},
	{"diff", "-o", "json", "x.yaml", "y.yaml"},
}

// streamsDir returns a folder with the inputs of the commands. The first file is long, so that its output does not fit into a pipe.
func streamsDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	document := "kind:   Backend\napiVersion: gateway.kgateway.dev/v1alpha1\nmetadata: {name: web}\nspec:\n  static: {hosts: [{host: http://192.0.2.10, port: 80}]}\n"
	must(t, os.WriteFile(filepath.Join(dir, "x.yaml"), []byte(strings.Repeat(document+"---\n", 200)+misspelt), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "y.yaml"), []byte(document), 0o600))
	return dir
}

// TestFullOutput writes to a device that is always full. Every command must print an error and exit with 3.
func TestFullOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("/dev/full does not exist")
	}
	defer func() { must(t, full.Close()) }()
	tool, dir := program(t), streamsDir(t)
	for _, args := range printing {
		status, errs := callWith(t, tool, dir, full, args)
		if status != ExitFailure || strings.Count(errs, "error: cannot write to standard output: no space left on device\n") != 1 {
			t.Errorf("%v: status %d, want %d and one error about standard output\n%s", args, status, ExitFailure, errs)
		}
	}
}

// TestClosedPipe writes to a pipe that its reader has closed. Every command must exit with 3, and print no error about the pipe.
func TestClosedPipe(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows reports a closed pipe with a different error")
	}
	tool, dir := program(t), streamsDir(t)
	for _, args := range printing {
		r, w, err := os.Pipe()
		must(t, err)
		must(t, r.Close())
		status, errs := callWith(t, tool, dir, w, args)
		must(t, w.Close())
		if status != ExitFailure || strings.Contains(errs, "goroutine") || strings.Contains(errs, "pipe") {
			t.Errorf("%v: status %d, want %d and no error about the pipe\n%s", args, status, ExitFailure, errs)
		}
	}
}

// callWith runs the tool with the given standard output. It returns the exit status and the text on standard error.
func callWith(t *testing.T, tool, dir string, stdout *os.File, args []string) (status int, stderr string) {
	t.Helper()
	var errs bytes.Buffer
	cmd := exec.Command(tool, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, stdout, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), errs.String()
}

// TestPrinting checks that the list printing contains every command.
func TestPrinting(t *testing.T) {
	called := map[string]bool{"init": true, "lsp": true} // these commands print nothing without an editor or a directory
	for _, args := range printing {
		if len(args) > 0 {
			called[args[0]] = true
		}
	}
	for _, c := range Commands().Commands() {
		if c.Runnable() && !called[c.Name()] {
			t.Errorf("the variable printing has no command line for %s", c.Name())
		}
	}
}
