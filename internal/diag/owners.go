package diag

import (
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// Owners maps findings to their documents.
type Owners map[place][]Document

type place struct {
	file  *source.File
	index int
}

// Owners indexes the documents of the files with findings: most files of a large tree have none.
func (r *Result) Owners() Owners {
	out, found := Owners{}, map[*source.File]bool{}
	for i := range r.Diagnostics {
		found[r.Diagnostics[i].File] = true
	}
	if len(found) == 0 {
		return out
	}
	for _, d := range r.Documents {
		if !found[d.File] {
			continue
		}
		at := place{d.File, d.Index}
		out[at] = append(out[at], d)
	}
	return out
}

// Of returns the document of a finding. The items of a List have the same document index and differ in the path.
func (o Owners) Of(d Diagnostic) (Document, bool) {
	for _, doc := range o[place{d.File, d.Document}] {
		if within(d.Path, doc.Path) {
			return doc, true
		}
	}
	return Document{}, false
}

// within reports whether a JSON Pointer is root or below it.
func within(path, root string) bool {
	rest, ok := strings.CutPrefix(path, root)
	return ok && (rest == "" || rest[0] == '/')
}

// Title returns the kind, namespace and name of a document, as far as it has them.
func (d Document) Title() string { return strings.TrimSpace(d.Kind + " " + d.FullName()) }

// FullName returns the namespace and the name.
func (d Document) FullName() string {
	if d.Namespace == "" {
		return d.Name
	}
	return d.Namespace + "/" + d.Name
}
