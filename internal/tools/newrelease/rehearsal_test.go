package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

// TestRehearsal adds a made-up release in a copy of the project, as docs/releases.md tells a maintainer to: it runs each command of the
// page, and makes the edits that the command asks a person for. All tests of the copy have to pass. It needs BACKENDCTL_REHEARSAL=1.
func TestRehearsal(t *testing.T) {
	if os.Getenv("BACKENDCTL_REHEARSAL") != "1" {
		t.Skip("set BACKENDCTL_REHEARSAL=1 to add a made-up release in a copy of the project")
	}
	r := newRehearsal(t)
	ran := 0
	for _, line := range maintainersCommands(t) {
		out := r.run(line)
		if strings.Contains(line, "./internal/tools/newrelease") {
			if ran++; ran == 1 {
				r.checkQuestions(out)
				r.edit()
			}
		}
	}
	if ran != 2 {
		t.Errorf("the page runs newrelease %d times, want twice", ran)
	}
	r.checkMove()
}

var (
	section  = regexp.MustCompile(`(?s)\n## The next release\n(.*?)(?:\n## |$)`)
	commands = regexp.MustCompile("(?s)```sh\n(.*?)```")
)

// maintainersCommands returns the commands in the part of docs/releases.md for maintainers.
func maintainersCommands(t *testing.T) []string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(root, "docs", "releases.md"))
	if err != nil {
		t.Fatal(err)
	}
	part := section.FindSubmatch(page)
	if part == nil {
		t.Fatal("docs/releases.md has no section for maintainers")
	}
	var out []string
	for _, block := range commands.FindAllSubmatch(part[1], -1) {
		for line := range strings.Lines(string(block[1])) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), " # ")
			if line != "" {
				out = append(out, line)
			}
		}
	}
	return out
}

// A rehearsal runs commands in a copy of the project.
type rehearsal struct {
	*testing.T
	dir     string // the folder of the copy
	beside  string // a folder with a local kgateway repository that has the made-up release, and a git configuration that uses it
	release string
}

func newRehearsal(t *testing.T) *rehearsal {
	t.Helper()
	parent := t.TempDir()
	r := &rehearsal{t, filepath.Join(parent, "project"), filepath.Join(parent, "beside"), next(target.Latest().Release)}
	r.copyProject()
	upstream := filepath.Join(r.beside, "kgateway")
	for name, text := range madeUpCRDs(t) {
		r.write(filepath.Join(upstream, "install", "helm", "kgateway-crds", "templates", name), text)
	}
	r.run("cd " + upstream + " && " + commit + " && git tag v" + r.release + ".0")
	r.write(filepath.Join(r.beside, "gitconfig"), []byte("[url \"file://"+filepath.ToSlash(r.beside)+"/\"]\n\tinsteadOf = https://github.com/kgateway-dev/\n"))
	return r
}

// commit is a command that creates a git repository in a folder, with one commit of all files.
const commit = "git init -q . && git add . && git -c user.name=a -c user.email=a@example.com commit -qm one"

// copyProject copies the files that git tracks, and new files that git does not ignore.
func (r *rehearsal) copyProject() {
	list := exec.Command("git", "ls-files", "-co", "--exclude-standard", "-z")
	list.Dir = root
	names, err := list.Output()
	if err != nil {
		r.Fatal(err)
	}
	for name := range bytes.SplitSeq(bytes.TrimRight(names, "\x00"), []byte{0}) {
		text, err := os.ReadFile(filepath.Join(root, string(name)))
		if os.IsNotExist(err) {
			continue // deleted, and not yet in the index
		} else if err != nil {
			r.Fatal(err)
		}
		r.write(filepath.Join(r.dir, string(name)), text)
		if info, err := os.Stat(filepath.Join(root, string(name))); err == nil {
			_ = os.Chmod(filepath.Join(r.dir, string(name)), info.Mode())
		}
	}
	r.run(commit)
}

func (r *rehearsal) write(name string, text []byte) {
	r.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		r.Fatal(err)
	}
	if err := os.WriteFile(name, text, 0o755); err != nil {
		r.Fatal(err)
	}
}

// run runs a command in the copy and returns its output. The test fails if the command fails.
func (r *rehearsal) run(line string) string {
	r.Helper()
	out, err := r.try(line)
	if err != nil {
		r.Fatalf("%s: %v\n%s\n%s", line, err, strings.Join(failed(out), "\n"), lastPart(out))
	}
	return out
}

func (r *rehearsal) try(line string) (string, error) {
	begun := time.Now()
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "BACKENDCTL_REHEARSAL=", "BACKENDCTL_CRDS=",
		"BACKENDCTL_CORPUS="+filepath.Join(r.beside, "none"), "GIT_CONFIG_GLOBAL="+filepath.Join(r.beside, "gitconfig"), "PWD="+r.dir)
	out, err := cmd.CombinedOutput()
	r.Logf("%5.1fs  %s", time.Since(begun).Seconds(), line)
	return string(out), err
}

// lastPart returns the last lines of an output.
func lastPart(out string) string {
	const most = 6000
	return out[max(0, len(out)-most):]
}

// checkQuestions checks what the command asks for, and that a test fails until the texts are written.
func (r *rehearsal) checkQuestions(out string) {
	r.Helper()
	moved := fmt.Sprintf("from %s to %s?", movedFrom, movedTo)
	for _, want := range []string{fieldWordsFile, freshField, freshList, movedTo, rowsFile, moved, wordsFile, freshPolicy, limited + ": maxItems", goneValue + " (removed)"} {
		if !strings.Contains(out, want) {
			r.Errorf("the command does not ask for %s:\n%s", want, out)
		}
	}
	failure, err := r.try("go test ./internal/tools/newrelease")
	for _, want := range []string{freshField, freshList, movedTo, freshPolicy, "kgateway-" + r.release} {
		if err == nil || !strings.Contains(failure, want+" has the text "+edit.ToWrite) {
			r.Errorf("want a failed test because %s has no text, got the error %v:\n%s", want, err, failure)
		}
	}
}

// edit makes the edits of a person: it writes texts for the new fields and the changes of behaviour, and joins the rows of the field that
// moved.
func (r *rehearsal) edit() {
	r.Helper()
	files := []string{fieldWordsFile, wordsFile, rowsFile}
	for _, name := range files {
		err := edit.Change(filepath.Join(r.dir, name), func(text string) (string, error) {
			text = strings.ReplaceAll(text, "text: "+edit.ToWrite, "text: What the rehearsal says.\n  expected: a value of the rehearsal")
			text = strings.ReplaceAll(text, ": "+edit.ToWrite+"\n", ": What the rehearsal says.\n")
			if name == rowsFile {
				text = joinRows(text, below(movedFrom), below(movedTo), r.release)
			}
			return text, nil
		})
		if err != nil {
			r.Fatal(err)
		}
	}
	r.Logf("edited: %s", strings.Join(files, ", "))
}

// joinRows replaces the two rows of a field that moved by one row.
func joinRows(text, from, to, release string) string {
	text = regexp.MustCompile(`(?m)^.*"`+regexp.QuoteMeta(to)+`".*\n`).ReplaceAllString(text, "")
	return strings.Replace(text, fmt.Sprintf("%q}", from), fmt.Sprintf("%q, %q, %q}", from, release+"+", to), 1)
}

// checkMove checks that the field that moved keeps its value in a conversion, and that scaffold writes it at its new place.
func (r *rehearsal) checkMove() {
	r.write(filepath.Join(r.beside, "ec2.yaml"), []byte("apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: x}\n"+
		"spec: {aws: {region: eu-central-1, ec2: {addressType: PublicIP, filters: [{key: a}]}}}\n"))
	want := nameOf(movedTo) + ": PublicIP"
	if out := r.run("go run ./cmd/backendctl convert --no-config --to " + r.release + " " + filepath.Join(r.beside, "ec2.yaml")); !strings.Contains(out, want) {
		r.Errorf("the conversion loses the field that moved:\n%s", out)
	}
	scaffold := "go run ./cmd/backendctl scaffold aws-ec2 x --no-config --region eu-central-1 --filter a=b --port 80 --address-type PublicIP --target " + r.release
	if out := r.run(scaffold); !strings.Contains(out, want) {
		r.Errorf("scaffold writes the field that moved at its old place:\n%s", out)
	}
}
