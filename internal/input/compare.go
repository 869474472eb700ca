package input

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// A Comparison compares files with their state in a git revision. It runs git a few times per repository, for any number of files, and like
// [Revision] runs nothing that the repository configures.
type Comparison struct {
	ctx   context.Context
	name  string                       // the name of the revision, as the user wrote it
	names map[string]string            // the name of the revision for git, by work tree
	files map[string]blob              // the file in the revision, by path of an entry
	tops  map[string]string            // the work tree, by path of an entry
	trees map[string]map[string]string // the name of the git object, by work tree and path below it
}

// Compare prepares the comparison of files with a revision: a commit or tree as git understands it, [Index], or A...B for the merge base of
// A and B. A repository inside another one is compared with the commit that the outer revision records for it. The error is a
// [*RevisionError] if git does not know the revision, or if a file is not in a work tree.
func Compare(ctx context.Context, name string, o Options, entries []Entry) (*Comparison, error) {
	c := &Comparison{ctx: ctx, name: name, names: map[string]string{}, files: map[string]blob{}, tops: map[string]string{}, trees: map[string]map[string]string{}}
	rel, err := c.place(o, entries)
	if err != nil {
		return nil, err
	}
	tops := slices.Collect(maps.Keys(c.trees))
	stable.Sort(tops, func(a, b string) int { return len(a) - len(b) })
	for i, top := range tops {
		if c.trees[top], err = c.tree(top, tops[:i]); err != nil {
			return nil, err
		}
	}
	for path, top := range c.tops {
		if object, ok := c.trees[top][rel[path]]; ok {
			c.files[path] = blob{path: rel[path], object: object}
		}
	}
	return c, nil
}

// place finds the work tree of each entry. It returns the path of each entry below its work tree, by the path of the entry.
func (c *Comparison) place(o Options, entries []Entry) (rel map[string]string, err error) {
	rel = map[string]string{}
	resolved := map[string]string{} // the path without links, by directory; it is cached because several files may be in one directory
	for _, e := range entries {
		if e.IsStdin() {
			return nil, &RevisionError{"standard input has no revision to compare with: give a path, such as ."}
		}
		dir := filepath.Dir(e.path)
		if resolved[dir] == "" {
			resolved[dir] = realPath(dir)
		}
		at := filepath.Join(resolved[dir], filepath.Base(e.path))
		if isLink(at) {
			at = realPath(at)
		}
		top, ok := workTree(filepath.Dir(at))
		if !ok {
			return nil, &RevisionError{e.name + " is not in a git work tree"}
		}
		below, err := filepath.Rel(top, at)
		if err != nil {
			return nil, err
		}
		c.tops[e.path], rel[e.path], c.trees[top] = top, filepath.ToSlash(below), nil
	}
	if len(entries) == 0 { // an unknown revision is an error even without files
		top, ok := workTree(realPath(o.Dir))
		if !ok {
			return nil, &RevisionError{o.Dir + " is not in a git work tree"}
		}
		c.trees[top] = nil
	}
	return rel, nil
}

// tree returns the files of the revision in a work tree: the names of their git objects, by path. outer are the work trees that may contain
// this work tree.
func (c *Comparison) tree(top string, outer []string) (map[string]string, error) {
	g := git{ctx: c.ctx, dir: top}
	for _, o := range slices.Backward(outer) {
		if within(top, o) {
			return c.pinned(g, o), nil
		}
	}
	name := c.name
	if a, b, ok := strings.Cut(name, "..."); ok {
		var err error
		if name, err = MergeBase(c.ctx, top, head(a), head(b)); err != nil {
			return nil, err
		}
	}
	c.names[top] = name
	blobs, err := Revision{Name: name}.list(g)
	return objects(blobs), err
}

// head returns the revision, or HEAD if it is empty.
func head(name string) string {
	if name == "" {
		return "HEAD"
	}
	return name
}

// pinned returns the files of the commit that the revision of the repository at outer records for a nested repository. It returns no files
// if there is no such commit, so that every file counts as new.
func (c *Comparison) pinned(g git, outer string) map[string]string {
	rel, err := filepath.Rel(outer, g.dir)
	name, known := c.names[outer]
	if err != nil || !known {
		return nil
	}
	if name == Index {
		name = "" // git's name of the index in front of a path
	}
	commit, _, err := git{ctx: c.ctx, dir: outer}.run("rev-parse", "--verify", "--quiet", "--end-of-options", name+":"+filepath.ToSlash(rel))
	if err != nil {
		return nil
	}
	c.names[g.dir] = strings.TrimSpace(commit)
	blobs, err := Revision{Name: c.names[g.dir]}.list(g)
	if err != nil {
		return nil
	}
	return objects(blobs)
}

// objects returns the names of the git objects of blobs, by path.
func objects(blobs []blob) map[string]string {
	out := make(map[string]string, len(blobs))
	for _, b := range blobs {
		out[b.path] = b.object
	}
	return out
}

// Same reports whether a file has the same bytes as in the revision. It is safe for concurrent use. A file that git stores in another form,
// for instance with other line ends, counts as different, although its text may be the same.
func (c *Comparison) Same(path string, raw []byte) bool {
	b, ok := c.files[path]
	return ok && objectID(raw, len(b.object)) == b.object
}

// objectID returns git's object name of a file with this content, in the length of the repository's hashes.
func objectID(raw []byte, length int) string {
	h := sha1.New()
	if length == hex.EncodedLen(sha256.Size) {
		h = sha256.New()
	}
	h.Write([]byte("blob " + strconv.Itoa(len(raw)) + "\x00"))
	h.Write(raw)
	return hex.EncodeToString(h.Sum(nil))
}

// Read returns files as they are in the revision, by path. Files that the revision does not have are missing in the result.
func (c *Comparison) Read(paths []string) (map[string]*source.File, error) {
	wanted := map[string][]string{} // the requested paths, by work tree
	for _, p := range paths {
		if _, ok := c.files[p]; ok {
			wanted[c.tops[p]] = append(wanted[c.tops[p]], p)
		}
	}
	out := map[string]*source.File{}
	for top, paths := range wanted {
		blobs := make([]blob, len(paths))
		for i, p := range paths {
			blobs[i] = c.files[p]
		}
		files, err := Revision{Name: c.name}.contents(git{ctx: c.ctx, dir: top}, blobs, math.MaxInt64-1)
		if err != nil {
			return nil, err
		}
		for i, p := range paths {
			out[p] = files[i]
		}
	}
	return out, nil
}
