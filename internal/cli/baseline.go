package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/backendctl/backendctl/internal/baseline"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/source"
)

// baselineFlags select the baseline: the known findings that do not count.
type baselineFlags struct {
	read, write string

	env   *Env
	known *baseline.Baseline // the baseline that was read, or nil
	gone  int                // the number of baseline entries that matched no finding in the last check
}

func (o *baselineFlags) bind(f *pflag.FlagSet) {
	f.StringVar(&o.read, "baseline", "", "suppress the findings that are recorded in `FILE`")
	f.StringVar(&o.write, "write-baseline", "", "record the current findings in `FILE`, and exit with 0")
}

// load reads the baseline of --baseline. It is called before any input is read, because an invalid baseline is a usage error. A missing
// file is an empty baseline if the run also writes the file.
func (o *baselineFlags) load(env *Env) error {
	o.env = env
	if o.read == "" {
		return nil
	}
	raw, err := readBaseline(env.path(o.read))
	switch {
	case errors.Is(err, fs.ErrNotExist) && o.rewrites(env):
		o.known = &baseline.Baseline{}
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return usagef("baseline %s not found; use --write-baseline %s to create it", o.read, o.read)
	case err != nil:
		return usagef("cannot read the baseline %s: %w", o.read, withoutPath(err))
	}
	o.known, err = baseline.Read(source.New(filepath.ToSlash(o.read), raw))
	if wrong, ok := errors.AsType[*baseline.FormatError](err); ok && wrong.Newer {
		return usagef("%w; update backendctl, or remove the file and create it again with --write-baseline %s", err, o.read)
	}
	if err != nil {
		return usagef("%w; remove the file and create it again with --write-baseline %s", err, o.read)
	}
	return nil
}

// maxBaseline is the maximum size of a baseline in bytes. It is enough for some hundred thousand findings. Without a limit, the
// configuration of an untrusted repository could set the baseline to a device such as /dev/zero, which never ends.
const maxBaseline = 64 << 20

func readBaseline(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	// The file was only read, so an error from closing it does not matter.
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(io.LimitReader(f, maxBaseline+1))
	if err == nil && len(raw) > maxBaseline {
		err = errors.New("larger than 64 MiB")
	}
	return raw, err
}

// withoutPath returns the cause of an error of a file operation, without the name of the operation and the path. The messages of the
// callers contain the path as the user wrote it.
func withoutPath(err error) error {
	if s, ok := errors.AsType[*os.SyscallError](err); ok {
		return s.Err
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

// rewrites reports whether the run writes the baseline that it reads.
func (o *baselineFlags) rewrites(env *Env) bool {
	return o.read != "" && o.write != "" && env.path(o.read) == env.path(o.write)
}

// has reports whether a path is that of the baseline to read or to write. A baseline may be in a folder of manifests, but it is not a
// manifest.
func (o *baselineFlags) has(env *Env, path string) bool {
	return o.read != "" && env.path(o.read) == env.path(path) || o.write != "" && env.path(o.write) == env.path(path)
}

// mark marks the findings that are in the baseline as suppressed, and counts the entries of the baseline that match no finding.
func (o *baselineFlags) mark(r *diag.Result) {
	if o.known != nil {
		o.gone = o.known.Mark(r, o.view(o.env, o.read), "baseline "+o.read)
	}
}

// useBaseline prints a note about baseline entries that matched no finding, and writes the new baseline. It does not write the baseline if
// an input could not be read (complete is false), because the findings in that input would be missing.
func (o *checkOptions) useBaseline(env *Env, r *diag.Result, complete bool) error {
	b := &o.baseline
	if b.gone > 0 && b.write == "" {
		o.note(env, fmt.Sprintf("%s; use --write-baseline %s to update it", goneText(b.gone), b.read))
	}
	if b.write == "" || !complete {
		return nil
	}
	return o.writeBaseline(env, r)
}

func goneText(n int) string {
	if n == 1 {
		return "1 finding in the baseline no longer occurs"
	}
	return fmt.Sprintf("%d findings in the baseline no longer occur", n)
}

// writeBaseline writes a baseline with all findings that count, and marks these findings as suppressed, so that they do not count in this
// run either. If the run also reads this baseline, the entries for files that were not checked are kept.
func (o *checkOptions) writeBaseline(env *Env, r *diag.Result) error {
	b := &o.baseline
	v := b.view(env, b.write)
	fresh := baseline.New(r, v)
	if b.rewrites(env) {
		fresh.KeepUnread(b.known, r, v)
	}
	data, err := fresh.Write()
	if err == nil {
		err = input.Write(env.path(b.write), data)
	}
	if err != nil {
		return fmt.Errorf("cannot write the baseline %s: %w", b.write, withoutPath(err))
	}
	fresh.Mark(r, v, "baseline "+b.write)
	if !o.quiet {
		env.say(fmt.Sprintf("wrote %s to %s", findings(fresh.Len()), source.Visible(b.write)))
	}
	return nil
}

func findings(n int) string {
	if n == 1 {
		return "1 finding"
	}
	return fmt.Sprintf("%d findings", n)
}

// view returns the functions by which a baseline names files and masks secrets. The names are relative to the baseline's folder, so that
// they do not depend on the machine or the working directory.
func (o *baselineFlags) view(env *Env, file string) baseline.View {
	folder := filepath.Dir(env.path(file))
	return baseline.View{
		Name: func(name string) string { return nameFrom(folder, env, name) },
		Exists: func(name string) bool {
			if name == diag.StandardInput {
				return false
			}
			_, err := os.Lstat(filepath.Join(folder, filepath.FromSlash(name)))
			return err == nil
		},
		Conceal: report.Concealer(),
	}
}

func nameFrom(folder string, env *Env, name string) string {
	if name == diag.StandardInput {
		return name
	}
	rel, err := filepath.Rel(folder, env.path(filepath.FromSlash(name)))
	if err != nil {
		return diag.CleanName(name) // there is no relative path to a file on another drive
	}
	return filepath.ToSlash(rel)
}
