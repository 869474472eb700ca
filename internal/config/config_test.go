package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// known accepts the targets, rules and formats that the tests use.
var known = Known{
	Target: func(name string, own []string) error {
		if slices.Contains(own, name) || strings.HasPrefix(name, "crd:") || strings.HasPrefix(name, "kgateway-") || name == "auto" || strings.HasPrefix(name, "2.") {
			return nil
		}
		return errors.New("unknown target \"" + name + "\"")
	},
	TargetID: func(name string) error {
		if name == "kgateway-2.4" {
			return errors.New(`"kgateway-2.4" is built in`)
		}
		return nil
	},
	Release: func(name string) error {
		if !strings.HasPrefix(name, "2.") {
			return fmt.Errorf("unknown release %q", name)
		}
		return nil
	},
	Rules:   []string{"static-loopback-host", "target-outdated", "unknown-field"},
	Formats: []string{"text", "concise", "json"},
}

func write(t *testing.T, path, content string) {
	t.Helper()
	check(t, os.MkdirAll(filepath.Dir(path), 0o755))
	check(t, os.WriteFile(path, []byte(content), 0o600))
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// options returns options for a new directory with a configuration file.
func options(t *testing.T, content string) LoadOptions {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	check(t, err)
	write(t, filepath.Join(dir, FileName), content)
	return LoadOptions{Dir: dir, Known: known}
}

func load(t *testing.T, o LoadOptions) *Config {
	t.Helper()
	c, err := Load(o)
	check(t, err)
	return c
}

func wantError(t *testing.T, o LoadOptions, want string) {
	t.Helper()
	if _, err := Load(o); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func want(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s is %#v, want %#v", what, got, want)
	}
}

func env(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for _, p := range pairs {
			if n, value, _ := strings.Cut(p, "="); n == name {
				return value, true
			}
		}
		return "", false
	}
}

// flags parses a command line with a flag of each type.
func flags(t *testing.T, args ...string) *pflag.FlagSet {
	t.Helper()
	fs := pflag.NewFlagSet("lint", pflag.ContinueOnError)
	fs.StringSlice("target", []string{"auto"}, "")
	fs.String("fail-on", "error", "")
	fs.StringP("output", "o", "text", "")
	fs.Bool("quiet", false, "")
	fs.StringArray("report", nil, "")
	fs.Int("jobs", 0, "")
	fs.Bool("fix", false, "")
	fs.Bool("version", false, "")
	fs.String("config", "", "")
	fs.Bool("no-config", false, "")
	check(t, fs.Parse(args))
	return fs
}

const sample = `
target: kgateway-2.4
fail-on: warning
exclude: ["**/testdata/**", "gen.{a,B}.yaml"]
rules:
  static-loopback-host: "off"
  target-outdated: error
overrides:
  - files: ["Vendor/**"]
    rules: {all: off}
  - files: vendor/Ours.yaml
    rules: {unknown-field: info}
`

func TestLoad(t *testing.T) {
	o := options(t, sample)
	c := load(t, o)
	want(t, "Config", c.Settings, Settings{
		Target:  []string{"kgateway-2.4"},
		FailOn:  "warning",
		Exclude: []string{"**/testdata/**", "gen.{a,B}.yaml"},
		Rules:   map[string]string{"static-loopback-host": "off", "target-outdated": "error"},
		Overrides: []Override{
			{Files: []string{"Vendor/**"}, Rules: map[string]string{"all": "off"}},
			{Files: []string{"vendor/Ours.yaml"}, Rules: map[string]string{"unknown-field": "info"}},
		},
		Output: "text",
		Color:  "auto",
	})
	want(t, "File", c.File, FileName)
	want(t, "Dir", c.Dir, o.Dir)
	want(t, "origin", c.Origin("fail-on"), ".backendctl.yaml:3")
	want(t, "origin of a default", c.Origin("output"), "")
}

func TestLoadWithoutFile(t *testing.T) {
	dir := t.TempDir()
	c := load(t, LoadOptions{Dir: dir})
	want(t, "Settings", c.Settings, Settings{Target: []string{"auto"}, FailOn: "error", Output: "text", Color: "auto"})
	want(t, "File", c.File, "")
	want(t, "Dir", c.Dir, dir)
	want(t, "Excludes", c.Excludes("a.yaml"), false)
}

// TestBaseline checks that the path of a baseline is relative to the file that sets it, and relative to the working directory if a flag or
// a variable sets it.
func TestBaseline(t *testing.T) {
	dir := options(t, "baseline: ci/known.json").Dir
	check(t, os.MkdirAll(filepath.Join(dir, ".git"), 0o755))
	below := filepath.Join(dir, "apps", "web")
	check(t, os.MkdirAll(below, 0o755))
	here, elsewhere := LoadOptions{Dir: dir, Known: known}, LoadOptions{Dir: below, Known: known}
	want(t, "the baseline, in the directory of the file", load(t, here).Baseline, "ci/known.json")
	want(t, "the baseline, in a directory below the file", load(t, elsewhere).Baseline, "../../ci/known.json")
	elsewhere.LookupEnv = env("BACKENDCTL_BASELINE=mine.json")
	want(t, "the baseline of a variable", load(t, elsewhere).Baseline, "mine.json")
	elsewhere.Flags = pflag.NewFlagSet("lint", pflag.ContinueOnError)
	elsewhere.Flags.String("baseline", "", "")
	check(t, elsewhere.Flags.Parse([]string{"--baseline="}))
	want(t, "the baseline of an empty flag", load(t, elsewhere).Baseline, "")
}

// TestBaselineOutside checks that a configuration file cannot set a baseline outside of its repository, but a flag can.
func TestBaselineOutside(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.json")
	write(t, outside, "{}")
	for name, asked := range map[string]string{"absolute": outside, "above": "../secret.json", "link": "link.json", "link to a folder": "dir/secret.json", "broken link": "broken.json", "folder": "folder"} {
		t.Run(name, func(t *testing.T) {
			o := options(t, "quiet: true\nbaseline: "+asked+"\n")
			check(t, os.MkdirAll(filepath.Join(o.Dir, ".git"), 0o755))
			check(t, os.MkdirAll(filepath.Join(o.Dir, "folder"), 0o755))
			for link, to := range map[string]string{"link.json": outside, "dir": filepath.Dir(outside), "broken.json": outside + ".none"} {
				if err := os.Symlink(to, filepath.Join(o.Dir, link)); err != nil {
					t.Skip("this system has no symbolic links")
				}
			}
			reason := "is outside of the repository: use --baseline to read it"
			if name == "folder" {
				reason = "is not a regular file"
			}
			wantError(t, o, ".backendctl.yaml:2: the baseline "+strconv.Quote(asked)+" "+reason)
			o.Flags = flags(t, "--config=.backendctl.yaml")
			if name != "folder" {
				load(t, o)
			}
			o.Flags = pflag.NewFlagSet("lint", pflag.ContinueOnError)
			o.Flags.String("baseline", "", "")
			check(t, o.Flags.Parse([]string{"--baseline=" + outside}))
			want(t, "the baseline of the flag", load(t, o).Baseline, outside)
		})
	}
}

// TestPatternsEnd checks that Load rejects patterns that would take too long to match, and that other long patterns are matched in a short
// time.
func TestPatternsEnd(t *testing.T) {
	wantError(t, options(t, "exclude: "+strconv.Quote(strings.Repeat("{a,a}", 40)+"b")+"\n"), ".backendctl.yaml:1:10: a pattern must have at most 5 braces and 20 commas: write several patterns")
	long := strings.Repeat("a/", 2000)
	for _, pattern := range []string{strings.Repeat("{a,a,a,a,a}", 5) + "b", strings.Repeat("*a", 500) + "b", strings.Repeat("**/", 500) + "b", strings.Repeat("**/a/", 100) + "b", strings.Repeat("[a-z]*", 300)} {
		c := load(t, options(t, "exclude: "+strconv.Quote(pattern)+"\n"))
		if c.Excludes(long+"c") || c.Excludes(strings.Repeat("a", 4000)+"1") && !strings.HasPrefix(pattern, "[") {
			t.Errorf("%.20s excludes a path that it does not match", pattern)
		}
	}
}

// TestLoadForms checks the target in files with different notations, or with no target.
func TestLoadForms(t *testing.T) {
	tests := map[string]struct {
		content string
		want    []string
	}{
		"one target":                      {"target: kgateway-2.4", []string{"kgateway-2.4"}},
		"list":                            {"target: [kgateway-2.3, kgateway-2.4]", []string{"kgateway-2.3", "kgateway-2.4"}},
		"commas":                          {"target: kgateway-2.3, kgateway-2.4", []string{"kgateway-2.3", "kgateway-2.4"}},
		"number in its original spelling": {"target: [2.10, 2.4]", []string{"2.10", "2.4"}},
		"alias":                           {"exclude: [&t kgateway-2.1]\ntarget: *t", []string{"kgateway-2.1"}},
		"CRLF and BOM":                    {"\uFEFFtarget: kgateway-2.4\r\n", []string{"kgateway-2.4"}},
		"empty":                           {"", []string{"auto"}},
		"comments":                        {"# nothing\n---\n", []string{"auto"}},
		"settings without values":         {"exclude:\nrules:\noverrides:\n", []string{"auto"}},
		"quotes":                          {"target: '\"crd:a,b.yaml\",2.4'", []string{"crd:a,b.yaml", "2.4"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			want(t, "Target", load(t, options(t, tt.content)).Target, tt.want)
		})
	}
}

func TestPrecedence(t *testing.T) {
	const file = "target: [kgateway-2.1, kgateway-2.2]\nfail-on: warning\nquiet: false\n"
	tests := map[string]struct {
		env, args []string
		target    []string
		failOn    string
		quiet     bool
		origin    string
	}{
		"file":              {nil, nil, []string{"kgateway-2.1", "kgateway-2.2"}, "warning", false, ".backendctl.yaml:1"},
		"environment":       {[]string{"BACKENDCTL_TARGET=kgateway-2.3,kgateway-2.4", "BACKENDCTL_QUIET=1"}, nil, []string{"kgateway-2.3", "kgateway-2.4"}, "warning", true, "BACKENDCTL_TARGET"},
		"flag":              {[]string{"BACKENDCTL_TARGET=nonsense"}, []string{"--target=kgateway-2.4", "--fail-on=info"}, []string{"kgateway-2.4"}, "info", false, "--target"},
		"flag with commas":  {nil, []string{`--target="crd:a,b.yaml",2.4`}, []string{"crd:a,b.yaml", "2.4"}, "warning", false, "--target"},
		"env with commas":   {[]string{`BACKENDCTL_TARGET="crd:a,b.yaml",2.4`}, nil, []string{"crd:a,b.yaml", "2.4"}, "warning", false, "BACKENDCTL_TARGET"},
		"flag as default":   {nil, []string{"--target=auto", "--fail-on=error", "--quiet=false"}, []string{"auto"}, "error", false, "--target"},
		"empty environment": {[]string{"BACKENDCTL_TARGET="}, nil, []string{"kgateway-2.1", "kgateway-2.2"}, "warning", false, ".backendctl.yaml:1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := options(t, file)
			o.LookupEnv, o.Flags = env(tt.env...), flags(t, tt.args...)
			c := load(t, o)
			want(t, "Target", c.Target, tt.target)
			want(t, "FailOn", c.FailOn, tt.failOn)
			want(t, "Quiet", c.Quiet, tt.quiet)
			want(t, "Origin", c.Origin("target"), tt.origin)
			got, err := o.Flags.GetStringSlice("target")
			check(t, err)
			want(t, "--target", got, tt.target)
			want(t, "--fail-on", o.Flags.Lookup("fail-on").Value.String(), tt.failOn)
		})
	}
}

// TestFlagsThatAreNotSettings checks that environment variables set flags that are not settings. A flag in Own does not get the value of
// the setting with its name.
func TestFlagsThatAreNotSettings(t *testing.T) {
	o := options(t, "output: json")
	o.Flags = flags(t, "--fix")
	o.Own = []string{"output"}
	o.LookupEnv = env("BACKENDCTL_REPORT=sarif=a,junit=b", "BACKENDCTL_JOBS=3", "BACKENDCTL_FIX=false", "BACKENDCTL_VERSION=v1.2")
	c := load(t, o)
	for name, value := range map[string]string{"report": "[sarif=a,junit=b]", "jobs": "3", "fix": "true", "version": "false", "output": "text"} {
		want(t, "--"+name, o.Flags.Lookup(name).Value.String(), value)
	}
	want(t, "Changed", o.Flags.Changed("jobs"), false)
	want(t, "Output", c.Output, "json")
}

func TestWrongFlagsAndVariables(t *testing.T) {
	tests := map[string]struct {
		env, want string
		args      []string
	}{
		"target":         {"", `--target: unknown target "nope"`, []string{"--target=kgateway-2.4,nope"}},
		"empty target":   {"", `--target: a target must not be empty`, []string{"--target=kgateway-2.4,"}},
		"similar format": {"BACKENDCTL_OUTPUT=jsno", `BACKENDCTL_OUTPUT: unknown format "jsno", did you mean "json"?`, nil},
		"unknown format": {"BACKENDCTL_OUTPUT=yaml", `BACKENDCTL_OUTPUT: unknown format "yaml"; use text, concise or json`, nil},
		"severity":       {"", `--fail-on: unknown severity "off"; use info, warning or error`, []string{"--fail-on=off"}},
		"color":          {"BACKENDCTL_COLOR=allways", `BACKENDCTL_COLOR: unknown color mode "allways", did you mean "always"?`, nil},
		"boolean":        {"BACKENDCTL_QUIET=maybe", `BACKENDCTL_QUIET: "maybe" is not a boolean: must be true or false`, nil},
		"number":         {"BACKENDCTL_JOBS=many", `BACKENDCTL_JOBS: "many" is not valid for --jobs: invalid syntax`, nil},
		"no-config":      {"BACKENDCTL_NO_CONFIG=x", `BACKENDCTL_NO_CONFIG: "x" is not a boolean: must be true or false`, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			wantError(t, LoadOptions{Dir: t.TempDir(), Known: known, LookupEnv: env(tt.env), Flags: flags(t, tt.args...)}, tt.want)
		})
	}
}

func TestSeverityFor(t *testing.T) {
	c := load(t, options(t, `
rules:
  all: warning
  target-outdated: error
overrides:
  - files: [vendor, "*.gen.yaml"]
    rules: {all: "off", unknown-field: info}
  - files: vendor/keep/
    rules: {target-outdated: warning}
`))
	tests := []struct{ rule, file, want string }{
		{"unknown-field", "a.yaml", "warning"},
		{"target-outdated", "a.yaml", "error"},
		{"target-outdated", "vendor/a.yaml", "off"},
		{"unknown-field", "vendor/x/a.yaml", "info"},
		{"target-outdated", "vendor/keep/a.yaml", "warning"},
		{"static-loopback-host", "vendor/keep/a.yaml", "off"},
		{"target-outdated", "deep/down/a.gen.yaml", "off"},
		{"target-outdated", filepath.Join(c.Dir, "vendor", "a.yaml"), "off"},
		{"target-outdated", "./sub/../vendor/a.yaml", "off"},
		{"target-outdated", "<stdin>", "error"},
	}
	for _, tt := range tests {
		got, ok := c.SeverityFor(tt.rule, tt.file)
		if got != tt.want || !ok {
			t.Errorf("the severity of %s in %s is %q, want %q", tt.rule, tt.file, got, tt.want)
		}
	}
	if _, ok := load(t, options(t, "")).SeverityFor("unknown-field", "a.yaml"); ok {
		t.Error("an empty configuration sets a severity")
	}
}

func TestExcludes(t *testing.T) {
	tests := []struct {
		pattern, path string
		want          bool
	}{
		{"**/testdata/**", "testdata/a.yaml", true},
		{"**/testdata/**", "x/testdata/y/a.yaml", true},
		{"**/testdata/**", "x/testdata", true},
		{"**/testdata/**", "x/testdata2/a.yaml", false},
		{"testdata", "x/testdata/y/a.yaml", true},
		{"testdata/", "x/testdata/y/a.yaml", true},
		{"/testdata", "x/testdata/y/a.yaml", false},
		{"./testdata", "testdata/y/a.yaml", true},
		{"x/testdata", "x/testdata/a.yaml", true},
		{"x/testdata", "y/x/testdata/a.yaml", false},
		{"*.gen.yaml", "x/a.gen.yaml", true},
		{"x/*.yaml", "x/y/a.yaml", false},
		{"**", "a.yaml", true},
		{"{a,b}/c.yaml", "b/c.yaml", true},
		{"A.yaml", "a.yaml", false},
		{".github", ".github/a.yaml", true},
		{"**/vendor/**", "../other/vendor/a.yaml", true},
		{"a.yaml", "../a.yaml", true},
		{"/a.yaml", "../a.yaml", false},
	}
	for _, tt := range tests {
		c := load(t, options(t, "exclude: '"+tt.pattern+"'"))
		if got := c.Excludes(tt.path); got != tt.want {
			t.Errorf("the pattern %s excludes %s: %v, want %v", tt.pattern, tt.path, got, tt.want)
		}
	}
}

// TestTurns checks for which rules a configuration sets a severity.
func TestTurns(t *testing.T) {
	c := &Config{Settings: Settings{
		Rules:     map[string]string{"a-rule": "info"},
		Overrides: []Override{{Files: []string{"x"}, Rules: map[string]string{"b-rule": "error"}}},
	}}
	for rule, want := range map[string]bool{"a-rule": true, "b-rule": true, "c-rule": false} {
		if c.Turns(rule) != want {
			t.Errorf("Turns(%q) = %t, want %t", rule, !want, want)
		}
	}
	c.Rules = map[string]string{AllRules: "info"}
	if !c.Turns("c-rule") {
		t.Error("Turns(\"c-rule\") = false with a severity for all rules, want true")
	}
}

func TestOwnTargets(t *testing.T) {
	o := options(t, "target: nightly\ntargets:\n  - id: nightly\n    crd: crds/backends.yaml\n  - {id: old, crd: crd:/x/y.yaml, release: 2.3}\n")
	c, err := Load(o)
	check(t, err)
	want(t, "Targets", c.Targets, []Target{{ID: "nightly", CRD: "crds/backends.yaml"}, {ID: "old", CRD: "/x/y.yaml", Release: "2.3"}})
	want(t, "line", c.TargetLine(1), 5)
	want(t, "line of target", c.SettingLine("target"), 1)
	path, err := c.TargetPath("crds/backends.yaml", 3)
	check(t, err)
	want(t, "path", path, "crds/backends.yaml")
}

// TestOwnTargetOutside checks that a configuration file that a search has found cannot refer to a CRD outside of its repository.
func TestOwnTargetOutside(t *testing.T) {
	o := options(t, "targets:\n  - {id: a, crd: ../x.yaml}\n")
	c, err := Load(o)
	check(t, err)
	_, err = c.TargetPath("../x.yaml", 2)
	if want := `.backendctl.yaml:2: the CRD "../x.yaml" is outside of the repository: use --target crd:PATH to read it`; err == nil || err.Error() != want {
		t.Errorf("got the error %v, want %s", err, want)
	}
}
