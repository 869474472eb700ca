package edit

import (
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

// FuzzApply checks that Merge gives the same result for edits in any order, that Apply gives the text that results from applying the edits
// one by one from the last to the first, and that the unified diff is empty only if the text does not change.
func FuzzApply(f *testing.F) {
	f.Add("hello, world", []byte{0, 5, 1, 7, 12, 2}, "bye|moon")
	f.Add("a\nb\n", []byte{2, 2, 0, 2, 2, 1, 0, 4, 0}, "x\n|y")
	f.Add("", []byte{0, 0, 0, 255, 3, 1}, "")
	f.Add("a\r\nb", []byte{1, 3, 0, 1, 3, 0}, "\n")
	f.Fuzz(func(t *testing.T, text string, places []byte, news string) {
		words := strings.Split(news, "|")
		var edits []Edit
		for p := range slices.Chunk(places[:min(len(places), 60)], 3) {
			if len(p) == 3 {
				edits = append(edits, Edit{Span: source.Span{Start: int(p[0]), End: int(p[1])}, New: words[int(p[2])%len(words)]})
			}
		}
		if Validate(len(text), edits) != nil {
			return
		}
		merged, err := Merge(edits)
		backwards := slices.Clone(edits)
		slices.Reverse(backwards)
		again, otherErr := Merge(backwards)
		if (err == nil) != (otherErr == nil) || !slices.Equal(merged, again) {
			t.Fatalf("the result of Merge depends on the order of the edits: %v, %v", merged, again)
		}
		if err != nil {
			return
		}
		got, err := Apply(text, merged)
		if err != nil {
			t.Fatal(err)
		}
		want := text
		for _, e := range slices.Backward(merged) {
			want = want[:e.Span.Start] + e.New + want[e.Span.End:]
		}
		if got != want {
			t.Fatalf("Apply returns %q, want %q", got, want)
		}
		if d := Unified("x", text, got); (d == "") != (text == got) {
			t.Fatalf("the unified diff of %q and %q is %q", text, got, d)
		}
	})
}
