package explain

import "strings"

func indent(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = "  " + line
		}
	}
	return strings.Join(lines, "\n")
}

// fill wraps paragraphs and list items to a width in columns, with a margin before each line. Blank lines separate paragraphs. A list item
// begins with "- ".
func fill(text string, width int, margin string) string {
	var out []string
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		var blocks []string
		for line := range strings.SplitSeq(paragraph, "\n") {
			if n := len(blocks); n == 0 || strings.HasPrefix(line, "- ") {
				blocks = append(blocks, line)
			} else {
				blocks[n-1] += " " + strings.TrimSpace(line)
			}
		}
		for i, block := range blocks {
			blocks[i] = wrap(block, width, margin)
		}
		out = append(out, strings.Join(blocks, "\n"))
	}
	return strings.Join(out, "\n\n")
}

// wrap breaks a paragraph or a list item into lines of a maximum width, with a margin before each line. The lines after the first of a list
// item are aligned with its text.
func wrap(block string, width int, margin string) string {
	hanging := margin
	if strings.HasPrefix(block, "- ") {
		hanging += "  "
	}
	var b strings.Builder
	b.WriteString(margin)
	column := len(margin)
	for i, word := range strings.Fields(block) {
		switch n := len([]rune(word)); {
		case i > 0 && column+1+n > width:
			b.WriteString("\n" + hanging + word)
			column = len(hanging) + n
		case i > 0:
			b.WriteString(" " + word)
			column += 1 + n
		default:
			b.WriteString(word)
			column += n
		}
	}
	return b.String()
}
