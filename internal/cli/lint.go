package cli

import (
	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/rules"
)

func newLint(env *Env) *cobra.Command {
	o := &checkOptions{}
	cmd := &cobra.Command{
		Use:   "lint [PATH...]",
		Short: "Find what the API server accepts and kgateway does not survive",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths = args
			o.rules = rules.All()
			if err := o.complete(env, cmd); err != nil {
				return err
			}
			return runCheck(cmd.Context(), env, o)
		},
	}
	o.bind(cmd)
	return cmd
}
