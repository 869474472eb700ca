package diag

import (
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// Owners contains documents by their place in a file. The items of a List have the same place.
type Owners map[place][]Document

type place struct {
	file  *source.File
	index int
}

// Owners returns the documents of the files that have findings. It skips the other files, because most files of a large tree have no
// findings.
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

// Of returns the document of a finding, and false if the finding is not in a document. The items of a List have the same document index and
// differ in the path.
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

// Title returns the kind and the full name of a document, such as "Backend default/web". It omits a missing kind or name.
func (d Document) Title() string { return strings.TrimSpace(d.Kind + " " + d.FullName()) }

// FullName returns the namespace and the name, such as "default/web", or only the name if there is no namespace.
func (d Document) FullName() string {
	if d.Namespace == "" {
		return d.Name
	}
	return d.Namespace + "/" + d.Name
}
