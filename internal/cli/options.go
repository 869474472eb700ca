package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// auto is the target that is none in particular.
const auto = "auto"

// checkOptions are the options of the verbs that judge manifests.
type checkOptions struct {
	paths   []string
	anyName bool // files of directories whatever their names are

	target                      []string
	failOnName, output, color   string
	reports, exclude            []string
	stdinName                   string
	maxFileSize                 string
	quiet, verbose, noTemplates bool
	allowEmpty, showSecrets     bool
	exitZero, statistics        bool
	baseline                    baselineOptions
	since                       since
	omitted                     omissions

	selection
	rules        []lint.Rule
	completeness lint.Completeness

	config   *config.Config
	crds     *crdLoader
	targets  []target.Target
	override bool
	failOn   diag.Severity
	format   report.Format
	extra    []reportFile
	limit    int64

	repeated []string // the flags that a command needs to judge the same
	offer    report.FixOffer
	patches  *kustomize.Index // of the inputs, once they are listed
}

func (o *checkOptions) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	bindTarget(f, &o.target, "`TARGETS` to judge by: a release (2.4) or its patch (2.4.3), several (2.2,2.4), a range (2.2..2.4), all, catalog, a CRD (crd:FILE) or auto; may be repeated")
	f.StringVarP(&o.output, "output", "o", "text", "format of the findings: "+joinWords(formatNames()))
	f.StringArrayVar(&o.reports, "report", nil, "write a further report, as `FORMAT=FILE`; may be repeated")
	f.StringVar(&o.failOnName, "fail-on", "error", "lightest finding that makes the exit status 1: info, warning or error")
	f.BoolVar(&o.exitZero, "exit-zero", false, "report findings, but exit with 0; wrong usage is still 2 and a failure 3")
	f.BoolVar(&o.statistics, "statistics", false, "print a count for each rule instead of the findings; json has both")
	bindExclude(f, &o.exclude)
	f.StringVar(&o.since.revision, "since", "", "report only on documents that differ from a git `REVISION`; main... is where this branch left main")
	o.baseline.bind(f)
	f.BoolVar(&o.noTemplates, "no-templates", false, "take {{ }}, ${VAR}, $VAR and $(VAR) literally, as the API server would")
	f.StringVar(&o.stdinName, "stdin-filename", "", "`NAME` to report standard input under")
	f.BoolVar(&o.allowEmpty, "allow-empty", false, "accept empty standard input, and files that are all ignored or excluded")
	f.StringVar(&o.maxFileSize, "max-file-size", "32MiB", "refuse to read a file that is larger, or of standard input a document")
	bindConfig(f)
	f.StringVar(&o.color, "color", "auto", "when to use colors: auto, always or never")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print findings only, no summary")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "print also what was skipped or suppressed, and why")
	f.BoolVar(&o.showSecrets, "show-secrets", false, "show inline tokens instead of masking them")
	choices(cmd, "target", targetChoices())
	choices(cmd, "output", formatChoices(""))
	choices(cmd, "report", formatChoices("="))
	choices(cmd, "fail-on", diag.Severities()[1:])
	choices(cmd, "color", []cobra.Completion{"auto", "always", "never"})
}

// bindTarget adds --target to a command that takes several.
func bindTarget(f *pflag.FlagSet, targets *[]string, usage string) {
	f.StringSliceVarP(targets, "target", "t", []string{auto}, usage)
}

// bindExclude adds --exclude. It is no slice flag because a glob has commas of its own, in {a,b}; the configuration splits it.
func bindExclude(f *pflag.FlagSet, globs *[]string) {
	f.StringArrayVar(globs, "exclude", nil, "skip files that a `GLOB` matches, in addition to exclude: of the configuration; commas between, may be repeated")
}

func bindConfig(f *pflag.FlagSet) {
	f.String("config", "", "configuration `FILE`, instead of the .backendctl.yaml that is found from here upward")
	f.Bool("no-config", false, "read no configuration file")
}

// complete loads the configuration and checks what was asked for.
func (o *checkOptions) complete(env *Env, cmd *cobra.Command) error {
	o.repeated = repeatedFlags(cmd.Flags())
	var err error
	if o.config, err = loadConfig(env, cmd); err != nil {
		return err
	}
	if err := o.chooseTargets(env); err != nil {
		return usageError{err}
	}
	if o.failOn, err = diag.ParseSeverity(o.failOnName); err != nil {
		return usageError{err}
	}
	if o.format, err = report.Parse(o.output); err != nil {
		return usageError{err}
	}
	if o.limit, err = parseSize(o.maxFileSize); err != nil {
		return usagef("--max-file-size: %w", err)
	}
	if o.extra, err = parseReports(o.reports); err != nil {
		return err
	}
	if err := o.selection.complete(); err != nil {
		return err
	}
	if f := cmd.Flags().Lookup("since"); f != nil && f.Changed && f.Value.String() == "" {
		return usagef("--since needs a git revision, such as main") // a variable that is empty would narrow nothing
	}
	if err := o.checkNarrowing(); err != nil {
		return err
	}
	return o.baseline.load(env)
}

// loadConfig loads the configuration, which is looked for from the working directory upward. The command's own flags mean something else than the settings of their names.
func loadConfig(env *Env, cmd *cobra.Command, own ...string) (*config.Config, error) {
	if err := env.needsDir(); err != nil {
		return nil, err
	}
	c, err := config.Load(config.LoadOptions{
		Dir: env.Dir, LookupEnv: env.LookupEnv, Flags: cmd.Flags(), Own: own,
		Known: config.Known{Target: knownTarget, TargetID: freeID, Release: knownRelease, Rules: ruleIDs(), Formats: formatNames()},
	})
	if err != nil {
		return nil, usageError{err}
	}
	return c, nil
}

// knownTarget checks one word of a target setting, given the ids that the configuration has for CRDs. No file is read yet.
func knownTarget(name string, own []string) error {
	isCRD := func(word string) bool { return slices.Contains(own, word) || strings.HasPrefix(word, target.CRDPrefix) }
	if name == auto || isCRD(name) {
		return nil
	}
	if first, last, ok := strings.Cut(name, ".."); ok && (isCRD(first) || isCRD(last)) {
		return fmt.Errorf("range %q: a CRD is in no range; name it by itself", name)
	}
	_, err := target.Names{IDs: func() []string { return own }}.ParseList(name)
	return err
}

// freeID checks the id that the configuration has for a CRD.
func freeID(id string) error {
	if id == auto || id == "all" || id == "latest" {
		return fmt.Errorf("%q has a meaning of its own; give the CRD another id", id)
	}
	if t, err := target.Parse(id); err == nil {
		return fmt.Errorf("%q is built in (%s): remove this entry, or give the CRD another id", id, t.Title)
	}
	return nil
}

// knownRelease checks the release that a CRD is treated as.
func knownRelease(name string) error {
	t, err := target.Parse(name)
	if err == nil && t.Catalog() {
		return errors.New("the catalog is not a release")
	}
	return err
}

// chooseTargets reads the target, and whether it came from a place that wins over a document's own comment.
func (o *checkOptions) chooseTargets(env *Env) error {
	o.crds = newCRDLoader(env, o.config)
	origin := o.config.Origin("target")
	o.override = strings.HasPrefix(origin, "-") || strings.HasPrefix(origin, config.EnvPrefix)
	names := slices.Clone(o.config.Target)
	if len(names) == 0 || len(names) == 1 && names[0] == auto {
		return nil
	}
	if !o.override && origin != "" {
		if err := o.fromConfig(names); err != nil {
			return err
		}
	}
	var err error
	o.targets, err = o.crds.names().ParseList(strings.Join(names, ","))
	return err
}

// fromConfig makes the paths of CRDs that the configuration names relative to the working directory.
func (o *checkOptions) fromConfig(names []string) error {
	for i, name := range names {
		path, ok := strings.CutPrefix(name, target.CRDPrefix)
		if !ok || path == "-" {
			continue
		}
		here, err := o.config.TargetPath(path, o.config.SettingLine("target"))
		if err != nil {
			return err
		}
		names[i] = target.CRDPrefix + here
	}
	return nil
}

// check returns what the pipeline needs to know.
func (o *checkOptions) check() check.Options {
	return check.Options{
		Targets: o.targets, Names: o.crds.namesInComments(), Override: o.override, Templates: !o.noTemplates,
		AllVerdicts: o.needsVerdicts(), Severity: o.severity,
		Rules: o.rules, Complete: o.completeness, Kustomize: o.patches,
	}
}

// needsVerdicts says whether a report wants every target's verdict, which costs more than judging a file.
func (o *checkOptions) needsVerdicts() bool {
	needs := o.format.Verdicts
	for _, r := range o.extra {
		needs = needs || r.format.Verdicts
	}
	return needs
}

// severity returns what the flags and the configuration say of a rule for a file.
func (o *checkOptions) severity(rule, file string) (diag.Severity, bool) {
	name, ok := o.config.SeverityFor(rule, file)
	on := o.enable
	if _, overridden := o.config.OverrideFor(rule, file); !overridden {
		on = slices.Concat(o.enable, o.sel) // what is off for some files stays off there, as ruff's per-file-ignores do
	}
	if !ok {
		return o.over(rule, diag.Off, false, on)
	}
	s, err := diag.ParseSeverity(name)
	return o.over(rule, s, err == nil, on) // the configuration was checked when it was loaded
}

// readAll reads all inputs. A file that cannot be read does not stop the others: its error comes back with them.
func readAll(ctx context.Context, env *Env, o *checkOptions) ([]*source.File, error) {
	read, err := readInputs(ctx, env, o)
	var files []*source.File
	for _, r := range read {
		files = append(files, r.file)
	}
	return files, err
}

// readInputs is readAll with where each file came from.
func readInputs(ctx context.Context, env *Env, o *checkOptions) ([]reading, error) {
	entries, err := listAll(ctx, env, o)
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

// isFine says whether an error is that standard input is empty, where that is allowed.
func (o *checkOptions) isFine(err error) bool {
	return errors.Is(err, input.ErrEmptyStdin) && o.allowEmpty
}

// reader returns what reads the inputs by their indexes; nothing where there is nothing in one, and need not be. It may be called
// several times for each.
func (o *checkOptions) reader(entries []input.Entry) func(i int) (*source.File, error) {
	var stdin sync.Map // by index: it can be read once
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
		o.since.see(f)
		return f, err
	}
}

// listAll lists all inputs. That nothing is left of them is an error.
func listAll(ctx context.Context, env *Env, o *checkOptions) ([]input.Entry, error) {
	o.omitted = omissions{options: o}
	entries, err := input.Expand(ctx, o.inputOptions(env))
	o.patches = kustomize.NewIndex(kustomizations{env, entries, o.limit})
	if err == nil {
		err = o.omitted.settle(ctx, env, len(entries))
	}
	return entries, err
}

func (o *checkOptions) inputOptions(env *Env) input.Options {
	return input.Options{
		Args: o.paths, AnyName: o.anyName, Dir: env.Dir, Stdin: env.Stdin, StdinIsTerminal: env.StdinTerminal || env.isUsed(), StdinName: o.stdinName,
		Excluded: o.excludes(env), MaxFileSize: o.limit,
		Note: func(message string) { o.note(env, message) },
		Omit: o.omitted.add,
	}
}

// A reading is what came of one input.
type reading struct {
	entry input.Entry
	file  *source.File
	err   error
}

// readEach reads inputs side by side, because a disk and a kernel can do more than one thing at a time, and keeps their
// order.
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

// concealer returns a function that hides the secrets of a file in words about it, unless they are to be shown.
func (o *checkOptions) concealer() func(f *source.File, words string) string {
	if o.showSecrets {
		return func(_ *source.File, words string) string { return words }
	}
	return report.Concealer()
}

// note tells a person something about the run itself.
func (o *checkOptions) note(env *Env, message string) {
	if !o.quiet {
		env.say("note: " + source.Visible(message))
	}
}
