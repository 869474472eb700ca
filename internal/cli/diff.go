package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/convert"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/report/diff"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

const diffLong = `Show what changed in meaning between two files, directories or revisions, and what each change does to traffic: breaking
(traffic stops or goes elsewhere, or protection, credentials or identity change), behavioural (requests are handled
differently) or cosmetic. Values are compared as their consumer reads them: the order of keys, style, comments, defaults written out or
left out, and fields that the API server sets are not changes.

Documents are paired by kind, namespace and name; a document with the same meaning and another name is
reported as renamed. Items of lists are paired by the fields that identify them: a host by its name and port, so that a
different port is one change. Either A or B may be -, which is standard input.

With --git REV, the paths (or the working directory) are compared with their state in that revision. --git A..B compares
two revisions, and --git A...B compares B with the merge base of A and B. The revision "index" is the staged state.

With --target both sides are converted first, so that a manifest and its conversion to a different release are equal. With
--targets, A and B are releases, and the changes between them are shown.

A document that cannot be decoded is not compared. An object on the other side is not compared either if that document may
be another version of it.

The exit status is 1 if a change has at least the impact of --fail-on-impact. It is 3 if a document cannot be compared, or
if there are no documents. See docs/diff.md.`

const diffExample = `  backendctl diff old.yaml new.yaml
  backendctl diff live/ deploy/
  backendctl diff --git main deploy/
  backendctl diff --git main...HEAD --fail-on-impact breaking
  kubectl get backend web -o yaml | backendctl diff - web.yaml
  KUBECTL_EXTERNAL_DIFF="backendctl diff" kubectl diff -f deploy/
  backendctl diff --target 2.4 old.yaml migrated.yaml
  backendctl diff --targets kgateway-2.1 kgateway-2.4`

// diffOptions are the flags of diff.
type diffOptions struct {
	readFlags
	output                        string
	git, targetName, failOnImpact string
	targetsOnly                   bool
	managed                       bool
	format                        diff.Format
	impact                        change.Impact
	target                        *target.Target // the value of --target; nil to compare without a conversion
}

func newDiff(env *Env) *cobra.Command {
	o := &diffOptions{}
	cmd := &cobra.Command{
		Use:     "diff A B",
		Short:   "Show semantic changes and their effect on traffic",
		Long:    diffLong,
		Example: diffExample,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths = args
			if err := o.complete(env, cmd); err != nil {
				return err
			}
			if o.targetsOnly {
				return runTargetDiff(env, o)
			}
			return runDiff(cmd.Context(), env, o)
		},
	}
	o.bind(cmd)
	return cmd
}

func (o *diffOptions) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.output, "output", "o", "text", "format: "+joinWords(diffFormatNames()))
	f.StringVar(&o.git, "git", "", "compare with a git `REVISION`, or two revisions (A..B or A...B); index is the staged state")
	f.VarP(&once{value: &o.targetName}, "target", "t", "convert both sides to a `TARGET` first: a release, latest or catalog")
	f.BoolVar(&o.targetsOnly, "targets", false, "compare the targets A and B instead of files")
	f.StringVar(&o.failOnImpact, "fail-on-impact", change.Cosmetic.String(), "exit with 1 if a change has at least this impact: "+joinWords(change.Impacts()))
	f.BoolVar(&o.managed, "managed", false, "also compare status and the fields that the API server sets")
	o.bindNoTemplates(f)
	o.readFlags.bind(cmd, outputUsage{
		quiet:   "print no summary",
		verbose: "print added and removed documents in full",
		secrets: "show secrets instead of masking them",
	})
	choices(cmd, "output", diffFormatChoices())
	choices(cmd, "target", targetChoices()[1:])
	choices(cmd, "fail-on-impact", change.Impacts())
}

func diffFormatNames() []string {
	var names []string
	for _, f := range diff.Formats() {
		names = append(names, f.Name)
	}
	return names
}

func diffFormatChoices() []cobra.Completion {
	var all []cobra.Completion
	for _, f := range diff.Formats() {
		all = append(all, cobra.CompletionWithDesc(f.Name, f.Summary))
	}
	return all
}

// complete loads the configuration and checks the flags. The settings output and target of the configuration have no effect on diff.
func (o *diffOptions) complete(env *Env, cmd *cobra.Command) error {
	err := o.prepareReading(env, cmd, "output", "target")
	if err != nil {
		return err
	}
	if o.format, err = diff.Parse(o.output); err != nil {
		return usageError{err}
	}
	var ok bool
	if o.impact, ok = change.ParseImpact(o.failOnImpact); !ok {
		return usagef("--fail-on-impact: unknown impact %q (expected %s)", o.failOnImpact, joinWords(change.Impacts()))
	}
	if o.targetName != "" {
		t, err := newCRDLoader(env, o.config).names().Parse(o.targetName)
		if err != nil {
			return usagef("--target: %w", err)
		}
		o.target = &t
	}
	return o.arguments()
}

// arguments checks that the number and the kinds of the paths are allowed with the flags.
func (o *diffOptions) arguments() error {
	switch n := len(o.paths); {
	case o.git != "" && o.targetsOnly:
		return usagef("--git and --targets cannot be combined")
	case o.git != "" && slices.Contains(o.paths, "-"):
		return usagef("--git compares paths of the repository, not standard input")
	case o.git != "" || n == 2 && (o.paths[0] != "-" || o.paths[1] != "-"):
		return nil
	case n == 2:
		return usagef("only one side can be standard input")
	}
	what := "two paths, or --git and a revision"
	if o.targetsOnly {
		what = "two targets, such as kgateway-2.1 kgateway-2.4"
	}
	return usagef("diff compares %s; got %d\nrun `backendctl diff --help` for examples", what, len(o.paths))
}

func runDiff(ctx context.Context, env *Env, o *diffOptions) error {
	before, after, readErr := o.sides(ctx, env)
	if readErr != nil {
		return readErr
	}
	isRelated := relatedFilter(before, after)
	for _, side := range []*[]*source.File{&before, &after} {
		converted, err := o.converted(ctx, env, slices.DeleteFunc(*side, func(f *source.File) bool { return !isRelated(f) }))
		if err != nil {
			return err
		}
		*side = converted
	}
	options := change.Options{Templates: !o.noTemplates, Managed: o.managed, Relevant: isRelevant, IsKustomization: kustomize.Is, Secrets: diff.Secrets}
	if o.showSecrets {
		options.Secrets = nil
	}
	d := change.Files(before, after, options)
	if err := diff.Write(env.Stdout, o.format, d, o.reportOptions(env, toStdout)); err != nil {
		if errors.Is(err, diff.ErrPatch) && len(d.Problems) == 0 {
			return usageError{err}
		}
		return err
	}
	if !o.quiet && o.format.Name != "summary" {
		if o.format.Name == "text" && len(d.Changed()) > 0 && env.StdoutTerminal && env.StderrTerminal {
			fmt.Fprintln(env.Stderr) // separate the summary if both streams are the terminal
		}
		// An error cannot be reported if standard error is closed.
		_ = diff.Summary(env.Stderr, d, o.reportOptions(env, toStderr))
		o.omitted.say(env)
	}
	switch err := o.incomplete(env, d); {
	case err != nil:
		return err
	case slices.ContainsFunc(d.Documents, func(d *change.Document) bool { return d.Impact() >= o.impact }):
		return errFindings
	}
	return nil
}

// incomplete returns an error if a document could not be compared, or if there were no documents. As in diff(1), the error overrides the
// exit status for differences, because there may be differences that were not found.
func (o *diffOptions) incomplete(env *Env, d *change.Difference) error {
	n := len(d.Problems)
	switch {
	case n > 0 && o.format.Lists:
		return fmt.Errorf("%s cannot be compared", plural(n, "document"))
	case n > 0:
		var errs []error
		for _, line := range diff.Uncompared(d, o.reportOptions(env, toFile)) {
			errs = append(errs, errors.New(line))
		}
		return errors.Join(errs...)
	case !d.Compared && !o.allowEmpty:
		return errors.New("nothing to compare: neither side has a document that can be compared")
	}
	return nil
}

// relatedFilter returns a predicate for files that are compared: files that may contain a Backend or an object that refers to one, and
// files that may contain a Namespace, if listeners of a Gateway may select it.
func relatedFilter(before, after []*source.File) func(*source.File) bool {
	selects := func(f *source.File) bool { return strings.Contains(f.Text(), "allowedRoutes") && relevance.Related(f) }
	if !slices.ContainsFunc(before, selects) && !slices.ContainsFunc(after, selects) {
		return relevance.Related
	}
	return func(f *source.File) bool { return relevance.Related(f) || relevance.Namespace(f) }
}

// converted returns the files after a conversion to the target of --target, or the files themselves without the flag. It prints a note for
// each field that is lost in the conversion, because the field cannot be compared, and for each document that cannot be converted.
func (o *diffOptions) converted(ctx context.Context, env *Env, files []*source.File) ([]*source.File, error) {
	if o.target == nil {
		return files, nil
	}
	patches := kustomize.Among(files)
	c, err := convert.Files(ctx, files, convert.Options{
		To: *o.target, Templates: !o.noTemplates, AllowLoss: true, Relevant: isRelevant,
		IsPatch: func(name string) bool { return len(patches.Patches(name)) > 0 },
	})
	if err != nil {
		return nil, err
	}
	var out []*source.File
	conceal := o.concealer()
	for _, f := range c.Files {
		out = append(out, source.New(f.Before.Name(), []byte(f.Text)))
		for _, broken := range f.Broken {
			o.note(env, conceal(f.Before, broken.Error())+"; compared without conversion")
		}
	}
	for _, d := range c.Documents {
		switch document := fmt.Sprintf("%s:%d: %s", d.File.Name(), d.Line, d.Name); {
		case d.Invalid:
			o.note(env, fmt.Sprintf("%s is not valid in %s; compared without conversion", document, d.From))
		case d.Unfit:
			o.note(env, conceal(d.File, fmt.Sprintf("%s cannot be converted to %s%s; compared without conversion", document, o.target, reasonOf(d))))
			continue
		}
		for _, lost := range d.Lost() {
			o.note(env, conceal(d.File, fmt.Sprintf("%s: %s of %s is not compared: %s", d.File.Name(), fieldOr(lost.Whole, "all"), d.Name, lost.Loss.Why)))
		}
	}
	return out, nil
}

// reasonOf returns the reason for the first loss in a document, in parentheses after a space, or "" if the document has no loss.
func reasonOf(d convert.Document) string {
	for _, lost := range d.Lost() {
		return " (" + lost.Loss.Why + ")"
	}
	return ""
}

// isKubectl reports whether the paths are the temporary directories of kubectl diff. The files in these directories have the names of
// objects, without an extension.
func isKubectl(paths []string) bool {
	base := func(i int) string { return filepath.Base(filepath.Clean(paths[i])) }
	return len(paths) >= 2 && strings.HasPrefix(base(0), "LIVE-") && strings.HasPrefix(base(1), "MERGED-")
}

// fromKubectl moves the word diff to the front of the arguments if kubectl diff started the tool. kubectl puts the words of
// KUBECTL_EXTERNAL_DIFF after the paths of its directories. It passes only words that consist of letters, digits, = and -.
func fromKubectl(args []string) []string {
	if !isKubectl(args) {
		return args
	}
	rest := slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return arg == "diff" })
	return append([]string{"diff"}, rest...)
}
