package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/format"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

const fmtLong = `Format each Backend: the order of keys, two spaces per level with the dash of a list below its key, quotes only if
they are needed, and no trailing white space. Comments stay with the fields that they describe, and
no value changes.

PATH is as for validate. Files are rewritten in place; standard input is written to standard output. Documents of
other kinds, unrendered templates, documents encrypted by SOPS, lists of objects and JSON are not changed;
--verbose lists them.

--target is the release whose schema determines the order of fields (default: the newest). Unknown fields keep
their order, after the known ones.`

const fmtExample = `  backendctl fmt deploy/
  backendctl fmt --check .
  backendctl fmt --diff backend.yaml
  kubectl get backend web -o yaml | backendctl fmt -`

// fmtOptions are the flags of fmt.
type fmtOptions struct {
	readFlags
	targetFlags
	check, diff bool
}

func newFmt(env *Env) *cobra.Command {
	o := &fmtOptions{}
	cmd := &cobra.Command{
		Use:     "fmt [PATH...]",
		Short:   "Format Backend manifests",
		Long:    fmtLong,
		Example: fmtExample,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths = args
			if err := o.complete(env, cmd); err != nil {
				return err
			}
			return runFmt(cmd.Context(), env, o)
		},
	}
	o.bind(cmd)
	return cmd
}

func (o *fmtOptions) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&o.check, "check", false, "list the files that would change, write nothing, and exit with 1 if there are any")
	f.BoolVar(&o.diff, "diff", false, "print the changes as a diff, write nothing, and exit with 1 if there are any")
	o.targetFlags.bind(cmd, "order the fields as in a `TARGET`: a release or a CRD (crd:FILE); of several, the last; auto is the newest release", targetChoices())
	o.readFlags.bind(cmd, outputUsage{
		quiet:   "print no summary",
		verbose: "also print which documents were not formatted, and why",
		secrets: "show inline tokens in a diff instead of masking them",
	})
}

// complete loads the configuration and checks the flags.
func (o *fmtOptions) complete(env *Env, cmd *cobra.Command) error {
	if err := o.prepareReading(env, cmd); err != nil {
		return err
	}
	return o.chooseTargets(env, o.config)
}

// release returns the target that determines the order of fields: the last selected target, or the newest release if none is selected.
func (o *fmtOptions) release() target.Target {
	if len(o.targets) == 0 {
		return target.Latest()
	}
	return o.targets[len(o.targets)-1].Line()
}

// A fmtRun formats files and counts the results.
type fmtRun struct {
	env                      *Env
	options                  *fmtOptions
	changed, unchanged, lost int  // the numbers of files; lost counts the files that could not be formatted
	filter                   bool // the formatted text of standard input was printed, so no summary is printed
	rejected                 bool // a document was not formatted because it has an error
	errs                     []error
	conceal                  func(f *source.File, words string) string
}

// runFmt formats all inputs. If an input cannot be read or formatted, the other inputs are still formatted.
func runFmt(ctx context.Context, env *Env, o *fmtOptions) error {
	entries, err := o.listInputs(ctx, env)
	if err != nil {
		return err
	}
	r := &fmtRun{env: env, options: o, conceal: o.concealer()}
	for i, reading := range readEach(entries) {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch {
		case errors.Is(reading.err, input.ErrEmptyStdin) && o.allowEmpty:
		case reading.err != nil:
			r.fail(reading.err)
		default:
			if err := r.file(entries[i], reading.file); err != nil {
				return err
			}
		}
	}
	if !o.quiet && !r.filter {
		fmt.Fprintln(env.Stderr, r.summary())
		o.omitted.say(env)
	}
	switch {
	case len(r.errs) > 0:
		return errors.Join(r.errs...)
	case r.rejected || r.changed > 0 && (o.check || o.diff):
		return errFindings
	}
	return nil
}

// fail counts a file that could not be formatted, and keeps its errors.
func (r *fmtRun) fail(errs ...error) {
	r.lost++
	r.errs = append(r.errs, errs...)
}

// file formats one file. It returns only errors that end the run: internal errors, and errors of standard output.
func (r *fmtRun) file(e input.Entry, f *source.File) error {
	result, err := format.File(f, format.Options{Target: r.options.release()})
	if err != nil {
		return err
	}
	errs, rejected := r.left(f, result.Left)
	r.rejected = r.rejected || rejected
	if len(errs) > 0 || rejected {
		r.fail(errs...)
	} else if result.Text == f.Text() {
		r.unchanged++
	}
	if err := r.show(e, f, result.Text); err != nil {
		return err
	}
	if result.Text == f.Text() {
		return nil
	}
	r.changed++
	if r.options.check || r.options.diff || e.IsStdin() {
		return nil
	}
	if err := input.Replace(e.Place(), f, result.Text); err != nil {
		r.changed--
		r.fail(fmt.Errorf("cannot write %s: %w", source.Visible(f.Name()), err))
	}
	return nil
}

// left prints a message for each document that has an error, and with --verbose for each other document that was not formatted. It returns
// an error for each document that could not be formatted because of a bug. rejected is true if a document has an error.
func (r *fmtRun) left(f *source.File, left []format.Left) (errs []error, rejected bool) {
	for _, l := range left {
		p := f.Position(l.Offset)
		place := fmt.Sprintf("%s:%d:%d", f.Name(), p.Line, p.Column)
		switch {
		case l.Cause == format.Broken || l.Cause == format.Rejected:
			rejected = true
			r.env.say(source.Visible(fmt.Sprintf("%s: error: %s [%s]", place, r.conceal(f, l.Reason), l.Rule)))
		case l.Cause.Failed():
			errs = append(errs, fmt.Errorf("cannot format %s: %s", source.Visible(place), r.conceal(f, l.Reason)))
		case r.options.verbose:
			r.options.note(r.env, fmt.Sprintf("%s: not formatted: %s", place, r.conceal(f, l.Reason)))
		}
	}
	return errs, rejected
}

// show prints the output of one file: with --diff a diff, with --check its name, and without them the text if it is standard input.
func (r *fmtRun) show(e input.Entry, f *source.File, text string) error {
	changed := text != f.Text()
	switch o := r.options; {
	case o.check || o.diff:
		if changed && o.diff {
			if err := o.showPatch(r.env, f.Name(), f.Text(), text); err != nil {
				return err
			}
		}
		if changed && o.check {
			_, err := fmt.Fprintln(r.env.Stdout, source.Inert("would reformat "+source.Visible(f.Name())))
			return err
		}
		return nil
	case !e.IsStdin():
		return nil
	}
	r.filter = true
	out := []byte(text)
	if !changed {
		out = f.Raw()
	}
	_, err := r.env.Stdout.Write(out)
	return err
}

// summary returns text with the numbers of files that were changed, left unchanged and not formatted.
func (r *fmtRun) summary() string {
	changed, unchanged := "reformatted", "left unchanged"
	if r.options.check || r.options.diff {
		changed, unchanged = "would be reformatted", "already formatted"
	}
	text := ""
	if r.changed > 0 {
		text = files(r.changed) + " " + changed + ", "
	}
	text += fmt.Sprintf("%s %s", amountOf(r.unchanged, r.changed == 0), unchanged)
	if r.lost > 0 {
		text += fmt.Sprintf(", %d could not be formatted", r.lost)
	}
	return text
}

// amountOf returns a number as text. The first number of a list has its noun, as in "2 files".
func amountOf(n int, first bool) string {
	if first {
		return files(n)
	}
	return strconv.Itoa(n)
}

func files(n int) string {
	if n == 1 {
		return "1 file"
	}
	return fmt.Sprintf("%d files", n)
}
