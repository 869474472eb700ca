package manifest

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// If a character is missing, the parser's error is about the text after the missing character, often several lines below. Therefore syntax
// tries edits that correct the usual mistakes on the lines where the parser stopped. An edit is the remedy if the parser gets further with
// it.

// A remedy is an edit that lets the parser get further, with its message.
type remedy struct {
	span    source.Span
	message string
	title   string
	safety  diag.Safety
	edits   []edit.Edit
}

// The limits of the search: the size of a document, and the number of lines above the line where the parser stopped.
const (
	largestTried = 256 << 10
	linesTried   = 4
)

// guesses return the possible remedies for a line, the most likely first.
var guesses = []func(*problem, source.Span) []remedy{(*problem).spaces, (*problem).colon, (*problem).dash, (*problem).quotes}

// remedy returns the first remedy that helps, nearest to the place where the parser stopped.
func (p *problem) remedy() (remedy, bool) {
	if p.part.Len() > largestTried {
		return remedy{}, false
	}
	line := p.line(p.seen - 1)
	for range linesTried {
		for _, guess := range guesses {
			for _, r := range guess(p, line) {
				if p.helps(r.edits) {
					return r, true
				}
			}
		}
		above, ok := p.above(line)
		if !ok {
			break
		}
		line = above
	}
	return remedy{}, false
}

// helps reports whether the parser accepts the text after the edits, or at least gets beyond the line at which it stopped.
func (p *problem) helps(edits []edit.Edit) bool {
	moved := make([]edit.Edit, len(edits))
	for i, e := range edits {
		moved[i] = edit.Edit{Span: source.Span{Start: e.Span.Start - p.part.Start, End: e.Span.End - p.part.Start}, New: e.New}
	}
	before := p.text[p.part.Start:p.part.End]
	after, err := edit.Apply(before, moved)
	if err != nil {
		return false
	}
	var doc yaml.Node
	if unmarshal(after, &doc) == nil {
		return true
	}
	stopped := lineEnd(p.text, max(p.seen-1, p.part.Start)) - p.part.Start
	return seen(after, source.Span{End: len(after)})-(len(after)-len(before)) > stopped
}

// above returns the span of the content of the nearest line above that is not blank or a comment.
func (p *problem) above(line source.Span) (source.Span, bool) {
	for {
		start := strings.LastIndexAny(p.text[:line.Start], "\r\n") + 1
		if start <= p.part.Start {
			return source.Span{}, false
		}
		line = p.line(start - 1)
		if text := p.text[line.Start:line.End]; text != "" && text[0] != '#' {
			return line, true
		}
	}
}

// below returns the span of the content of the nearest line below that is not blank or a comment.
func (p *problem) below(line source.Span) (source.Span, bool) {
	for at := lineEnd(p.text, line.End); at < p.part.End; at = lineEnd(p.text, at) {
		next := source.Span{Start: at, End: min(lineEnd(p.text, at), p.part.End)}
		text := strings.TrimSpace(p.text[next.Start:next.End])
		if text != "" && text[0] != '#' {
			next.Start += strings.Index(p.text[next.Start:next.End], text)
			return source.Span{Start: next.Start, End: next.Start + len(text)}, true
		}
	}
	return source.Span{}, false
}

// entry returns the span of a line without the dashes of list items and without a comment.
func (p *problem) entry(line source.Span) source.Span {
	text := p.text[line.Start:line.End]
	for strings.HasPrefix(text, "- ") {
		text = strings.TrimLeft(text[2:], " ")
	}
	start := line.End - len(text)
	if i := strings.Index(text, " #"); i >= 0 {
		text = text[:i]
	}
	return source.Span{Start: start, End: start + len(strings.TrimRight(text, " \t"))}
}

// AddSpace returns the message about fields without a space after the colon. names are the keys with their colons, as written in the file.
func AddSpace(names ...string) string { return "add a space after " + and(names) + "; " + notField }

// AddColon returns the message about a field without a colon.
func AddColon(name string) string {
	return "add a colon after " + and([]string{name}) + "; " + notField
}

const notField = "without it YAML reads this as text, not as a field"

func and(names []string) string { return "`" + strings.Join(names, "` and `") + "`" }

// AddQuotes returns the message about a value whose first character has a meaning in YAML, or "" for any other value.
func AddQuotes(value string) string {
	if value == "" || misread[value[0]] == "" {
		return ""
	}
	name := and([]string{value[:1]})
	if value[0] == '`' {
		name = "a backtick"
	}
	return "quote a value that starts with " + name + "; " + misread[value[0]]
}

// TightColons returns the offset after the colon for each line of a plain scalar that begins with a field without a space after its colon.
// It returns nil if a line does not begin with such a field.
func TightColons(text string) []int {
	var out []int
	for at := 0; at < len(text); at = lineEnd(text, at) {
		line := strings.TrimLeft(text[at:lineEnd(text, at)], " \t")
		n := tightColon(line)
		if n == 0 {
			return nil
		}
		out = append(out, lineEnd(text, at)-len(line)+n)
	}
	return out
}

// tight matches a key whose colon has no space after it, as in a:b. It does not match a://b, which is a URL.
var tight = lazyRegexp(`^(?:[A-Za-z_][\w./-]*|"[^"\\]*"|'[^']*'):(?:[^\s:/]|/[^/])`)

// tightColon returns the length of a key and its colon if a text is a key directly followed by its value, or 0.
func tightColon(text string) int {
	m := tight().FindString(text)
	if m == "" {
		return 0
	}
	if q := m[0]; q == '"' || q == '\'' {
		return strings.IndexByte(m[1:], q) + 3
	}
	return strings.IndexByte(m, ':') + 1
}

// spaces returns alternative remedies for missing spaces after colons. The first remedy changes the given line. Each further remedy changes
// one more line above, which also lacks the space.
func (p *problem) spaces(line source.Span) []remedy {
	var out []remedy
	var edits []edit.Edit
	var keys []string
	for ok := true; ok && len(out) < linesTried; line, ok = p.above(line) {
		entry := p.entry(line)
		n := tightColon(p.text[entry.Start:entry.End])
		if n == 0 {
			break
		}
		at := entry.Start + n
		edits = append([]edit.Edit{insert(at, " ")}, edits...)
		keys = append([]string{p.text[entry.Start:at]}, keys...)
		out = append(out, remedy{
			span: source.Span{Start: entry.Start, End: at}, edits: edits, title: "add a space", safety: diag.Safe, message: AddSpace(keys...),
		})
	}
	return out
}

func insert(at int, text string) edit.Edit {
	return edit.Edit{Span: source.Span{Start: at, End: at}, New: text}
}

// bare matches a key without its colon, alone on its line or with a value of one word.
var bare = lazyRegexp(`^([A-Za-z_][\w-]*)(?:[ \t]+[^\s:]+)?$`)

// colon returns the remedy that adds a colon after the first word of a line. If no fields follow below the word, the word may also be the
// end of a text, so the fix is unsafe.
func (p *problem) colon(line source.Span) []remedy {
	entry := p.entry(line)
	m := bare().FindStringSubmatchIndex(p.text[entry.Start:entry.End])
	if m == nil {
		return nil
	}
	word := source.Span{Start: entry.Start, End: entry.Start + m[3]}
	safety := diag.Unsafe
	if word.End == entry.End && p.hasBelow(line, entry.Start) {
		safety = diag.Safe
	}
	return []remedy{{
		span: word, edits: []edit.Edit{insert(word.End, ":")}, title: "add a colon", safety: safety, message: AddColon(p.text[word.Start:word.End]),
	}}
}

// hasBelow reports whether the line below belongs to the key that begins at an offset: it is indented more, or a list item.
func (p *problem) hasBelow(line source.Span, key int) bool {
	next, ok := p.below(line)
	column := func(at int) int { return at - (strings.LastIndexAny(p.text[:at], "\r\n") + 1) }
	return ok && (column(next.Start) > column(key) || column(next.Start) == column(key) && strings.HasPrefix(p.text[next.Start:], "- "))
}

var tightDash = lazyRegexp(`^-[A-Za-z"']`)

// dash returns the remedy that adds a space after the dash at the start of a line.
func (p *problem) dash(line source.Span) []remedy {
	if !tightDash().MatchString(p.text[line.Start:line.End]) {
		return nil
	}
	return []remedy{{
		span: source.Span{Start: line.Start, End: line.Start + 1}, edits: []edit.Edit{insert(line.Start+1, " ")},
		title: "add a space", safety: diag.Safe,
		message: "add a space after the dash; without it YAML reads this as text, not as a list item",
	}}
}

// misread maps a character to the way in which YAML reads a value that begins with it.
var misread = map[byte]string{
	'*': "YAML reads it as an alias", '&': "YAML reads it as an anchor", '!': "YAML reads it as a tag",
	'@': "YAML reserves this character", '`': "YAML reserves this character", '%': "YAML reserves this character",
	'|': "YAML reads it as the start of a block of text", '>': "YAML reads it as the start of a block of text",
	']': "YAML reads it as the end of a list", '}': "YAML reads it as the end of a mapping", ',': "YAML reads it as the end of an item",
	'?': "YAML reads it as the start of a key",
}

// lineValue matches a value on a line, and flowValue a value in brackets, if the value begins with a reserved character.
var (
	lineValue = lazyRegexp("^([*&!@`])|[:-][ \t]+([*&!@`%|>\\]},?])")
	flowValue = lazyRegexp("[\\[{,:][ \t]*([*&!@`%|>?])")
)

// quotes returns the remedies that put a value that begins with a reserved character in quotes. The value ends at the end of the line or,
// in brackets, before the next item.
func (p *problem) quotes(line source.Span) []remedy {
	if strings.Contains(p.cause, "unknown anchor") {
		return nil // the anchor may be misspelt
	}
	text := p.text[line.Start:line.End]
	var out []remedy
	for _, m := range lineValue().FindAllStringSubmatchIndex(text, -1) {
		start := line.Start + max(m[2], m[4])
		out = append(out, p.quote(start, p.entry(source.Span{Start: start, End: line.End}).End)...)
	}
	for _, m := range flowValue().FindAllStringSubmatchIndex(text, -1) {
		if i := strings.IndexAny(text[m[2]+1:], ",]}"); i >= 0 {
			end := m[2] + 1 + len(strings.TrimRight(text[m[2]+1:m[2]+1+i], " \t"))
			out = append(out, p.quote(line.Start+m[2], line.Start+end)...)
		}
	}
	return out
}

// quote returns the remedy that puts a text in quotes, or none if both kinds of quotes would need escapes.
func (p *problem) quote(start, end int) []remedy {
	text, mark, safety := p.text[start:end], `"`, diag.Unsafe
	switch {
	case !strings.ContainsAny(text, `"\`):
	case !strings.Contains(text, "'"):
		mark = "'"
	default:
		return nil
	}
	if strings.IndexByte("*&@`%", text[0]) >= 0 {
		safety = diag.Safe // such a value can only be meant as a string
	}
	return []remedy{{
		span: source.Span{Start: start, End: end}, edits: []edit.Edit{insert(start, mark), insert(end, mark)}, title: "quote it", safety: safety, message: AddQuotes(text),
	}}
}
