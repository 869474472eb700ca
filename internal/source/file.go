// Package source contains the bytes of inputs and all conversions between byte offsets, lines, columns and UTF-16 units. It knows nothing
// about YAML: a File is text with a name.
package source

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// A File is one input with its content, which never changes. Offsets and spans are in bytes of [File.Text]; only [File.ByteOffset] returns
// an offset in the bytes on disk, which differ for UTF-16 input.
type File struct {
	name     string
	raw      []byte
	text     string
	encoding Encoding
	once     sync.Once
	starts   []int // offset of the first byte of each line, computed on demand
	marking  sync.Once
	marks    []mark
	previous Before
}

// Before is the size of the part of an input that precedes a piece of the input.
type Before struct{ Lines, Bytes int }

// A Span is a half-open range of bytes in a File's text: 0 <= Start <= End <= len(text).
type Span struct{ Start, End int }

// Len returns the number of bytes in s.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether offset is in s, including its end, so that an empty span contains its own offset.
func (s Span) Contains(offset int) bool { return s.Start <= offset && offset <= s.End }

// A Position is a place in a file as users see it: the line and the column count from 1, and the column counts code points.
type Position struct{ Line, Column int }

// New returns a File with a display name (forward slashes, as the user gave it). It takes ownership of raw.
func New(name string, raw []byte) *File {
	text, encoding := decode(raw)
	return &File{name: name, raw: raw, text: text, encoding: encoding}
}

// Continue returns the next piece of an input, with the content raw. The piece before it, f, must end with a line break and must not be
// UTF-16. Offsets start at 0 again; line numbers and the results of [File.ByteOffset] refer to the whole input. Continue takes ownership of
// raw.
func (f *File) Continue(raw []byte) *File {
	next := &File{name: f.name, raw: raw, text: view(raw)}
	next.previous = Before{Lines: f.previous.Lines + len(f.lines()) - 1, Bytes: f.previous.Bytes + len(f.raw)}
	return next
}

// FirstLine returns the number of the first line of f: 1, unless f follows another piece.
func (f *File) FirstLine() int { return f.previous.Lines + 1 }

// WithoutContent returns a file with the same name and encoding, but without text, to save memory.
func (f *File) WithoutContent() *File {
	return &File{name: f.name, encoding: f.encoding}
}

// lines returns the offset of the first byte of each line.
func (f *File) lines() []int {
	f.once.Do(func() { f.starts = lineStarts(f.text) })
	return f.starts
}

// Name returns the name under which the file is reported.
func (f *File) Name() string { return f.name }

// Raw returns the bytes as they were read. The caller must not change them.
func (f *File) Raw() []byte { return f.raw }

// Text returns the content as UTF-8, including the byte order mark of a UTF-8 file.
func (f *File) Text() string { return f.text }

// Encoding returns the encoding of the file on disk.
func (f *File) Encoding() Encoding { return f.encoding }

// Slice returns the text of s.
func (f *File) Slice(s Span) string { return f.text[s.Start:s.End] }

// Lines returns the number of the last line; a final line break does not begin another line.
func (f *File) Lines() int {
	lines := f.lines()
	if n := len(lines); n > 1 && lines[n-1] == len(f.text) {
		return f.previous.Lines + n - 1
	}
	return f.previous.Lines + len(lines)
}

// Line returns the span of line n (from 1) without its line break and without a byte order mark. A missing line has an empty span at the
// end.
func (f *File) Line(n int) Span { return f.line(n - f.previous.Lines) }

// line is Line for a line number in this piece, from 1.
func (f *File) line(n int) Span {
	lines := f.lines()
	if n < 1 || n > len(lines) {
		return Span{len(f.text), len(f.text)}
	}
	start, end := lines[n-1], len(f.text)
	if n < len(lines) {
		end = lines[n]
	}
	line := strings.TrimRight(f.text[start:end], "\r\n")
	if start == 0 && f.previous.Bytes == 0 {
		start += BOMLen(f.text)
	}
	return Span{start, max(start, lines[n-1]+len(line))}
}

// LineEnd returns the end of the line at an offset, without its line break.
func (f *File) LineEnd(offset int) int {
	return f.line(sort.SearchInts(f.lines(), offset+1)).End
}

// Position converts an offset in the text to a position. A byte order mark does not count as a column; an invalid byte counts as one code
// point.
func (f *File) Position(offset int) Position {
	offset = min(max(offset, 0), len(f.text))
	n := sort.SearchInts(f.lines(), offset+1)
	start := f.line(n).Start
	return Position{Line: f.previous.Lines + n, Column: 1 + f.points(start, offset)}
}

// nearTop is the offset up to which counting lines is cheaper than finding all of them.
const nearTop = 1 << 12

// LineOf returns the line of an offset, from 1. Near the top it does not scan the rest of the file.
func (f *File) LineOf(offset int) int {
	if offset < 0 || offset > min(nearTop, len(f.text)) || strings.IndexByte(f.text[:offset], '\r') >= 0 {
		return f.Position(offset).Line
	}
	return f.previous.Lines + 1 + strings.Count(f.text[:offset], "\n")
}

// UTF16Column converts an offset to a 1-based column counted in UTF-16 code units.
func (f *File) UTF16Column(offset int) int {
	offset = min(max(offset, 0), len(f.text))
	return 1 + f.units(f.line(sort.SearchInts(f.lines(), offset+1)).Start, offset)
}

// ByteOffset converts an offset in the text to an offset in the bytes on disk.
func (f *File) ByteOffset(offset int) int {
	if f.encoding == UTF8 {
		return f.previous.Bytes + offset
	}
	for offset > 0 && offset < len(f.text) && !utf8.RuneStart(f.text[offset]) {
		offset-- // inside a character, which cannot be split on disk
	}
	return min(bomUTF16(f.raw)+2*f.units(0, offset), len(f.raw)) // a single byte at the end also decodes to a character
}

// lineStarts returns the offsets of the lines. LF, CRLF and a single CR end a line, as in editors.
func lineStarts(text string) []int {
	starts := append(make([]int, 0, 1+strings.Count(text, "\n")), 0)
	hasCR := strings.IndexByte(text, '\r') >= 0
	for at := 0; ; {
		end := strings.IndexByte(text[at:], '\n')
		if hasCR {
			end = strings.IndexAny(text[at:], "\r\n")
		}
		if end < 0 {
			return starts
		}
		if at += end + 1; text[at-1] == '\n' || at == len(text) || text[at] != '\n' {
			starts = append(starts, at)
		}
	}
}
