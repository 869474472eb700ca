package lsp

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A cursor describes the key or value at a position in a text. It is computed from the lines of the text and not from the parsed document,
// because a document is rarely valid while the user is typing.
type cursor struct {
	path     []string          // the keys from the document's root to the object around the cursor; "0" stands for an item of a list
	key      string            // the key of the value at the cursor; "" if the cursor is not in a value
	inValue  bool              // the cursor is in a value, not in a key
	start    int               // the offset of the word at the cursor
	indent   int               // the number of columns from the first dash of the line to the word; 0 without a dash
	siblings map[string]string // the fields of the object around the cursor; the value of a field that is not a scalar is empty
	document [2]int            // the first line of the document, and the line after its last line
	root     map[string]string // the scalars in the document's root and in its objects, such as metadata.name, if the document is written in braces
	flow     bool              // the cursor is inside braces or brackets, as always in JSON
	quoted   bool              // the cursor is inside quotes
}

// lazily returns a function that returns a regular expression. The expression is compiled at the first call, because compiling it at the
// start would slow down every command.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// A yamlLine is a line of block YAML, split into dashes, a key and a value.
type yamlLine struct {
	blank   bool   // the line is empty, or is only a comment
	dashes  []int  // the columns of the dashes, from 0
	column  int    // the column of the text after the dashes, from 0
	key     string // the key without quotes; empty if the line has no key
	value   string // the text after the colon, without a comment
	hasKey  bool
	content string // the text after the dashes
}

var keyPattern = lazily(`^("[^"]*"|'[^']*'|[^\s#:'"{}\[\],][^\s#:{}\[\],]*)\s*:(?:\s+(.*)|$)`)

func newYAMLLine(line string) yamlLine {
	r := yamlLine{}
	rest := strings.TrimRight(line, " \t\r\n")
	trimmed := strings.TrimLeft(rest, " ")
	r.column = len(rest) - len(trimmed)
	for trimmed == "-" || strings.HasPrefix(trimmed, "- ") {
		r.dashes = append(r.dashes, r.column)
		next := strings.TrimLeft(trimmed[1:], " ")
		r.column += len(trimmed) - len(next)
		if next == "" {
			r.column = r.dashes[len(r.dashes)-1] + 2
		}
		trimmed = next
	}
	r.content = trimmed
	r.blank = trimmed == "" && len(r.dashes) == 0 || strings.HasPrefix(trimmed, "#")
	if m := keyPattern().FindStringSubmatch(trimmed); m != nil {
		r.hasKey, r.key, r.value = true, strings.Trim(m[1], `"'`), strings.TrimSpace(withoutComment(m[2]))
	}
	return r
}

func withoutComment(value string) string {
	if strings.HasPrefix(value, "#") {
		return ""
	}
	if i := strings.Index(value, " #"); i >= 0 {
		return value[:i]
	}
	return value
}

// lineText returns the line with the given number without its line break.
func (t text) lineText(n int) string {
	start, end := t.line(n)
	return t.content[start:end]
}

// cursorAt returns the cursor at an offset that is not inside a comment. It returns false inside scalars with several lines, and outside of
// the braces of a document in braces.
func cursorAt(t text, offset int) (cursor, bool) {
	n := t.lineOf(offset)
	lineStart, lineEnd := t.line(n)
	c := cursor{document: t.documentAround(n), siblings: map[string]string{}}
	if c.isFlowDocument(t) {
		c.root = map[string]string{}
		return c.readFlow(t, t.starts[c.document[0]], offset)
	}
	head := t.content[lineStart:min(offset, lineEnd)]
	// If the line has no text before the cursor, the column of the cursor determines the object.
	current := newYAMLLine(head)
	if strings.TrimSpace(head) == "" {
		current = yamlLine{column: len(head)}
	}
	if !c.climb(t, n, current) {
		return c, false
	}
	c.start = lineStart + min(current.column, len(head))
	if len(current.dashes) > 0 {
		c.indent = current.column - current.dashes[0]
	}
	c.readSiblings(t, n, current)
	if current.hasKey {
		value := strings.Index(head[min(current.column, len(head)):], ":") + current.column + 1
		if open := strings.IndexAny(head[value:], "{["); open >= 0 && strings.TrimSpace(head[value:value+open]) == "" {
			c.path = append(c.path, current.key)
			return c.readFlow(t, lineStart+value+open, offset)
		}
		delete(c.siblings, current.key)
		return c.value(current.key, t.content[lineStart+value:offset], lineStart+value), true
	}
	if open := strings.IndexAny(current.content, "{["); open == 0 {
		return c.readFlow(t, lineStart+current.column, offset)
	}
	c.skipQuote(current.content)
	return c, true
}

// skipQuote moves the start of the word after the quote that it begins with, if any. typed is the text before the cursor from the start on.
func (c *cursor) skipQuote(typed string) {
	if typed != "" && strings.ContainsAny(typed[:1], `"'`) {
		c.quoted = true
		c.start++
	}
}

// value returns a copy of the cursor in the value of a key. typed is the text between the colon and the cursor. It begins at the offset
// start.
func (c cursor) value(key, typed string, start int) cursor {
	c.key, c.inValue = key, true
	word := strings.TrimLeft(typed, " ")
	c.start = start + len(typed) - len(word)
	c.skipQuote(word)
	return c
}

// documentAround returns the range of lines of the YAML document that contains line n: its first line, and the line after its last line.
func (t text) documentAround(n int) [2]int {
	first, after := n, n+1
	for first > 0 && !strings.HasPrefix(t.lineText(first), "---") {
		first--
	}
	for after < len(t.starts) && !strings.HasPrefix(t.lineText(after), "---") {
		after++
	}
	return [2]int{first, after}
}

func (c cursor) isFlowDocument(t text) bool {
	for n := c.document[0]; n < c.document[1]; n++ {
		line := strings.TrimSpace(strings.TrimPrefix(t.lineText(n), "---"))
		if line != "" && line[0] != '#' {
			return line[0] == '{' || line[0] == '['
		}
	}
	return false
}

// climb sets the path of the cursor: it reads the keys of the objects around line n, from the innermost to the outermost. It returns false
// if line n belongs to a scalar with several lines.
func (c *cursor) climb(t text, n int, from yamlLine) bool {
	column, isItem := from.column, false
	var path []string // the path in reverse, from the innermost key
	enter := func(dashes []int) {
		for _, dash := range slices.Backward(dashes) {
			path = append(path, "0")
			column, isItem = dash, true
		}
	}
	enter(from.dashes)
	for n--; n >= c.document[0] && (column > 0 || isItem); n-- {
		r := newYAMLLine(t.lineText(n))
		switch {
		case r.blank:
		case r.hasKey && (r.column < column || isItem && r.column == column):
			if strings.HasPrefix(r.value, "|") || strings.HasPrefix(r.value, ">") {
				return false
			}
			path = append(path, r.key)
			column, isItem = r.column, false
			enter(r.dashes)
		case len(r.dashes) > 0 && !isItem && r.column == column:
			enter(r.dashes)
		}
	}
	slices.Reverse(path)
	c.path = path
	return true
}

// readSiblings reads the other fields of the object that contains line n. current is this line.
func (c *cursor) readSiblings(t text, n int, current yamlLine) {
	take := func(r yamlLine) {
		if r.hasKey && r.column == current.column {
			c.siblings[r.key] = strings.Trim(r.value, `"'`)
		}
	}
	for above := n - 1; above >= c.document[0] && len(current.dashes) == 0; above-- {
		r := newYAMLLine(t.lineText(above))
		if r.blank {
			continue
		}
		if r.column < current.column {
			break
		}
		take(r)
		if r.column == current.column && len(r.dashes) > 0 {
			break
		}
	}
	for below := n + 1; below < c.document[1]; below++ {
		r := newYAMLLine(t.lineText(below))
		if !r.blank && (r.column < current.column || len(r.dashes) > 0 && r.dashes[0] < current.column) {
			break
		}
		if !r.blank {
			take(r)
		}
	}
}

// top returns the scalar with a key in the root of the document (object is ""), or in an object in the root, such as metadata. It returns
// "" if there is none. In a document in braces, it only looks before the cursor.
func (c cursor) top(t text, object, key string) string {
	if c.root != nil {
		return c.root[strings.TrimPrefix(object+"."+key, ".")]
	}
	inside := object == ""
	for n := c.document[0]; n < c.document[1]; n++ {
		r := newYAMLLine(strings.TrimPrefix(t.lineText(n), "--- "))
		if r.blank || !r.hasKey {
			continue
		}
		if object != "" && r.column == 0 {
			inside = r.key == object
			continue
		}
		if inside && r.key == key && (object != "" || r.column == 0) {
			return strings.Trim(r.value, `"'`)
		}
	}
	return ""
}
