package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
)

const lintLong = `Check each Backend as validate does, and with rules for mistakes that the API server accepts: settings that crash
the controller, drop the Backend, send plaintext or credentials instead of TLS, or silently have no effect.

Rules check Backends together with the routes, policies, extensions, grants and Secrets in the input. A missing
object is a warning in a directory, which may be incomplete, and an error with --complete. In single files and
standard input, a missing object is reported only if the input has other objects of its kind and namespace, or a file
with several kinds of objects of the namespace.

--select reports only the given rules, by id or category. --enable adds rules to those of --select, or else to the
default rules, and --disable removes rules. --since reports only findings in documents that changed; the other
documents are still read to resolve references.

` + "`backendctl rules`" + ` lists the rules, ` + "`backendctl explain RULE`" + ` describes one. To suppress a finding, add a comment:
# backendctl:ignore RULE reason`

const lintExample = `  backendctl lint deploy/
  backendctl lint --fix --diff deploy/
  backendctl lint --fix deploy/
  backendctl lint --target 2.3,2.4 deploy/
  kubectl kustomize overlays/prod | backendctl lint --complete -
  backendctl lint --enable security,backend-unused deploy/
  backendctl lint --select static-loopback-host,references deploy/
  backendctl lint --since main... deploy/
  backendctl lint --statistics --exit-zero .`

// lintOptions are the flags of lint: those of validate, the flags for fixes and --complete.
type lintOptions struct {
	checkOptions
	fixes    fixOptions
	complete bool
}

func newLint(env *Env) *cobra.Command {
	o := &lintOptions{}
	cmd := &cobra.Command{
		Use:     "lint [PATH...]",
		Short:   "Find mistakes that the API server accepts but that break in kgateway",
		Long:    lintLong,
		Example: lintExample,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths = args
			if err := o.prepare(env, cmd); err != nil {
				return err
			}
			if o.fixes.wanted() {
				return runFix(cmd.Context(), env, o)
			}
			return runCheck(cmd.Context(), env, &o.checkOptions)
		},
	}
	return bindLint(cmd, o)
}

// bindLint adds the flags of lint to a command, and returns the command.
func bindLint(cmd *cobra.Command, o *lintOptions) *cobra.Command {
	o.bind(cmd)
	o.selectFlags.bind(cmd)
	o.fixes.bind(cmd)
	cmd.Flags().BoolVar(&o.complete, "complete", false, "treat the input as complete: report missing objects as errors")
	return cmd
}

// prepare loads the configuration, checks the flags and selects the rules that run.
func (o *lintOptions) prepare(env *Env, cmd *cobra.Command) error {
	if err := o.checkOptions.complete(env, cmd); err != nil {
		return err
	}
	o.rules = slices.DeleteFunc(rules.All(), func(r lint.Rule) bool { return !o.enabled(r) })
	switch {
	case o.complete:
		o.completeness = lint.Stated
	case input.IsTree(o.inputOptions(env)):
		o.completeness = lint.Tree
	}
	for _, t := range o.targets {
		if t.Custom() && len(o.rules) > 0 {
			o.note(env, fmt.Sprintf("%s is checked against its CRD; lint rules treat it as %s", t.ID, t.Base().Title))
		}
	}
	return o.checkFix()
}

// enabled reports whether r can produce a visible finding; other rules do not run.
func (o *lintOptions) enabled(r lint.Rule) bool {
	if o.names(o.disable, r.ID) {
		return false
	}
	return !r.OptIn || o.names(o.enable, r.ID) || o.names(o.sel, r.ID) || o.config.Turns(r.ID)
}
