package cli

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/backendctl/backendctl/internal/golden"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
)

// TestMain lets scripts run the tool as a separate process: `exec backendctl`.
func TestMain(m *testing.M) {
	testscript.Main(suite{m}, map[string]func(){
		"backendctl": func() { os.Exit(Main(OSEnv(), os.Args[1:])) },
	})
}

// A suite runs all tests of the package, in an environment that does not affect the tool.
type suite struct{ *testing.M }

// Run runs the tests and removes the program that they built.
func (s suite) Run() int {
	testenv.Clean()
	if err := os.Setenv("GORACE", noSleep); err != nil {
		panic(err)
	}
	status := s.M.Run()
	if path := built.path; path != "" {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	return status
}

// noSleep makes a program with the race detector exit without sleeping for a second.
const noSleep = "atexit_sleep_ms=0"

// built is the tool in a directory that every user can read.
var built struct {
	once sync.Once
	path string
	err  error
}

// program returns the path of the backendctl binary, and builds it for the first test that needs it.
func program(t *testing.T) string {
	t.Helper()
	built.once.Do(func() {
		dir, err := os.MkdirTemp("", "backendctl")
		if err != nil {
			built.err = err
			return
		}
		built.path = filepath.Join(dir, "backendctl")
		out, err := exec.Command("go", "build", "-o", built.path, "../../cmd/backendctl").CombinedOutput()
		if err != nil {
			err = fmt.Errorf("%w\n%s", err, out)
		}
		built.err = errors.Join(err, os.Chmod(dir, 0o755))
	})
	must(t, built.err)
	return built.path
}

// TestScripts runs testdata/script/<verb>_<case>.txtar. BACKENDCTL_UPDATE=1 rewrites the expected outputs; read them.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("..", "..", "testdata", "script"),
		UpdateScripts:       golden.Update(),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "1")
			e.Setenv("LANG", "C.UTF-8")
			e.Setenv("COLUMNS", "80")
			e.Setenv("LATEST", target.Latest().Release) // the newest release; in a regular expression ${LATEST@R}
			e.Setenv("GORACE", noSleep)
			return nil
		},
		Condition: condition,
		Cmds:      map[string]func(*testscript.TestScript, bool, []string){"status": status, "encode": encode},
	})
}

// condition evaluates the condition root, because root can write all files.
func condition(name string) (bool, error) {
	if name == "root" {
		return os.Getuid() == 0, nil
	}
	return false, fmt.Errorf("unknown condition %q", name)
}

// encode rewrites a file in another encoding: `encode crlf FILE`, `encode utf-16 FILE`.
func encode(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: encode crlf|utf-16 FILE")
	}
	text := ts.ReadFile(args[1])
	switch args[0] {
	case "crlf":
		text = strings.ReplaceAll(text, "\n", "\r\n")
	case "utf-16":
		units := []byte{0xFF, 0xFE}
		for _, unit := range utf16.Encode([]rune(text)) {
			units = binary.LittleEndian.AppendUint16(units, unit)
		}
		text = string(units)
	default:
		ts.Fatalf("unknown encoding %q", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
}

// status runs the tool in this process and compares its exit status: `status 2 backendctl validate --nope`.
func status(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 || args[1] != "backendctl" {
		ts.Fatalf("usage: status N backendctl ARG...")
	}
	var stdout, stderr strings.Builder
	env := &Env{
		Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Dir: ts.Getenv("WORK"),
		LookupEnv: func(name string) (string, bool) { v := ts.Getenv(name); return v, v != "" },
		Version:   Version{Version: "test"}, StdinTerminal: true,
	}
	got := Main(env, args[2:])
	_, _ = ts.Stdout().Write([]byte(stdout.String()))
	_, _ = ts.Stderr().Write([]byte(stderr.String()))
	if want := args[0]; want != string(rune('0'+got)) {
		ts.Fatalf("status %d, want %s", got, want)
	}
}
