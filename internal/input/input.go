// Package input turns arguments (files, directories, globs, standard input) into source files. It decides what is read and under which
// name; it does not know what the content means.
package input

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/backendctl/backendctl/internal/stable"
)

// DefaultMaxFileSize is the default of [Options.MaxFileSize].
const DefaultMaxFileSize = 32 << 20

// Options are the options for reading inputs.
type Options struct {
	// Args are files, directories, globs and "-", as on the command line. If Args is empty, standard input is read if it is piped, and Dir
	// otherwise.
	Args []string
	// Dir is the working directory, an absolute path.
	Dir string

	Stdin           io.Reader
	StdinIsTerminal bool
	StdinName       string // "<stdin>" if empty

	// Excluded, if not nil, reports whether the configuration excludes a file or directory. It gets absolute paths, and applies to named
	// files as well.
	Excluded func(path string) bool
	// MaxFileSize limits the bytes that are read of one file. Zero means [DefaultMaxFileSize].
	MaxFileSize int64
	// AnyName accepts files of any name in directories. The directories that kubectl creates for external diff programs need this.
	AnyName bool
	// Note, if not nil, is called with notes for the user about the listing of files, such as a link that was not followed.
	Note func(message string)
	// Omit, if not nil, is called for each file and directory that is not read because of git or Excluded.
	Omit func(Omission)
}

// Expand returns the inputs to read, in the order of the arguments. The files in a directory are sorted by name. Each file occurs once.
//
// A directory stands for the *.yaml, *.yml and *.json files below it, in any case; in a git work tree without the files that git ignores. A
// file that is an argument itself is always read, whatever its extension and even if git ignores it. A glob is expanded as in a shell, with
// ** for any depth; a glob that ends in /** means the directory before the /**. Symbolic links are followed if they are arguments; below a
// directory only links to files are followed, and only inside the work tree (outside of git: the directory).
//
// The error is a [*UsageError], several of them joined, or the error of ctx. If a file cannot be read, Expand returns no error;
// [Entry.Read] returns it, so that the other files are still read.
func Expand(ctx context.Context, o Options) ([]Entry, error) {
	x := expansion{ctx: ctx, Options: o.withDefaults(), seen: map[string]bool{}}
	var errs []error
	for _, arg := range x.Args {
		if err := x.arg(arg); err != nil {
			errs = append(errs, err)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return x.entries, nil
}

// IsTree reports whether all arguments are directories, so that whole trees are read.
func IsTree(o Options) bool {
	x := expansion{Options: o.withDefaults()}
	for _, arg := range x.Args {
		if info, err := os.Stat(x.abs(arg)); arg == "-" || err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

func (o Options) withDefaults() Options {
	if len(o.Args) == 0 {
		o.Args = []string{"."}
		if o.stdinIsPiped() {
			o.Args = []string{"-"}
		}
	}
	// One more byte than the limit is read to detect larger files.
	o.MaxFileSize = min(cmp.Or(o.MaxFileSize, DefaultMaxFileSize), math.MaxInt64-1)
	o.StdinName = cmp.Or(o.StdinName, "<stdin>")
	return o
}

// stdinIsPiped reports whether standard input may be piped. A device such as /dev/null, which cron and many build systems pass to their
// children, is not a pipe.
func (o Options) stdinIsPiped() bool {
	if o.Stdin == nil || o.StdinIsTerminal {
		return false
	}
	file, ok := o.Stdin.(interface{ Stat() (fs.FileInfo, error) })
	if !ok {
		return true
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&fs.ModeCharDevice == 0
}

// An expansion collects entries.
type expansion struct {
	Options
	ctx     context.Context
	entries []Entry
	seen    map[string]bool // the real paths of the listed files
	walked  []string        // the real paths that the first walk found; settle moves them to seen
}

// arg lists the inputs of one argument. The name of an existing path is not a glob, even if it looks like one.
func (x *expansion) arg(arg string) error {
	switch {
	case arg == "":
		return &UsageError{Arg: arg, Reason: "a path must not be empty"}
	case arg == "-":
		x.add(Entry{name: x.StdinName, stdin: x.Stdin, piped: true}, arg)
		return nil
	case isGlob(arg) && !Exists(x.abs(arg)):
		return x.glob(arg)
	}
	if err := x.named(arg); err != nil {
		return &UsageError{Arg: arg, Reason: reason(err)}
	}
	return nil
}

// named lists a file or directory. It returns an error if the path does not exist.
func (x *expansion) named(name string) error {
	path := x.abs(name)
	info, err := os.Stat(path)
	switch {
	case err != nil && isMissing(err):
		return err
	case x.excluded(path):
		x.omitNamed(name, path, info)
	case err != nil:
		x.add(Entry{name: display(name), path: path, err: err}, path)
	case info.IsDir():
		x.directory(name, path)
	default:
		x.add(Entry{name: display(name), path: path}, realPath(path))
	}
	return nil
}

// settle moves the paths in walked to seen.
func (x *expansion) settle() {
	for _, key := range x.walked {
		x.seen[key] = true
	}
	x.walked = nil
}

// addWalked adds a file that a walk found. A walk finds no file twice, so that seen is not needed while it is empty.
func (x *expansion) addWalked(e Entry, key string) {
	if len(x.seen) > 0 {
		x.add(e, key)
		return
	}
	x.walked = append(x.walked, key)
	x.list(e)
}

// add lists an entry unless its file is listed already. key is the path of the file without links, which identifies the file.
func (x *expansion) add(e Entry, key string) {
	x.settle()
	if x.seen[key] {
		return
	}
	x.seen[key] = true
	if e.dir == nil && !e.piped && e.err == nil {
		dir, name := filepath.Split(key)
		e.dir, e.real = folderAt(dir), name
	}
	x.list(e)
}

func (x *expansion) list(e Entry) {
	e.limit = x.MaxFileSize
	x.entries = append(x.entries, e)
}

// directory lists the files below a directory, sorted by name.
func (x *expansion) directory(name, path string) {
	first := len(x.entries)
	x.settle()
	d := directory{expansion: x, name: name, path: path, real: realPath(path)}
	d.folder = folderAt(d.real)
	d.named = d.names()
	d.list()
	stable.Sort(x.entries[first:], func(a, b Entry) int { return strings.Compare(a.name, b.name) })
}

func (x *expansion) abs(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(x.Dir, name)
}

func (x *expansion) excluded(path string) bool { return x.Excluded != nil && x.Excluded(path) }

func (x *expansion) note(message string) {
	if x.Note != nil {
		x.Note(message)
	}
}

// Exists reports whether a path exists, including a broken link.
func Exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// display returns a path for reports: as given, with forward slashes.
func display(name string) string { return filepath.ToSlash(name) }

// realPath resolves links, so that a file has one identity. A path that cannot be resolved, such as /dev/fd/63, is returned unchanged.
func realPath(path string) string {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		return resolved
	}
	return path
}
