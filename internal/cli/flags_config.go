package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backendctl/backendctl/internal/config"
)

// configFlags select the configuration file: --config and --no-config.
type configFlags struct {
	config *config.Config
}

func (o *configFlags) bind(f *pflag.FlagSet) {
	f.String("config", "", "configuration `FILE`, instead of .backendctl.yaml in this directory or the nearest parent")
	f.Bool("no-config", false, "ignore configuration files")
}

// loadConfig calls the function [loadConfig], and keeps the configuration.
func (o *configFlags) loadConfig(env *Env, cmd *cobra.Command, own ...string) error {
	var err error
	o.config, err = loadConfig(env, cmd, own...)
	return err
}

// loadConfig loads the configuration. Flags override the environment, and the environment overrides the file. own contains the names of
// the command's flags that have the name of a setting but another meaning.
func loadConfig(env *Env, cmd *cobra.Command, own ...string) (*config.Config, error) {
	if err := env.needsDir(); err != nil {
		return nil, err
	}
	c, err := config.Load(configSources(env, cmd, own...))
	if err != nil {
		return nil, usageError{err}
	}
	return c, nil
}

// configSources returns the sources of settings of a command, and the values that are valid.
func configSources(env *Env, cmd *cobra.Command, own ...string) config.LoadOptions {
	return config.LoadOptions{
		Dir: env.Dir, LookupEnv: env.LookupEnv, Flags: cmd.Flags(), Own: own,
		Known: config.Known{Target: knownTarget, TargetID: freeID, Release: knownRelease, Rules: ruleIDs(), Formats: formatNames()},
	}
}
