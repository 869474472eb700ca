package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/target"
)

// configFlags choose the configuration file.
type configFlags struct {
	config *config.Config
}

func (o *configFlags) bind(f *pflag.FlagSet) {
	f.String("config", "", "configuration `FILE`, instead of the .backendctl.yaml that is found from here upward")
	f.Bool("no-config", false, "read no configuration file")
}

// loadConfig loads the configuration: the flags over the environment over the file. The command's own flags have another meaning than the
// settings of their names.
func (o *configFlags) loadConfig(env *Env, cmd *cobra.Command, own ...string) error {
	if err := env.needsDir(); err != nil {
		return err
	}
	c, err := config.Load(config.LoadOptions{
		Dir: env.Dir, LookupEnv: env.LookupEnv, Flags: cmd.Flags(), Own: own,
		Known: config.Known{Target: knownTarget, Rules: ruleIDs(), Formats: formatNames()},
	})
	if err != nil {
		return usageError{err}
	}
	o.config = c
	return nil
}

// knownTarget checks one word of a target setting.
func knownTarget(name string) error {
	if name == auto {
		return nil
	}
	_, err := target.ParseList(name)
	return err
}
