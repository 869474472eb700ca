package input

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/stable"
)

// A directory is a directory from the arguments whose files are being listed. Its fields name, path and real are the path as given, the
// absolute path, and the path without links.
type directory struct {
	*expansion
	name, path, real string
	named            int         // the name of a file in reports is its path from this offset on; -1 if the names are not suffixes of the paths
	links            []foundFile // the links in the directory, which are added after all other files
	folder           *folder     // the directory at real
}

// A foundFile is a file or directory below a directory: its path relative to the directory, with forward slashes, and its type.
type foundFile struct {
	rel  string
	mode fs.FileMode
	real string // its path below directory.real, if a walk found it; else empty
}

// list adds the files below d. Links come last, so that a file that was also found by its own name is listed with this name.
func (d *directory) list() {
	confines := d.real
	if top, ok := workTree(d.real); ok {
		confines = top
		d.listWorkTree("")
	} else {
		d.walk("")
	}
	stable.Sort(d.links, func(a, b foundFile) int { return strings.Compare(a.rel, b.rel) })
	for _, link := range d.links {
		d.link(link.rel, confines)
	}
}

// walk visits the files below the directory under, without git. A nested work tree is listed as git lists it. A path that cannot be read
// becomes an entry with an error.
func (d *directory) walk(under string) {
	root := below(d.real, under)
	d.visit(root, <-readDir(root))
}

// visit visits the files of a directory, and then its subdirectories. l is the content of the directory. The next few subdirectories are
// read ahead.
func (d *directory) visit(dir string, l listing) {
	if l.err != nil {
		d.fail(d.rel(dir), l.err)
	}
	var further []string
	for _, e := range l.entries {
		p := below(dir, e.Name())
		if rel := d.rel(p); !e.IsDir() {
			d.addFound(foundFile{rel, e.Type(), p})
		} else if d.enters(rel) {
			further = append(further, p)
		}
	}
	coming := make([]<-chan listing, 0, len(further))
	for i, p := range further {
		for next := len(coming); next <= i+ahead && next < len(further); next++ {
			coming = append(coming, readDir(further[next]))
		}
		if d.ctx.Err() != nil {
			return
		}
		d.visit(p, <-coming[i])
	}
}

// ahead is the number of directories that are read ahead.
const ahead = 4

// A listing is the content of a directory, sorted by name. If err is not nil, the content may be incomplete.
type listing struct {
	entries []fs.DirEntry
	err     error
}

func readDir(dir string) <-chan listing {
	read := make(chan listing, 1)
	go func() {
		entries, err := os.ReadDir(dir)
		read <- listing{entries, err}
	}()
	return read
}

// enters reports whether a walk enters a directory. It does not enter .git and excluded directories. It lists a work tree itself.
func (d *directory) enters(rel string) bool {
	switch {
	case path.Base(rel) == ".git":
		return false
	case d.isExcluded(rel):
		d.omit(d.display(rel), d.at(rel), true, ByExclude)
		return false
	case isWorkTree(below(d.real, rel)):
		d.listWorkTree(rel)
		return false
	}
	return true
}

// isExcluded reports whether the configuration excludes a path below d.
func (d *directory) isExcluded(rel string) bool { return d.Excluded != nil && d.excluded(d.at(rel)) }

// addFound adds a regular file whose name matches, and keeps a link for later. FIFOs, sockets and devices in directories are skipped.
func (d *directory) addFound(f foundFile) {
	if !d.AnyName && !hasExtension(f.rel) {
		return
	}
	if d.isExcluded(f.rel) {
		d.omit(d.display(f.rel), d.at(f.rel), false, ByExclude)
		return
	}
	switch {
	case f.mode.IsRegular() && f.real == "":
		d.add(d.entry(f.rel), below(d.real, f.rel))
	case f.mode.IsRegular() && d.real == d.path:
		d.addWalked(d.entryAt(f.rel, f.real), f.real)
	case f.mode.IsRegular():
		d.addWalked(d.entry(f.rel), f.real)
	case f.mode&fs.ModeSymlink != 0:
		d.links = append(d.links, f)
	}
}

// link adds the regular file that a link leads to, if it is inside confines: a link to the outside could show other users' files in a
// report. Broken links are common (editors use them as locks) and are not an error.
func (d *directory) link(rel, confines string) {
	target, err := filepath.EvalSymlinks(filepath.Join(d.real, rel))
	if err != nil {
		d.note(d.display(rel) + " is skipped: broken symlink")
		return
	}
	info, err := os.Stat(target)
	switch {
	case err != nil:
		d.fail(rel, err)
	case !info.Mode().IsRegular():
	case !within(target, confines):
		d.note(fmt.Sprintf("%s is skipped: the symlink points outside of %s; give its path to read it", d.display(rel), filepath.ToSlash(confines)))
	default:
		e := d.entry(rel)
		e.dir = nil // the target may be in another directory
		d.add(e, target)
	}
}

func (d *directory) fail(rel string, err error) {
	e := d.entry(rel)
	e.err = err
	d.add(e, e.path)
}

func (d *directory) entry(rel string) Entry { return d.entryAt(rel, d.at(rel)) }

func (d *directory) entryAt(rel, path string) Entry {
	if d.named >= 0 {
		return Entry{name: path[d.named:], path: path, rel: rel, dir: d.folder}
	}
	return Entry{name: d.display(rel), path: path, rel: rel, dir: d.folder}
}

// names returns the value of the field named: the offset of names for reports in paths below the directory, or -1 if names are not suffixes
// of paths. There may be thousands of paths, and a name that is a part of a path's text needs no memory of its own.
func (d *directory) names() int {
	switch dir := d.shown(); {
	case filepath.Separator != '/' || dir == "":
		return -1
	case dir == ".":
		return len(below(d.path, "x")) - 1
	case d.path == dir || strings.HasSuffix(d.path, "/"+dir):
		return len(d.path) - len(dir)
	}
	return -1
}

func (d *directory) at(rel string) string { return below(d.path, rel) }

// below joins two clean paths. A tree has two such paths per file, and cleaning them again would take half of the time of the walk.
func below(dir, rel string) string {
	if rel == "" {
		return dir
	}
	if !strings.HasSuffix(dir, string(filepath.Separator)) {
		dir += string(filepath.Separator)
	}
	return dir + filepath.FromSlash(rel)
}

// rel returns a path below d.real relative to d.real, with forward slashes.
func (d *directory) rel(p string) string {
	return filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(p, d.real), string(filepath.Separator)))
}

// display returns the name that reports use for a path below the directory, such as dir/sub/file.yaml, or sub/file.yaml if the directory is
// the working directory.
func (d *directory) display(rel string) string {
	dir := d.shown()
	switch {
	case rel == "":
		return display(d.name)
	case dir == ".":
		return rel
	}
	return dir + "/" + rel
}

// shown returns the name of the directory for reports, without a slash at its end.
func (d *directory) shown() string { return strings.TrimRight(display(d.name), "/") }

// hasExtension reports whether a file has the extension of a manifest.
func hasExtension(name string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(path.Ext(name)))
}

// within reports whether p is dir or below it; both are clean.
func within(p, dir string) bool {
	rel, err := filepath.Rel(dir, p)
	return err == nil && filepath.IsLocal(rel)
}
