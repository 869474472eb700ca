// Package cli is the command line: flags, exit statuses and what goes to which stream. A command is an options struct,
// a constructor that binds flags to it and a run function that knows nothing of Cobra. Everything outside of the process
// is reached through an Env.
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

// An Env is what the outside world gives a command.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// LookupEnv is os.LookupEnv or its stand-in in a test.
	LookupEnv func(string) (string, bool)
	Dir       string // working directory, absolute
	DirError  error  // why Dir is not known
	Version   Version
	// Program is what the tool was called by where that is not its own name: "kubectl backend" for the plugin.
	Program string

	StdinTerminal, StdoutTerminal, StderrTerminal bool
	// Width is the number of columns of the terminal at Stdout, 0 where there is none.
	Width int
}

// A Version says what was built.
type Version struct{ Version, Commit, Date string }

// OSEnv returns the process's own environment.
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

// programName returns what kubectl's users call a plugin of that file name, "" for the tool itself.
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

// getenv returns a variable's value, empty where it is not set.
func (e *Env) getenv(name string) string {
	v, _ := e.LookupEnv(name)
	return v
}

// say writes lines for people to standard error. Nothing in them steers a terminal or is a command of a pipeline. If standard error
// is gone, the error is ignored.
func (e *Env) say(text string) {
	_, _ = fmt.Fprintln(e.Stderr, source.Inert(source.VisibleLines(text)))
}

// needsDir returns an error if the working directory is not known, because it was removed or may not be read. Commands that read or
// write files call it first.
func (e *Env) needsDir() error {
	if e.DirError == nil {
		return nil
	}
	return fmt.Errorf("cannot find the working directory: %w", withoutPath(e.DirError))
}

// path returns where a file is that was named from the working directory.
func (e *Env) path(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(e.Dir, name)
}

// columns returns the width to write for: COLUMNS, as a shell or a script may set it, before the terminal's own.
func (e *Env) columns() int {
	if n, err := strconv.Atoi(e.getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	return e.Width
}

// unicode says whether the terminal can be given more than ASCII.
func (e *Env) unicode() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := e.getenv(name); v != "" {
			return isUTF8(v)
		}
	}
	return e.getenv("WT_SESSION") != "" || !e.StdoutTerminal
}

// version, commit and date are set by the linker for releases; `go install` leaves them to the build information.
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
