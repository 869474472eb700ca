// Package config loads and checks .backendctl.yaml, and merges the sources of settings: flags precede the environment, then the file, then
// defaults. The caller provides the known rules, targets and formats.
package config

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
)

// FileName is the name of the configuration file.
const FileName = ".backendctl.yaml"

// EnvPrefix is the prefix of the environment variable of each flag: BACKENDCTL_FAIL_ON is --fail-on.
const EnvPrefix = "BACKENDCTL_"

// AllRules is the key of [Settings.Rules] for all rules.
const AllRules = "all"

// Settings are the settings of the file. The JSON Schema of [Schema] describes each.
type Settings struct {
	Target    []string          `yaml:"target"`
	Targets   []Target          `yaml:"targets"`
	FailOn    string            `yaml:"fail-on"`
	Exclude   []string          `yaml:"exclude"`
	Rules     map[string]string `yaml:"rules"` // the severity by rule or [AllRules]
	Overrides []Override        `yaml:"overrides"`
	Baseline  string            `yaml:"baseline"` // relative to the working directory, whatever its source
	Complete  bool              `yaml:"complete"`
	Output    string            `yaml:"output"`
	Color     string            `yaml:"color"`
	Quiet     bool              `yaml:"quiet"`
	Verbose   bool              `yaml:"verbose"`
}

// A Target gives a CRD in a file a name.
type Target struct {
	ID      string `yaml:"id"`
	CRD     string `yaml:"crd"`     // a file or folder, absolute or relative to the configuration file
	Release string `yaml:"release"` // the release whose behaviour counts; "" for the newest
}

// An Override changes the severity of rules for some files.
type Override struct {
	Files []string          `yaml:"files"`
	Rules map[string]string `yaml:"rules"`
}

// A Config is the result of merging the settings of all sources.
type Config struct {
	Settings
	// File is the path of the configuration file relative to the working directory, or "" if there is none.
	File string
	// Dir is the directory of the file, or the working directory if there is no file. Patterns are relative to it.
	Dir string

	workingDir     string
	flagged        []string // the patterns of --exclude, relative to the working directory
	exclude        patterns
	flaggedExclude patterns   // compiled from flagged
	overrides      []patterns // compiled from Overrides, by index
	excludeLine    int        // the line of exclude in File
	location       location
	targetLines    []int          // the lines of Targets
	lines          map[string]int // the lines of settings
	origins        map[string]string
}

// Known provides the valid words of settings. A nil field accepts any word.
type Known struct {
	// Target checks a word of a target, given the ids that the file has under targets.
	Target func(name string, own []string) error
	// TargetID checks an id under targets. Release checks the release of one.
	TargetID, Release func(name string) error

	Rules   []string
	Formats []string

	own []string // the ids of the file's targets
}

// LoadOptions are the sources of settings.
type LoadOptions struct {
	// Dir is the working directory, an absolute path.
	Dir string
	// LookupEnv looks up an environment variable. An empty value counts as not set.
	LookupEnv func(name string) (string, bool)
	// Flags are the parsed flags of the command. Load sets the flags that are not on the command line to the values of the environment and
	// the file, and keeps pflag's Changed. A flag --config FILE, relative to the working directory, selects that file instead of searching,
	// and --no-config selects none.
	Flags *pflag.FlagSet
	// Own are the names of flags with another meaning than the setting of the same name, such as --output of "schema".
	Own   []string
	Known Known
}

// Load finds, reads and checks the configuration. Every error is about a file, variable or flag of the user. An error about the content of
// a file is a [*FileError] with all problems.
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

// TargetPath returns the path, relative to the working directory, of a CRD that the file names in targets or target. The line is that of
// the entry. A file that was found, and not named by the user, may only name files in its repository.
func (c *Config) TargetPath(path string, line int) (string, error) {
	origin := fmt.Sprintf("%s:%d", c.File, line)
	return c.fromHere(path), c.location.confineCRD(path, origin)
}

// SettingLine returns the line of a setting in the file, or 0 if it is not there.
func (c *Config) SettingLine(setting string) int { return c.lines[setting] }

// TargetLine returns the line of an entry of Targets.
func (c *Config) TargetLine(i int) int { return c.targetLines[i] }

// Origin returns the source of a setting's value: "--fail-on", "BACKENDCTL_FAIL_ON" or ".backendctl.yaml:3", or "" for the default.
func (c *Config) Origin(setting string) string { return c.origins[setting] }

// Excludes reports whether the configuration or --exclude excludes a file or directory. The path is absolute or relative to the working
// directory.
func (c *Config) Excludes(path string) bool {
	_, excluded := c.ExcludedBy(path)
	return excluded
}

// ExcludedBy returns the pattern that excludes a path and its source: `"vendor" in .backendctl.yaml:3`.
func (c *Config) ExcludedBy(path string) (reason string, excluded bool) {
	if i := c.flaggedExclude.matchIn(c.workingDir, c.workingDir, path); i >= 0 {
		return fmt.Sprintf("%q of %s", c.flagged[i], c.Origin("exclude")), true
	}
	if i := c.exclude.matchIn(c.Dir, c.workingDir, path); i >= 0 {
		return fmt.Sprintf("%q in %s:%d", c.Exclude[i], c.File, c.excludeLine), true
	}
	return "", false
}

// matchIn is match for patterns that are relative to dir.
func (ps patterns) matchIn(dir, workingDir, path string) int {
	if len(ps) == 0 {
		return -1 // a fast path: most runs have no patterns, and call it for every file
	}
	return ps.match(relativeTo(dir, workingDir, path))
}

// SeverityFor returns the configured severity of a rule for a file, or false if there is none. The last override that matches the file and
// has the rule takes precedence, then the rules for all files. In one map, the rule's own name takes precedence over [AllRules]. The path
// is absolute or relative to the working directory.
func (c *Config) SeverityFor(rule, file string) (string, bool) {
	if severity, ok := c.OverrideFor(rule, file); ok {
		return severity, true
	}
	return severityOf(c.Rules, rule)
}

// OverrideFor returns the severity of a rule in the last override that matches a file, or false if there is none.
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

// Turns reports whether the configuration sets the severity of a rule for some file. Such a rule must run.
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

func (c *Config) compile() {
	c.exclude = compile(c.Exclude)
	c.flaggedExclude = compile(c.flagged)
	for _, o := range c.Overrides {
		c.overrides = append(c.overrides, compile(o.Files))
	}
}

// fromHere converts a path relative to the file to one relative to the working directory.
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

// relativeTo converts a path, which is absolute or relative to the working directory, to one relative to dir.
func relativeTo(dir, workingDir, path string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(workingDir, path)
	}
	if rel, err := filepath.Rel(dir, path); err == nil {
		path = rel
	}
	return filepath.ToSlash(path)
}
