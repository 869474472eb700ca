package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/target"
)

// auto is the setting that is no particular target: any release may accept a document.
const auto = "auto"

// targetFlags choose the targets.
type targetFlags struct {
	target   []string
	targets  []target.Target // none for auto
	override bool            // the user named the targets, so they win over a document's own comment
}

func (o *targetFlags) bind(cmd *cobra.Command, usage string, words []cobra.Completion) {
	cmd.Flags().StringSliceVarP(&o.target, "target", "t", []string{auto}, usage)
	choices(cmd, "target", words)
}

// chooseTargets reads the targets of the configuration, which has those of the flag.
func (o *targetFlags) chooseTargets(c *config.Config) error {
	o.override = strings.HasPrefix(c.Origin("target"), "-") || strings.HasPrefix(c.Origin("target"), config.EnvPrefix)
	switch names := c.Target; {
	case len(names) == 0 || len(names) == 1 && names[0] == auto:
		return nil
	default:
		var err error
		if o.targets, err = target.ParseList(strings.Join(names, ",")); err != nil {
			return usageError{err}
		}
		return nil
	}
}
