package generate

import (
	"regexp/syntax"
	"strings"
)

// ordinaryWords are strings that every parser reads as strings.
var ordinaryWords = []string{"web", "orders", "api.example.com", "10.0.0.1", "gpt-4o", "us-east-1", "prod", "/v1/chat", "my-secret"}

// words contains strings that some YAML parsers may read as another type, and ordinary strings.
var words = []string{
	"a", "web", "example.com", "api.example.com", "10.0.0.1", "::1", "gpt-4o", "v1", "us-east-1", "prod",
	"y", "no", "on", "null", "true", "1.5", "8080", "017", "0x10", "1e3", "1:20", "2024-01-01", "~", "-", ".inf",
	"café", "日本", "😀", "a b", " a", "a ", "a: b", "a #b", "#a", "'", `"`, `\`, "{}", "[a]", "*a", "&a", "!a", "%a", "@a", "`a",
	"a\nb", "a\n", "\ta", "a,b", "<<", "=", "|", ">", "?", ":", "---", "...",
}

// text returns a string that the schema allows.
func (g *Generator) text(s *schema) string {
	if allowed := s.enum(); len(allowed) > 0 {
		return pick(g, allowed...)
	}
	least, most := bounds(s.MinLength, s.MaxLength, 1, 40)
	if s.Pattern != "" {
		return g.matching(s.Pattern, least, most)
	}
	if s.MinLength == nil && !g.ordinary && g.chance(5) {
		return ""
	}
	choices := words
	if g.ordinary {
		choices = ordinaryWords
	}
	word := pick(g, choices...)
	for len([]rune(word)) < least {
		word += "x"
	}
	return truncate(word, most)
}

// matching returns a string that matches a pattern. It makes a few attempts to generate a string of least to most characters.
func (g *Generator) matching(pattern string, least, most int) string {
	expression, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return pattern
	}
	var found string
	for range 20 {
		var b strings.Builder
		g.expand(&b, expression)
		found = b.String()
		if n := len([]rune(found)); n >= least && n <= most {
			return found
		}
	}
	return found
}

// expand writes a random string that a regular expression matches.
func (g *Generator) expand(b *strings.Builder, e *syntax.Regexp) {
	switch e.Op {
	case syntax.OpLiteral:
		b.WriteString(string(e.Rune))
	case syntax.OpCharClass:
		b.WriteRune(g.runeIn(e.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteRune(pick(g, 'a', 'Z', '5', '-', '/', 'é'))
	case syntax.OpAlternate:
		g.expand(b, pick(g, e.Sub...))
	case syntax.OpStar:
		g.repeat(b, e.Sub[0], 0, 5)
	case syntax.OpPlus:
		g.repeat(b, e.Sub[0], 1, 6)
	case syntax.OpQuest:
		g.repeat(b, e.Sub[0], 0, 1)
	case syntax.OpRepeat:
		g.repeat(b, e.Sub[0], e.Min, min(max(e.Min, e.Max), e.Min+12))
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range e.Sub {
			g.expand(b, sub)
		}
	}
}

func (g *Generator) repeat(b *strings.Builder, e *syntax.Regexp, least, most int) {
	for range least + g.IntN(most-least+1) {
		g.expand(b, e)
	}
}

// runeIn returns a random character of a class. The class consists of pairs: the first and the last character of each range.
func (g *Generator) runeIn(class []rune) rune {
	i := 2 * g.IntN(len(class)/2)
	return class[i] + rune(g.IntN(int(class[i+1]-class[i])+1))
}

// truncate returns the first n characters of a string.
func truncate(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
