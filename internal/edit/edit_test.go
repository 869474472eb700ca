package edit

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

func at(start, end int, text string) Edit {
	return Edit{Span: source.Span{Start: start, End: end}, New: text}
}

// TestMergeAndApply merges edits and applies them to the text "hello".
func TestMergeAndApply(t *testing.T) {
	for _, c := range []struct {
		name  string
		edits [][]Edit
		want  string
		err   string
	}{
		{"no edits", nil, "hello", ""},
		{"two edits with text between them", [][]Edit{{at(4, 5, "p!")}, {at(0, 1, "H")}}, "Hellp!", ""},
		{"identical edits", [][]Edit{{at(0, 1, "H")}, {at(0, 1, "H")}}, "Hello", ""},
		{"adjacent edits", [][]Edit{{at(0, 1, "H"), at(1, 2, "a")}}, "Hallo", ""},
		{"an insertion before a replacement", [][]Edit{{at(1, 2, "a"), at(1, 1, "-")}}, "h-allo", ""},
		{"overlapping edits", [][]Edit{{at(0, 3, "x")}, {at(2, 4, "y")}}, "", "two edits change bytes 2 to 3"},
		{"two texts for one span", [][]Edit{{at(0, 1, "x")}, {at(0, 1, "y")}}, "", "two edits change bytes 0 to 1"},
		{"two insertions at one offset", [][]Edit{{at(2, 2, "x")}, {at(2, 2, "y")}}, "", "two edits change bytes 2 to 2"},
		{"an edit outside the text", [][]Edit{{at(3, 9, "x")}}, "", "does not fit a text of 5 bytes"},
		{"a span that ends before it starts", [][]Edit{{at(3, 1, "x")}}, "", "does not fit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			merged, err := Merge(c.edits...)
			got := ""
			if err == nil {
				got, err = Apply("hello", merged)
			}
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("error %v, want %q", err, c.err)
				}
				return
			}
			if err != nil || got != c.want {
				t.Fatalf("the result is %q (error %v), want %q", got, err, c.want)
			}
		})
	}
}
