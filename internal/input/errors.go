package input

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/backendctl/backendctl/internal/source"
)

// ErrEmptyStdin means that standard input was empty. A missing input is easily mistaken for a valid one, so it is an error unless the
// caller expects it.
var ErrEmptyStdin = errors.New("standard input is empty; pipe a manifest, or give a file or directory")

// A UsageError reports an argument that selects no input, so that the user must change the command line.
type UsageError struct {
	Arg    string
	Reason string
}

func (e *UsageError) Error() string { return fmt.Sprintf("cannot use %q: %s", e.Arg, e.Reason) }

// A ReadError is an input that exists but cannot be read. Err is the cause without the path.
type ReadError struct {
	Name string
	Err  error
}

func (e *ReadError) Error() string {
	return fmt.Sprintf("cannot read %s: %s", source.Visible(e.Name), e.Err)
}
func (e *ReadError) Unwrap() error { return e.Err }

// A LimitError is the cause of a [ReadError] for an input that is larger than the limit.
type LimitError struct{ Limit int64 }

func (e *LimitError) Error() string {
	return fmt.Sprintf("larger than the limit of %s; raise it with --max-file-size", size(e.Limit))
}

// size returns a number of bytes in the largest unit that divides it.
func size(n int64) string {
	units := []string{"bytes", "KiB", "MiB", "GiB"}
	i := 0
	for n != 0 && n%1024 == 0 && i < len(units)-1 {
		n, i = n/1024, i+1
	}
	return fmt.Sprintf("%d %s", n, units[i])
}

// cause returns an error without the operation and the path that package os adds, because messages contain the name that the user gave.
func cause(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	if le, ok := errors.AsType[*os.LinkError](err); ok {
		return le.Err
	}
	return err
}

func reason(err error) string { return cause(err).Error() }

// isMissing reports whether a path does not exist. For a path below a file, such as file.yaml/x, the system returns another error than for
// other missing paths.
func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
