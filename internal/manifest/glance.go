package manifest

import (
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// glance reads the envelope of a simple document that does not matter, and makes sure that the rest of it is simple, too: in no
// other text can a line be something else than it looks like. It returns nil for any other document.
func glance(f *source.File, part source.Span, o Options, room *room) *tree {
	s := room.simple(f.Text(), part, Options{})
	if s == nil {
		return nil
	}
	s.matters = o.Matters
	if o.Fleeting {
		clear(room.nodes[:])
		s.nodes, s.kept = room.nodes[:], room.kept[:0]
	}
	root := s.document()
	room.fields = s.fields[:0]
	if o.Fleeting {
		room.kept = s.kept
	}
	if s.odd || s.matter(root.Fields) || tellsMore(f, s.comments) {
		return nil
	}
	room.tree = tree{root: root, partial: true, comments: s.comments}
	return &room.tree
}

// tellsMore says whether a comment has words for us.
func tellsMore(f *source.File, comments []source.Span) bool {
	for _, c := range comments {
		if text := f.Slice(c); strings.Contains(text, "backendctl") {
			return true
		}
	}
	return false
}

// matter says whether the names among the fields of a document matter. A List holds what matters to others.
func (s *simple) matter(fields []Field) bool {
	var apiVersion, kind string
	for _, f := range fields {
		switch f.Key {
		case "apiVersion":
			apiVersion = f.Value.String()
		case "kind":
			kind = f.Value.String()
		case "items", "sops":
			return true
		}
	}
	return s.matters(apiVersion, kind)
}

// isEnvelope says whether a field of an object says what it is.
func isEnvelope(key string) bool {
	return key == "apiVersion" || key == "kind" || key == "metadata" || key == "items" || key == "sops"
}
