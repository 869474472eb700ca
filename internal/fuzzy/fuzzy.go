// Package fuzzy finds the word that the user most likely meant. It does not depend on where words come from or how a suggestion is printed.
package fuzzy

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// shortestPrefix is the minimum length of a word that can match as the beginning of a candidate.
const shortestPrefix = 3

// Nearest returns the candidate that word is most likely a misspelling of, ignoring case. It reports false if no candidate is similar
// enough. At most a third of the letters may be wrong; two swapped letters count as one mistake. A word may also be the beginning of a
// candidate. The result does not depend on the order of the candidates.
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

// Within reports whether word differs from other by at most the given number of mistakes, ignoring case.
func Within(word, other string, mistakes int) bool {
	return distance(fold(word), fold(other)) <= mistakes
}

// Misspelt reports whether a key differs from a name by one mistake, or only in case and separators.
func Misspelt(key, name string) bool {
	return Within(strings.NewReplacer("_", "", "-", "").Replace(key), name, 1)
}

// A match is a candidate that is similar enough.
type match struct {
	candidate string
	cut       bool // the word is the beginning of the candidate, and not a misspelling of it
	distance  int
	prefix    int // the number of letters that both words begin with
}

// order sorts better matches first: misspellings before beginnings, then fewer mistakes, then a longer common prefix, because people seldom
// mistype the first letters.
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
		// If every letter is wrong, the words have nothing in common.
		if m.distance == 0 || m.distance <= limit && m.distance < len(word) {
			return m, true
		}
	}
	m.cut = true
	m.distance = len(c) - len(word)
	return m, m.prefix == len(word) && len(word) >= shortestPrefix
}

// distance returns the number of mistakes between two words, which is their optimal string alignment distance. A mistake is an inserted,
// deleted or replaced letter, or two swapped neighbours. No letter is changed twice. It keeps only three rows of the table of distances.
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
