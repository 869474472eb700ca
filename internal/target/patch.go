package target

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A patchRange is the patch releases of a line from first to last. Both numbers count from 1: the patch 0 has the number 1. The zero value
// means any patch.
type patchRange struct{ first, last int }

// lastPatch means the newest patch of a line, which has no known number.
var lastPatch = patchRange{math.MaxInt, math.MaxInt}

// bounds returns the first and the last patch, or 1 and the largest int for any patch.
func (r patchRange) bounds() (first, last int) {
	if r == (patchRange{}) {
		return 1, math.MaxInt
	}
	return r.first, r.last
}

// join returns the smallest range that contains all patches of both ranges.
func (r patchRange) join(other patchRange) patchRange {
	if r == (patchRange{}) || other == (patchRange{}) {
		return patchRange{}
	}
	return patchRange{min(r.first, other.first), max(r.last, other.last)}
}

// patched returns the release line of an id, and its patch release if the id has one: v2.4.3 is the patch 3 of 2.4.
func patched(id string) (Target, error) { return Names{}.patched(id) }

func (n Names) patched(id string) (Target, error) {
	t, found, err := n.find(id)
	if err == nil && !found {
		err = n.unknown(id)
	}
	if err != nil || t.Custom() {
		return t, err
	}
	version, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(id, idPrefix), "v"), "-")
	if parts := strings.Split(version, "."); len(parts) == 3 {
		patch, err := strconv.Atoi(parts[2])
		if err != nil || patch == math.MaxInt {
			return Target{}, n.unknown(id)
		}
		t.patches = patchRange{patch + 1, patch + 1}
	}
	return t, nil
}

// Within reports whether t is in the range from the release since to the release until. An empty since or until means no limit. A limit is
// a release line (2.3) or a patch release (2.3.4). If t stands for several patches of a line, it is enough that one of them is in the
// range. For the catalog, Within returns true only if there is no limit.
func (t Target) Within(since, until string) bool {
	if t.Catalog() {
		return since == "" && until == ""
	}
	t = t.behaves()
	first, last := t.patches.bounds()
	return (since == "" || compareLimit(t, last, since) >= 0) && (until == "" || compareLimit(t, first, until) <= 0)
}

// compareLimit compares a patch of the line t with a limit. The result is negative, 0 or positive, as in Compare. If the limit is the line
// itself, every patch of the line is equal to it.
func compareLimit(t Target, patch int, limit string) int {
	for i := range all { // a fast path, because this runs for each Backend
		if all[i].Release == limit {
			return Compare(t, all[i])
		}
	}
	l, err := patched(limit)
	switch {
	case err != nil:
		return -1 // a test of the rules rejects such a limit
	case t.Order != l.Order || l.patches == patchRange{}:
		return Compare(t, l)
	}
	return patch - l.patches.first
}

// Patches returns a text with the patch releases of t from since to until, such as "2.3.0 to 2.3.4". It returns "" if the range contains
// all patches of t or none, and for the catalog and CRDs.
func (t Target) Patches(since, until string) string {
	if t.Catalog() || t.Custom() {
		return ""
	}
	first, last := t.patches.bounds()
	from, to := max(first, limitIn(t, since, first)), min(last, limitIn(t, until, last))
	switch {
	case from == first && to == last || from > to:
		return ""
	case to == math.MaxInt:
		return fmt.Sprintf("%s.%d and later", t.Release, from-1)
	case from == to:
		return fmt.Sprintf("%s.%d", t.Release, from-1)
	}
	return fmt.Sprintf("%s.%d to %s.%d", t.Release, from-1, t.Release, to-1)
}

// AnyPatch reports whether t is a release line without a patch, so that the cluster may run any patch of it.
func (t Target) AnyPatch() bool { return t.patches == patchRange{} }

// limitIn returns the number of a limit's patch, counted from 1 as in patchRange, if the limit is a patch of t's line. Otherwise it
// returns the value of the parameter "otherwise".
func limitIn(t Target, limit string, otherwise int) int {
	l, err := patched(limit)
	if err != nil || l.Order != t.Order || l.AnyPatch() {
		return otherwise
	}
	return l.patches.first
}

// joinPatches merges neighbouring targets of the same line into one target with the patches of both.
func joinPatches(sorted []Target) []Target {
	var out []Target
	for _, t := range sorted {
		if n := len(out); n > 0 && out[n-1].Order == t.Order {
			out[n-1].patches = out[n-1].patches.join(t.patches)
			continue
		}
		out = append(out, t)
	}
	return out
}
