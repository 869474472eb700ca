package manifest

import (
	"strings"
	"sync"

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

// A room is what is used for one document after the other.
type room struct {
	reader simple
	fields []Field // of mappings that are not read to their end
	tree   tree

	// Of a document that nobody keeps.
	nodes    [fewNodes]Node
	kept     []Field
	document Document
	only     [1]*Document
}

// rooms are those of files that were read before.
var rooms = sync.Pool{New: func() any { return &room{kept: make([]Field, 0, fewNodes)} }}

// leave gives the room to the next file, and lets go of this one's text.
func (r *room) leave() {
	r.reader = simple{}
	rooms.Put(r)
}

// simple returns what reads a part of a text, nil for one that cannot be simple.
func (r *room) simple(text string, part source.Span, o Options) *simple {
	inside := text[part.Start:part.End]
	if !isPrintable(inside) || o.Templates && mayHoldTemplate(inside) {
		return nil
	}
	r.reader = simple{text: text[:part.End], rest: part.Start, fields: r.fields}
	return &r.reader
}
