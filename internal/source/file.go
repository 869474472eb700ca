// Package source holds the bytes that were read and every conversion between byte offsets, lines, columns and UTF-16
// units. It knows nothing of YAML: a File is text with a name.
package source

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// A File is one input with its content, which never changes. Offsets and spans are in bytes of [File.Text]; only
// [File.ByteOffset] speaks of the bytes as they stand on disk, which differ for UTF-16 input.
type File struct {
	name     string
	raw      []byte
	text     string
	encoding Encoding
	once     sync.Once
	starts   []int // offset of the first byte of each line; most files are never asked for one
	marking  sync.Once
	marks    []mark
	previous Before
}

// Before is how much of an input stands before a piece of it.
type Before struct{ Lines, Bytes int }

// A Span is a half-open range of bytes in a File's text: 0 <= Start <= End <= len(text).
type Span struct{ Start, End int }

// Len returns the number of bytes in s.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether offset lies in s, the end included, so that an empty span contains its own place.
func (s Span) Contains(offset int) bool { return s.Start <= offset && offset <= s.End }

// A Position is a place as a person counts it: line and column start at 1, the column counts code points.
type Position struct{ Line, Column int }

// New returns a File of the given display name (forward slashes, as the user gave it). It takes ownership of raw.
func New(name string, raw []byte) *File {
	text, encoding := decode(raw)
	return &File{name: name, raw: raw, text: text, encoding: encoding}
}

// Continue returns the piece of an input that follows f, which ends with a line and is no UTF-16. Its offsets begin anew; its lines
// and [File.ByteOffset] are those of the whole input. It takes ownership of raw.
func (f *File) Continue(raw []byte) *File {
	next := &File{name: f.name, raw: raw, text: view(raw)}
	next.previous = Before{Lines: f.previous.Lines + len(f.lines()) - 1, Bytes: f.previous.Bytes + len(f.raw)}
	return next
}

// FirstLine returns the number of the first line that is here: 1, unless f is a piece that follows another one.
func (f *File) FirstLine() int { return f.previous.Lines + 1 }

// WithoutContent returns a file of the same name and encoding, for what is not looked into.
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

// Text returns the content as UTF-8, its byte order mark included when the file is UTF-8.
func (f *File) Text() string { return f.text }

// Encoding returns how the file is encoded on disk.
func (f *File) Encoding() Encoding { return f.encoding }

// Slice returns the text of s.
func (f *File) Slice(s Span) string { return f.text[s.Start:s.End] }

// Lines returns the number of the last line; a final line break does not begin another.
func (f *File) Lines() int {
	lines := f.lines()
	if n := len(lines); n > 1 && lines[n-1] == len(f.text) {
		return f.previous.Lines + n - 1
	}
	return f.previous.Lines + len(lines)
}

// Line returns the span of line n (from 1) without its line break and without a byte order mark. A line that is not
// there has an empty span at the end.
func (f *File) Line(n int) Span { return f.line(n - f.previous.Lines) }

// line is Line with the lines of this piece counted from 1.
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

// LineEnd returns where the line of an offset ends, its line break left out.
func (f *File) LineEnd(offset int) int {
	return f.line(sort.SearchInts(f.lines(), offset+1)).End
}

// Position converts an offset. A byte order mark takes no column; an invalid byte counts as one code point.
func (f *File) Position(offset int) Position {
	offset = min(max(offset, 0), len(f.text))
	n := sort.SearchInts(f.lines(), offset+1)
	start := f.line(n).Start
	return Position{Line: f.previous.Lines + n, Column: 1 + f.points(start, offset)}
}

// nearTop is up to where counting lines is cheaper than finding all of them.
const nearTop = 1 << 12

// LineOf returns the line of an offset, from 1. For one near the top it does not look at the rest of the file.
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
		offset-- // inside of a character, which stands on disk as a whole
	}
	return min(bomUTF16(f.raw)+2*f.units(0, offset), len(f.raw)) // an odd byte at the end decodes to a character, too
}

// lineStarts finds where lines begin. LF, CRLF and a CR of its own end a line, as editors count them.
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
