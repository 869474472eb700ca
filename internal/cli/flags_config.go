package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backendctl/backendctl/internal/config"
)

// configFlags choose the configuration file.
type configFlags struct {
	config *config.Config
}

func (o *configFlags) bind(f *pflag.FlagSet) {
	f.String("config", "", "configuration `FILE`, instead of the .backendctl.yaml that is found from here upward")
	f.Bool("no-config", false, "read no configuration file")
}

// loadConfig sets the configuration as [loadConfig] returns it.
func (o *configFlags) loadConfig(env *Env, cmd *cobra.Command, own ...string) error {
	var err error
	o.config, err = loadConfig(env, cmd, own...)
	return err
}

// loadConfig loads the configuration: the flags over the environment over the file. The command's own flags have another meaning than the
// settings of their names.
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
