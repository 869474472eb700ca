// Package cli implements the command line: flags, exit statuses and output streams. Most commands have an options struct, a constructor
// that binds flags to the struct, and a run function that does not use Cobra. Commands use the streams, the environment variables and the
// working directory of an Env instead of those of the process.
package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/backendctl/backendctl/internal/source"
)

// An Env has the streams, the environment variables and the working directory of a command.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// LookupEnv is os.LookupEnv, or a replacement in tests.
	LookupEnv func(string) (string, bool)
	Dir       string // the working directory, absolute
	DirError  error  // the reason why Dir is unknown
	Version   Version
	// Program is the name by which the user calls the tool, such as "kubectl backend" for the kubectl plugin. It is empty if the user
	// calls the tool by its own name.
	Program string

	StdinTerminal, StdoutTerminal, StderrTerminal bool
	// Width is the width in columns of the terminal at Stdout, or 0 if Stdout is not a terminal.
	Width int
}

// A Version describes the build.
type Version struct{ Version, Commit, Date string }

// OSEnv returns the Env with the streams, variables and working directory of this process.
func OSEnv() *Env {
	dir, err := os.Getwd()
	e := &Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, LookupEnv: os.LookupEnv, Dir: dir, DirError: err, Version: buildVersion(), Program: programName(os.Args),
		StdinTerminal:  isTerminal(os.Stdin),
		StdoutTerminal: isTerminal(os.Stdout),
		StderrTerminal: isTerminal(os.Stderr),
	}
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		e.Width = width
	}
	return e
}

// programName returns the name by which the user calls a kubectl plugin, such as "kubectl backend". It returns "" if the tool was not
// started as a plugin.
func programName(args []string) string {
	if len(args) == 0 {
		return ""
	}
	name := strings.TrimSuffix(filepath.Base(args[0]), ".exe")
	if plugin, ok := strings.CutPrefix(name, "kubectl-"); ok {
		return "kubectl " + strings.ReplaceAll(plugin, "_", "-")
	}
	return ""
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// getenv returns the value of a variable, or "" if it is not set.
func (e *Env) getenv(name string) string {
	v, _ := e.LookupEnv(name)
	return v
}

// say writes messages to standard error. It escapes characters that control a terminal, and the workflow commands of CI servers. It
// ignores write errors.
func (e *Env) say(text string) {
	_, _ = fmt.Fprintln(e.Stderr, source.Inert(source.VisibleLines(text)))
}

// needsDir returns an error if the working directory is unknown, because it was removed or is not readable. Commands that read or write
// files call it first.
func (e *Env) needsDir() error {
	if e.DirError == nil {
		return nil
	}
	return fmt.Errorf("cannot find the working directory: %w", withoutPath(e.DirError))
}

// path returns the absolute path of a file name, which may be relative to the working directory.
func (e *Env) path(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(e.Dir, name)
}

// columns returns the width for output: COLUMNS if it is set, else the width of the terminal.
func (e *Env) columns() int {
	if n, err := strconv.Atoi(e.getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	return e.Width
}

// tableWidth returns the width for a table: that of the terminal, or 0 if standard output is not a terminal, because programs such as grep
// expect one line per row.
func (e *Env) tableWidth() int {
	if !e.StdoutTerminal {
		return 0
	}
	return e.columns()
}

// unicode reports whether output may contain characters other than ASCII: if a locale is set, whether its encoding is UTF-8; otherwise
// whether the terminal is Windows Terminal or standard output is not a terminal.
func (e *Env) unicode() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := e.getenv(name); v != "" {
			return isUTF8(v)
		}
	}
	return e.getenv("WT_SESSION") != "" || !e.StdoutTerminal
}

// The linker sets version, commit and date for releases. If it does not set them, as with `go install`, Go's build information is used.
var version, commit, date string

func buildVersion() Version {
	v := Version{version, commit, date}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v.orDevel()
	}
	if v.Version == "" && info.Main.Version != "(devel)" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && v.Commit == "":
			v.Commit = s.Value
		case s.Key == "vcs.time" && v.Date == "":
			v.Date = s.Value
		}
	}
	return v.orDevel()
}

func (v Version) orDevel() Version {
	if v.Version == "" {
		v.Version = "devel"
	}
	return v
}
