package input

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/backendctl/backendctl/internal/source"
)

// ErrEmptyStdin says that nothing came from standard input. What did not come is easily taken for what is valid, so it
// is an error unless the caller was told to expect it.
var ErrEmptyStdin = errors.New("standard input is empty; pipe a manifest in, or name a file or directory")

// A UsageError is an argument that stands for nothing: the command line has to be changed.
type UsageError struct {
	Arg    string
	Reason string
}

func (e *UsageError) Error() string { return fmt.Sprintf("cannot use %q: %s", e.Arg, e.Reason) }

// A ReadError is an input that is there and cannot be read. Err is the cause without the path.
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

// size writes a number of bytes in the largest unit that divides it.
func size(n int64) string {
	units := []string{"bytes", "KiB", "MiB", "GiB"}
	i := 0
	for n != 0 && n%1024 == 0 && i < len(units)-1 {
		n, i = n/1024, i+1
	}
	return fmt.Sprintf("%d %s", n, units[i])
}

// cause strips the operation and path that package os puts before the reason: the name in a message is the one that the
// user gave.
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

// isMissing reports whether there is nothing at a path. For file.yaml/x the system has an error of its own.
func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
