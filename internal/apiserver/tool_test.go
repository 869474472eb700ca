package apiserver

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// theTool returns the path of the tool, built from this checkout. TestMain removes its folder.
var theTool = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "backendctl-tool-")
	if err != nil {
		return "", err
	}
	toolDir = dir
	path := filepath.Join(dir, "backendctl")
	build := exec.Command("go", "build", "-o", path, "./cmd/backendctl")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the tool: %w\n%s", err, out)
	}
	return path, nil
})

var toolDir string // the folder of the tool; empty until a test uses the tool

// run runs the tool, and returns its exit status and its output.
func run(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	path, err := theTool()
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}
