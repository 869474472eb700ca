package input

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// repo makes dir a git work tree with all current files committed.
func repo(t *testing.T, dir string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("requires git")
	}
	runGit(t, dir, "init", "--quiet")
	runGit(t, dir, "add", "--all", "--ignore-errors")
	runGit(t, dir, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--quiet", "--allow-empty", "-m", "x")
}

func runGit(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = dir
	cmd.Env = append(environment(os.Environ()), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
	if out, err := cmd.CombinedOutput(); err != nil && args[0] != "add" {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// TestWorkTree lists directories in a git work tree with new, removed, renamed and ignored files.
func TestWorkTree(t *testing.T) {
	dir := lay(t, "kept.yaml", "gone.yaml", "renamed.yaml", "became/dir.yaml", "sub/deep/a.yaml")
	repo(t, dir)
	write(t, filepath.Join(dir, ".gitignore"), "build/\n*.gen.yaml\n")
	for _, f := range []string{"build/b.yaml", "x.gen.yaml", "sub/y.gen.yaml", "new.yaml", "sub/new é\n.yaml", "node/.gitignore", "node/n.yaml"} {
		write(t, filepath.Join(dir, filepath.FromSlash(f)), "*\n")
	}
	check(t, os.Remove(filepath.Join(dir, "gone.yaml")))
	check(t, os.Rename(filepath.Join(dir, "renamed.yaml"), filepath.Join(dir, "moved.yaml")))
	check(t, os.RemoveAll(filepath.Join(dir, "became")))
	write(t, filepath.Join(dir, "became"), "")

	all := []string{"kept.yaml", "moved.yaml", "new.yaml", "sub/deep/a.yaml", "sub/new é\n.yaml"}
	tests := map[string]struct{ args, want []string }{
		"the whole work tree":                  {[]string{"."}, all},
		"a directory":                          {[]string{"sub"}, []string{"sub/deep/a.yaml", "sub/new é\n.yaml"}},
		"an ignored file as an argument":       {[]string{"x.gen.yaml"}, []string{"x.gen.yaml"}},
		"an ignored folder as an argument":     {[]string{"build"}, []string{"build/b.yaml"}},
		"glob of ignored files":                {[]string{"build/*.yaml"}, []string{"build/b.yaml"}},
		"glob of everything":                   {[]string{"**"}, all},
		"glob that matches only files in .git": {[]string{"**/HEAD", "."}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			entries, err := Expand(t.Context(), Options{Args: tt.args, Dir: dir})
			if got := names(entries); !slices.Equal(got, tt.want) || (err != nil) != (tt.want == nil) {
				t.Errorf("got %q, error %v\nwant %q", got, err, tt.want)
			}
		})
	}
	wantNames(t, expand(t, Options{Args: []string{".."}, Dir: filepath.Join(dir, "sub")}),
		"../kept.yaml", "../moved.yaml", "../new.yaml", "../sub/deep/a.yaml", "../sub/new é\n.yaml")
}

// TestConflict lists a file with three versions in git, in the middle of a merge.
func TestConflict(t *testing.T) {
	dir := lay(t, "a.yaml", "b.yaml")
	repo(t, dir)
	runGit(t, dir, "checkout", "--quiet", "-b", "theirs")
	for _, side := range []string{"theirs", "ours"} {
		write(t, filepath.Join(dir, "a.yaml"), side)
		runGit(t, dir, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--quiet", "--all", "-m", side)
		if side == "theirs" {
			runGit(t, dir, "checkout", "--quiet", "-b", "ours", "HEAD~")
		}
	}
	merge := exec.CommandContext(t.Context(), "git", "-c", "user.name=x", "-c", "user.email=x@example.com", "merge", "--quiet", "theirs")
	merge.Dir = dir
	if merge.Run() == nil {
		t.Fatal("the merge has no conflict")
	}
	wantNames(t, expand(t, Options{Args: []string{"."}, Dir: dir}), "a.yaml", "b.yaml")
}

// TestRepositoriesInside lists a work tree that contains a submodule and other repositories. Each of them has its own ignored files.
func TestRepositoriesInside(t *testing.T) {
	dir := lay(t, "a.yaml")
	for _, inner := range []string{"submodule", "untracked", "excluded"} {
		write(t, filepath.Join(dir, inner, "in.yaml"), "")
		write(t, filepath.Join(dir, inner, "ignored.yaml"), "")
		write(t, filepath.Join(dir, inner, ".gitignore"), "ignored.yaml\n")
		repo(t, filepath.Join(dir, inner))
	}
	repo(t, dir)
	runGit(t, dir, "rm", "--quiet", "-f", "--cached", "untracked")
	o := Options{Dir: dir, Excluded: func(path string) bool { return filepath.Base(path) == "excluded" }}
	wantNames(t, expand(t, o), "a.yaml", "submodule/in.yaml", "untracked/in.yaml")

	// A submodule that is not checked out is an empty folder.
	check(t, os.RemoveAll(filepath.Join(dir, "submodule")))
	check(t, os.Mkdir(filepath.Join(dir, "submodule"), 0o755))
	wantNames(t, expand(t, o), "a.yaml", "untracked/in.yaml")

	// From outside, the walk finds each work tree.
	wantNames(t, expand(t, Options{Dir: filepath.Dir(dir), Args: []string{filepath.Base(dir)}, Excluded: o.Excluded}),
		filepath.Base(dir)+"/a.yaml", filepath.Base(dir)+"/untracked/in.yaml")
}

// TestWorkTreeInHook checks that the variables that git sets for a hook are not used.
func TestWorkTreeInHook(t *testing.T) {
	dir := lay(t, "a.yaml")
	repo(t, dir)
	write(t, filepath.Join(dir, ".gitignore"), "b.yaml\n")
	write(t, filepath.Join(dir, "b.yaml"), "")
	t.Setenv("GIT_DIR", filepath.Join(dir, "elsewhere"))
	t.Setenv("GIT_INDEX_FILE", filepath.Join(dir, "none"))
	wantNames(t, expand(t, Options{Dir: dir}), "a.yaml")
}

// TestWithoutGit checks that all files are listed, with a note, if git fails or is not installed.
func TestWithoutGit(t *testing.T) {
	dir := lay(t, "a.yaml", ".git/config.yaml", "sub/.git/x.yaml", "sub/b.yaml")
	var notes []string
	o := Options{Dir: dir, Note: func(message string) { notes = append(notes, message) }}

	t.Run("not a repository", func(t *testing.T) {
		wantNames(t, expand(t, o), "a.yaml", "sub/b.yaml")
		if len(notes) != 2 {
			t.Errorf("notes %q, want 2", notes)
		}
	})
	t.Run("not installed", func(t *testing.T) {
		notes = nil
		t.Setenv("PATH", t.TempDir())
		wantNames(t, expand(t, o), "a.yaml", "sub/b.yaml")
		wantNames(t, notes[:1], "ignored files are also read, because git failed: git is not installed")
	})
}

func TestParseLine(t *testing.T) {
	const object = "587be6b4c3f93f93c489c0111bba5596147a26cb"
	tests := map[string]gitFile{
		"H 100644 " + object + " 0\ta b\tc.yaml": {path: "a b\tc.yaml"},
		"H 160000 " + object + " 0\tsub":         {path: "sub", repository: true},
		"? nested/":                              {path: "nested", repository: true},
		"? H 100644 " + object + " 0\tx.yaml":    {path: "H 100644 " + object + " 0\tx.yaml"},
	}
	for line, want := range tests {
		if got := parseLine(line); got != want {
			t.Errorf("parseLine(%q) = %+v, want %+v", line, got, want)
		}
	}
}
