package manifest

import (
	"strings"
	"testing"
)

// TestIsPrintable tests every byte in every position of a word, next to every other byte that may change the result.
func TestIsPrintable(t *testing.T) {
	for c := range 256 {
		want := c == '\n' || ' ' <= c && c <= '~'
		for at := range 19 {
			for _, beside := range []string{"a", " ", "\n", "~"} {
				text := strings.Repeat(beside, at) + string([]byte{byte(c)}) + strings.Repeat(beside, 18-at)
				if got := isPrintable(text); got != want {
					t.Fatalf("%q: %v", text, got)
				}
			}
		}
	}
	if isPrintable("\x00\x0a\x80\xff\x1f\x7f\x20\x09") || !isPrintable("") {
		t.Error("all of them are printable, or none")
	}
}
