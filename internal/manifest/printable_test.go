package manifest

import (
	"strings"
	"testing"
)

// TestIsPrintable tests every byte in every position of a text, next to other bytes that may change the result.
func TestIsPrintable(t *testing.T) {
	for c := range 256 {
		want := c == '\n' || ' ' <= c && c <= '~'
		for at := range 19 {
			for _, beside := range []string{"a", " ", "\n", "~"} {
				text := strings.Repeat(beside, at) + string([]byte{byte(c)}) + strings.Repeat(beside, 18-at)
				if got := isPrintable(text); got != want {
					t.Fatalf("isPrintable(%q) is %t, want %t", text, got, want)
				}
			}
		}
	}
	if isPrintable("\x00\x0a\x80\xff\x1f\x7f\x20\x09") || !isPrintable("") {
		t.Error("a text of control characters is printable, or the empty text is not")
	}
}
