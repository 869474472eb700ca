package scaffold

import "fmt"

// A FlagError is an error about the value of a flag or of the argument NAME.
type FlagError struct {
	Flag string // the flag with its dashes, such as --host, or NAME
	Err  error
}

func (e *FlagError) Error() string { return e.Flag + ": " + e.Err.Error() }

func (e *FlagError) Unwrap() error { return e.Err }

func flagErrorf(flag, format string, args ...any) error {
	return &FlagError{"--" + flag, fmt.Errorf(format, args...)}
}
