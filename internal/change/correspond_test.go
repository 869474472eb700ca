package change

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

// TestCorrespondingFiles holds that the index by the ends of paths finds the files that a comparison of all paths finds.
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
			t.Errorf("%s: %d files, want %d", missing, len(got), len(want))
		}
	}
}
