package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fix"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/source"
)

// fixOptions are the flags for fixes.
type fixOptions struct {
	fix, unsafe, diff bool
}

func (o *fixOptions) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.fix, "fix", false, "apply safe fixes, and report the remaining findings; for standard input, print the fixed text")
	f.BoolVar(&o.unsafe, "unsafe-fixes", false, "also apply fixes that may change the meaning (review the result)")
	f.BoolVar(&o.diff, "diff", false, "print the changes of --fix as a diff, write nothing, and exit with 1 if there are any")
}

// upTo returns the least safe kind of fixes to apply. If it is unsafe, safe fixes are also applied.
func (o *fixOptions) upTo() diag.Safety {
	if o.unsafe {
		return diag.Unsafe
	}
	return diag.Safe
}

// wanted reports whether the command computes fixes: at least one of the flags is set.
func (o *fixOptions) wanted() bool { return o.fix || o.unsafe || o.diff }

// checkFix returns a usage error if a flag cannot be combined with the flags for fixes.
func (o *lintOptions) checkFix() error {
	switch {
	case o.fixes.wanted() && o.baseline.write != "":
		return usagef("--write-baseline cannot be combined with fixes: apply the fixes first")
	case o.fixes.diff && o.format.Name != "text":
		return usagef("--diff prints a diff: use --report %s=FILE for the findings", o.format.Name)
	case o.fixes.diff && o.statistics:
		return usagef("--diff and --statistics cannot be combined")
	}
	return nil
}

// checkStdin returns a usage error if --fix prints the fixed standard input, and there are other inputs or the format of the findings is
// machine-readable. With --diff there is no error.
func (o *lintOptions) checkStdin(read []reading) error {
	piped := slices.ContainsFunc(read, func(r reading) bool { return r.entry.IsStdin() })
	switch {
	case !piped || o.fixes.diff:
		return nil
	case len(read) > 1:
		return usagef("--fix accepts no other paths with standard input, because it prints the fixed text")
	case o.format.Machine:
		return usagef("--fix prints the fixed standard input: use --report %s=FILE for the findings", o.format.Name)
	}
	return nil
}

// runFix applies fixes and reports the remaining findings.
func runFix(ctx context.Context, env *Env, o *lintOptions) error {
	read, readErr := o.readInputs(ctx, env)
	if len(read) == 0 && readErr != nil {
		return readErr
	}
	if err := o.checkStdin(read); err != nil {
		return err
	}
	entries := make([]input.Entry, len(read))
	for i, r := range read {
		entries[i] = r.entry
	}
	if err := o.since.prepare(ctx, o.inputOptions(env), entries, o.check().IsRelevant); err != nil {
		return err
	}
	var files []*source.File
	for _, r := range read {
		files = append(files, r.file)
	}
	original, err := o.judge(ctx, files)
	if err != nil {
		return err
	}
	outcome, err := fix.Run(ctx, files, o.fixes.upTo(), o.judge)
	switch {
	case err != nil:
		return err
	case o.fixes.diff:
		return showFixes(env, o, original, outcome, readErr)
	}
	return writeFixes(ctx, env, o, read, outcome, readErr)
}

// showFixes prints the changes as diffs. The additional reports describe the original texts.
func showFixes(env *Env, o *lintOptions, original *diag.Result, outcome *fix.Outcome, readErr error) error {
	for _, c := range outcome.Changes {
		if err := o.showPatch(env, c.Before.Name(), c.Before.Text(), c.After.Text()); err != nil {
			return err
		}
	}
	o.since.seeAll(original.Files) // record the original texts again, because the last check was of the texts with fixes
	if err := o.narrow(original); err != nil {
		return err
	}
	if !o.quiet {
		fmt.Fprintln(env.Stderr, fixSummary("would fix", outcome))
	}
	err := errors.Join(o.writeFiles(env, original), readErr)
	switch {
	case err != nil:
		return err
	case len(outcome.Changes) > 0 && !o.exitZero:
		return errFindings
	}
	return nil
}

// writeFixes writes the new texts to the files or to standard output, and reports the remaining findings. If a file could not be written,
// all of its findings remain.
func writeFixes(ctx context.Context, env *Env, o *lintOptions, read []reading, outcome *fix.Outcome, readErr error) error {
	errs := []error{readErr}
	reports := *env
	changed := map[*source.File]*source.File{}
	for _, c := range outcome.Changes {
		changed[c.Before] = c.After
	}
	entries := make([]input.Entry, len(read))
	for i, r := range read {
		entries[i] = r.entry
		after, isChanged := changed[r.file]
		switch {
		case r.entry.IsStdin():
			if !isChanged {
				after = r.file
			}
			if _, err := env.Stdout.Write(after.Raw()); err != nil {
				return err
			}
			// The fixed text is on standard output, so findings go to standard error.
			reports.Stdout, reports.StdoutTerminal = env.Stderr, env.StderrTerminal
		case isChanged:
			if err := input.Replace(r.entry.Place(), r.file, after.Text()); err != nil {
				errs = append(errs, fmt.Errorf("cannot write %s: %w", r.file.Name(), err))
				outcome.TakeBack(i, r.file)
			}
		}
	}
	result := outcome.Result
	if len(errs) > 1 {
		var err error
		if result, err = o.judge(ctx, result.Files); err != nil {
			return err
		}
	}
	o.since.seeAll(result.Files) // record the final texts, because fixes may have been reverted after the last check
	if !o.quiet {
		fmt.Fprintln(env.Stderr, fixSummary("fixed", outcome))
	}
	if o.offerFixes(ctx, result, entries); len(errs) == 1 {
		o.offer.Safe = 0 // --fix has already rejected the safe fixes that remain
	}
	return o.conclude(&reports, result, errors.Join(errs...))
}

// fixSummary returns text with the number of fixes that were applied, or that would be applied.
func fixSummary(verb string, outcome *fix.Outcome) string {
	if len(outcome.Changes) == 0 {
		return "nothing to fix"
	}
	return fmt.Sprintf("%s %s in %s", verb, findings(outcome.Fixed()), files(len(outcome.Changes)))
}
