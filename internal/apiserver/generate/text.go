package generate

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// asFlow writes the whole manifest in flow style.
func asFlow(g *Generator, m *object) string {
	r := &renderer{Generator: g, quote: pick(g, 0, 100)}
	text := r.inline(m)
	switch g.IntN(6) {
	case 0:
		return strings.ReplaceAll(text, ", ", ",\n") + "\n"
	case 1:
		return strings.ReplaceAll(text, ", ", pick(g, ",\n  ", ", # c\n  ", ",\n\t", ",\t", ",")) + "\n"
	case 2:
		return strings.ReplaceAll(text, "}", pick(g, ",}", " }", "\n}")) + "\n"
	case 3:
		return strings.Replace(text, ": ", pick(g, ":", " :", ": \n", ":\t"), 1+g.IntN(3)) + "\n"
	default:
		return text + "\n"
	}
}

// lineEnds writes other line breaks, such as CRLF.
func lineEnds(g *Generator, text string) string {
	switch g.IntN(12) {
	case 0:
		return strings.ReplaceAll(text, "\n", "\r")
	case 1:
		return strings.ReplaceAll(text, "\n", "\u0085")
	case 2:
		return strings.ReplaceAll(text, "\n", " \n")
	case 3:
		return strings.ReplaceAll(text, "\n", "\t\n")
	case 4:
		return strings.TrimSuffix(text, "\n")
	case 5:
		return text + "\n\n"
	case 6:
		return strings.Replace(text, "\n", "\r\n", 1+g.IntN(4))
	case 7:
		return strings.ReplaceAll(text, "\n", "\n\n")
	default:
		return strings.ReplaceAll(text, "\n", "\r\n")
	}
}

// encoding writes the text in another Unicode encoding, or damages the encoding.
func encoding(g *Generator, text string) string {
	switch g.IntN(7) {
	case 0:
		return utf16Text(binary.LittleEndian, "\ufeff"+text)
	case 1:
		return utf16Text(binary.BigEndian, "\ufeff"+text)
	case 2:
		return insert(g, text, pick(g, "\xff", "\xc3", "\x00", "\x1b", "\x7f", "\u0081", "\ufffe", "\xed\xa0\x80", "\f"))
	case 3:
		return insert(g, text, "\ufeff")
	case 4:
		return utf16Text(binary.LittleEndian, text)
	default:
		return "\ufeff" + text
	}
}

func utf16Text(order binary.AppendByteOrder, text string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func insert(g *Generator, text, what string) string {
	i := g.IntN(len(text) + 1)
	return text[:i] + what + text[i:]
}

// comments adds comments between lines and at the ends of lines. Some of the comments are not valid YAML.
func comments(g *Generator, text string) string {
	lines := strings.SplitAfter(text, "\n")
	for range 1 + g.IntN(4) {
		i := g.IntN(len(lines))
		switch line := lines[i]; g.IntN(4) {
		case 0:
			lines[i] = strings.TrimSuffix(line, "\n") + pick(g, " # comment\n", "\t# comment\n", " #\n", "#no comment\n", " # é😀\n", " # a: b\n", " # {{ x }}\n")
		case 1:
			lines[i] = pick(g, "# comment\n", "      # comment\n", "#\n", "# ---\n", "\n", "   \n") + line
		case 2:
			lines[i] = strings.Replace(line, ": ", ": "+pick(g, "# c\n        ", "\n        # c\n        ", "\n        "), 1)
		default:
			lines[i] = line + pick(g, "# comment\n", "# last")
		}
	}
	return strings.Join(lines, "")
}

// markers adds directives and document markers. The text stays a single document.
func markers(g *Generator, text string) string {
	switch g.IntN(10) {
	case 0:
		return pick(g, "%YAML 1.1\n---\n", "%YAML 1.2\n---\n", "%YAML 1.1 # c\n---\n", "%YAML 1.1\n", "%FOO bar\n---\n", "%YAML 1.1\n%YAML 1.1\n---\n", "%YAML 1\n---\n", " %YAML 1.1\n---\n") + text
	case 1:
		return "%TAG " + pick(g, "! tag:x,2000:", "!! tag:yaml.org,2002:", "!e! tag:e,2000:", "!e tag", "") + "\n---\n" + text
	case 2:
		return text + pick(g, "...\n", "...", "---\n", "---", "--- # end\n", "...\n# end\n", "---\n# end\n", "... # end\n")
	case 3:
		return pick(g, "--- # c\n", "--- !!map\n", "--- &root\n", "--- !foo\n", "---\t\n", "--- \n", "---\n\n", "---\n# c\n", "--- |\n", "--- >\n") + text
	case 4:
		return pick(g, "# c\n---\n", "\n\n---\n", "# c\n\n", "\n", "  \n", "\t\n", "...\n", "# c\n...\n", "\ufeff---\n", "\ufeff# c\n---\n") + text
	case 5:
		return "---\n" + text + "...\n"
	case 6:
		return pick(g, " ", "  ", "- ", "--- ", "? ") + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+pick(g, "  ", " ", "    ")) + "\n"
	default:
		return "---\n" + text
	}
}

// tabs adds a tab. At some positions YAML allows a tab, and at others it does not.
func tabs(g *Generator, text string) string {
	lines := strings.SplitAfter(text, "\n")
	i := g.IntN(len(lines))
	from := pick(g, ": ", "- ", "  ", "\n", ":", "{", ", ", " ")
	to := pick(g, "\t", from+"\t", "\t"+from, " \t")
	lines[i] = strings.Replace(lines[i], from, to, 1)
	if g.chance(15) {
		lines[i] = pick(g, "\t\n", "  \t\n", "\t# c\n", "\t") + lines[i]
	}
	return strings.Join(lines, "")
}

// notAManifest returns a text that does not contain an object.
func notAManifest(g *Generator, _ string) string {
	return pick(g, "", " ", "\n", "# c\n", "---\n", "...\n", "null\n", "~", "hello\n", "5\n", "- a\n", "{}\n", "[]\n", "true", `""`, "|\n a\n", "a\n", "? a\n", "{", "[", "}", ": ", "&a", "*a", "!!null", "%YAML 1.1\n---\n", "\ufeff", "\t", "\r\n")
}
