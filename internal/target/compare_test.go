package target_test

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/target"
)

func TestCompareReleases(t *testing.T) {
	sorted := []string{"", "2.0", "2.1", "2.4", "2.4.0", "2.4.9", "2.4.10", "2.9", "2.10", "2.10.1", "2.11", "3.0", "3.x", "10.0"}
	for i, a := range sorted {
		for j, b := range sorted {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := target.CompareReleases(a, b); got != want {
				t.Errorf("CompareReleases(%q, %q) is %d, want %d", a, b, got, want)
			}
		}
	}
	if !slices.IsSortedFunc(target.Releases(), func(a, b target.Target) int { return target.CompareReleases(a.Release, b.Release) }) {
		t.Error("the releases are not in order")
	}
}

func TestInSpan(t *testing.T) {
	for _, c := range []struct {
		line, span string
		want       bool
	}{
		{"2.1", "", true}, {"2.1", "2.1", true}, {"2.2", "2.1", false}, {"2.10", "2.1", false},
		{"2.3", "2.1-2.3", true}, {"2.0", "2.1-2.3", false}, {"2.10", "2.1-2.9", false}, {"2.9", "2.1-2.10", true},
		{"2.0", "2.1+", false}, {"2.1", "2.1+", true}, {"2.10", "2.9+", true}, {"3.0", "2.9+", true}, {"2.9", "2.10+", false},
	} {
		if got := target.InSpan(c.line, c.span); got != c.want {
			t.Errorf("InSpan(%q, %q) = %t, want %t", c.line, c.span, got, c.want)
		}
	}
}
