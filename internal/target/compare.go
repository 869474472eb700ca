package target

import (
	"cmp"
	"strconv"
	"strings"
)

// CompareReleases compares release lines and patches such as 2.4 and 2.10.1 by the number of each part. A line comes before its patches,
// and an empty text comes before every release. The result is negative if a comes first, 0 if a equals b, and positive if b comes first.
func CompareReleases(a, b string) int {
	for a != "" && b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		if c := comparePart(x, y); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}

// InSpan reports whether a release line is in a span: "2.1" alone, "2.1-2.3", or "2.1+", which has no end. The empty span contains every
// line.
func InSpan(line, span string) bool {
	first, isOpen := strings.CutSuffix(span, "+")
	first, last, isRange := strings.Cut(first, "-")
	if !isRange {
		last = first
	}
	return span == "" || CompareReleases(first, line) <= 0 && (isOpen || CompareReleases(line, last) <= 0)
}

// comparePart compares two parts of releases: numbers by their values, and texts after all numbers.
func comparePart(a, b string) int {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	switch {
	case errX == nil && errY == nil:
		return cmp.Compare(x, y)
	case errX == nil:
		return -1
	case errY == nil:
		return 1
	}
	return cmp.Compare(a, b)
}
