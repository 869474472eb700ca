package report

import (
	"fmt"
	"unicode/utf16"
)

const (
	lineHashWindow = 100
	lineHashBase   = 37
	lineHashEnd    = 0xFFFF // the unit after the last character of the text
)

// lineHashes returns primaryLocationLineHash for each line of a text. The value consists of a hash of the first hundred UTF-16 units from
// the beginning of the line, without spaces and tabs, and of the number of lines with this hash so far. It has to be identical to the value
// that GitHub's upload action computes, because the action warns about every difference.
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

// lineHashUnits returns the UTF-16 units to hash and the indexes at which lines start. Line breaks are LF, and zeros follow the last unit,
// so that each line has enough units for a hash.
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
