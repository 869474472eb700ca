package cli

import (
	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
)

const lintLong = `Judge each Backend as validate does, and then by rules: mistakes that the API server lets through and that crash
the controller, drop the Backend, send plaintext or credentials where TLS was meant, or do nothing without a word.

Rules look at the whole set: routes, policies, extensions, grants and Secrets that are given together with the
Backends. Of a directory it is taken that all is there; of single files and standard input it is not, so that what
they refer to is reported as missing only where others of its kind and namespace are there. --complete says that
all is there.

` + "`backendctl rules`" + ` lists the rules, ` + "`backendctl explain RULE`" + ` says more of one. A comment silences a finding:
# backendctl:ignore RULE reason`

const lintExample = `  backendctl lint deploy/
  backendctl lint --target 2.3,2.4 deploy/
  kubectl kustomize overlays/prod | backendctl lint --complete -
  backendctl lint --enable security,backend-unused deploy/`

func newLint(env *Env) *cobra.Command {
	o := &checkOptions{rules: rules.All()}
	complete := false
	cmd := &cobra.Command{
		Use:     "lint [PATH...]",
		Short:   "Find what the API server accepts and kgateway does not survive",
		Long:    lintLong,
		Example: lintExample,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths = args
			if err := o.complete(env, cmd); err != nil {
				return err
			}
			o.completeness = completeness(env, args, complete)
			return runCheck(cmd.Context(), env, o)
		},
	}
	o.bind(cmd)
	o.selection.bind(cmd)
	cmd.Flags().BoolVar(&complete, "complete", false, "all that there is was given: what is not here is missing")
	return cmd
}

// completeness says how much of what there is the arguments are.
func completeness(env *Env, paths []string, stated bool) lint.Completeness {
	switch {
	case stated:
		return lint.Stated
	case input.IsTree(input.Options{Args: paths, Dir: env.Dir, Stdin: env.Stdin, StdinIsTerminal: env.StdinTerminal}):
		return lint.Tree
	}
	return lint.Partial
}
