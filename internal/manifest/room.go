package manifest

import (
	"sync"

	"github.com/backendctl/backendctl/internal/source"
)

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

// isPrintable says whether a text is made of visible ASCII characters, spaces and line feeds. It looks at eight bytes at a time, in
// each of which the highest bit is free for what comes of a comparison.
func isPrintable(text string) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for ; len(text) >= 8; text = text[8:] {
		word := uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
			uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
		notControl := (word | high) - ones*' '
		notLineFeed := (word ^ ones*'\n' | high) - ones
		beyondTilde := word | (word + ones)
		if (beyondTilde|^(notControl|^notLineFeed))&high != 0 {
			return false
		}
	}
	for i := range len(text) {
		if c := text[i]; c < ' ' && c != '\n' || c > '~' {
			return false
		}
	}
	return true
}
