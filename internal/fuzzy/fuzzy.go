// Package fuzzy finds the word that a person most likely meant. It knows nothing of where words come from or how a
// suggestion is printed.
package fuzzy

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// shortestPrefix is how much of a word must be there for its beginning alone to point at a candidate.
const shortestPrefix = 3

// Nearest returns the candidate that word is a likely misspelling of, without regard to case; false when none is near
// enough to be worth a suggestion. A third of the word may be wrong, and a transposition counts as one mistake. A word
// that is cut short points at the candidate it begins. The answer does not depend on the order of the candidates.
func Nearest(word string, candidates []string) (string, bool) {
	var near []match
	w := fold(word)
	for _, c := range candidates {
		if m, ok := compare(w, c); ok {
			near = append(near, m)
		}
	}
	if len(near) == 0 {
		return "", false
	}
	return slices.MinFunc(near, match.order).candidate, true
}

// Within says whether word becomes other with at most so many mistakes, without regard to case.
func Within(word, other string, mistakes int) bool {
	return distance(fold(word), fold(other)) <= mistakes
}

// Misspelt reports whether a key differs from a name by one mistake, or only in case and separators.
func Misspelt(key, name string) bool {
	return Within(strings.NewReplacer("_", "", "-", "").Replace(key), name, 1)
}

// A match is a candidate that is near enough.
type match struct {
	candidate string
	cut       bool // not a misspelling: the word is only the candidate's beginning
	distance  int
	prefix    int // how many letters at the start agree
}

// order puts the better match first: any misspelling before a word cut short, then few mistakes, then a common
// beginning, because people seldom mistake the first letters.
func (m match) order(other match) int {
	return cmp.Or(
		compareBool(m.cut, other.cut),
		cmp.Compare(m.distance, other.distance),
		cmp.Compare(other.prefix, m.prefix),
		strings.Compare(m.candidate, other.candidate),
	)
}

func compare(word []rune, candidate string) (match, bool) {
	c := fold(candidate)
	m := match{candidate: candidate, prefix: commonPrefix(word, c)}
	limit := max(1, len(word)/3)
	if abs(len(word)-len(c)) <= limit {
		m.distance = distance(word, c)
		// Where every letter is wrong nothing is left of the word to suggest from.
		if m.distance == 0 || m.distance <= limit && m.distance < len(word) {
			return m, true
		}
	}
	m.cut = true
	m.distance = len(c) - len(word)
	return m, m.prefix == len(word) && len(word) >= shortestPrefix
}

// distance is the optimal string alignment distance: insertions, deletions, substitutions and transpositions of
// neighbours, no letter changed twice. Three rows of the table are all it needs.
func distance(a, b []rune) int {
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before, above, row = above, row, before
		row[0] = i + 1
		for j := range b {
			row[j+1] = min(above[j+1]+1, row[j]+1, above[j]+cost(a[i], b[j]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}

func cost(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}

func commonPrefix(a, b []rune) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func fold(s string) []rune {
	runes := []rune(s)
	for i, r := range runes {
		runes[i] = unicode.ToLower(r)
	}
	return runes
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func abs(n int) int { return max(n, -n) }
