// Package config loads and checks .backendctl.yaml, and merges the sources of settings. Flags take precedence over environment variables,
// then the file, then the defaults. The caller provides the known rules, targets and formats.
package config

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
)

// FileName is the name of the configuration file.
const FileName = ".backendctl.yaml"

// EnvPrefix is the prefix of the environment variables for flags. For example, BACKENDCTL_FAIL_ON is for --fail-on.
const EnvPrefix = "BACKENDCTL_"

// AllRules is the key in [Settings.Rules] that sets the severity of all rules.
const AllRules = "all"

// Settings has the settings of the file. The JSON Schema of [Schema] describes them.
type Settings struct {
	Target    []string          `yaml:"target"`
	Targets   []Target          `yaml:"targets"`
	FailOn    string            `yaml:"fail-on"`
	Exclude   []string          `yaml:"exclude"`
	Rules     map[string]string `yaml:"rules"` // the severities, by the id of a rule or [AllRules]
	Overrides []Override        `yaml:"overrides"`
	Baseline  string            `yaml:"baseline"` // relative to the working directory, even if the file sets it
	Complete  bool              `yaml:"complete"`
	Output    string            `yaml:"output"`
	Color     string            `yaml:"color"`
	Quiet     bool              `yaml:"quiet"`
	Verbose   bool              `yaml:"verbose"`
}

// A Target is a named target: a CRD in a file or a folder.
type Target struct {
	ID      string `yaml:"id"`
	CRD     string `yaml:"crd"`     // the path of a file or folder, absolute or relative to the configuration file
	Release string `yaml:"release"` // the release whose behaviour rules assume; "" for the newest
}

// An Override changes the severities of rules for some files.
type Override struct {
	Files []string          `yaml:"files"`
	Rules map[string]string `yaml:"rules"`
}

// A Config is the result of merging the settings of all sources.
type Config struct {
	Settings
	// File is the path of the configuration file relative to the working directory, or "" if there is none.
	File string
	// Dir is the directory of the configuration file, or the working directory if there is no file. Patterns are relative to Dir.
	Dir string

	workingDir     string
	flagged        []string // the patterns of --exclude, relative to the working directory
	exclude        patterns
	flaggedExclude patterns          // compiled from flagged
	overrides      []patterns        // the compiled patterns of each item of Overrides
	excludeLine    int               // the line of the setting exclude in File
	location       location          // the location of File
	targetLines    []int             // the line of each item of Targets
	lines          map[string]int    // the lines of settings, by name
	origins        map[string]string // the sources of settings, by name
}

// Known has the valid values of settings. If a field is nil, any value is valid.
type Known struct {
	// Target checks the name of a target. own has the ids that the file defines under targets.
	Target func(name string, own []string) error
	// TargetID checks an id under targets, and Release checks the release of an item of targets.
	TargetID, Release func(name string) error

	Rules   []string
	Formats []string

	own []string // the ids under targets in the file
}

// LoadOptions has the sources of settings.
type LoadOptions struct {
	// Dir is the working directory, an absolute path.
	Dir string
	// LookupEnv returns the value of an environment variable. An empty value counts as not set.
	LookupEnv func(name string) (string, bool)
	// Flags are the parsed flags of the command. Load sets the flags that are not on the command line to the values of environment
	// variables and of the file; Changed of these flags stays false. A flag --config FILE selects that file instead of a search, and is
	// relative to the working directory. A flag --no-config selects no file.
	Flags *pflag.FlagSet
	// Own has the names of flags that have another meaning than the setting of the same name, such as --output of the command "schema".
	Own   []string
	Known Known
}

// Load finds, reads and checks the configuration. Every error is about a file, a variable or a flag of the user. An error about the content
// of a file is a [*FileError] with all problems.
func Load(o LoadOptions) (*Config, error) {
	c := &Config{Dir: o.Dir, workingDir: o.Dir}
	file, err := o.locate()
	if err != nil {
		return nil, err
	}
	c.location = file
	decoded, asked := &fileSettings{}, ""
	if file.path != "" {
		c.File, c.Dir = file.name, filepath.Dir(file.path)
		if decoded, err = file.decode(o); err != nil {
			return nil, err
		}
		o.Known.own = decoded.known.own
		asked = decoded.Baseline
		decoded.Baseline = c.fromHere(decoded.Baseline)
	}
	if err := c.resolve(o, decoded); err != nil {
		return nil, err
	}
	if origin := c.Origin("baseline"); c.File != "" && strings.HasPrefix(origin, c.File+":") {
		if err := file.confineBaseline(asked, origin); err != nil {
			return nil, err
		}
	}
	c.targetLines, c.lines = decoded.targetLines, decoded.lines
	c.compile()
	return c, nil
}

// TargetPath returns the path of a CRD, relative to the working directory. path is the path in the setting targets or target, and line is
// the line of that item in the file. If a search has found the configuration file, a CRD outside of its repository is an error.
func (c *Config) TargetPath(path string, line int) (string, error) {
	origin := fmt.Sprintf("%s:%d", c.File, line)
	return c.fromHere(path), c.location.confineCRD(path, origin)
}

// SettingLine returns the line of a setting in the file, or 0 if the file does not have the setting.
func (c *Config) SettingLine(setting string) int { return c.lines[setting] }

// TargetLine returns the line of item i of Targets.
func (c *Config) TargetLine(i int) int { return c.targetLines[i] }

// Origin returns the source of a setting's value, such as "--fail-on", "BACKENDCTL_FAIL_ON" or ".backendctl.yaml:3". It returns "" for a
// default value.
func (c *Config) Origin(setting string) string { return c.origins[setting] }

// Excludes reports whether the configuration or --exclude excludes a file or directory. The path is absolute or relative to the working
// directory.
func (c *Config) Excludes(path string) bool {
	_, excluded := c.ExcludedBy(path)
	return excluded
}

// ExcludedBy reports whether a path is excluded. If it is, it returns the pattern and its source, such as `"vendor" in .backendctl.yaml:3`.
func (c *Config) ExcludedBy(path string) (reason string, excluded bool) {
	if i := c.flaggedExclude.matchIn(c.workingDir, c.workingDir, path); i >= 0 {
		return fmt.Sprintf("%q of %s", c.flagged[i], c.Origin("exclude")), true
	}
	if i := c.exclude.matchIn(c.Dir, c.workingDir, path); i >= 0 {
		return fmt.Sprintf("%q in %s:%d", c.Exclude[i], c.File, c.excludeLine), true
	}
	return "", false
}

// matchIn returns the index of the first pattern that matches a path, or -1. The patterns are relative to dir.
func (ps patterns) matchIn(dir, workingDir, path string) int {
	if len(ps) == 0 {
		return -1 // fast, because it is called for every file, and most runs have no patterns
	}
	return ps.match(relativeTo(dir, workingDir, path))
}

// SeverityFor returns the configured severity of a rule for a file, and reports whether there is one. The last override that matches the
// file and contains the rule takes precedence over the rules for all files. In one map, the rule's own id takes precedence over [AllRules].
// file is an absolute path, or relative to the working directory.
func (c *Config) SeverityFor(rule, file string) (string, bool) {
	if severity, ok := c.OverrideFor(rule, file); ok {
		return severity, true
	}
	return severityOf(c.Rules, rule)
}

// OverrideFor returns the severity of a rule in the last override that matches a file and contains the rule. It reports false if there is
// none.
func (c *Config) OverrideFor(rule, file string) (string, bool) {
	rel := ""
	for i := len(c.Overrides) - 1; i >= 0; i-- {
		severity, ok := severityOf(c.Overrides[i].Rules, rule)
		if !ok {
			continue
		}
		if rel == "" {
			rel = c.rel(file)
		}
		if c.overrides[i].match(rel) >= 0 {
			return severity, true
		}
	}
	return "", false
}

// Turns reports whether the configuration sets the severity of a rule for at least some files, so that the rule must run.
func (c *Config) Turns(rule string) bool {
	for _, o := range c.Overrides {
		if _, ok := severityOf(o.Rules, rule); ok {
			return true
		}
	}
	_, ok := severityOf(c.Rules, rule)
	return ok
}

func severityOf(rules map[string]string, rule string) (string, bool) {
	if severity, ok := rules[rule]; ok {
		return severity, true
	}
	severity, ok := rules[AllRules]
	return severity, ok
}

// compile compiles the patterns of exclude, --exclude and overrides.
func (c *Config) compile() {
	c.exclude = compile(c.Exclude)
	c.flaggedExclude = compile(c.flagged)
	for _, o := range c.Overrides {
		c.overrides = append(c.overrides, compile(o.Files))
	}
}

// fromHere converts a path that is relative to the configuration file to a path that is relative to the working directory.
func (c *Config) fromHere(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	path = filepath.Join(c.Dir, path)
	if rel, err := filepath.Rel(c.workingDir, path); err == nil {
		path = rel
	}
	return filepath.ToSlash(path)
}

// rel converts a path to the form that patterns match: relative to c.Dir, with forward slashes. A path on another drive stays absolute.
func (c *Config) rel(path string) string { return relativeTo(c.Dir, c.workingDir, path) }

// relativeTo converts a path, which is absolute or relative to the working directory, to a path that is relative to dir.
func relativeTo(dir, workingDir, path string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(workingDir, path)
	}
	if rel, err := filepath.Rel(dir, path); err == nil {
		path = rel
	}
	return filepath.ToSlash(path)
}
