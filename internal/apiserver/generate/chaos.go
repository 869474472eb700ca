package generate

import (
	"regexp"
	"strings"
)

// fragments are texts in the syntax of YAML, which are inserted at random positions.
var fragments = []string{
	" ", "  ", "\n", "\t", ":", ": ", "-", "- ", "? ", "# ", "#", "'", `"`, "[", "]", "{", "}", ",", "&a ", "*a", "!", "!!str ", "|", ">", "%", "@", "`", "~", "\\", "<<: ", "\r", "\ufeff", "é", "0", ".", "y", "null", "\n\n", " #", "\n#", "\n ", "\n  ", "\"\"", "''",
}

// separator matches text that a parser may read as the start or the end of a document.
var separator = regexp.MustCompile(`(?m)(^|[\r\x{85}\x{2028}\x{2029}])(---|\.\.\.)`)

// chaos edits the text at random. The result never contains several documents, because verdicts on several documents are not compared: if
// 20 attempts fail, it is the original text.
func chaos(g *Generator, text string) string {
	for range 20 {
		edited := text
		for range 1 + g.IntN(2) {
			edited = g.edit(edited)
		}
		if !separator.MatchString(edited) {
			return edited
		}
	}
	return text
}

func (g *Generator) edit(text string) string {
	if g.chance(50) {
		return g.editLine(text)
	}
	r := []rune(text)
	if len(r) == 0 {
		return text
	}
	i := g.IntN(len(r))
	switch g.IntN(3) {
	case 0:
		return string(r[:i]) + string(r[i+1:])
	case 1:
		return string(r[:i]) + pick(g, fragments...) + string(r[i+1:])
	default:
		return string(r[:i]) + pick(g, fragments...) + string(r[i:])
	}
}

func (g *Generator) editLine(text string) string {
	lines := strings.SplitAfter(text, "\n")
	i, j := g.IntN(len(lines)), g.IntN(len(lines))
	switch g.IntN(6) {
	case 0:
		lines[i], lines[j] = lines[j], lines[i]
	case 1:
		lines[i] = ""
	case 2:
		lines[i] += lines[i]
	case 3:
		lines[i] = pick(g, " ", "  ", "    ") + lines[i]
	case 4:
		lines[i] = strings.TrimPrefix(lines[i], pick(g, " ", "  "))
	default:
		lines[i] = strings.TrimSuffix(lines[i], "\n")
	}
	return strings.Join(lines, "")
}
