package manifest

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// split cuts a text into documents: between JSON objects, or at its document markers. A line that begins with --- or ... is a marker
// anywhere, even inside a block scalar, so only lines are checked. Each part includes its own --- if it has one; leading comments and
// directives belong to the next document. The parts are in order and do not overlap, and only end markers lie between them. A file that
// begins with an end marker is not split, and the parser rejects it.
func split(text string) []source.Span {
	parts, _ := splitStray(text)
	return parts
}

// splitStray is split, and reports in stray whether the last part is text that follows several JSON objects and does not begin with {.
func splitStray(text string) (parts []source.Span, stray bool) {
	if parts, stray := splitStream(text); parts != nil {
		return parts, stray
	}
	return splitMarkers(text), false
}

func splitMarkers(text string) []source.Span {
	var parts []source.Span
	start, open := source.BOMLen(text), false // open: the part contains more than comments and directives
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

// Cut returns the start of the last document that begins with its own --- line, or 0 if there is no such document. A text that is cut there
// has the same documents as the whole text. The text may be incomplete at its end.
func Cut(text string) int {
	parts, stray := splitStray(text[:strings.LastIndexByte(text, '\n')+1])
	if stray {
		return 0
	}
	for _, part := range slices.Backward(parts[1:]) {
		if strings.HasPrefix(text[part.Start:], "---") {
			return part.Start
		}
	}
	return 0
}

// nextMarker returns the start of the next line that may be a marker. It skips lines that begin with other characters.
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

// isMarker reports whether a line is a document marker: three characters, then white space or nothing.
func isMarker(line, marker string) bool {
	rest, ok := strings.CutPrefix(line, marker)
	return ok && (rest == "" || strings.ContainsRune(" \t\r\n", rune(rest[0])))
}

// isContent reports whether a line before any content is more than a comment, a directive or blank.
func isContent(line string) bool {
	trimmed := strings.TrimLeft(line, " \t\r\n")
	return trimmed != "" && trimmed[0] != '#' && line[0] != '%'
}

// lineEnd returns the end of the line that begins at offset, including its break.
func lineEnd(text string, at int) int {
	end := len(text)
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		end = at + i + 1
	}
	if i := strings.IndexByte(text[at:end], '\r'); i >= 0 && !strings.HasPrefix(text[at+i+1:], "\n") {
		return at + i + 1 // a carriage return alone is a line break
	}
	return end
}

// bodyOf returns a part without its --- line and the byte order mark after it, if there is such a mark. The API server also removes them
// before it parses the part; otherwise the mark would belong to the first key.
func bodyOf(text string, part source.Span) source.Span {
	first := text[part.Start:min(lineEnd(text, part.Start), part.End)]
	rest := strings.TrimLeft(strings.TrimPrefix(first, "---"), " \t\r\n")
	next := part.Start + len(first)
	if mark := source.BOMLen(text[next:part.End]); mark > 0 && isMarker(first, "---") && (rest == "" || rest[0] == '#') {
		part.Start = next + mark
	}
	return part
}
