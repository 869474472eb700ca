package edit

import (
	"fmt"
	"strings"
)

// context is how many lines a hunk shows around a change.
const context = 3

// Unified writes the difference of two texts as a unified diff of one hunk, and nothing where there is none.
func Unified(name, before, after string) string {
	if before == after {
		return ""
	}
	a, b := strings.SplitAfter(before, "\n"), strings.SplitAfter(after, "\n")
	start, end := 0, 0
	for start < min(len(a), len(b)) && a[start] == b[start] {
		start++
	}
	for end < min(len(a), len(b))-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	from, to := max(start-context, 0), max(end-context, 0)
	var out strings.Builder
	fmt.Fprintf(&out, "--- a/%s\n+++ b/%s\n@@ -%d,%d +%d,%d @@\n", name, name, from+1, len(a)-to-from, from+1, len(b)-to-from)
	write := func(sign string, lines []string) {
		for _, line := range lines {
			if line == "" {
				continue
			}
			out.WriteString(sign + line)
			if !strings.HasSuffix(line, "\n") {
				out.WriteString("\n\\ No newline at end of file\n")
			}
		}
	}
	write(" ", a[from:start])
	write("-", a[start:len(a)-end])
	write("+", b[start:len(b)-end])
	write(" ", a[len(a)-end:len(a)-to])
	return out.String()
}
