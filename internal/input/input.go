// Package input turns arguments (files, directories, globs, standard input) into source files. It decides what is read
// and under which name; it does not know what the content means.
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
	"slices"
	"strings"
)

// DefaultMaxFileSize is the limit of [Options.MaxFileSize] when none is given.
const DefaultMaxFileSize = 32 << 20

// Options say what to read.
type Options struct {
	// Args are files, directories, globs and "-", as on the command line. Without any, standard input is read when it is
	// piped, else Dir.
	Args []string
	// Dir is the working directory, an absolute path.
	Dir string

	Stdin           io.Reader
	StdinIsTerminal bool
	StdinName       string // "<stdin>" when empty

	// Excluded, if not nil, says whether the configuration leaves out a file or directory. It is given absolute paths and
	// holds for named files too.
	Excluded func(path string) bool
	// MaxFileSize limits what is read of one file, in bytes. Zero means [DefaultMaxFileSize].
	MaxFileSize int64
	// AnyName takes the files of directories whatever their names are, as the directories are that kubectl makes for a
	// program that compares.
	AnyName bool
	// Note, if not nil, is told what a person should know of the choice of files, such as a link that was not followed.
	Note func(message string)
	// Omit, if not nil, is told each file and directory that would have been read but for git or Excluded.
	Omit func(Omission)
}

// Expand lists what is to be read: in the order of the arguments, sorted by name within a directory, each file once.
//
// A directory stands for the *.yaml, *.yml and *.json files below it, in any case; in a git work tree without those that
// git ignores. A named file is read whatever its extension, ignored or not. A glob stands for what a shell would make of
// it, with ** for any depth; one that ends in /** is the directory before it. Symbolic links are followed when they are
// named; below a directory only links to files are, and only inside the work tree (outside of git: the directory).
//
// The error is a [*UsageError], several of them joined, or that of ctx. What cannot be read is no error of Expand but of
// the [Entry.Read] that meets it, so that it does not stop the other files.
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

// IsTree says whether the arguments are directories and nothing else, so that what is read is whole trees.
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
	// One byte more than the limit is read to see that there is more.
	o.MaxFileSize = min(cmp.Or(o.MaxFileSize, DefaultMaxFileSize), math.MaxInt64-1)
	o.StdinName = cmp.Or(o.StdinName, "<stdin>")
	return o
}

// stdinIsPiped reports whether somebody may have piped something in. A device such as /dev/null, which cron and many
// build systems give to their children, is no pipe.
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
	seen    map[string]bool // real paths of what is listed
	walked  []string        // those of a first walk, which meets nothing twice; most often nobody asks for them
}

// arg lists what one argument stands for. A path that exists is that path, even when it looks like a glob.
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

// named lists a file or directory. Its error is that there is none.
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

// settle makes what was walked known.
func (x *expansion) settle() {
	for _, key := range x.walked {
		x.seen[key] = true
	}
	x.walked = nil
}

// addWalked is add for what a walk meets.
func (x *expansion) addWalked(e Entry, key string) {
	if len(x.seen) > 0 {
		x.add(e, key)
		return
	}
	x.walked = append(x.walked, key)
	x.list(e)
}

// add lists an entry unless the same file is listed already. The key is its path without links.
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

// directory lists what is below a directory, sorted by name.
func (x *expansion) directory(name, path string) {
	first := len(x.entries)
	x.settle()
	d := directory{expansion: x, name: name, path: path, real: realPath(path)}
	d.folder = folderAt(d.real)
	d.named = d.names()
	d.list()
	slices.SortStableFunc(x.entries[first:], func(a, b Entry) int { return strings.Compare(a.name, b.name) })
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

// Exists reports whether there is anything at a path, a broken link included.
func Exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// display writes a path as reports do: as given, with forward slashes.
func display(name string) string { return filepath.ToSlash(name) }

// realPath resolves links, so that a file has one identity. A path such as /dev/fd/63 that cannot be resolved is its own.
func realPath(path string) string {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		return resolved
	}
	return path
}
