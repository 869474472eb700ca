package change

import (
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

// TestCorrespondingFiles checks that the index of path suffixes finds the same files as a comparison of all paths.
func TestCorrespondingFiles(t *testing.T) {
	names := []string{"x.yaml", "/x.yaml", "a/x.yaml", "a/b/x.yaml", "c/b/x.yaml", "HEAD:b/x.yaml", "HEAD:x.yaml", "a/y.yaml", "/a/b/y.yaml", "z.yaml"}
	for _, missing := range names {
		var others []*source.File
		for _, name := range names {
			if name != missing {
				others = append(others, source.New(name, nil))
			}
		}
		f := source.New(missing, nil)
		p := &pairer{files: [2][]*source.File{{f}, others}}
		most := 0
		for _, other := range others {
			most = max(most, commonTail(pathOf(f), pathOf(other)))
		}
		want := slices.DeleteFunc(slices.Clone(others), func(other *source.File) bool {
			return most == 0 || commonTail(pathOf(f), pathOf(other)) < most
		})
		if got := p.correspondingFiles(Before, f, newFreeIndex(nil, others)); !slices.Equal(got, want) {
			t.Errorf("%s has %d corresponding files, want %d", missing, len(got), len(want))
		}
	}
}

// commonTail returns the number of equal path elements at the end of two paths: the file name, its folder, and so on.
func commonTail(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < min(len(x), len(y)) && x[len(x)-1-n] == y[len(y)-1-n] {
		n++
	}
	return n
}

// TestTails checks that tailOf returns the same end for two paths exactly if the path elements at their ends are equal.
func TestTails(t *testing.T) {
	paths := []string{"", "a", "a/b", "b", "c/a/b", "/a/b", "a/b/c/d/e/f/g/h/i/j", "x/b/c/d/e/f/g/h/i/j", "b/"}
	for _, a := range paths {
		for _, b := range paths {
			for n := range mostFolders + 2 {
				x, okX := tailOf(a, n)
				y, okY := tailOf(b, n)
				if got, want := okX && okY && x == y, commonTail(a, b) >= n; got != want {
					t.Errorf("%q and %q have the same last %d elements: %t, want %t", a, b, n, got, want)
				}
			}
		}
	}
}
