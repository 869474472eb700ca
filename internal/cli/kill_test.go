package cli

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/backendctl/backendctl/internal/testenv"
)

const killable = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web-%d
spec:
  type: Static
  static:
    hosts:
    - host: http://192.0.2.10
      port: 80
`

// TestKill kills, terminates and interrupts `lint --fix` at random times. Afterwards each file must have either its complete old text or
// its complete new text. A temporary file may remain only after SIGKILL, which a process cannot handle.
func TestKill(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not have these signals")
	}
	tool := program(t)
	dir := t.TempDir()
	before, after := killables(40)
	write(t, dir, before)
	whole := run(t, tool, dir, time.Hour, os.Kill) // the duration of a run without a signal
	random := rand.New(rand.NewPCG(3, 11))
	times := 20
	if testenv.Full() {
		times = 200
	}
	cut := 0
	for i := range times {
		write(t, dir, before)
		signal := []os.Signal{os.Kill, os.Interrupt, syscall.SIGTERM}[i%3]
		run(t, tool, dir, time.Duration(random.Int64N(int64(whole)+1)), signal)
		if left := tidy(t, dir); len(left) > 0 && signal != os.Kill {
			t.Errorf("after the signal %v, the temporary files %v remain", signal, left)
		}
		done := 0
		for name := range before {
			got, err := os.ReadFile(filepath.Join(dir, name))
			switch {
			case err != nil:
				t.Fatal(err)
			case bytes.Equal(got, after[name]):
				done++
			case !bytes.Equal(got, before[name]):
				t.Fatalf("%s has neither its old text nor its new text:\n%s", name, got)
			}
		}
		if 0 < done && done < len(before) {
			cut++
		}
	}
	// If no run was interrupted while it wrote files, the test has checked nothing.
	if cut == 0 {
		t.Errorf("none of %d runs was stopped between two files", times)
	}
	t.Logf("%d of %d runs were stopped between two files", cut, times)
	// Temporary files of a killed run must not affect the next run.
	write(t, dir, before)
	run(t, tool, dir, time.Hour, os.Kill)
	for name, want := range after {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is %q (%v), want %q", name, got, err, want)
		}
	}
}

// tidy removes temporary files in a folder, and returns their paths.
func tidy(t *testing.T, dir string) []string {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	must(t, err)
	for _, path := range left {
		must(t, os.Remove(path))
	}
	return left
}

func killables(n int) (before, after map[string][]byte) {
	before, after = map[string][]byte{}, map[string][]byte{}
	for i := range n {
		name := fmt.Sprintf("web-%02d.yaml", i)
		text := fmt.Sprintf(killable, i)
		before[name] = []byte(text)
		after[name] = []byte(strings.Replace(text, "http://", "", 1))
	}
	return before, after
}

func write(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// run starts the program, sends a signal to it after a limit, and waits for its end. It returns the duration of the run.
func run(t *testing.T, program, dir string, limit time.Duration, signal os.Signal) time.Duration {
	t.Helper()
	cmd := exec.Command(program, "lint", "--fix", "--quiet", dir)
	start := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killer := time.AfterFunc(limit, func() { _ = cmd.Process.Signal(signal) })
	defer killer.Stop()
	_ = cmd.Wait() // an error only means that the signal ended the program
	return time.Since(start)
}
