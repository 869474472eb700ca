package cli

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/source"
)

// readFlags are the flags of every command that reads manifests.
type readFlags struct {
	inputFlags
	configFlags
	outputFlags

	// isOwn reports whether a path is a file of the command itself, such as a baseline, and not a manifest. It may be nil.
	isOwn func(path string) bool
}

func (o *readFlags) bind(cmd *cobra.Command, usage outputUsage) {
	f := cmd.Flags()
	o.inputFlags.bind(f)
	o.configFlags.bind(f)
	o.outputFlags.bind(cmd, usage)
}

// prepareReading loads the configuration and checks the flags. See [loadConfig] for own.
func (o *readFlags) prepareReading(env *Env, cmd *cobra.Command, own ...string) error {
	if err := o.loadConfig(env, cmd, own...); err != nil {
		return err
	}
	return o.check()
}

// readAll reads all inputs. If a file cannot be read, the other files are still read, and the error is returned with them.
func (o *readFlags) readAll(ctx context.Context, env *Env) ([]*source.File, error) {
	read, err := o.readInputs(ctx, env)
	var files []*source.File
	for _, r := range read {
		files = append(files, r.file)
	}
	return files, err
}

// readInputs reads all inputs like readAll, and also returns the input.Entry of each file.
func (o *readFlags) readInputs(ctx context.Context, env *Env) ([]reading, error) {
	entries, err := o.listInputs(ctx, env)
	if err != nil {
		return nil, err
	}
	var read []reading
	var errs []error
	for _, r := range readEach(entries) {
		switch {
		case o.isFine(r.err):
		case r.err != nil:
			errs = append(errs, r.err)
		default:
			read = append(read, r)
		}
	}
	return read, errors.Join(errs...)
}

// isFine reports whether an error can be ignored: standard input is empty, and --allow-empty is set.
func (o *readFlags) isFine(err error) bool {
	return errors.Is(err, input.ErrEmptyStdin) && o.allowEmpty
}

// reader returns a function that reads entries[i]. The function may be called again with the same i, because standard input is cached. It
// returns a nil file if standard input is empty and allowEmpty is set.
func (o *readFlags) reader(entries []input.Entry) func(i int) (*source.File, error) {
	var stdin sync.Map // the text of standard input by index, because a stream can be read only once
	return func(i int) (*source.File, error) {
		if f, known := stdin.Load(i); known {
			return f.(*source.File), nil
		}
		f, err := entries[i].Read()
		switch {
		case o.isFine(err):
			return nil, nil
		case err == nil && entries[i].IsStdin():
			stdin.Store(i, f)
		}
		return f, err
	}
}

// listInputs returns the list of all inputs. Without --allow-empty, it returns an error if all inputs are ignored or excluded.
func (o *readFlags) listInputs(ctx context.Context, env *Env) ([]input.Entry, error) {
	o.omitted = omissions{options: o}
	entries, err := input.Expand(ctx, o.inputOptions(env))
	o.patches = kustomize.NewIndex(kustomizations{env, entries, o.limit})
	if err == nil {
		err = o.omitted.settle(ctx, env, len(entries))
	}
	return entries, err
}

func (o *readFlags) inputOptions(env *Env) input.Options {
	return input.Options{
		Args: o.paths, AnyName: o.anyName, Dir: env.Dir, Stdin: env.Stdin, StdinIsTerminal: env.StdinTerminal || env.isUsed(), StdinName: o.stdinName,
		Excluded: o.isExcluded, MaxFileSize: o.limit,
		Note: func(message string) { o.note(env, message) },
		Omit: o.omitted.add,
	}
}

// isExcluded reports whether a path is not read as a manifest, because it is excluded or is a file of the command itself.
func (o *readFlags) isExcluded(path string) bool {
	return o.isOwn != nil && o.isOwn(path) || o.config.Excludes(path)
}

// A reading is an input with its file, or with the error of reading it.
type reading struct {
	entry input.Entry
	file  *source.File
	err   error
}

// readEach reads all inputs in parallel and returns them in their order.
func readEach(entries []input.Entry) []reading {
	out := make([]reading, len(entries))
	var next atomic.Int64
	read := func() {
		for i := next.Add(1) - 1; i < int64(len(entries)); i = next.Add(1) - 1 {
			out[i].entry = entries[i]
			out[i].file, out[i].err = entries[i].Read()
		}
	}
	if len(entries) < 2 {
		read()
		return out
	}
	var readers sync.WaitGroup
	for range min(2*runtime.GOMAXPROCS(0), len(entries)) {
		readers.Go(read)
	}
	readers.Wait()
	return out
}
