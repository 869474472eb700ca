package input

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// lay writes files into a new directory, and returns the directory. The content of each file is its path, which has forward slashes.
func lay(t *testing.T, files ...string) string {
	t.Helper()
	dir := realPath(t.TempDir())
	for _, f := range files {
		write(t, filepath.Join(dir, filepath.FromSlash(f)), f)
	}
	return dir
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

// expand returns the names of the listed inputs.
func expand(t *testing.T, o Options) []string {
	t.Helper()
	entries, err := Expand(t.Context(), o)
	check(t, err)
	return names(entries)
}

func names(entries []Entry) []string {
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func wantNames(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestExpand(t *testing.T) {
	dir := lay(t, "a.yaml", "b.YML", "c.json", "d.txt", "README.md", "noext", "sub/e.yaml", "sub/deep/f.yml", "sub-x/g.yaml",
		"sub.yaml", ".hidden/h.yaml", ".git-not/i.yaml", "apps/one/base/j.yaml", "apps/two/base/k.tpl", "odd[1].yaml", "ä b.yaml")
	everything := []string{
		".git-not/i.yaml", ".hidden/h.yaml", "a.yaml", "apps/one/base/j.yaml", "b.YML", "c.json", "odd[1].yaml",
		"sub-x/g.yaml", "sub.yaml", "sub/deep/f.yml", "sub/e.yaml", "ä b.yaml",
	}
	tests := map[string]struct {
		args []string
		want []string
	}{
		"no argument is the working directory": {nil, everything},
		"dot":                                  {[]string{"."}, everything},
		"dot with a slash":                     {[]string{"./"}, everything},
		"any depth":                            {[]string{"**"}, everything},
		"directory":                            {[]string{"sub"}, []string{"sub/deep/f.yml", "sub/e.yaml"}},
		"directory with slashes":               {[]string{"sub//"}, []string{"sub/deep/f.yml", "sub/e.yaml"}},
		"directory as given":                   {[]string{"./sub"}, []string{"./sub/deep/f.yml", "./sub/e.yaml"}},
		"directory from elsewhere":             {[]string{"apps/../sub/deep"}, []string{"apps/../sub/deep/f.yml"}},
		"file as given":                        {[]string{"./a.yaml"}, []string{"./a.yaml"}},
		"file of any extension":                {[]string{"d.txt", "noext"}, []string{"d.txt", "noext"}},
		"order of arguments":                   {[]string{"sub", "a.yaml"}, []string{"sub/deep/f.yml", "sub/e.yaml", "a.yaml"}},
		"each file once":                       {[]string{"a.yaml", "./a.yaml", "sub/e.yaml", "sub"}, []string{"a.yaml", "sub/e.yaml", "sub/deep/f.yml"}},
		"a directory and a file below it":      {[]string{"sub", "sub/e.yaml"}, []string{"sub/deep/f.yml", "sub/e.yaml"}},
		"directories and the directory that contains them": {[]string{"apps", "sub", "."}, append([]string{"apps/one/base/j.yaml", "sub/deep/f.yml", "sub/e.yaml"}, slices.DeleteFunc(slices.Clone(everything), func(name string) bool { return strings.HasPrefix(name, "apps/") || strings.HasPrefix(name, "sub/") })...)},
		"a directory with two names":                       {[]string{"sub", "./sub"}, []string{"sub/deep/f.yml", "sub/e.yaml"}},
		"glob":                                             {[]string{"*.yaml"}, []string{"a.yaml", "odd[1].yaml", "sub.yaml", "ä b.yaml"}},
		"glob as given":                                    {[]string{"./a.*"}, []string{"./a.yaml"}},
		"glob with extensions":                             {[]string{"*.{txt,md}"}, []string{"README.md", "d.txt"}},
		"glob without an extension":                        {[]string{"[a-dR]*"}, []string{"a.yaml", "apps/one/base/j.yaml", "b.YML", "c.json"}},
		"glob of directories":                              {[]string{"apps/*/base"}, []string{"apps/one/base/j.yaml"}},
		"glob with an extension at any depth":              {[]string{"apps/**/*.tpl"}, []string{"apps/two/base/k.tpl"}},
		"glob of everything in a directory":                {[]string{"sub/**"}, []string{"sub/deep/f.yml", "sub/e.yaml"}},
		"glob of all files in a directory":                 {[]string{"sub/**/*"}, []string{"sub/deep/f.yml", "sub/e.yaml"}},
		"file that looks like a glob":                      {[]string{"odd[1].yaml"}, []string{"odd[1].yaml"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			wantNames(t, expand(t, Options{Args: tt.args, Dir: dir}), tt.want...)
		})
	}
}

func TestExpandOutsideOfDir(t *testing.T) {
	dir := lay(t, "work/a.yaml", "other/b.yaml")
	work, other := filepath.Join(dir, "work"), filepath.ToSlash(filepath.Join(dir, "other"))

	wantNames(t, expand(t, Options{Args: []string{"../other"}, Dir: work}), "../other/b.yaml")
	wantNames(t, expand(t, Options{Args: []string{".."}, Dir: work}), "../other/b.yaml", "../work/a.yaml")
	wantNames(t, expand(t, Options{Args: []string{"../*/b.yaml"}, Dir: work}), "../other/b.yaml")
	wantNames(t, expand(t, Options{Args: []string{other}, Dir: work}), other+"/b.yaml")
	wantNames(t, expand(t, Options{Args: []string{other + "/*.yaml"}, Dir: work}), other+"/b.yaml")
}

func TestExpandUsageErrors(t *testing.T) {
	dir := lay(t, "a.yaml", "sub/b.yaml")
	tests := map[string]struct{ arg, want string }{
		"missing file":                {"x.yaml", `cannot use "x.yaml": no such file or directory`},
		"file as directory":           {"a.yaml/b", `cannot use "a.yaml/b": not a directory`},
		"empty argument":              {"", `cannot use "": a path must not be empty`},
		"glob without a match":        {"*.yml", `cannot use "*.yml": the glob matches no file`},
		"glob in a missing directory": {"none/**", `cannot use "none/**": the glob matches no file`},
		"invalid glob":                {"[a-", `cannot use "[a-": not a valid glob: [ and { must be closed`},
		"invalid glob in a directory": {"sub/{a,b", `cannot use "sub/{a,b": not a valid glob: [ and { must be closed`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			entries, err := Expand(t.Context(), Options{Args: []string{"a.yaml", tt.arg}, Dir: dir})
			if _, ok := errors.AsType[*UsageError](err); !ok || err.Error() != tt.want || entries != nil {
				t.Errorf("got the entries %v and the error %v, want the error %s", entries, err, tt.want)
			}
		})
	}
	_, err := Expand(t.Context(), Options{Args: []string{"x", "y"}, Dir: dir})
	if err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("the error is %v, want one line for each argument", err)
	}
}

func TestExpandExcluded(t *testing.T) {
	dir := lay(t, "a.yaml", "skip/b.yaml", "sub/skip.yaml", "sub/c.yaml")
	asked := map[string]bool{}
	o := Options{Dir: dir, Excluded: func(path string) bool {
		asked[path] = true
		return strings.HasPrefix(filepath.Base(path), "skip")
	}}
	wantNames(t, expand(t, o), "a.yaml", "sub/c.yaml")
	if asked[filepath.Join(dir, "skip", "b.yaml")] {
		t.Error("an excluded directory was entered")
	}
	o.Args = []string{"sub/skip.yaml", "skip", "sub/*.yaml"}
	wantNames(t, expand(t, o), "sub/c.yaml")
}

func TestExpandStdin(t *testing.T) {
	dir := lay(t, "a.yaml")
	null, err := os.Open(os.DevNull)
	check(t, err)
	defer func() { _ = null.Close() }()
	piped := strings.NewReader("kind: Backend")

	wantNames(t, expand(t, Options{Dir: dir, Stdin: piped}), "<stdin>")
	wantNames(t, expand(t, Options{Dir: dir, Stdin: piped, StdinIsTerminal: true}), "a.yaml")
	wantNames(t, expand(t, Options{Dir: dir, Stdin: null}), "a.yaml")
	wantNames(t, expand(t, Options{Dir: dir, Stdin: piped, StdinName: "x.yaml", Args: []string{"a.yaml", "-", "-"}}), "a.yaml", "x.yaml")
}

func TestExpandStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Expand(ctx, Options{Dir: lay(t, "a.yaml")}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v, want context.Canceled", err)
	}
}
