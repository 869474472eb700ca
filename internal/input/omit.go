package input

import (
	"context"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A Cause is the reason why a path is not read.
type Cause int

// The causes.
const (
	ByExclude Cause = iota // Options.Excluded returns true for the path
	ByGit                  // git ignores it
)

// An Omission is a file or directory that is not read, although an argument selects it.
type Omission struct {
	Name string // the path as in reports; the path of a directory ends in a slash
	Path string // the absolute path
	Cause
}

// IsDir reports whether a whole directory is omitted.
func (o Omission) IsDir() bool { return strings.HasSuffix(o.Name, "/") }

// omit reports an omitted path. A directory counts only if it contains a file that would have been read.
func (x *expansion) omit(name, path string, isDir bool, cause Cause) {
	if x.Omit == nil || isDir && !x.holdsManifest(path) {
		return
	}
	if isDir {
		name = strings.TrimSuffix(name, "/") + "/"
	}
	x.Omit(Omission{Name: name, Path: path, Cause: cause})
}

// omitNamed reports an argument that is excluded.
func (x *expansion) omitNamed(name, path string, info fs.FileInfo) {
	x.omit(display(name), path, info != nil && info.IsDir(), ByExclude)
}

// mostPeeked limits the search for a manifest in an omitted directory, such as a build cache.
const mostPeeked = 2000

// holdsManifest reports whether one of the first entries below a directory has the extension of a manifest.
func (x *expansion) holdsManifest(dir string) bool {
	seen, found := 0, false
	// Directories that cannot be read contain nothing that would have been read.
	_ = filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if seen++; seen > mostPeeked || x.ctx.Err() != nil {
			return fs.SkipAll
		}
		if err == nil && e.Name() == ".git" && e.IsDir() {
			return fs.SkipDir
		}
		if err == nil && e.Type().IsRegular() && (x.AnyName || hasExtension(p)) {
			found = true
			return fs.SkipAll
		}
		return nil
	})
	return found
}

// omitIgnored reports the paths that git ignores below the directory under. For a directory with a .gitignore of its own, git lists both
// the directory and the ignored files in it. Then only the files are reported.
func (d *directory) omitIgnored(under string, ignored []string) {
	slices.Sort(ignored)
	for i, name := range ignored {
		if name == "./" || i+1 < len(ignored) && strings.HasSuffix(name, "/") && strings.HasPrefix(ignored[i+1], name) {
			continue
		}
		rel := path.Join(under, name)
		isDir := strings.HasSuffix(name, "/")
		if (isDir || d.AnyName || hasExtension(name)) && !d.isExcluded(rel) {
			d.omit(d.display(rel), d.at(rel), isDir, ByGit)
		}
	}
}

// GitPatterns returns the pattern that makes git ignore an omission, such as "*.yaml in .gitignore:3", by the path of the omission.
func GitPatterns(ctx context.Context, omissions []Omission) map[string]string {
	asked := map[string]map[string]string{} // for each work tree, the given paths by their real paths
	for _, o := range omissions {
		resolved := realPath(o.Path)
		if top, ok := workTree(filepath.Dir(resolved)); ok && o.Cause == ByGit {
			if asked[top] == nil {
				asked[top] = map[string]string{}
			}
			asked[top][resolved] = o.Path
		}
	}
	patterns := map[string]string{}
	for top, paths := range asked {
		for resolved, pattern := range (git{ctx: ctx, dir: top}).patterns(slices.Collect(maps.Keys(paths))) {
			patterns[paths[resolved]] = pattern
		}
	}
	return patterns
}

// patterns returns for each path the pattern that ignores it, with the file and line of the pattern. A path that no pattern ignores is
// missing in the result.
func (g git) patterns(paths []string) map[string]string {
	out, _, err := g.ask(strings.Join(paths, "\x00")+"\x00", "check-ignore", "--verbose", "-z", "--stdin")
	if err != nil {
		return nil // the omission is reported without its pattern
	}
	patterns := map[string]string{}
	words := strings.Split(out, "\x00") // groups of four: file, line, pattern and path
	for ; len(words) >= 4; words = words[4:] {
		patterns[words[3]] = words[2] + " in " + words[0] + ":" + words[1]
	}
	return patterns
}
