package input

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// A git runs the git command for one directory. It never writes to the repository, and never runs programs that the content or the
// configuration of the repository names.
type git struct {
	ctx context.Context
	dir string
}

// A gitFile is a file or repository that git lists, or a directory that git cannot read.
type gitFile struct {
	path       string // relative to the directory, with forward slashes
	repository bool   // a submodule, or an untracked repository
	unreadable error  // the error of git if path is a directory that it could not read; else nil
}

// submodule is the mode that git lists for a submodule, instead of the mode of a file.
const submodule = "160000"

// files lists the tracked files below the directory, and the files that are neither tracked nor ignored.
func (g git) files() ([]gitFile, error) {
	stdout, stderr, err := g.run("ls-files", "--cached", "--others", "--stage", "-t", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	files := unreadable(stderr)
	for line := range strings.SplitSeq(strings.TrimSuffix(stdout, "\x00"), "\x00") {
		if line != "" {
			files = append(files, parseLine(line))
		}
	}
	return files, nil
}

// ignoredBelow lists the ignored files below the directory. For a directory whose files are all ignored, it lists only the name of the
// directory, with a slash at the end.
func (g git) ignoredBelow() []string {
	out, _, err := g.run("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")
	if err != nil || out == "" {
		return nil // the listing of files reports the same error
	}
	return strings.Split(strings.TrimSuffix(out, "\x00"), "\x00")
}

// ignored reports whether git ignores the directory itself.
func (g git) ignored() bool {
	_, _, err := g.run("check-ignore", "--quiet", ".")
	return err == nil
}

// parseLine parses a line of git's listing: "H 100644 <object> 0\tpath" for a tracked file, and "? path" for another file.
func parseLine(line string) gitFile {
	tag, rest, _ := strings.Cut(line, " ")
	if tag == "?" {
		name, repository := strings.CutSuffix(rest, "/")
		return gitFile{path: name, repository: repository}
	}
	staged, name, _ := strings.Cut(rest, "\t")
	return gitFile{path: name, repository: strings.HasPrefix(staged, submodule)}
}

// unreadable returns the directories that git could not open and only warned about.
func unreadable(stderr string) []gitFile {
	var dirs []gitFile
	for line := range strings.Lines(stderr) {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), "warning: could not open directory '")
		name, why, cut := strings.Cut(rest, "': ")
		if ok && cut {
			dirs = append(dirs, gitFile{path: strings.TrimSuffix(name, "/"), unreadable: errors.New(strings.ToLower(why))})
		}
	}
	return dirs
}

func (g git) run(args ...string) (stdout, stderr string, err error) { return g.ask("", args...) }

// ask runs git with a text on its standard input. It returns git's output and warnings.
func (g git) ask(stdin string, args ...string) (stdout, stderr string, err error) {
	args = append([]string{"-c", "core.fsmonitor=false", "-c", "safe.bareRepository=explicit"}, args...)
	cmd := exec.CommandContext(g.ctx, "git", args...)
	cmd.Dir = g.dir
	cmd.Env = environment(cmd.Environ())
	if stdin != "" {
		cmd.Stdin = strings.NewReader(stdin)
	}
	var out, warnings bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &warnings
	if err := cmd.Run(); err != nil {
		return "", "", explain(err, warnings.String())
	}
	return out.String(), warnings.String(), nil
}

// environment returns env without the variables that select a git repository. If a git hook started the tool, they are about the repository
// of the hook, which may be a different one. They are removed and not set to "", because "" would be a wrong path.
func environment(env []string) []string {
	var kept []string
	for _, v := range env {
		name, _, _ := strings.Cut(v, "=")
		switch name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY":
		default:
			kept = append(kept, v)
		}
	}
	return append(kept, "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
}

// explain returns an error with the first line of git's message instead of the error about git's exit status. Further lines are advice.
func explain(err error, stderr string) error {
	if first, _, _ := strings.Cut(strings.TrimSpace(stderr), "\n"); first != "" {
		return fmt.Errorf("git: %q", first)
	}
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("git is not installed")
	}
	return err
}
