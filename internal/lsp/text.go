package lsp

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/source"
)

// An encoding is the unit in which the client counts the characters of a line.
type encoding string

// The encodings of LSP 3.17 that the server supports.
const (
	utf8Units  encoding = "utf-8"
	utf16Units encoding = "utf-16"
)

// units returns the length of a text in units of the encoding.
func (e encoding) units(text string) int {
	if e == utf8Units {
		return len(text)
	}
	n := 0
	for _, r := range text {
		n++
		if r >= 1<<16 {
			n++
		}
	}
	return n
}

// bytes returns the length in bytes of the first n units of a text. If the last unit is in the middle of a character, the character is not
// included.
func (e encoding) bytes(text string, n int) int {
	units := 0
	for at, r := range text {
		size := 1
		switch {
		case e == utf8Units:
			size = runeSize(text[at:])
		case r >= 1<<16:
			size = 2
		}
		if units+size > n {
			return at
		}
		units += size
	}
	return len(text)
}

func runeSize(text string) int {
	_, size := utf8.DecodeRuneInString(text)
	return size
}

// A text is the content of a document, with the starts of its lines as the client counts them.
type text struct {
	content string
	starts  []int // the offset at which each line starts
	encoding
}

// newText returns the text of an open document. If the content begins with a byte order mark, the mark belongs to the first line, because
// the client has sent it.
func newText(content string, e encoding) text {
	return text{content: content, starts: lineStarts(content), encoding: e}
}

// fileText returns the text of a file on disk. A byte order mark does not belong to the first line, because editors do not show it.
func fileText(f *source.File, e encoding) text {
	t := newText(f.Text(), e)
	t.starts[0] += source.BOMLen(t.content)
	return t
}

// lineStarts returns the offsets at which lines start. LF, CRLF and CR end a line.
func lineStarts(content string) []int {
	starts := []int{0}
	for at := 0; at < len(content); {
		i := strings.IndexAny(content[at:], "\r\n")
		if i < 0 {
			break
		}
		at += i + 1
		if content[at-1] == '\r' && at < len(content) && content[at] == '\n' {
			at++
		}
		starts = append(starts, at)
	}
	return starts
}

// line returns the offset of the start of a line and the offset of its end, without the line break.
func (t text) line(n int) (start, end int) {
	start, end = t.starts[n], len(t.content)
	if n+1 < len(t.starts) {
		end = t.starts[n+1]
	}
	return start, start + len(strings.TrimRight(t.content[start:end], "\r\n"))
}

// lineOf returns the number of the line that contains an offset, counted from 0.
func (t text) lineOf(offset int) int { return max(sort.SearchInts(t.starts, offset+1)-1, 0) }

// position converts an offset to a position. An offset inside a line break becomes the end of the line.
func (t text) position(offset int) Position {
	offset = min(max(offset, 0), len(t.content))
	n := t.lineOf(offset)
	start, end := t.line(n)
	return Position{Line: n, Character: t.units(t.content[start:min(max(offset, start), end)])}
}

// offset converts a position to an offset. As LSP requires, a character after the end of a line becomes the end of that line, and a line
// after the last line becomes the end of the text.
func (t text) offset(p Position) int {
	if p.Line < 0 {
		return t.starts[0]
	}
	if p.Line >= len(t.starts) {
		return len(t.content)
	}
	start, end := t.line(p.Line)
	return start + t.bytes(t.content[start:end], p.Character)
}

func (t text) rangeOf(s source.Span) Range {
	return Range{t.position(s.Start), t.position(s.End)}
}

func (t text) span(r Range) source.Span {
	start, end := t.offset(r.Start), t.offset(r.End)
	return source.Span{Start: min(start, end), End: max(start, end)}
}

// apply returns the text after a change from the client.
func (t text) apply(c contentChange) text {
	if c.Range == nil {
		return newText(c.Text, t.encoding)
	}
	s := t.span(*c.Range)
	return newText(t.content[:s.Start]+c.Text+t.content[s.End:], t.encoding)
}
