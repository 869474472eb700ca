package report

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// documents finds the document that a finding is about.
type documents map[place][]diag.Document

type place struct {
	file  *source.File
	index int
}

func index(r *diag.Result) documents {
	out := documents{}
	for _, d := range r.Documents {
		at := place{d.File, d.Index}
		out[at] = append(out[at], d)
	}
	return out
}

// of returns the document of a finding. The items of a List share the number of their document and differ in the path.
func (m documents) of(d diag.Diagnostic) (diag.Document, bool) {
	for _, doc := range m[place{d.File, d.Document}] {
		if within(d.Path, doc.Path) {
			return doc, true
		}
	}
	return diag.Document{}, false
}

// within reports whether a JSON Pointer points into another or at it.
func within(path, root string) bool {
	rest, ok := strings.CutPrefix(path, root)
	return ok && (rest == "" || rest[0] == '/')
}

// title names a document as a person would: its kind, namespace and name, as far as it has them.
func title(d diag.Document) string {
	return strings.TrimSpace(d.Kind + " " + fullName(d))
}

func fullName(d diag.Document) string {
	if d.Namespace == "" {
		return d.Name
	}
	return d.Namespace + "/" + d.Name
}

// severalTargets reports whether a finding has to say for which targets it holds.
func severalTargets(r *diag.Result) bool { return len(r.Targets) > 1 && !r.Auto }

const releases = "kgateway-"

// ranges writes targets in the order of all, consecutive releases as a range: kgateway-2.0..2.2, catalog.
func ranges(targets, all []string) string {
	var out []string
	first := ""
	for i, id := range all {
		if !slices.Contains(targets, id) {
			first = ""
			continue
		}
		if first != "" && isRelease(id) && isRelease(all[i-1]) {
			out[len(out)-1] = first + ".." + strings.TrimPrefix(id, releases)
			continue
		}
		first, out = id, append(out, id)
	}
	for _, id := range targets {
		if !slices.Contains(all, id) {
			out = append(out, id)
		}
	}
	return strings.Join(out, ", ")
}

func isRelease(id string) bool { return strings.HasPrefix(id, releases) }
