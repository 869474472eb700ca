package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

// A caller is a mention with its document.
type caller struct {
	mention
	document *manifest.Document
}

// callers returns the mentions of a document in the order of the set.
func (x *index) callers(d *manifest.Document) []caller {
	found, known := x.callersOf[d]
	if !known {
		found = x.findCallers(d)
		x.callersOf[d] = found
	}
	return found
}

func (x *index) findCallers(d *manifest.Document) []caller {
	names := append(hostsOf(d, d.Namespace), d.Name)
	var found []caller
	for _, r := range x.referring(names...) {
		if r.document == d || r.document.Broken || r.document.Encrypted {
			continue
		}
		for _, m := range r.mentions {
			if m.names(d) {
				found = append(found, caller{m, r.document})
			}
		}
	}
	return found
}

// isOtherPort reports whether the mention has a port number that is not port.
func (m mention) isOtherPort(port any) bool {
	_, isNumber := m.port.(int64)
	return isNumber && port != nil && m.port != port
}

// streamRoutes are the kinds of routes that forward bytes unchanged.
var streamRoutes = []string{"TCPRoute", "TLSRoute"}

// streamedBy returns the route that forwards bytes unchanged to a port of a document. It returns "" if there is none, or if other
// references send requests there too.
func (x *index) streamedBy(d *manifest.Document, port any) string {
	by := ""
	for _, c := range x.callers(d) {
		switch {
		case !c.sends() || c.isOtherPort(port):
		case !slices.Contains(streamRoutes, c.document.Kind):
			return ""
		case by == "":
			by = objectOfDocument(c.document)
		}
	}
	return by
}
