package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/report"
)

// checkOptions are the flags of validate and lint.
type checkOptions struct {
	readFlags
	targetFlags
	reportFlags
	selectFlags
	baseline baselineFlags
	since    since

	rules        []lint.Rule
	completeness lint.Completeness
	repeated     []string // the flags that another command line needs to get the same findings
	offer        report.FixOffer
}

func (o *checkOptions) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	o.targetFlags.bind(cmd, "`TARGETS` to check against: a release (2.4) or its patch (2.4.3), several (2.2,2.4), a range (2.2..2.4), all, catalog, a CRD (crd:FILE) or auto; may be repeated", targetChoices())
	o.reportFlags.bind(cmd)
	f.StringVar(&o.since.revision, "since", "", "report only documents that changed since a git `REVISION`; main... is the merge base with main")
	o.baseline.bind(f)
	o.bindNoTemplates(f)
	o.readFlags.bind(cmd, outputUsage{
		quiet:   "print findings only, no summary",
		verbose: "also print what was skipped or suppressed, and why",
		secrets: "show inline tokens instead of masking them",
	})
	// Standard input may be checked while it arrives. Then the limit applies to each document, and not to the whole input.
	f.Lookup("max-file-size").Usage += ", or of a document on standard input"
}

// complete loads the configuration and checks the flags.
func (o *checkOptions) complete(env *Env, cmd *cobra.Command) error {
	o.repeated = repeatedFlags(cmd.Flags())
	o.isOwn = func(path string) bool { return o.baseline.has(env, path) }
	if err := o.prepareReading(env, cmd); err != nil {
		return err
	}
	if err := o.chooseTargets(env, o.config); err != nil {
		return err
	}
	if err := o.reportFlags.check(); err != nil {
		return err
	}
	if err := o.selectFlags.complete(); err != nil {
		return err
	}
	if f := cmd.Flags().Lookup("since"); f != nil && f.Changed && f.Value.String() == "" {
		// An unset variable in a script would turn --since off without a message.
		return usagef("--since requires a git revision, such as main")
	}
	if err := o.checkNarrowing(); err != nil {
		return err
	}
	return o.baseline.load(env)
}

// check returns the options for the package check.
func (o *checkOptions) check() check.Options {
	return check.Options{
		Targets: o.targets, Names: o.crds.namesInComments(), Override: o.override, Templates: !o.noTemplates,
		AllVerdicts: o.needsVerdicts(), Severity: o.severity,
		Rules: o.rules, Complete: o.completeness, Kustomize: o.patches,
	}
}

// reportOptions returns the options for reports to a stream, with the offered fixes.
func (o *checkOptions) reportOptions(env *Env, to stream) report.Options {
	options := o.outputFlags.reportOptions(env, to)
	options.Fixes = o.offer
	return options
}

// severity returns the severity of a rule for a file, from the flags and the configuration. It returns false if neither sets it.
func (o *checkOptions) severity(rule, file string) (diag.Severity, bool) {
	name, ok := o.config.SeverityFor(rule, file)
	on := o.enable
	if _, overridden := o.config.OverrideFor(rule, file); !overridden {
		// --select does not turn on a rule in files for which an override in the configuration turns it off, as with ruff's per-file-ignores.
		on = slices.Concat(o.enable, o.sel)
	}
	if !ok {
		return o.over(rule, diag.Off, false, on)
	}
	s, err := diag.ParseSeverity(name)
	return o.over(rule, s, err == nil, on) // there is no error: the configuration was checked when it was loaded
}
