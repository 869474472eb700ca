package source

import (
	"strings"
	"testing"
)

func TestPosition(t *testing.T) {
	for _, c := range []struct {
		name, text, at string
		want           Position
		utf16, bytes   int
	}{
		{"ascii", "a: 1\nb: 2\n", "b", Position{2, 1}, 1, 5},
		{"accents", "é: ü # x\n", "#", Position{1, 6}, 6, 7},
		{"emoji of one code point and two UTF-16 units", "😀: b\n", "b", Position{1, 4}, 5, 6},
		{"tab of one column", "a:\tb\n", "b", Position{1, 4}, 4, 3},
		{"crlf", "a: 1\r\nb: 2\r\n", "b", Position{2, 1}, 1, 6},
		{"carriage return that ends a line", "a: 1\rb: 2\r", "b", Position{2, 1}, 1, 5},
		{"byte order mark before the first column", "\uFEFFa: b\n", "b", Position{1, 4}, 4, 6},
		{"line separator that does not end a line", "a\u2028b\n", "b", Position{1, 3}, 3, 4},
		{"no final newline", "a: 1\nbc", "c", Position{2, 2}, 2, 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := New("x.yaml", []byte(c.text))
			offset := strings.Index(f.Text(), c.at)
			if got := f.Position(offset); got != c.want {
				t.Errorf("the position is %v, want %v", got, c.want)
			}
			if got := f.UTF16Column(offset); got != c.utf16 {
				t.Errorf("the UTF-16 column is %d, want %d", got, c.utf16)
			}
			if got := f.ByteOffset(offset); got != c.bytes {
				t.Errorf("the byte offset is %d, want %d", got, c.bytes)
			}
		})
	}
}

func TestUTF16(t *testing.T) {
	text := "a: é😀b\n"
	for _, c := range []struct {
		name     string
		encode   func(uint16) []byte
		encoding Encoding
	}{
		{"little endian", func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }, UTF16LE},
		{"big endian", func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }, UTF16BE},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := c.encode(0xFEFF)
			for _, u := range []uint16{'a', ':', ' ', 'é', 0xD83D, 0xDE00, 'b', '\n'} {
				raw = append(raw, c.encode(u)...)
			}
			f := New("x.yaml", raw)
			if f.Text() != text || f.Encoding() != c.encoding {
				t.Fatalf("got the text %q and the encoding %v, want %q and %v", f.Text(), f.Encoding(), text, c.encoding)
			}
			b := strings.Index(text, "b")
			if got, want := f.ByteOffset(b), 2+2*6; got != want {
				t.Errorf("the byte offset is %d, want %d", got, want)
			}
			if got, want := f.Position(b), (Position{1, 6}); got != want {
				t.Errorf("the position is %v, want %v", got, want)
			}
		})
	}
}

func TestLine(t *testing.T) {
	f := New("x.yaml", []byte("\uFEFFone\r\ntwo\n\nfour"))
	for n, want := range map[int]string{0: "", 1: "one", 2: "two", 3: "", 4: "four", 5: ""} {
		if got := f.Slice(f.Line(n)); got != want {
			t.Errorf("line %d is %q, want %q", n, got, want)
		}
	}
	if f.Lines() != 4 {
		t.Errorf("got %d lines, want 4", f.Lines())
	}
	if got := New("x", []byte("a\n")).Lines(); got != 1 {
		t.Errorf("got %d lines, want 1: a final line break does not begin another line", got)
	}
}

// FuzzPosition checks for any text that positions, the spans of lines and byte offsets are inside the text.
func FuzzPosition(f *testing.F) {
	f.Add([]byte("a: 1\r\nb: é\n"), 3)
	f.Add([]byte("\xFF\xFEa\x00"), 1)
	f.Add([]byte("\xFE\xFF\xD8"), 9)
	f.Add([]byte("\xEF\xBB\xBF\r"), 0)
	f.Add([]byte("\xFF\xFEa\x00\xE5\x65"), 3)
	f.Fuzz(func(t *testing.T, raw []byte, offset int) {
		file := New("x", raw)
		p := file.Position(offset)
		if p.Line < 1 || p.Line > len(file.lines()) || p.Column < 1 {
			t.Fatalf("offset %d has the position %v, which is not in the text", offset, p)
		}
		for n := range file.Lines() + 2 {
			if s := file.Line(n); s.Start < 0 || s.Start > s.End || s.End > len(file.Text()) {
				t.Fatalf("line %d has the span %v, which is not in the text", n, s)
			}
		}
		if offset >= 0 && offset <= len(file.Text()) {
			if b := file.ByteOffset(offset); b < 0 || b > len(raw) {
				t.Fatalf("ByteOffset(%d) = %d, want 0 to %d", offset, b, len(raw))
			}
		}
	})
}
