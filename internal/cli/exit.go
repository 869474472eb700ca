package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/form"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/lsp"
)

// The exit statuses. They never depend on the output format.
const (
	ExitOK       = 0 // nothing at or above --fail-on
	ExitFindings = 1 // findings at or above it
	ExitUsage    = 2 // a flag, a path, a name or the configuration is wrong
	ExitFailure  = 3 // the job could not be done

	ExitInterrupted = 130 // a form was cancelled; nothing was written. It is 128 and the number of the signal of Ctrl-C
)

// errFindings ends a run that did its job and has something to complain of. Everything was said already.
var errFindings = errors.New("findings")

// A usageError is a mistake in how the tool was called.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// exit says what went wrong and returns the status for it.
func exit(env *Env, err error) int {
	switch {
	case err == nil:
		return ExitOK
	case errors.Is(err, errFindings):
		return ExitFindings
	case errors.Is(err, lsp.ErrNoShutdown):
		return ExitFindings // LSP prescribes the status 1
	case errors.Is(err, form.ErrInterrupted):
		env.say("nothing was written")
		return ExitInterrupted
	case isClosedPipe(err):
		return ExitFailure // the reader closed the pipe (`| head`): exit quietly
	}
	env.say("error: " + err.Error())
	if isUsage(err) {
		return ExitUsage
	}
	return ExitFailure
}

func isUsage(err error) bool {
	var usage usageError
	var argument *input.UsageError
	var configuration *config.FileError
	return errors.As(err, &usage) || errors.As(err, &argument) || errors.As(err, &configuration)
}

func isClosedPipe(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, fs.ErrClosed) || errors.Is(err, os.ErrClosed)
}

// results is standard output. It keeps the first error of a write and writes nothing after it, so that results that did not arrive
// are an error of every command, also of those that a library prints.
type results struct {
	to  io.Writer
	err error
}

func (r *results) Write(p []byte) (int, error) {
	if r.err != nil || len(p) == 0 { // a full device refuses to write nothing
		return 0, r.err
	}
	n, err := r.to.Write(p)
	if err != nil {
		r.err = fmt.Errorf("cannot write to standard output: %w", withoutPath(err))
	}
	return n, r.err
}

// check adds the error of standard output to that of a run, if it is not there.
func (r *results) check(err error) error {
	switch {
	case r.err == nil || errors.Is(err, r.err):
		return err
	case errors.Is(err, errFindings), errors.Is(err, lsp.ErrNoShutdown):
		return r.err
	}
	return errors.Join(err, r.err)
}
