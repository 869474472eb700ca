//go:build unix

package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// needDir are command lines that read or write files. They need the working directory, at least to find the configuration.
var needDir = [][]string{
	{"validate"}, {"validate", "."}, {"lint", "."}, {"lint", "x.yaml"}, {"lint", "*.yaml"}, {"lint", "-"}, {"lint", "--fix", "."},
	{"lint", "--report", "json=report.json", "."}, {"lint", "--write-baseline", "known.json", "."}, {"fmt"}, {"fmt", "--check", "."},
	{"convert", "--to", "2.4", "."}, {"convert", "--to", "2.4", "--output-dir", "out", "x.yaml"}, {"diff", "x.yaml", "y.yaml"}, {"diff", ".", "."},
	{"init"}, {"scaffold", "static", "web", "--host", "a.example.com:443"}, {"scaffold", "static", "web", "--host", "a.example.com:443", "--write", "x.yaml"},
}

// without are command lines that work without the working directory.
var without = [][]string{
	{"version"}, {"--help"}, {"lint", "--help"}, {"help", "exit-status"}, {"rules"}, {"targets"}, {"schema", "latest"}, {"explain", "static"}, {"completion", "bash"},
}

// TestRemovedDirectory runs commands in a working directory that was removed.
func TestRemovedDirectory(t *testing.T) {
	tool := program(t)
	dir := filepath.Join(t.TempDir(), "gone")
	for _, pwd := range []string{"PWD=" + dir, "PWD="} {
		// The shell removes its own working directory, and then replaces itself with the tool.
		script := `mkdir "$1" && cd "$1" && rmdir "$1" && shift && export "$1" && shift && exec "$@"`
		callAll(t, func(args []string) *exec.Cmd {
			return exec.Command("sh", append([]string{"-c", script, "sh", dir, pwd, tool}, args...)...)
		}, "error: cannot find the working directory: no such file or directory\n")
	}
}

// TestUnreadableDirectory runs commands in a working directory that the user cannot read.
func TestUnreadableDirectory(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("requires root, to start in a directory that the user cannot read")
	}
	if _, err := exec.LookPath("setpriv"); err != nil {
		t.Skip("setpriv is not installed")
	}
	tool, dir := program(t), t.TempDir()
	must(t, os.Chmod(dir, 0))
	callAll(t, func(args []string) *exec.Cmd {
		script := `cd "$1" && shift && exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"`
		return exec.Command("sh", append([]string{"-c", script, "sh", dir, tool}, args...)...)
	}, "permission denied\n")
}

func callAll(t *testing.T, command func(args []string) *exec.Cmd, want string) {
	t.Helper()
	for _, args := range needDir {
		if status, out := statusOf(t, command(args)); status != ExitFailure || !strings.HasSuffix(out, want) {
			t.Errorf("%v: status %d, want %d and %q\n%s", args, status, ExitFailure, want, out)
		}
	}
	for _, args := range without {
		if status, out := statusOf(t, command(args)); status != ExitOK {
			t.Errorf("%v: status %d, want %d\n%s", args, status, ExitOK, out)
		}
	}
}

func statusOf(t *testing.T, cmd *exec.Cmd) (status int, out string) {
	t.Helper()
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b, &b
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), b.String()
}

// TestForeignFiles runs commands that write a file that belongs to another user and that everyone can write. Replacing the file would
// change its owner, so the commands must fail and keep the file.
func TestForeignFiles(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("requires root, to create a file of another owner")
	}
	tool, dir := program(t), t.TempDir()
	for at := dir; at != os.TempDir() && at != "/"; at = filepath.Dir(at) {
		must(t, os.Chmod(at, 0o777))
	}
	path := filepath.Join(dir, "x.yaml")
	text := "kind:   Backend\napiVersion: gateway.kgateway.dev/v1alpha1\nmetadata: {name: web}\nspec:\n  static: {hosts: [{host: http://192.0.2.10, port: 80}]}\n"
	must(t, os.WriteFile(path, []byte(text), 0o600))
	must(t, os.Chmod(path, 0o666))
	must(t, os.Chown(path, 4321, 4321))
	for _, args := range [][]string{
		{"fmt", "x.yaml"}, {"lint", "--fix", "x.yaml"}, {"convert", "--to", "2.2", "--in-place", "x.yaml"},
		{"lint", "--report", "json=x.yaml", "-"}, {"scaffold", "static", "web", "--host", "a.example.com:443", "--write", "x.yaml", "--force"},
	} {
		cmd := exec.Command(tool, args...)
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(text)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		status, out := statusOf(t, cmd)
		if status != ExitFailure || !strings.Contains(out, "not replaced, because its owner or group cannot be kept: operation not permitted") {
			t.Errorf("%v: status %d, want %d and an error about the owner\n%s", args, status, ExitFailure, out)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%v changed the file to %q (%v)", args, got, err)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("the directory has the files %v (%v), want only x.yaml", entries, err)
	}
}
