package target

import (
	"fmt"
	"strconv"
	"strings"
)

// patched returns the release line of an id, and its patch release if the id has one: v2.4.3 is the patch 3 of 2.4.
func patched(id string) (Target, error) {
	t, err := Parse(id)
	if err != nil {
		return t, err
	}
	version, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(id, idPrefix), "v"), "-")
	if parts := strings.Split(version, "."); len(parts) == 3 {
		n, err := strconv.Atoi(parts[2])
		if err != nil {
			return Target{}, unknown(id)
		}
		t.patch = n + 1
	}
	return t, nil
}

// Within reports whether t is from the release since to the release until; an empty one is no limit. A limit is a release line (2.3) or a
// patch release (2.3.4). Where t is any patch of a line, one patch of it in the range is enough. The catalog is only within no limits.
func (t Target) Within(since, until string) bool {
	if t.Catalog() {
		return since == "" && until == ""
	}
	return (since == "" || compareLimit(t, since) >= 0) && (until == "" || compareLimit(t, until) <= 0)
}

// compareLimit compares t with a limit. They are equal where one of the two has no patch and the lines are the same.
func compareLimit(t Target, limit string) int {
	for i := range all { // rules ask for lines once a Backend
		if all[i].Release == limit {
			return Compare(t, all[i])
		}
	}
	l, err := patched(limit)
	switch {
	case err != nil:
		return -1 // a test of the rules rejects such a limit
	case t.Order != l.Order || t.patch == 0 || l.patch == 0:
		return Compare(t, l)
	}
	return t.patch - l.patch
}

// Patches returns which patch releases of the line t are from since to until, as "2.3.0 to 2.3.4", and "" where it is all of them or where
// t is a certain patch.
func (t Target) Patches(since, until string) string {
	if t.patch > 0 || t.Catalog() {
		return ""
	}
	from, isFrom := patchOf(t, since)
	to, isTo := patchOf(t, until)
	switch {
	case isTo:
		return fmt.Sprintf("%s.%d to %s.%d", t.Release, from, t.Release, to)
	case isFrom && from > 0:
		return fmt.Sprintf("%s.%d and later", t.Release, from)
	}
	return ""
}

// patchOf returns the patch release of a limit that is in the line of t.
func patchOf(t Target, limit string) (int, bool) {
	l, err := patched(limit)
	if err != nil || l.Order != t.Order || l.patch == 0 {
		return 0, false
	}
	return l.patch - 1, true
}

// joinPatches merges the targets of one line that stand beside each other. Two patches of a line are any patch.
func joinPatches(sorted []Target) []Target {
	var out []Target
	for _, t := range sorted {
		if n := len(out); n > 0 && out[n-1].Order == t.Order {
			if out[n-1].patch != t.patch {
				out[n-1].patch = 0
			}
			continue
		}
		out = append(out, t)
	}
	return out
}
