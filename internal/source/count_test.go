package source

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestLongLines checks that columns in long lines, which are computed from marks, equal a count from the start of the line.
func TestLongLines(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "é", "日本", "🙂", "\xff", "\x80\x80", "\n", " ", strings.Repeat("b", 700), strings.Repeat("\x80", 1500)}
	for range 50 {
		var b strings.Builder
		for range 100 {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		f := New("x", []byte(b.String()))
		for range 100 {
			offset := random.IntN(b.Len() + 1)
			p := f.Position(offset)
			line := f.Text()[f.Line(p.Line).Start:offset]
			if want := 1 + utf8.RuneCountInString(line); p.Column != want {
				t.Fatalf("offset %d has column %d, want %d, in %q", offset, p.Column, want, b.String())
			}
			if got, want := f.UTF16Column(offset), 1+utf16Len(line); got != want {
				t.Fatalf("offset %d has column %d in UTF-16 units, want %d, in %q", offset, got, want, b.String())
			}
		}
	}
}

// BenchmarkLongLine converts offsets all over one line: the time per offset must not grow with the length of the line.
func BenchmarkLongLine(b *testing.B) {
	for _, size := range []struct {
		name  string
		bytes int
	}{{"1 MB", 1 << 20}, {"2 MB", 1 << 21}} {
		f := New("x", []byte(strings.Repeat("abcdefgé", size.bytes/9)))
		b.Run(size.name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				f.Position(i * 7919 % len(f.Text()))
			}
		})
	}
}
