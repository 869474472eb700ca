package report

import (
	"fmt"
	"unicode/utf16"
)

const (
	lineHashWindow = 100
	lineHashBase   = 37
	lineHashEnd    = 0xFFFF // follows the last character
)

// lineHashes returns primaryLocationLineHash for each line of a text: a hash of the hundred UTF-16 units from the beginning of the line,
// without spaces, and the number of its previous occurrences. It has to be identical to the hash in GitHub's upload action, which warns
// about every difference.
func lineHashes(text string) []string {
	units, starts := lineHashUnits(text)
	out, seen := make([]string, len(starts)), map[uint64]int{}
	for line, start := range starts {
		var sum uint64
		for _, u := range units[start : start+lineHashWindow] {
			sum = sum*lineHashBase + uint64(u)
		}
		seen[sum]++
		out[line] = fmt.Sprintf("%x:%d", sum, seen[sum])
	}
	return out
}

// lineHashUnits returns the UTF-16 units to hash, with line breaks as LF and padded by a window at the end, and the starts of lines.
func lineHashUnits(text string) (units []uint16, starts []int) {
	afterCR, fresh := false, true
	for _, u := range append(utf16.Encode([]rune(text)), lineHashEnd) {
		if u == ' ' || u == '\t' || u == '\n' && afterCR {
			afterCR = false
			continue
		}
		if afterCR = u == '\r'; afterCR {
			u = '\n'
		}
		if fresh {
			starts = append(starts, len(units))
		}
		fresh = u == '\n'
		units = append(units, u)
	}
	return append(units, make([]uint16, lineHashWindow)...), starts
}
