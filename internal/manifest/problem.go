package manifest

import (
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

const messageUnrendered = "this is a template, not YAML, until it is rendered"

// syntax reports why a part of a file is not valid YAML. The parser's error contains at most a line number, which is often wrong. Therefore
// syntax searches the text for the place of the error. text is original with its templates masked.
func (t *tree) syntax(original, text string, part source.Span, err error, o Options) {
	if o.Templates {
		if span, ok := firstTemplate(text, part); ok {
			t.report(ruleUnrendered, span, messageUnrendered)
			return
		}
	}
	p := &problem{text: text, part: part, cause: strings.TrimPrefix(err.Error(), "yaml: "), seen: seen(text, part)}
	p.cause = linePrefix().ReplaceAllString(p.cause, "")
	if r, ok := p.remedy(); ok {
		d := t.report(ruleSyntax, r.span, r.message)
		if !hasTemplate(original[r.span.Start:lineEnd(original, r.span.Start)]) {
			d.Fixes = []diag.Fix{{Title: r.title, Safety: r.safety, Edits: r.edits}}
		}
		return
	}
	span, message := p.explain()
	d := t.report(ruleSyntax, span, message)
	if strings.HasPrefix(text[span.Start:span.End], "*") && strings.Contains(p.cause, "unknown anchor") {
		d.Help = "define the anchor before this alias, or put the value in quotes if it is a string"
	}
}

var linePrefix = lazyRegexp(`^line \d+: `)

// A problem is an error of the parser, with the text that it parsed.
type problem struct {
	text  string
	part  source.Span
	cause string
	seen  int // offset up to which the parser had read
}

// seen parses the part again, byte by byte, and returns the offset up to which the parser had read when it stopped.
func seen(text string, part source.Span) int {
	r := &byteReader{text: text[:part.End], at: part.Start}
	defer func() { _ = recover() }()
	var n yaml.Node
	_ = yaml.NewDecoder(r).Decode(&n)
	return r.at
}

type byteReader struct {
	text string
	at   int
}

func (r *byteReader) Read(p []byte) (int, error) {
	if r.at >= len(r.text) {
		return 0, io.EOF
	}
	p[0] = r.text[r.at]
	r.at++
	return 1, nil
}

// explanations map the parser's errors to plain messages and to functions that find the place.
var explanations = []struct {
	cause string
	find  func(*problem) (source.Span, bool)
	words string
}{
	{"control characters are not allowed", (*problem).control, "a control character is not allowed here; in double quotes it can be written as an escape"},
	{"UTF-8", (*problem).invalidUTF8, "this byte is not valid UTF-8; save the file as UTF-8"},
	{"tab character", (*problem).tab, "a tab cannot indent in YAML; use spaces"},
	{"cannot start any token", (*problem).tab, "a tab cannot indent in YAML; use spaces"},
	{"cannot start any token", find("@`%"), "a plain value cannot begin with this character; put the value in quotes"},
	{"mapping values are not allowed", (*problem).secondColon, "a second \": \" on one line; put the value in quotes, or put each field on its own line"},
	{"mapping values are not allowed", (*problem).nestedKey, "a field cannot begin here, because the line above already has a value; check the indentation"},
	{"unexpected end of stream", (*problem).openQuote, "this quote is never closed"},
	{"document indicator", (*problem).openQuote, "this quote is never closed"},
	{"expected ',' or", (*problem).openBracket, "this bracket is never closed"},
	{"unknown escape", find("\\"), "not a valid YAML escape; write a backslash as \\\\ or use single quotes"},
	{"unknown anchor", (*problem).unknownAnchor, "no anchor of this name is defined above"},
	{"block sequence entries", find("-"), "a list cannot begin here; put its dash on its own line"},
	{"could not find expected ':'", (*problem).lonelyLine, "this line has no \": \", so it is neither a key nor part of a value"},
	{"expected key", (*problem).afterQuote, "text after the closing quote; put the whole value inside the quotes"},
	{"expected key", (*problem).afterFlow, "text after the closing bracket; put the whole value in quotes"},
	{"expected key", (*problem).indentation, "the indentation matches none of the lines above"},
	{"expected '-' indicator", (*problem).indentation, "the indentation matches none of the lines above"},
	{"incompatible YAML document", (*problem).directive, "the API server reads YAML 1.1 only; remove this directive"},
	{"unknown directive", (*problem).directive, "not a valid YAML directive; remove it"},
}

func (p *problem) explain() (source.Span, string) {
	for _, e := range explanations {
		if !strings.Contains(p.cause, e.cause) {
			continue
		}
		if span, ok := e.find(p); ok {
			return span, e.words
		}
	}
	return p.line(p.seen - 1), "not valid YAML: the parser " + p.cause
}

// line returns the span of the content of the line at an offset, or of the line before it if that line is blank.
func (p *problem) line(at int) source.Span {
	at = min(max(at, p.part.Start), max(p.part.End-1, p.part.Start))
	start := strings.LastIndexAny(p.text[:at], "\r\n") + 1
	line := p.text[start:max(at, min(lineEnd(p.text, at), p.part.End))]
	trimmed := strings.TrimSpace(line)
	if trimmed == "" && start > p.part.Start {
		return p.line(start - 1)
	}
	start += strings.Index(line, trimmed)
	return source.Span{Start: start, End: start + len(trimmed)}
}

// find returns a function that searches for the last of the given characters before the place where the parser stopped. The parser stops at
// most one token after the character.
func find(chars string) func(*problem) (source.Span, bool) {
	return func(p *problem) (source.Span, bool) {
		i := strings.LastIndexAny(p.text[p.part.Start:p.seen], chars)
		if i < 0 {
			return source.Span{}, false
		}
		return source.Span{Start: p.part.Start + i, End: p.part.Start + i + 1}, true
	}
}

func (p *problem) control() (source.Span, bool) {
	for i, r := range p.text[p.part.Start:p.part.End] {
		if r < ' ' && !strings.ContainsRune("\t\n\r", r) || r == 0x7F || 0x80 <= r && r < 0xA0 && r != 0x85 || r == 0xFFFE || r == 0xFFFF {
			return source.Span{Start: p.part.Start + i, End: p.part.Start + i + len(string(r))}, true
		}
	}
	return source.Span{}, false
}

func (p *problem) invalidUTF8() (source.Span, bool) {
	for i, r := range p.text[p.part.Start:p.part.End] {
		at := p.part.Start + i
		if r == '\uFFFD' && !strings.HasPrefix(p.text[at:], "\uFFFD") {
			return source.Span{Start: at, End: at + 1}, true
		}
	}
	return source.Span{}, false
}

// tab finds a tab in the indentation of the last line that the parser read.
func (p *problem) tab() (source.Span, bool) {
	line := p.line(p.seen - 1)
	start := strings.LastIndexAny(p.text[:line.Start], "\r\n") + 1
	i := strings.IndexByte(p.text[start:line.Start], '\t')
	if i < 0 {
		return source.Span{}, false
	}
	end := start + i
	for p.text[end] == '\t' {
		end++
	}
	return source.Span{Start: start + i, End: end}, true
}

// secondColon finds a ": " that follows another ": " on the same line.
func (p *problem) secondColon() (source.Span, bool) {
	colon, ok := p.lastColon()
	if !ok {
		return source.Span{}, false
	}
	start := strings.LastIndexAny(p.text[:colon.Start], "\r\n") + 1
	return colon, strings.Contains(p.text[start:colon.Start], ": ")
}

// nestedKey finds the key on the line where the parser stopped.
func (p *problem) nestedKey() (source.Span, bool) {
	colon, ok := p.lastColon()
	if !ok {
		return source.Span{}, false
	}
	return source.Span{Start: p.entry(p.line(colon.Start)).Start, End: colon.End - 1}, true
}

// lastColon finds the last ": " before the place where the parser stopped.
func (p *problem) lastColon() (source.Span, bool) {
	for at := min(p.seen, p.part.End) - 1; at >= p.part.Start; at-- {
		if p.text[at] == ':' && (at+1 == p.part.End || strings.IndexByte(" \t\r\n", p.text[at+1]) >= 0) {
			return source.Span{Start: at, End: at + 1}, true
		}
	}
	return source.Span{}, false
}

// opensScalar matches a quote that begins a value: at the start of a line or after an indicator.
var opensScalar = lazyRegexp(`(?m)(?:^[ ]*|[:\-,\[{?][ ]+|[\[{])(["'])`)

// openQuote finds the first quote that begins a value and is not closed.
func (p *problem) openQuote() (source.Span, bool) {
	for at := p.part.Start; at < p.part.End; {
		m := opensScalar().FindStringSubmatchIndex(p.text[at:p.part.End])
		if m == nil {
			break
		}
		start := at + m[2]
		end := quotedEnd(p.text[:p.part.End], start, p.text[start])
		if end == p.part.End && (p.text[end-1] != p.text[start] || end == start+1) {
			return source.Span{Start: start, End: start + 1}, true
		}
		at = end
	}
	return source.Span{}, false
}

// openBracket finds the innermost open bracket at the place where the parser stopped.
func (p *problem) openBracket() (source.Span, bool) {
	var open []int
	for at := p.part.Start; at < min(p.seen, p.part.End); at++ {
		switch c := p.text[at]; {
		case c == '"' || c == '\'' && strings.IndexByte(" \t\n[{,", p.text[max(at-1, 0)]) >= 0:
			at = quotedEnd(p.text[:p.part.End], at, c) - 1
		case c == '#' && at > 0 && strings.IndexByte(" \t\n", p.text[at-1]) >= 0:
			at = lineEnd(p.text, at) - 1
		case c == '[' || c == '{':
			open = append(open, at)
		case (c == ']' || c == '}') && len(open) > 0:
			if last := open[len(open)-1]; p.text[last] != c-2 { // in ASCII a closing bracket is two after its opening one
				return source.Span{Start: last, End: last + 1}, true
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) == 0 {
		return source.Span{}, false
	}
	at := open[len(open)-1]
	return source.Span{Start: at, End: at + 1}, true
}

func (p *problem) unknownAnchor() (source.Span, bool) {
	name := strings.Split(p.cause+"''", "'")[1]
	f := regexp.MustCompile(`\*` + regexp.QuoteMeta(name) + `\b`).FindStringIndex(p.text[p.part.Start:p.part.End])
	if f == nil {
		return source.Span{}, false
	}
	return source.Span{Start: p.part.Start + f[0], End: p.part.Start + f[1]}, true
}

// directive finds the line that begins with a percent sign.
func (p *problem) directive() (source.Span, bool) {
	span, ok := find("%")(p)
	return p.line(span.Start), ok
}

// lonelyLine finds the last line without a colon that the parser read. Such a line is not a key, although the parser expected one.
func (p *problem) lonelyLine() (source.Span, bool) {
	line, ok := p.line(p.seen-1), true
	for ; ok; line, ok = p.above(line) {
		text := p.text[line.Start:line.End]
		if !strings.Contains(text, ": ") && !strings.HasSuffix(text, ":") && !strings.HasPrefix(text, "#") {
			return line, true
		}
	}
	return source.Span{}, false
}

var quoteTail = lazyRegexp(`(?m)[:\-] +(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*([^\s#,\]}:][^\n]*)$`)

func (p *problem) afterQuote() (source.Span, bool) { return p.tail(quoteTail()) }

var flowTail = lazyRegexp(`(?m)[:\-] +[\[{][^\n]*[\]}][ \t]*([^\s,\]}#:][^\n]*)$`)

func (p *problem) afterFlow() (source.Span, bool) { return p.tail(flowTail()) }

// tail returns the span that the group of an expression matches in the text that the parser has read.
func (p *problem) tail(re *regexp.Regexp) (source.Span, bool) {
	m := re.FindStringSubmatchIndex(p.text[p.part.Start:min(p.seen, p.part.End)])
	if m == nil {
		return source.Span{}, false
	}
	return source.Span{Start: p.part.Start + m[2], End: p.part.Start + m[3]}, true
}

// indentation finds the first line that is less indented than the line above it, and that has the indentation of no enclosing block.
func (p *problem) indentation() (source.Span, bool) {
	levels := []int{}
	for at := p.part.Start; at < min(p.seen, p.part.End); at = lineEnd(p.text, at) {
		line := strings.TrimRight(p.text[at:min(lineEnd(p.text, at), p.part.End)], " \t\r\n")
		content := strings.TrimLeft(line, " ")
		if content == "" || content[0] == '#' || isMarker(line, "---") {
			continue
		}
		indent := len(line) - len(content)
		for len(levels) > 0 && levels[len(levels)-1] > indent {
			levels = levels[:len(levels)-1]
			if len(levels) == 0 || levels[len(levels)-1] < indent {
				return source.Span{Start: at + indent, End: at + len(line)}, true
			}
		}
		levels = openLevels(levels, indent, content)
	}
	return source.Span{}, false
}

// openLevels adds the columns that a line opens: its own, and the column after each "- ".
func openLevels(levels []int, indent int, content string) []int {
	for {
		if len(levels) == 0 || levels[len(levels)-1] != indent {
			levels = append(levels, indent)
		}
		rest, ok := strings.CutPrefix(content, "- ")
		if !ok {
			return levels
		}
		trimmed := strings.TrimLeft(rest, " ")
		indent += 2 + len(rest) - len(trimmed)
		content = trimmed
	}
}

// guess finds the envelope of a broken document in its text, so that reports can name it.
func (d *Document) guess() {
	text := dedent(d.File.Slice(d.Span))
	d.APIVersion, d.Kind = guessField(text, apiVersionLine), guessField(text, kindLine)
	d.Name = guessField(text, nameLine)
}

// dedent removes the indentation of the first line from all lines: text in a block scalar is indented as a whole.
func dedent(text string) string {
	margin := text[:len(text)-len(strings.TrimLeft(text, " "))]
	if margin == "" {
		return text
	}
	return strings.ReplaceAll(text[len(margin):], "\n"+margin, "\n")
}

func guessField(text string, line func() *regexp.Regexp) string {
	m := line().FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return strings.TrimSpace(m[1])
}

// The patterns of the lines with apiVersion, kind and name.
var (
	apiVersionLine = envelopeLine("apiVersion")
	kindLine       = envelopeLine("kind")
	nameLine       = envelopeLine(" name")
)

func envelopeLine(key string) func() *regexp.Regexp {
	return lazyRegexp(`(?m)^ ?` + key + `(?::[ \t]*|[ \t]+)["']?([A-Za-z0-9./-]+)["']?[ \t\r]*$`)
}
