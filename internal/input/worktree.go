package input

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
)

// listWorkTree lists the directory under, which is in a git work tree, as git lists it. If git fails, it walks the directory.
func (d *directory) listWorkTree(under string) {
	g := git{ctx: d.ctx, dir: filepath.Join(d.real, under)}
	ignored := make(chan []string, 1)
	if d.Omit != nil {
		go func() { ignored <- g.ignoredBelow() }()
	} else {
		ignored <- nil
	}
	files, err := g.files()
	left := <-ignored
	switch {
	case d.ctx.Err() != nil:
	case err != nil:
		d.note(fmt.Sprintf("ignored files are also read, because git failed: %s", err))
		d.walk(under)
	case len(files) == 0 && g.ignored():
		// The argument is a directory that git ignores, such as build output, so the user wants its content.
		d.walk(under)
	default:
		d.take(under, files)
		d.omitIgnored(under, left)
	}
}

// take adds the files that git listed if they exist: git also lists files that are deleted in the work tree.
func (d *directory) take(under string, files []gitFile) {
	for _, f := range files {
		rel := path.Join(under, f.path)
		switch {
		case f.unreadable != nil:
			d.fail(rel, f.unreadable)
		case f.repository:
			d.nested(rel)
		case hasExtension(rel):
			d.lookAt(rel)
		}
	}
}

// nested lists a submodule or another repository inside this one. A submodule that is not checked out has no .git.
func (d *directory) nested(rel string) {
	switch {
	case !isWorkTree(filepath.Join(d.real, rel)):
	case d.isExcluded(rel):
		d.omit(d.display(rel), d.at(rel), true, ByExclude)
	default:
		d.listWorkTree(rel)
	}
}

// lookAt adds a file if it exists in the work tree.
func (d *directory) lookAt(rel string) {
	info, err := os.Lstat(filepath.Join(d.real, rel))
	switch {
	case isMissing(err):
	case err != nil:
		d.fail(rel, err)
	default:
		d.addFound(foundFile{rel: rel, mode: info.Mode()})
	}
}

// workTree returns the top of the work tree that contains dir. It starts no process for directories outside of git.
func workTree(dir string) (top string, ok bool) {
	for {
		if isWorkTree(dir) {
			return dir, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

// isWorkTree reports whether dir is the top of a work tree: it contains .git, which is a file in submodules and linked work trees.
func isWorkTree(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, ".git"))
	return err == nil
}
