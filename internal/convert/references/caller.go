package references

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

// A Caller is a mention of an object, with the document that contains it.
type Caller struct {
	Mention
	Document *manifest.Document
}

// Callers returns the mentions of a document in all other documents, in the order of the input.
func (x *Index) Callers(d *manifest.Document) []Caller {
	found, known := x.callersOf[d]
	if !known {
		found = x.findCallers(d)
		x.callersOf[d] = found
	}
	return found
}

func (x *Index) findCallers(d *manifest.Document) []Caller {
	names := append(HostsOf(d, d.Namespace), d.Name)
	var found []Caller
	for _, r := range x.Referring(names...) {
		if r.Document == d || r.Document.Broken || r.Document.Encrypted {
			continue
		}
		for _, m := range r.mentions {
			if m.names(d) {
				found = append(found, Caller{m, r.Document})
			}
		}
	}
	return found
}

// isOtherPort reports whether the mention has a port number that differs from port. It returns false if port is nil.
func (m Mention) isOtherPort(port any) bool {
	_, isNumber := m.Port.(int64)
	return isNumber && port != nil && m.Port != port
}

// streamRoutes are the kinds of routes that forward bytes unchanged.
var streamRoutes = []string{"TCPRoute", "TLSRoute"}

// StreamedBy returns the display name of the route that forwards bytes unchanged to a port of a document. It returns "" if there is no such
// route, or if another kind of reference also sends requests to the port.
func (x *Index) StreamedBy(d *manifest.Document, port any) string {
	by := ""
	for _, c := range x.Callers(d) {
		switch {
		case !c.Sends() || c.isOtherPort(port):
		case !slices.Contains(streamRoutes, c.Document.Kind):
			return ""
		case by == "":
			by = NameOf(c.Document)
		}
	}
	return by
}
