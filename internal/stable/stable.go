// Package stable sorts slices without changing the order of equal elements.
package stable

import "sort"

// Sort sorts s by cmp, and keeps the order of equal elements. It is equivalent to [slices.SortStableFunc]. The compiler repeats the code of
// that function for each element type, which adds about 9 kB to the binary for each large struct.
func Sort[S ~[]E, E any](s S, cmp func(a, b E) int) {
	sort.SliceStable(s, func(i, j int) bool { return cmp(s[i], s[j]) < 0 })
}
