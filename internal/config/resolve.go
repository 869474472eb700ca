package config

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// scalars lists the settings that a flag or an environment variable can also set.
var scalars = []string{"target", "fail-on", "baseline", "complete", "output", "color", "quiet", "verbose"}

var defaults = map[string]any{"target": "auto", "fail-on": "error", "output": "text", "color": "auto"}

// noVariable lists the flags that apply does not set. help is not a setting. The variable BACKENDCTL_VERSION often contains the version to
// install. config and no-config are read earlier, to locate the file.
var noVariable = []string{"help", "version", "config", "no-config"}

// resolve merges the sources of settings, and stores the result in c and in the flags.
func (c *Config) resolve(o LoadOptions, file *fileSettings) error {
	c.Settings = file.Settings
	env := o.variables()
	c.origins = o.origins(env)
	v, err := o.viper(file.values(), env)
	if err != nil {
		return err
	}
	if err := c.check(o, v); err != nil {
		return err
	}
	c.excludeLine = file.lines["exclude"]
	for name, line := range file.lines {
		if c.origins[name] == "" {
			c.origins[name] = fmt.Sprintf("%s:%d", c.File, line)
		}
	}
	c.take(v)
	if err := o.apply(v); err != nil {
		return err
	}
	return c.takeExclude(o)
}

// takeExclude stores the patterns of --exclude in c. They are absolute or relative to the working directory, unlike those of the file.
func (c *Config) takeExclude(o LoadOptions) error {
	o.visit(func(f *pflag.Flag) {
		if list, ok := f.Value.(pflag.SliceValue); ok && f.Name == "exclude" {
			for _, globs := range list.GetSlice() {
				c.flagged = append(c.flagged, split(globs)...)
			}
		}
	})
	for i, glob := range c.flagged {
		if err := checkGlob(glob); err != nil {
			return fmt.Errorf("%s: %q: %w", c.Origin("exclude"), glob, err)
		}
		if filepath.IsAbs(glob) {
			c.flagged[i] = relativeTo(c.workingDir, c.workingDir, glob)
		}
	}
	return nil
}

// origins returns the sources of settings that flags and environment variables set, by the name of the setting. A flag takes precedence
// over a variable.
func (o LoadOptions) origins(env map[string]any) map[string]string {
	origins := map[string]string{}
	for name := range env {
		origins[name] = variable(name)
	}
	o.visit(func(f *pflag.Flag) {
		if f.Changed {
			origins[f.Name] = "--" + f.Name
		}
	})
	return origins
}

// viper merges the sources of settings. The values of variables replace those of the file before viper gets them: viper's own look-up of
// variables would read the environment of the process, and its merge would keep the file's value if the types differ. Viper splits keys at
// a delimiter, so the delimiter is a character that no key contains.
func (o LoadOptions) viper(file, env map[string]any) (*viper.Viper, error) {
	v := viper.NewWithOptions(viper.KeyDelimiter("\x00"))
	for name, value := range defaults {
		v.SetDefault(name, value)
	}
	maps.Copy(file, env)
	if err := v.MergeConfigMap(file); err != nil {
		return nil, fmt.Errorf("cannot merge settings: %w", err)
	}
	var failed error
	o.visit(func(f *pflag.Flag) {
		if err := v.BindPFlag(f.Name, f); err != nil {
			failed = fmt.Errorf("cannot bind --%s: %w", f.Name, err)
		}
	})
	return v, failed
}

// visit calls do for each flag except those in Own and in noVariable.
func (o LoadOptions) visit(do func(*pflag.Flag)) {
	if o.Flags == nil {
		return
	}
	o.Flags.VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(o.Own, f.Name) && !slices.Contains(noVariable, f.Name) {
			do(f)
		}
	})
}

// values returns those settings in the file that a flag or an environment variable can also set, by name.
func (d *fileSettings) values() map[string]any {
	all := map[string]any{
		"target": d.Target, "fail-on": d.FailOn, "baseline": d.Baseline, "output": d.Output, "color": d.Color,
		"complete": d.Complete, "quiet": d.Quiet, "verbose": d.Verbose,
	}
	maps.DeleteFunc(all, func(name string, _ any) bool { return d.lines[name] == 0 })
	return all
}

// variables returns the values of environment variables, by the name of the setting or flag.
func (o LoadOptions) variables() map[string]any {
	values := map[string]any{}
	look := func(name string) {
		if value, ok := o.env(name); ok {
			values[name] = value
		}
	}
	for _, name := range scalars {
		look(name)
	}
	o.visit(func(f *pflag.Flag) { look(f.Name) })
	return values
}

// variable returns the name of the environment variable of a flag.
func variable(flag string) string {
	return EnvPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// env returns the value of a flag's environment variable, and reports whether it is set. An empty variable counts as not set.
func (o LoadOptions) env(flag string) (string, bool) {
	if o.LookupEnv == nil {
		return "", false
	}
	value, ok := o.LookupEnv(variable(flag))
	return value, ok && value != ""
}

// check checks the values of flags and variables. decode has already checked the values of the file, because their errors have positions.
func (c *Config) check(o LoadOptions, v *viper.Viper) error {
	for _, name := range scalars {
		if c.origins[name] == "" || slices.Contains(o.Own, name) {
			continue
		}
		for _, word := range words(name, v.Get(name)) {
			if err := o.Known.check(name, word); err != nil {
				return fmt.Errorf("%s: %w", c.origins[name], err)
			}
		}
	}
	return nil
}

// words returns the values of a setting as texts. Only target can have more than one.
func words(setting string, value any) []string {
	if setting == "target" {
		if targets := list(value); len(targets) > 0 {
			return targets
		}
		return []string{""} // --target= is an error
	}
	return []string{fmt.Sprint(value)}
}

// take stores the merged values in c.
func (c *Config) take(v *viper.Viper) {
	c.Target = list(v.Get("target"))
	c.FailOn = v.GetString("fail-on")
	c.Baseline = v.GetString("baseline")
	c.Output = v.GetString("output")
	c.Color = v.GetString("color")
	c.Complete = v.GetBool("complete")
	c.Quiet = v.GetBool("quiet")
	c.Verbose = v.GetBool("verbose")
}
