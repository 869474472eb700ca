//go:build unix

package input

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func link(t *testing.T, target, at string) {
	t.Helper()
	check(t, os.MkdirAll(filepath.Dir(at), 0o755))
	check(t, os.Symlink(target, at))
}

// noting returns options that collect notes.
func noting(o Options, notes *[]string) Options {
	o.Note = func(message string) { *notes = append(*notes, message) }
	return o
}

// TestLinksInDirectory checks that links in a directory are followed only to files inside the directory.
func TestLinksInDirectory(t *testing.T) {
	dir := lay(t, "in/real.yaml", "in/deep/a.yaml", "in/linked.txt", "out/secret.yaml", "out/b.yaml")
	in := filepath.Join(dir, "in")
	link(t, "real.yaml", filepath.Join(in, "again.yaml"))
	link(t, "linked.txt", filepath.Join(in, "text.yaml"))
	link(t, "../out/secret.yaml", filepath.Join(in, "secret.yaml"))
	link(t, "../out", filepath.Join(in, "out.yaml"))
	link(t, "../..", filepath.Join(in, "deep", "loop"))
	link(t, "self.yaml", filepath.Join(in, "self.yaml"))
	link(t, "nowhere", filepath.Join(in, ".#lock.yaml"))

	var notes []string
	wantNames(t, expand(t, noting(Options{Args: []string{"in"}, Dir: dir}, &notes)), "in/deep/a.yaml", "in/real.yaml", "in/text.yaml")
	slices.Sort(notes)
	wantNames(t, notes,
		"in/.#lock.yaml is skipped: broken symlink",
		"in/secret.yaml is skipped: the symlink points outside of "+in+"; give its path to read it",
		"in/self.yaml is skipped: broken symlink")
}

// TestNamedLinks checks that links that are arguments are followed, and that a file with two names is listed once.
func TestNamedLinks(t *testing.T) {
	dir := lay(t, "in/a.yaml", "out/secret.yaml")
	link(t, "../out/secret.yaml", filepath.Join(dir, "in", "secret.yaml"))
	link(t, "out", filepath.Join(dir, "dir"))
	link(t, "self", filepath.Join(dir, "self"))

	wantNames(t, expand(t, Options{Args: []string{"in/secret.yaml"}, Dir: dir}), "in/secret.yaml")
	wantNames(t, expand(t, Options{Args: []string{"dir"}, Dir: dir}), "dir/secret.yaml")
	wantNames(t, expand(t, Options{Args: []string{"out", "dir", "in/secret.yaml"}, Dir: dir}), "out/secret.yaml")
	wantReadError(t, only(t, Options{Args: []string{"self"}, Dir: dir}), "cannot read self: too many levels of symbolic links")
}

// TestGlobIsNotCaughtInLoops checks that a glob does not follow a link to a directory around the link.
func TestGlobIsNotCaughtInLoops(t *testing.T) {
	dir := lay(t, "a/b/c.yaml")
	link(t, "../..", filepath.Join(dir, "a", "b", "loop"))
	wantNames(t, expand(t, Options{Args: []string{"**/*.yaml"}, Dir: dir}), "a/b/c.yaml")
}

// TestStreams checks that FIFOs and devices are read if they are arguments, and skipped in directories.
func TestStreams(t *testing.T) {
	dir := lay(t, "a.yaml")
	fifo := filepath.Join(dir, "fifo.yaml")
	check(t, syscall.Mkfifo(fifo, 0o600))
	wantNames(t, expand(t, Options{Dir: dir}), "a.yaml")
	wantNames(t, expand(t, Options{Args: []string{"*.yaml"}, Dir: dir}), "a.yaml", "fifo.yaml")

	go func() { _ = os.WriteFile(fifo, []byte("kind: Backend"), 0) }()
	e := only(t, Options{Args: []string{"fifo.yaml"}, Dir: dir})
	read := make(chan string)
	go func() {
		f, err := e.Read()
		if err != nil {
			read <- err.Error()
			return
		}
		read <- f.Text()
	}()
	select {
	case got := <-read:
		wantNames(t, []string{got}, "kind: Backend")
	case <-time.After(10 * time.Second):
		t.Fatal("reading a FIFO hangs")
	}
	wantReadError(t, only(t, Options{Args: []string{"/dev/zero"}, Dir: dir, MaxFileSize: 1 << 20}),
		"cannot read /dev/zero: larger than the limit of 1 MiB; raise it with --max-file-size")
}

// TestUnreadable checks that files and directories that cannot be read are entries with errors, and that the other files are listed.
func TestUnreadable(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("requires a user other than root, who can read all files")
	}
	dir := lay(t, "a.yaml", "b.yaml", "locked/c.yaml", "z/d.yaml")
	check(t, os.Chmod(filepath.Join(dir, "b.yaml"), 0))
	check(t, os.Chmod(filepath.Join(dir, "locked"), 0))
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "locked"), 0o700) })

	for _, arg := range []string{".", "**/*.yaml"} {
		entries, err := Expand(t.Context(), Options{Args: []string{arg}, Dir: dir})
		check(t, err)
		var failures []string
		for _, e := range entries {
			if _, err := e.Read(); err != nil {
				failures = append(failures, err.Error())
			}
		}
		slices.Sort(failures)
		wantNames(t, failures, "cannot read b.yaml: permission denied", "cannot read locked: permission denied")
		if len(entries) != 4 {
			t.Errorf("%s: entries %q, want 4", arg, names(entries))
		}
	}
	wantReadError(t, only(t, Options{Args: []string{"locked/c.yaml"}, Dir: dir}), "cannot read locked/c.yaml: permission denied")

	repo(t, dir)
	got := strings.Join(expand(t, Options{Dir: dir}), " ")
	if got != "a.yaml b.yaml locked z/d.yaml" {
		t.Errorf("in a work tree, the entries are %s", got)
	}
}
