package crd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// maxFiles is the maximum number of files in a folder.
const maxFiles = 1000

// Load returns the CRD of Backend in a file or folder. In a folder, it reads all *.yaml, *.yml and *.json files, at any depth. The
// parameter name is the user's name for the file or folder. It becomes part of the definition's name and of errors.
func Load(path, name string) (*Definition, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{File: name, Problem: "does not exist"}
	case err != nil:
		return nil, &Error{File: name, Problem: "cannot be read: " + reason(err)}
	case info.IsDir():
		return loadFolder(path, name)
	}
	text, err := readFile(path)
	if err != nil {
		return nil, &Error{File: name, Problem: "cannot be read: " + reason(err)}
	}
	return One(name, text)
}

// LoadFrom returns the CRD of Backend in an open file, like [Load].
func LoadFrom(r io.Reader, name string) (*Definition, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, &Error{File: name, Problem: "cannot be read: " + reason(err)}
	}
	return One(name, text)
}

// One returns the only CRD of Backend in a text. It returns an error if there is no such CRD, or more than one.
func One(name string, text []byte) (*Definition, error) {
	found, err := Read(name, text)
	if err != nil {
		return nil, err
	}
	if len(found) > 1 {
		return nil, &Error{File: name, Problem: fmt.Sprintf("has %d CRDs of %s: expected one", len(found), Kind)}
	}
	return found[0], nil
}

func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(io.LimitReader(file, MaxFile+1)) // the size is limited because the file may be a device or a pipe
}

// loadFolder finds the CRD in a folder. It does not parse files that cannot contain it, and does not follow symlinks.
func loadFolder(path, name string) (*Definition, error) {
	var found []*Definition
	files := 0
	err := filepath.WalkDir(path, func(file string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || !slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(filepath.Ext(file))) {
			return err
		}
		if files++; files > maxFiles {
			return fmt.Errorf("it has more than %d files", maxFiles)
		}
		text, err := readFile(file)
		if err != nil || !MayHold([]byte(source.New(file, text).Text())) {
			return err
		}
		inside, _ := filepath.Rel(path, file)
		some, err := Read(filepath.ToSlash(filepath.Join(name, inside)), text)
		if err != nil && strings.Contains(string(text), Group) && !isNothing(err) {
			return err
		}
		found = append(found, some...)
		return nil
	})
	var own *Error
	switch {
	case errors.As(err, &own):
		return nil, own
	case err != nil:
		return nil, &Error{File: name, Problem: "cannot be read: " + reason(err)}
	case len(found) == 0:
		return nil, &Error{File: name, Problem: fmt.Sprintf("has no file with the CRD of %s (%s)", Kind, Group)}
	case len(found) > 1:
		return nil, &Error{File: name, Problem: fmt.Sprintf("has %d CRDs of %s: %s and %s; name one file", len(found), Kind, found[0].Name, found[1].Name)}
	}
	return found[0], nil
}

// reason returns an error's text without the path, because messages contain the user's name for the file.
func reason(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}

// isNothing reports whether an error of Read means that a text has no CRD of Backend.
func isNothing(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.nothing
}
