package input

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// isGlob reports whether an argument contains a wildcard character.
func isGlob(arg string) bool { return strings.ContainsAny(arg, "*?[{") }

// glob lists the matches of a pattern, as if each match was an argument.
func (x *expansion) glob(arg string) error {
	names, err := x.matches(beforeAnyDepth(filepath.ToSlash(arg)))
	if err != nil {
		return &UsageError{Arg: arg, Reason: "not a valid glob: [ and { must be closed"}
	}
	if len(names) == 0 {
		return &UsageError{Arg: arg, Reason: "the glob matches no file"}
	}
	for _, name := range names {
		// A match that was removed in the meantime is not a usage error.
		_ = x.named(name)
	}
	return nil
}

// matches returns the matches of a pattern, with the same prefix as the pattern. A wildcard does not follow links to directories.
func (x *expansion) matches(pattern string) ([]string, error) {
	base, rest := doublestar.SplitPattern(pattern)
	root := x.abs(filepath.FromSlash(base))
	tree := globTree{StatFS: os.DirFS(root).(fs.StatFS), unreadable: func(dir string, err error) {
		at := filepath.Join(root, dir)
		x.add(Entry{name: join(base, pattern, dir), path: at, err: err}, at)
	}}
	m := globMatches{dirs: map[string]bool{}, takesAny: takesAnyName(rest)}
	err := doublestar.GlobWalk(tree, rest, func(rel string, entry fs.DirEntry) error {
		m.add(join(base, pattern, rel), entry.IsDir())
		return x.ctx.Err()
	}, doublestar.WithNoFollow())
	return m.sorted(), err
}

// globMatches collects the matches of one pattern.
type globMatches struct {
	names    []string
	dirs     map[string]bool // the matches that are directories
	takesAny bool            // the pattern matches any extension, so other files than manifests are left out
}

func (m *globMatches) add(name string, isDir bool) {
	if isDir {
		m.dirs[name] = true
	}
	if isDir || !m.takesAny || hasExtension(name) {
		m.names = append(m.names, name)
	}
}

// sorted returns the sorted names, except for names below a directory that also matched: listing the directory finds them.
func (m *globMatches) sorted() []string {
	slices.Sort(m.names)
	return slices.DeleteFunc(slices.Compact(m.names), func(name string) bool {
		for dir := path.Dir(name); dir != path.Dir(dir); dir = path.Dir(dir) {
			if m.dirs[dir] {
				return true
			}
		}
		return false
	})
}

// A globTree is the file system that a pattern is matched against. It hides .git folders, and reports directories that cannot be read,
// which the matcher would silently skip.
type globTree struct {
	fs.StatFS
	unreadable func(dir string, err error)
}

func (t globTree) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(t.StatFS, name)
	if err != nil && !isMissing(err) {
		t.unreadable(name, err)
	}
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == ".git" }), err
}

// join returns the path of a match: base, which is the part of the pattern before the first wildcard, and rel. It begins with "./" only if
// the pattern does.
func join(base, pattern, rel string) string {
	if base == "." && !strings.HasPrefix(pattern, "./") {
		return rel
	}
	return strings.TrimSuffix(base, "/") + "/" + rel
}

// beforeAnyDepth removes a suffix that means "everything below": dir/** is dir.
func beforeAnyDepth(pattern string) string {
	trimmed := strings.TrimSuffix(pattern, "/*")
	if trimmed == "**" {
		return "."
	}
	if dir, ok := strings.CutSuffix(trimmed, "/**"); ok && dir != "" {
		return dir
	}
	return pattern
}

// takesAnyName reports whether a pattern does not contain an extension. Of its matches, only files with the extension of a manifest are
// used, as in a directory. All matches of a pattern with an extension are used.
func takesAnyName(pattern string) bool { return !strings.Contains(path.Base(pattern), ".") }
