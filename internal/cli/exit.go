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

// The exit statuses. They do not depend on the output format.
const (
	ExitOK       = 0 // no findings at or above --fail-on
	ExitFindings = 1 // findings at or above --fail-on
	ExitUsage    = 2 // a flag, a path, a name or the configuration is wrong
	ExitFailure  = 3 // the command failed

	ExitInterrupted = 130 // a form was cancelled and nothing was written: 128 plus the number of SIGINT
)

// errFindings sets the exit status of a run that succeeded and printed findings. It is not printed.
var errFindings = errors.New("findings")

// A usageError is a mistake on the command line or in the configuration. Its exit status is ExitUsage.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// exit returns the exit status for the error of a run, and prints the error. It does not print an error that only sets the exit status, or
// the error of a closed pipe.
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

// results is standard output. It remembers the first write error and then writes nothing more. So a command whose output is lost always
// fails, even if a library wrote the output and ignored the error.
type results struct {
	to  io.Writer
	err error
}

func (r *results) Write(p []byte) (int, error) {
	if r.err != nil || len(p) == 0 { // the device may be full, and would reject even an empty write
		return 0, r.err
	}
	n, err := r.to.Write(p)
	if err != nil {
		r.err = fmt.Errorf("cannot write to standard output: %w", withoutPath(err))
	}
	return n, r.err
}

// check joins the error of standard output with the error of a run, unless the error of the run already includes it. An error of a run that
// only sets the exit status is replaced.
func (r *results) check(err error) error {
	switch {
	case r.err == nil || errors.Is(err, r.err):
		return err
	case errors.Is(err, errFindings), errors.Is(err, lsp.ErrNoShutdown):
		return r.err
	}
	return errors.Join(err, r.err)
}
