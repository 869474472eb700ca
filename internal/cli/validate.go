package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

const validateLong = `Check each Backend as an API server with kgateway's CRD would: well-formed YAML or JSON, fields, types,
limits, unions and metadata. It does not check style.

PATH is a file, a directory, a glob or - for standard input. Without one, standard input is read if it is
piped, and the current directory otherwise. Documents of other kinds are skipped.

Without --target a document is valid if any kgateway release accepts it. If only older releases accept it, a warning
shows the first error in the newest release. If no release accepts it, the errors in the closest release are shown. To
pin the release that you run, use --target, target: in .backendctl.yaml, or for one document a comment:
# backendctl: target=kgateway-2.3`

const validateExample = `  backendctl validate backend.yaml
  backendctl validate --target kgateway-2.3 deploy/
  backendctl validate --target 2.2..2.4 --output concise 'deploy/**/*.yaml'
  kubectl kustomize overlays/prod | backendctl validate --target latest -
  backendctl validate --output github --report sarif=results.sarif .`

func newValidate(env *Env) *cobra.Command {
	o := &checkOptions{}
	cmd := &cobra.Command{
		Use:     "validate [PATH...]",
		Short:   "Check whether the API server would accept each Backend",
		Long:    validateLong,
		Example: validateExample,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths = args
			if err := o.complete(env, cmd); err != nil {
				return err
			}
			return runCheck(cmd.Context(), env, o)
		},
	}
	o.bind(cmd)
	return cmd
}

// runCheck reads and checks the inputs, and writes the reports. The exit status is determined before any output, so that no format can
// change it.
func runCheck(ctx context.Context, env *Env, o *checkOptions) error {
	entries, err := o.listInputs(ctx, env)
	if err != nil {
		return err
	}
	if err := o.since.prepare(ctx, o.inputOptions(env), entries, o.check().IsRelevant); err != nil {
		return err
	}
	options := o.check()
	progress := newProgress(env, o.quiet, "checking")
	options.Progress = progress.show
	var result *diag.Result
	var readErr error
	if o.streams(entries) {
		if result, readErr, err = check.Stream(ctx, entries[0].Pieces(pieceSize, manifest.Cut), options); o.isFine(readErr) {
			readErr = nil
		}
	} else {
		var unread []error
		read := o.reader(entries)
		result, unread, err = check.Read(ctx, len(entries), func(i int) (*source.File, error) {
			f, err := read(i)
			o.since.see(f)
			return f, err
		}, options)
		readErr = errors.Join(unread...)
	}
	progress.clear()
	if err != nil {
		return err
	}
	if len(result.Files) == 0 && readErr != nil {
		return readErr
	}
	o.baseline.mark(result)
	if err := o.keepFixes(result); err != nil {
		return err
	}
	o.offerFixes(ctx, result, entries)
	return o.conclude(env, result, readErr)
}

// pieceSize is the number of bytes of standard input that are checked at once.
const pieceSize = 1 << 20

// streams reports whether standard input is the only input and can be checked while it arrives. That is possible if no rule needs all
// documents at once, and no report lists every document or finding.
func (o *checkOptions) streams(entries []input.Entry) bool {
	if len(entries) != 1 || !entries[0].IsStdin() || len(o.rules) > 0 || len(o.targets) > 1 || o.verbose || o.format.Whole || o.narrows() || o.statistics ||
		o.baseline.read != "" || o.baseline.write != "" {
		return false
	}
	return !slices.ContainsFunc(o.extra.files, func(r reportFile) bool { return r.format.Whole })
}

// judge checks files. It marks the findings that are in the baseline, and removes the fixes of findings that must not be reported.
func (o *checkOptions) judge(ctx context.Context, files []*source.File) (*diag.Result, error) {
	result, err := check.Files(ctx, files, o.check())
	if err != nil {
		return nil, err
	}
	o.baseline.mark(result)
	o.since.seeAll(files)
	return result, o.keepFixes(result)
}

// lookedIn returns text with the paths in which no manifest was found. It returns "" without paths, and for standard input.
func (o *checkOptions) lookedIn() string {
	if len(o.paths) == 0 || slices.Contains(o.paths, "-") {
		return ""
	}
	return "no *.yaml, *.yml or *.json file in " + strings.Join(o.paths, ", ")
}

// noteTemplates prints a note about how to check charts, if a document could not be checked because of its templates.
func (o *checkOptions) noteTemplates(env *Env, result *diag.Result) {
	isTemplate := func(d diag.Diagnostic) bool { return d.Rule == "unrendered-template" && d.Suppressed == nil }
	if !slices.ContainsFunc(result.Diagnostics, isTemplate) {
		return
	}
	verb := "validate"
	if len(o.rules) > 0 {
		verb = "lint"
	}
	o.note(env, "templates cannot be checked before they are rendered; check the output: `helm template . | backendctl "+verb+" -`")
}

// conclude writes the baseline and the reports, and returns the error that determines the exit status. readErr contains the errors of
// inputs that could not be read.
func (o *checkOptions) conclude(env *Env, result *diag.Result, readErr error) error {
	if err := o.narrow(result); err != nil {
		return err
	}
	result.Unread = o.omitted.summary()
	if len(o.omitted.all) == 0 && len(result.Files) == 0 {
		result.Unread = o.lookedIn()
	}
	baselineErr := o.useBaseline(env, result, readErr == nil)
	if err := errors.Join(writeReports(env, o, result), baselineErr, readErr); err != nil {
		return err
	}
	o.noteTemplates(env, result)
	switch {
	case o.baseline.write != "", o.exitZero:
		return nil
	case result.Worst() >= o.failOn:
		return errFindings
	}
	return nil
}
