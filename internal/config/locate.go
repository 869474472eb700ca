package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

const maxFileSize = 1 << 20

// A location is the path of a configuration file, in several forms. It is empty if there is no file.
type location struct {
	path string // the absolute path
	name string // the path for messages, relative to the working directory
	top  string // the top of the repository if a search found the file; "" if a flag or variable selects the file
}

// locate returns the location of the file to read. Flags take precedence over environment variables, and --config over --no-config.
func (o LoadOptions) locate() (location, error) {
	if named, ok := o.changed("config"); ok {
		return o.named(named)
	}
	if none, ok := o.changed("no-config"); ok && none == "true" {
		return location{}, nil
	}
	if none, ok := o.env("no-config"); ok {
		skip, err := strconv.ParseBool(none)
		if err != nil {
			return location{}, fmt.Errorf("%sNO_CONFIG: %q is not a boolean: must be true or false", EnvPrefix, none)
		}
		if skip {
			return location{}, nil
		}
	}
	if named, ok := o.env("config"); ok {
		return o.named(named)
	}
	return o.find()
}

// changed returns the value of a flag, and reports whether it is on the command line.
func (o LoadOptions) changed(flag string) (string, bool) {
	if o.Flags == nil || !o.Flags.Changed(flag) {
		return "", false
	}
	return o.Flags.Lookup(flag).Value.String(), true
}

// named returns the location of the file that a flag or variable selects.
func (o LoadOptions) named(name string) (location, error) {
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(o.Dir, path)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return location{}, fmt.Errorf("cannot use the configuration file %q: %w", name, cause(err))
	case info.IsDir():
		return location{}, fmt.Errorf("cannot use the configuration file %q: it is a directory", name)
	}
	return location{path: path, name: filepath.ToSlash(name)}, nil
}

// find searches the working directory and its parents, up to the top of the git work tree. Outside of a work tree it searches only the
// working directory, because other users may own its parents.
func (o LoadOptions) find() (location, error) {
	top := workTree(o.Dir)
	for dir := o.Dir; ; dir = filepath.Dir(dir) {
		l := o.at(filepath.Join(dir, FileName))
		if _, err := os.Lstat(l.path); err == nil {
			l.top = top
			return l, l.confine()
		}
		wrong := o.at(filepath.Join(dir, ".backendctl.yml"))
		if _, err := os.Lstat(wrong.path); err == nil {
			return location{}, fmt.Errorf("%s is not read: rename it to %s", wrong.name, FileName)
		}
		if dir == top || dir == filepath.Dir(dir) {
			return location{}, nil
		}
	}
}

func (o LoadOptions) at(path string) location {
	name, err := filepath.Rel(o.Dir, path)
	if err != nil {
		name = path
	}
	return location{path: path, name: filepath.ToSlash(name)}
}

// confine returns an error if a file that a search has found is not a regular file in the repository, such as a symbolic link to a file
// outside. Otherwise the author of a repository could make the tool read any file or device of the machine, and messages contain text of
// the file.
func (l location) confine() error {
	if _, err := filepath.EvalSymlinks(l.path); err != nil {
		return fmt.Errorf("cannot read %s: %w", l.name, cause(err))
	}
	if !within(l.top, l.path) {
		return fmt.Errorf("%s is a symbolic link to a file outside of the repository: use --config to read it", l.name)
	}
	if !isRegular(l.path) {
		return fmt.Errorf("%s is not a regular file", l.name)
	}
	return nil
}

// confineBaseline returns an error for a baseline outside of the repository, or one that is not a regular file, if a search has found the
// configuration file that sets it. origin is the position of the setting, for the message.
func (l location) confineBaseline(path, origin string) error {
	abs := l.abs(path)
	switch {
	case l.top == "" || path == "":
		return nil
	case !within(l.top, abs):
		return fmt.Errorf("%s: the baseline %q is outside of the repository: use --baseline to read it", origin, path)
	case !isRegular(abs):
		return fmt.Errorf("%s: the baseline %q is not a regular file", origin, path)
	}
	return nil
}

// confineCRD returns an error for a CRD outside of the repository if a search has found the configuration file that refers to it. origin is
// the position of the reference, for the message.
func (l location) confineCRD(path, origin string) error {
	if l.top == "" || within(l.top, l.abs(path)) {
		return nil
	}
	return fmt.Errorf("%s: the CRD %q is outside of the repository: use --target %s to read it", origin, path, "crd:PATH")
}

// InRepository reports whether a configuration file in dir, if a search finds it, may refer to the file at an absolute path.
func InRepository(dir, path string) bool { return within(workTree(dir), path) }

// abs returns the absolute path for a path in the configuration file.
func (l location) abs(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(l.path), path)
}

// within reports whether a path is in a directory after all symbolic links are resolved. If the path does not exist, within reports this
// for the directory of the path. A broken symbolic link is not in any directory.
func within(dir, path string) bool {
	place, err := filepath.EvalSymlinks(path)
	if _, linkErr := os.Lstat(path); err != nil && linkErr == nil {
		return false
	}
	if err != nil {
		place = path
		if parent, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
			place = filepath.Join(parent, filepath.Base(path))
		}
	}
	if resolved, err := filepath.EvalSymlinks(dir); err == nil {
		dir = resolved
	}
	rel, err := filepath.Rel(dir, place)
	return err == nil && filepath.IsLocal(rel)
}

// isRegular reports whether a path is a regular file, or does not exist.
func isRegular(path string) bool {
	info, err := os.Stat(path)
	return err != nil || info.Mode().IsRegular()
}

// read returns the content of the file, which is at most maxFileSize bytes. The file may be a pipe if a flag or variable selects it.
func (l location) read() (raw []byte, err error) {
	file, err := os.Open(l.path)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", l.name, cause(err))
	}
	defer func() { _ = file.Close() }()
	raw, err = io.ReadAll(io.LimitReader(file, maxFileSize+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot read %s: %w", l.name, cause(err))
	case len(raw) > maxFileSize:
		return nil, fmt.Errorf("cannot read %s: it is larger than 1 MiB", l.name)
	}
	return raw, nil
}

// workTree returns the top directory of the git work tree that contains dir, or dir itself if there is none.
func workTree(dir string) string {
	for top := dir; ; top = filepath.Dir(top) {
		if _, err := os.Lstat(filepath.Join(top, ".git")); err == nil {
			return top
		}
		if top == filepath.Dir(top) {
			return dir
		}
	}
}

// cause returns a file error without its path, because messages contain the path as the user knows it.
func cause(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}
