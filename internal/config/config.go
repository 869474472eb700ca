// Package config loads and checks .backendctl.yaml, and settles which value holds: flag over environment over file over
// default. It does not know what rules, targets and formats there are; the caller says.
package config

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
)

// FileName is what the configuration file of a repository is called.
const FileName = ".backendctl.yaml"

// EnvPrefix begins the environment variable of each flag: BACKENDCTL_FAIL_ON is --fail-on.
const EnvPrefix = "BACKENDCTL_"

// AllRules stands for every rule among the keys of [Settings.Rules].
const AllRules = "all"

// Settings are what the file can say. The JSON Schema of [Schema] describes each.
type Settings struct {
	Target    []string          `yaml:"target"`
	Targets   []Target          `yaml:"targets"`
	FailOn    string            `yaml:"fail-on"`
	Exclude   []string          `yaml:"exclude"`
	Rules     map[string]string `yaml:"rules"` // by rule or [AllRules], the severity
	Overrides []Override        `yaml:"overrides"`
	Baseline  string            `yaml:"baseline"` // from the working directory, wherever it was said
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

// A Config is the settings that hold, from wherever each came.
type Config struct {
	Settings
	// File is the configuration file as a person would name it from the working directory; "" when there is none.
	File string
	// Dir is the directory of the file, to which patterns are relative; without a file, the working directory.
	Dir string

	workingDir  string
	flagged     []string // the patterns of --exclude, from the working directory
	exclude     patterns
	excludeToo  patterns   // of flagged
	overrides   []patterns // of Overrides, by index
	excludeLine int        // of exclude in File
	location    location
	targetLines []int          // of Targets
	lines       map[string]int // of settings
	origins     map[string]string
}

// Known says which words are right. A nil member takes any word.
type Known struct {
	// Target checks a word of a target, given the ids that the file has under targets.
	Target func(name string, own []string) error
	// TargetID checks an id under targets. Release checks the release of one.
	TargetID, Release func(name string) error

	Rules   []string
	Formats []string

	own []string // the ids of the file's targets
}

// LoadOptions say where settings come from.
type LoadOptions struct {
	// Dir is the working directory, an absolute path.
	Dir string
	// LookupEnv looks up an environment variable. One that is set and empty counts as not set.
	LookupEnv func(name string) (string, bool)
	// Flags are those of the command, parsed. Load gives the flags that were not on the command line the values of the
	// environment and the file; pflag's Changed stays as it was. A flag --config FILE, a path from the working directory,
	// takes that file instead of the one that would be found, and --no-config takes none.
	Flags *pflag.FlagSet
	// Own names flags of the command that mean something else than the setting of the same name, as the --output of
	// "schema" does.
	Own   []string
	Known Known
}

// Load finds, reads and checks the configuration. Every error is about what the user wrote (a file, variable or flag);
// one about the content of a file is a [*FileError] with all that is wrong in it.
func Load(o LoadOptions) (*Config, error) {
	c := &Config{Dir: o.Dir, workingDir: o.Dir}
	file, err := o.locate()
	if err != nil {
		return nil, err
	}
	c.location = file
	decoded, asked := &decoded{}, ""
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

// TargetPath returns the path of a CRD that the file names, as one of Targets or in target, from the working directory. The line is that
// of the entry. A file that was found, and not named by the user, may only name what is in its repository.
func (c *Config) TargetPath(path string, line int) (string, error) {
	origin := fmt.Sprintf("%s:%d", c.File, line)
	return c.fromHere(path), c.location.confineCRD(path, origin)
}

// SettingLine returns the line of a setting in the file, 0 where it is not there.
func (c *Config) SettingLine(setting string) int { return c.lines[setting] }

// TargetLine returns the line of an entry of Targets.
func (c *Config) TargetLine(i int) int { return c.targetLines[i] }

// Origin says where the value of a setting came from: "--fail-on", "BACKENDCTL_FAIL_ON" or ".backendctl.yaml:3"; "" for
// the default.
func (c *Config) Origin(setting string) string { return c.origins[setting] }

// Excludes reports whether the configuration or --exclude leaves a file or directory out. The path is absolute or from the
// working directory.
func (c *Config) Excludes(path string) bool {
	_, excluded := c.ExcludedBy(path)
	return excluded
}

// ExcludedBy returns the pattern that leaves a path out and where it stands: `"vendor" in .backendctl.yaml:3`.
func (c *Config) ExcludedBy(path string) (reason string, excluded bool) {
	if i := c.excludeToo.matchIn(c.workingDir, c.workingDir, path); i >= 0 {
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
		return -1 // most runs exclude nothing, and ask for every file
	}
	return ps.match(relativeTo(dir, workingDir, path))
}

// SeverityFor returns the severity that the configuration gives to a rule in a file, false when it gives none. The last
// override that matches the file and speaks of the rule holds, then the rules for all files; in one place the rule's own
// name holds over [AllRules]. The path is absolute or from the working directory.
func (c *Config) SeverityFor(rule, file string) (string, bool) {
	if severity, ok := c.OverrideFor(rule, file); ok {
		return severity, true
	}
	return severityOf(c.Rules, rule)
}

// OverrideFor returns the severity that the last override for a file gives to a rule, false when none speaks of it.
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

// Turns says whether the configuration may turn a rule on for some file, so that it has to be looked for.
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
	c.excludeToo = compile(c.flagged)
	for _, o := range c.Overrides {
		c.overrides = append(c.overrides, compile(o.Files))
	}
}

// fromHere returns a path of the file, which is relative to the file, as one that is relative to the working directory.
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

// rel writes a path as patterns see it: from c.Dir, with forward slashes. A path on another drive stays absolute.
func (c *Config) rel(path string) string { return relativeTo(c.Dir, c.workingDir, path) }

// relativeTo writes a path, which is absolute or from the working directory, as one from dir.
func relativeTo(dir, workingDir, path string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(workingDir, path)
	}
	if rel, err := filepath.Rel(dir, path); err == nil {
		path = rel
	}
	return filepath.ToSlash(path)
}
