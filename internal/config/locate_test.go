package config

import (
	"os"
	"path/filepath"
	"testing"
)

// TestFind checks the search for the file in the working directory and its parents, inside and outside of a git work tree.
func TestFind(t *testing.T) {
	o := options(t, "quiet: true")
	sub := filepath.Join(o.Dir, "repo", "sub", "deep")
	check(t, os.MkdirAll(sub, 0o755))
	file := func(dir string) string { return load(t, LoadOptions{Dir: dir}).File }

	want(t, "the file in the working directory", file(o.Dir), FileName)
	want(t, "the file for a subdirectory, outside of git", file(sub), "")

	write(t, filepath.Join(o.Dir, ".git", "HEAD"), "")
	c := load(t, LoadOptions{Dir: sub})
	want(t, "the file at the top of the work tree", c.File, "../../../.backendctl.yaml")
	want(t, "Dir", c.Dir, o.Dir)

	write(t, filepath.Join(o.Dir, "repo", ".git"), "gitdir: elsewhere")
	want(t, "the file above the work tree", file(sub), "")

	write(t, filepath.Join(o.Dir, "repo", "sub", FileName), "exclude: /deep/a.yaml")
	c = load(t, LoadOptions{Dir: sub})
	want(t, "the nearest file", c.File, "../.backendctl.yaml")
	want(t, "the exclusion by a pattern relative to the file", c.Excludes("a.yaml"), true)
}

func TestNamedFile(t *testing.T) {
	o := options(t, "fail-on: info")
	other := filepath.Join(o.Dir, "other.yaml")
	write(t, other, "fail-on: warning")
	tests := map[string]struct {
		env, args []string
		want      string
	}{
		"file that a search finds":              {nil, nil, FileName},
		"flag":                                  {[]string{"BACKENDCTL_NO_CONFIG=true"}, []string{"--config=./other.yaml"}, "./other.yaml"},
		"variable":                              {[]string{"BACKENDCTL_CONFIG=" + other}, nil, other},
		"flag for no file":                      {[]string{"BACKENDCTL_CONFIG=other.yaml"}, []string{"--no-config"}, ""},
		"variable for no file":                  {[]string{"BACKENDCTL_NO_CONFIG=1"}, nil, ""},
		"flag and variable that are false":      {[]string{"BACKENDCTL_NO_CONFIG=0", "BACKENDCTL_CONFIG="}, []string{"--no-config=false"}, FileName},
		"both flags: the file takes precedence": {nil, []string{"--no-config", "--config=other.yaml"}, "other.yaml"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o.LookupEnv, o.Flags = env(tt.env...), flags(t, tt.args...)
			want(t, "File", load(t, o).File, tt.want)
		})
	}
}

func TestFilesThatCannotBeUsed(t *testing.T) {
	o := options(t, "")
	sub := filepath.Join(o.Dir, "sub")
	in := func(dir string, args ...string) LoadOptions { return LoadOptions{Dir: dir, Flags: flags(t, args...)} }
	wantError(t, in(o.Dir, "--config=none.yaml"), `cannot use the configuration file "none.yaml": no such file or directory`)
	wantError(t, in(o.Dir, "--config="), `cannot use the configuration file "": it is a directory`)

	write(t, filepath.Join(sub, ".backendctl.yml"), "")
	wantError(t, in(sub), ".backendctl.yml is not read: rename it to .backendctl.yaml")
	check(t, os.Remove(filepath.Join(sub, ".backendctl.yml")))

	at := filepath.Join(sub, FileName)
	check(t, os.Mkdir(at, 0o755))
	wantError(t, in(sub), ".backendctl.yaml is not a regular file")
	check(t, os.Remove(at))

	check(t, os.Symlink(filepath.Join("..", FileName), at))
	wantError(t, in(sub), ".backendctl.yaml is a symbolic link to a file outside of the repository: use --config to read it")
	load(t, in(sub, "--config=.backendctl.yaml"))
	write(t, filepath.Join(o.Dir, ".git", "HEAD"), "")
	load(t, in(sub))
	check(t, os.Remove(at))

	check(t, os.Symlink("nowhere", at))
	wantError(t, in(sub), "cannot read .backendctl.yaml: no such file or directory")
	check(t, os.Remove(at))

	check(t, os.Symlink(at, at))
	wantError(t, in(sub, "--config=/dev/zero"), "cannot read /dev/zero: it is larger than 1 MiB")
}
