package manifest

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// split cuts a text into documents at its markers. A line that begins with --- or ... ends a document wherever it
// stands, inside a block scalar too, so lines are all there is to look at. Each part begins with its own --- where it
// has one, and leading comments and directives belong to the document that follows them. The parts lie in order, do not
// overlap, and what lies between them is end markers. A file that begins with an end marker is left as it is, for the parser
// to refuse.
func split(text string) []source.Span {
	var parts []source.Span
	start, open := source.BOMLen(text), false // open: the part holds more than comments and directives
	hasCR := strings.IndexByte(text, '\r') >= 0
	for at := start; at < len(text); {
		end := lineEnd(text, at)
		line := text[at:end]
		switch {
		case isMarker(line, "---"):
			if open {
				parts = append(parts, source.Span{Start: start, End: at})
				start = at
			}
			open = true
		case isMarker(line, "...") && (open || len(parts) > 0):
			parts = append(parts, source.Span{Start: start, End: at})
			start, open = end, false
		case !open:
			open = isContent(line) || isMarker(line, "...")
		case !hasCR:
			end = nextMarker(text, at)
		}
		at = end
	}
	return append(parts, source.Span{Start: start, End: len(text)})
}

// Cut returns where the beginning of a text can be cut off, so that what is before and what is behind can be read one after the other
// with the same documents: at the last document that begins with its own marker, 0 where there is none to cut before. The text may
// end anywhere.
func Cut(text string) int {
	parts := split(text[:strings.LastIndexByte(text, '\n')+1])
	for _, part := range slices.Backward(parts[1:]) {
		if strings.HasPrefix(text[part.Start:], "---") {
			return part.Start
		}
	}
	return 0
}

// nextMarker returns where the next line may begin that is a marker. It jumps over lines that begin with something else.
func nextMarker(text string, at int) int {
	for {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			return len(text)
		}
		if at += i + 1; strings.HasPrefix(text[at:], "---") || strings.HasPrefix(text[at:], "...") {
			return at
		}
	}
}

// isMarker says whether a line is a document marker: three characters, then white space or nothing.
func isMarker(line, marker string) bool {
	rest, ok := strings.CutPrefix(line, marker)
	return ok && (rest == "" || strings.ContainsRune(" \t\r\n", rune(rest[0])))
}

// isContent says whether a line, standing before any content, is more than a comment, a directive or nothing.
func isContent(line string) bool {
	trimmed := strings.TrimLeft(line, " \t\r\n")
	return trimmed != "" && trimmed[0] != '#' && line[0] != '%'
}

// lineEnd returns where the line that begins at offset ends, its break included.
func lineEnd(text string, at int) int {
	end := len(text)
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		end = at + i + 1
	}
	if i := strings.IndexByte(text[at:end], '\r'); i >= 0 && !strings.HasPrefix(text[at+i+1:], "\n") {
		return at + i + 1 // a break of its own
	}
	return end
}

// bodyOf returns a part without what the API server's reader takes away before its parser sees the text: the line of the marker, if
// a byte order mark follows it. The mark belongs to no line then, and would be part of the first key.
func bodyOf(text string, part source.Span) source.Span {
	first := text[part.Start:min(lineEnd(text, part.Start), part.End)]
	rest := strings.TrimLeft(strings.TrimPrefix(first, "---"), " \t\r\n")
	next := part.Start + len(first)
	if mark := source.BOMLen(text[next:part.End]); mark > 0 && isMarker(first, "---") && (rest == "" || rest[0] == '#') {
		part.Start = next + mark
	}
	return part
}
