package config

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/spf13/pflag"
)

// TestExcludedBy checks the patterns of the file, which are relative to its folder, together with those of --exclude, which are relative to
// the working directory.
func TestExcludedBy(t *testing.T) {
	o := options(t, "exclude:\n- a/b\n- '*.gen.yaml'\n")
	root := o.Dir
	write(t, filepath.Join(root, ".git", "HEAD"), "")
	o.Dir = filepath.Join(root, "a")
	o.Flags = pflag.NewFlagSet("x", pflag.ContinueOnError)
	o.Flags.StringArray("exclude", nil, "")
	check(t, o.Flags.Parse([]string{"--exclude", "c,{d,e}.yaml", "--exclude", filepath.Join(root, "f")}))
	c := load(t, o)
	for path, want := range map[string]string{
		"b/x.yaml":                     `"a/b" in ../.backendctl.yaml:1`,
		"x.gen.yaml":                   `"*.gen.yaml" in ../.backendctl.yaml:1`,
		"c/x.yaml":                     `"c" of --exclude`,
		"e.yaml":                       `"{d,e}.yaml" of --exclude`,
		filepath.Join(root, "f", "x"):  `"../f" of --exclude`,
		"x.yaml":                       "",
		"a/b/x.yaml":                   "",
		filepath.Join(root, "x", "xx"): "",
	} {
		if got, excluded := c.ExcludedBy(path); got != want || excluded != (want != "") {
			t.Errorf("%s is excluded by %q, want %q", path, got, want)
		}
	}
}

func TestSplit(t *testing.T) {
	for text, want := range map[string][]string{
		"a, b":          {"a", "b"},
		"a,":            {"a", ""},
		"{a,b}/{c},d":   {"{a,b}/{c}", "d"},
		"}a,b":          {"}a", "b"},
		"x/{a,{b,c}},d": {"x/{a,{b,c}}", "d"},
		`"a,b", c`:      {"a,b", "c"},
		`c ,"a,b" `:     {"c", "a,b"},
		`"a",`:          {"a", ""},
		`"a,b"c,d`:      {`"a`, `b"c`, "d"},
		`"a,b`:          {`"a`, "b"},
		"":              {""},
	} {
		if got := split(text); !slices.Equal(got, want) {
			t.Errorf("split(%q) = %q, want %q", text, got, want)
		}
	}
}
