package terminal

import (
	"fmt"
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// Wrap breaks a text between words into lines of at most width columns. The first line has at most first columns. A word that is wider
// than a line is broken. The first line is empty if it has no space for the first word.
func Wrap(text string, first, width int) []string {
	var lines []string
	line, used, room := "", 0, first
	for word := range strings.FieldsSeq(text) {
		w := displaywidth.String(word)
		if used > 0 && used+1+w <= room {
			line, used = line+" "+word, used+1+w
			continue
		}
		if used > 0 || w > room && len(lines) == 0 && first < width {
			lines, room = append(lines, line), width
		}
		for w > room {
			head := displaywidth.TruncateString(word, room, "")
			if head == "" {
				break
			}
			lines, word, room = append(lines, head), word[len(head):], width
			w = displaywidth.String(word)
		}
		line, used = word, w
	}
	return append(lines, line)
}

// Shorten replaces the middle of a text with an ellipsis if the text is wider than width columns.
func Shorten(text string, width int, ellipsis string) string {
	if displaywidth.String(text) <= width {
		return text
	}
	room := max(width-displaywidth.String(ellipsis), 0)
	tail := ""
	clusters := displaywidth.StringGraphemes(text)
	var all []string
	for clusters.Next() {
		all = append(all, clusters.Value())
	}
	for i := len(all) - 1; i >= 0 && displaywidth.String(all[i]+tail) <= (room+1)/2; i-- {
		tail = all[i] + tail
	}
	head := displaywidth.TruncateString(text, room-displaywidth.String(tail), "")
	return head + ellipsis + tail
}

// Pad appends spaces until a text is width columns wide.
func Pad(text string, width int) string {
	return text + strings.Repeat(" ", max(width-displaywidth.String(text), 0))
}

// Count returns a number with its noun, such as "2 findings".
func Count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
