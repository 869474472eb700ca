package convert

import (
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A link means that the new text of the file from is correct only together with the new text of the file to.
type link struct {
	from, to *source.File
	why      string // the reason, as a clause, why from must stay unchanged if to does
}

// A treatment states what the conversion does with a reference to a converted object.
type treatment int

const (
	kept treatment = iota
	rewritten
)

// tie links the file of a reference to the file of the object that the reference leads to. If the reference was rewritten, the object's
// file also depends on the file of the reference: without that file's new text, no reference leads to the object.
func (j *journal) tie(referrer, object *manifest.Document, how treatment) {
	if referrer.File == object.File {
		return
	}
	name := references.NameOf(object)
	j.link(link{referrer.File, object.File, fmt.Sprintf("it refers to %s in %s, which is not converted", name, object.File.Name())})
	if how == rewritten {
		j.link(link{object.File, referrer.File, fmt.Sprintf("%s refers to its %s and is not converted", referrer.File.Name(), name)})
	}
}

func (j *journal) link(l link) {
	if !j.linked[l] {
		j.linked[l] = true
		j.links = append(j.links, l)
	}
}

// tieReferrers links the files of all documents that refer to an object to the object's file.
func (j *journal) tieReferrers(object *manifest.Document) {
	for _, r := range j.Index.Referring(object.Name) {
		if r.Document != object && r.RefersTo(object) {
			j.tie(r.Document, object, kept)
		}
	}
}

// Kept returns the files that must not be written, with the reason as a clause. They are files with a loss that was not allowed, files with
// a document that cannot be converted, the files in unwritten, and all changed files that depend on one of them.
func (c *Conversion) Kept(unwritten ...*source.File) map[*source.File]string {
	kept, changed := map[*source.File]string{}, map[*source.File]bool{}
	lossy := c.filesWithLoss()
	for _, f := range c.Files {
		changed[f.Before] = f.Changed()
		switch {
		case slices.Contains(unwritten, f.Before):
			kept[f.Before] = "it cannot be written"
		case len(f.Broken) > 0:
			kept[f.Before] = "a document in it cannot be converted"
		case lossy[f.Before]:
			kept[f.Before] = "a setting would be lost; use --allow-loss to convert it"
		}
	}
	dependents := map[*source.File][]link{}
	for _, l := range c.links {
		dependents[l.to] = append(dependents[l.to], l)
	}
	var queue []*source.File
	for _, f := range c.Files {
		if kept[f.Before] != "" {
			queue = append(queue, f.Before)
		}
	}
	for len(queue) > 0 {
		f := queue[0]
		queue = queue[1:]
		for _, l := range dependents[f] {
			if kept[l.from] == "" && changed[l.from] {
				kept[l.from] = l.why
				queue = append(queue, l.from)
			}
		}
	}
	return kept
}

// filesWithLoss returns the files with a loss that was not allowed.
func (c *Conversion) filesWithLoss() map[*source.File]bool {
	out := map[*source.File]bool{}
	for _, d := range c.Result.Diagnostics {
		if d.Rule == ruleLoss && d.Severity == diag.Error {
			out[d.File] = true
		}
	}
	return out
}
