package change

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// An identity is the group, kind, namespace and name of an object.
type identity struct{ group, kind, namespace, name string }

func identityOf(d *manifest.Document) identity {
	return identity{groupOfVersion(d.APIVersion), d.Kind, d.Namespace, d.Name}
}

// identify pairs documents with the same identity. If several documents have one identity, documents in corresponding files are paired
// first.
func (p *pairer) identify() {
	p.partner, p.taken = map[*manifest.Document]*manifest.Document{}, map[*manifest.Document]bool{}
	for folders := mostFolders; folders >= 0; folders-- {
		p.identifyIn(folders)
	}
	p.identifyIncomplete()
}

// identifyIncomplete pairs each remaining document without an apiVersion or a kind with a document of the same namespace and name that has
// the field.
func (p *pairer) identifyIncomplete() {
	left, right := p.free()
	for _, b := range right {
		i := slices.IndexFunc(left, func(a *manifest.Document) bool { return !p.taken[a] && isCompletedBy(a, b) })
		if i >= 0 {
			p.partner[b], p.taken[left[i]] = left[i], true
		}
	}
}

// isCompletedBy reports whether two documents have the same identity, apart from an apiVersion or a kind that only one of them has.
func isCompletedBy(a, b *manifest.Document) bool {
	x, y := identityOf(a), identityOf(b)
	isMissing := func(x, y string) bool { return (x == "") != (y == "") }
	if isMissing(a.APIVersion, b.APIVersion) {
		x.group, y.group = "", ""
	}
	if isMissing(x.kind, y.kind) {
		x.kind, y.kind = "", ""
	}
	return x.name != "" && x == y
}

// identifyIn pairs documents with the same identity if the ends of their files' paths are the same. names is the number of path elements
// at the end that are compared: 1 compares the file name, 2 the file name and its folder.
func (p *pairer) identifyIn(names int) {
	type place struct {
		identity
		tail string
	}
	free := map[place][]*manifest.Document{}
	for _, d := range p.sides[Before] {
		if tail, ok := tailOf(d.File.Name(), names); ok && !p.taken[d] {
			at := place{identityOf(d), tail}
			free[at] = append(free[at], d)
		}
	}
	for _, d := range p.sides[After] {
		tail, ok := tailOf(d.File.Name(), names)
		if !ok || p.partner[d] != nil {
			continue
		}
		at := place{identityOf(d), tail}
		if candidates := free[at]; len(candidates) > 0 {
			p.partner[d], p.taken[candidates[0]] = candidates[0], true
			free[at] = candidates[1:]
		}
	}
}

// mostFolders is the maximum number of path elements that are compared to pair several documents with the same identity.
const mostFolders = 8

// tailOf returns the end of a path: its last elements, whose number is names. It returns false if the path has fewer elements.
func tailOf(path string, names int) (string, bool) {
	at := len(path) + 1
	for range names {
		if at <= 0 {
			return "", false
		}
		at = strings.LastIndexByte(path[:at-1], '/') + 1
	}
	return path[min(at, len(path)):], true
}
