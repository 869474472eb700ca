// Package stable sorts slices.
package stable

import "sort"

// Sort sorts s by cmp, and keeps the order of what is equal. It is [slices.SortStableFunc] without a copy of the algorithm for each type of
// elements, which for large structs takes about 9 kB of the binary each.
func Sort[S ~[]E, E any](s S, cmp func(a, b E) int) {
	sort.SliceStable(s, func(i, j int) bool { return cmp(s[i], s[j]) < 0 })
}
