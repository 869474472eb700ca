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

// isGlob reports whether an argument has a character that means more than itself.
func isGlob(arg string) bool { return strings.ContainsAny(arg, "*?[{") }

// glob lists what matches a pattern, as if each match had been named.
func (x *expansion) glob(arg string) error {
	names, err := x.matches(beforeAnyDepth(filepath.ToSlash(arg)))
	if err != nil {
		return &UsageError{Arg: arg, Reason: "not a valid glob; [ and { have to be closed"}
	}
	if len(names) == 0 {
		return &UsageError{Arg: arg, Reason: "the glob matches no file"}
	}
	for _, name := range names {
		// What vanished since it matched is no mistake on the command line.
		_ = x.named(name)
	}
	return nil
}

// matches returns what a pattern matches, by names that begin as the pattern does. Links to directories are not followed
// on the way.
func (x *expansion) matches(pattern string) ([]string, error) {
	base, rest := doublestar.SplitPattern(pattern)
	root := x.abs(filepath.FromSlash(base))
	tree := globTree{StatFS: os.DirFS(root).(fs.StatFS), unreadable: func(dir string, err error) {
		at := filepath.Join(root, dir)
		x.add(Entry{name: join(base, pattern, dir), path: at, err: err}, at)
	}}
	m := matched{dirs: map[string]bool{}, takesAny: takesAnyName(rest)}
	err := doublestar.GlobWalk(tree, rest, func(rel string, entry fs.DirEntry) error {
		m.add(join(base, pattern, rel), entry.IsDir())
		return x.ctx.Err()
	}, doublestar.WithNoFollow())
	return m.sorted(), err
}

// matched is what one pattern matches.
type matched struct {
	names    []string
	dirs     map[string]bool
	takesAny bool
}

func (m *matched) add(name string, isDir bool) {
	if isDir {
		m.dirs[name] = true
	}
	if isDir || !m.takesAny || hasExtension(name) {
		m.names = append(m.names, name)
	}
}

// sorted returns the names without those below a directory that matched too: listing it finds them.
func (m *matched) sorted() []string {
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

// A globTree is what a pattern is matched against. It hides git's own folders, and tells of directories that cannot be
// read where the matcher would pass them over.
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

// join writes a match as the pattern would have it: without "./" unless it was there.
func join(base, pattern, rel string) string {
	if base == "." && !strings.HasPrefix(pattern, "./") {
		return rel
	}
	return strings.TrimSuffix(base, "/") + "/" + rel
}

// beforeAnyDepth takes the end off a pattern that says no more than "and all below it": dir/** is dir.
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

// takesAnyName reports whether a pattern takes files of any name, so that, as below a directory, the extension tells ours
// from others. A pattern that names an extension takes what it names.
func takesAnyName(pattern string) bool { return !strings.Contains(path.Base(pattern), ".") }
