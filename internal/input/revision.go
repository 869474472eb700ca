package input

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// Index is the name of the revision with the files that are staged for the next commit.
const Index = "index"

// A Revision is a state of a git repository. Its files are read from git's objects. Nothing is written or fetched, and no filter, hook or
// driver of the repository runs.
type Revision struct {
	// Name is a commit or a tree as git understands it, or [Index].
	Name string
	Options
}

// A RevisionError is the reason why a revision cannot be read.
type RevisionError struct{ Reason string }

func (e *RevisionError) Error() string { return e.Reason }

// Read reads the files that the arguments select in the revision: the manifests below a directory, and files by name. Paths that the
// revision does not have are skipped. The name of a file is REVISION:PATH.
func (r Revision) Read(ctx context.Context) ([]*source.File, error) {
	o := r.withDefaults()
	g := git{ctx: ctx, dir: o.Dir}
	top, _, err := g.run("rev-parse", "--show-toplevel")
	if err != nil {
		return nil, &RevisionError{fmt.Sprintf("%s is not in a git work tree (%v)", o.Dir, err)}
	}
	root := realPath(strings.TrimSpace(top))
	blobs, err := r.list(git{ctx: ctx, dir: root})
	if err != nil {
		return nil, err
	}
	var wanted []blob
	for _, b := range blobs {
		if b.name = o.wants(root, b.path); b.name != "" {
			wanted = append(wanted, b)
		}
	}
	return r.contents(git{ctx: ctx, dir: root}, wanted, o.MaxFileSize)
}

// A blob is a file of a revision.
type blob struct {
	path, object string // the path below the root of the repository, and the name of the git object
	name         string // the path as in the arguments
}

// list lists the regular files of the revision.
func (r Revision) list(g git) ([]blob, error) {
	args := []string{"ls-files", "--stage", "-z"}
	if r.Name != Index {
		commit, _, err := g.run("rev-parse", "--verify", "--quiet", "--end-of-options", r.Name+"^{tree}")
		if err != nil {
			return nil, &RevisionError{fmt.Sprintf("unknown git revision %q%s", r.Name, g.shallow())}
		}
		args = []string{"ls-tree", "-r", "-z", "--full-tree", strings.TrimSpace(commit)}
	}
	out, _, err := g.run(args...)
	if err != nil {
		return nil, err
	}
	var all []blob
	for line := range strings.SplitSeq(strings.TrimSuffix(out, "\x00"), "\x00") {
		about, name, ok := strings.Cut(line, "\t")
		words := strings.Fields(about) // ls-tree writes mode, type and object; ls-files writes mode, object and stage
		if !ok || len(words) != 3 || !strings.HasPrefix(words[0], "100") {
			continue
		}
		object := words[2]
		if r.Name == Index {
			if object = words[1]; words[2] != "0" {
				return nil, fmt.Errorf("%s has an unresolved conflict", name)
			}
		}
		all = append(all, blob{path: name, object: object})
	}
	return all, nil
}

// shallow returns advice for the message about an unknown revision if the clone is shallow, and otherwise "". CI pipelines often fetch only
// one commit.
func (g git) shallow() string {
	if out, _, err := g.run("rev-parse", "--is-shallow-repository"); err != nil || strings.TrimSpace(out) != "true" {
		return ""
	}
	return "; this clone is shallow: fetch the revision, or more of the history"
}

// wants returns the name of a file in the revision, or "" if no argument selects the file. The name is the argument, with the path of the
// file below the argument.
func (o Options) wants(root, file string) string {
	full := filepath.Join(root, filepath.FromSlash(file))
	for _, arg := range o.Args {
		at := realPath(o.Dir)
		if filepath.IsAbs(arg) {
			at = ""
		}
		at = filepath.Join(at, arg)
		rel, err := filepath.Rel(at, full)
		switch {
		case err != nil || !filepath.IsLocal(rel):
		case rel == ".":
			return display(arg)
		case hasExtension(file) && (o.Excluded == nil || !o.Excluded(full)):
			return path.Join(display(arg), filepath.ToSlash(rel))
		}
	}
	return ""
}

// contents reads the blobs with one git process. It returns their files in the same order, or a [*ReadError] if a blob is larger than limit
// bytes.
func (r Revision) contents(g git, blobs []blob, limit int64) ([]*source.File, error) {
	if len(blobs) == 0 {
		return nil, nil
	}
	var ask strings.Builder
	for _, b := range blobs {
		ask.WriteString(b.object + "\n")
	}
	out, _, err := g.ask(ask.String(), "cat-file", "--batch")
	if err != nil {
		return nil, err
	}
	var files []*source.File
	for _, b := range blobs {
		head, rest, _ := strings.Cut(out, "\n") // the line is <object> blob <size>
		words := strings.Fields(head)
		size, err := strconv.ParseInt(words[len(words)-1], 10, 64)
		if err != nil || size > int64(len(rest)) {
			return nil, fmt.Errorf("cannot read %s of %s: git: %q", b.path, r.Name, head)
		}
		if size > limit {
			return nil, &ReadError{Name: r.Name + ":" + b.name, Err: &LimitError{Limit: limit}}
		}
		files = append(files, source.New(r.Name+":"+b.name, []byte(rest[:size])))
		out = strings.TrimPrefix(rest[size:], "\n")
	}
	return files, nil
}

// MergeBase returns the merge base of two revisions.
func MergeBase(ctx context.Context, dir, a, b string) (string, error) {
	out, _, err := git{ctx: ctx, dir: dir}.run("merge-base", "--end-of-options", a, b)
	if err != nil {
		return "", &RevisionError{fmt.Sprintf("git finds no common commit of %q and %q", a, b)}
	}
	return strings.TrimSpace(out), nil
}
