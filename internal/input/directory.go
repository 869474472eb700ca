package input

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A directory is one that an argument named, while what is below it is listed. Its paths are those of the same place as
// it is shown, as it was reached, and with all links resolved.
type directory struct {
	*expansion
	name, path, real string
	links            []found
}

// found is something below a directory: its path from there, with forward slashes, and its kind.
type found struct {
	rel  string
	mode fs.FileMode
}

// list adds the files below d. Links come last, so that a file is listed by its own name when it has been met.
func (d *directory) list() {
	confines := d.real
	if top, ok := workTree(d.real); ok {
		confines = top
		d.listWorkTree("")
	} else {
		d.walk("")
	}
	for _, link := range d.links {
		d.link(link.rel, confines)
	}
}

// walk visits what is below a directory that is not in a work tree. A work tree below it is listed as one.
func (d *directory) walk(under string) {
	root := filepath.Join(d.real, under)
	// The callback reports every error as an entry and never fails; WalkDir has no other.
	_ = filepath.WalkDir(root, func(p string, entry fs.DirEntry, err error) error {
		rel := d.rel(p)
		switch {
		case d.ctx.Err() != nil:
			return fs.SkipAll
		case err != nil:
			d.fail(rel, err)
			return nil
		case entry.IsDir():
			return d.enter(rel, p == root)
		}
		d.met(found{rel, entry.Type()})
		return nil
	})
}

// enter decides whether a walk goes into a directory.
func (d *directory) enter(rel string, isRoot bool) error {
	switch {
	case isRoot:
		return nil
	case path.Base(rel) == ".git" || d.excluded(d.at(rel)):
		return fs.SkipDir
	case isWorkTree(filepath.Join(d.real, rel)):
		d.listWorkTree(rel)
		return fs.SkipDir
	}
	return nil
}

// met adds a regular file that is of interest. FIFOs, sockets and devices are never meant by a directory.
func (d *directory) met(f found) {
	if !d.AnyName && !hasExtension(f.rel) || d.excluded(d.at(f.rel)) {
		return
	}
	switch {
	case f.mode.IsRegular():
		d.add(d.entry(f.rel), below(d.real, f.rel))
	case f.mode&fs.ModeSymlink != 0:
		d.links = append(d.links, f)
	}
}

// link adds the regular file that a link leads to, if that is within the confines: a link that leaves them could show a
// stranger's files in a report. Links that lead nowhere are common (editors make them as locks) and not worth failing.
func (d *directory) link(rel, confines string) {
	target, err := filepath.EvalSymlinks(filepath.Join(d.real, rel))
	if err != nil {
		d.note(d.display(rel) + " is left out: the link leads nowhere")
		return
	}
	info, err := os.Stat(target)
	switch {
	case err != nil:
		d.fail(rel, err)
	case !info.Mode().IsRegular():
	case !within(target, confines):
		d.note(fmt.Sprintf("%s is left out: the link leads out of %s; name it to read it", d.display(rel), filepath.ToSlash(confines)))
	default:
		d.add(d.entry(rel), target)
	}
}

func (d *directory) fail(rel string, err error) {
	e := d.entry(rel)
	e.err = err
	d.add(e, e.path)
}

func (d *directory) entry(rel string) Entry {
	return Entry{name: d.display(rel), path: d.at(rel), rel: rel}
}

func (d *directory) at(rel string) string { return below(d.path, rel) }

// below joins a path that is clean with the clean path of something below it. There are two such paths for each file of a tree, and to
// clean them again would take half of the time of the walk.
func below(dir, rel string) string {
	if rel == "" {
		return dir
	}
	if !strings.HasSuffix(dir, string(filepath.Separator)) {
		dir += string(filepath.Separator)
	}
	return dir + filepath.FromSlash(rel)
}

// rel is the path from d to a path below its real place.
func (d *directory) rel(p string) string {
	return filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(p, d.real), string(filepath.Separator)))
}

// display writes dir/sub/file.yaml, and plain sub/file.yaml for the working directory.
func (d *directory) display(rel string) string {
	dir := strings.TrimRight(display(d.name), "/")
	switch {
	case rel == "":
		return display(d.name)
	case dir == ".":
		return rel
	}
	return dir + "/" + rel
}

// hasExtension reports whether a directory's file is one of ours by its name.
func hasExtension(name string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(path.Ext(name)))
}

// within reports whether p is dir or below it; both are clean.
func within(p, dir string) bool {
	rel, err := filepath.Rel(dir, p)
	return err == nil && filepath.IsLocal(rel)
}
