package source

import (
	"bytes"
	"testing"
)

// TestEncode checks that Encode returns the bytes of an unchanged text, and that WithText keeps the encoding.
func TestEncode(t *testing.T) {
	for _, raw := range [][]byte{
		[]byte("a: \"é\"\n"),
		[]byte("\uFEFFa: b\r\n"),
		{},
		{0xFF, 0xFE, 'a', 0, ':', 0, 0x3D, 0xD8, 0x00, 0xDE, '\n', 0},
		{0xFE, 0xFF, 0, 'a', 0, ':', 0xD8, 0x3D, 0xDE, 0x00, 0, '\n'},
	} {
		f := New("x.yaml", raw)
		if got := f.Encode(f.Text()); !bytes.Equal(got, raw) {
			t.Errorf("Encode returns % x, want % x", got, raw)
		}
		again := f.WithText(f.Text() + "b: c\n")
		if again.Encoding() != f.Encoding() || again.Text() != f.Text()+"b: c\n" || again.Name() != f.Name() {
			t.Errorf("% x: WithText returns a file with the text %q and the encoding %v", raw, again.Text(), again.Encoding())
		}
	}
}
