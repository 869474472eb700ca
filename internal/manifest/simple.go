package manifest

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// Nodes are allocated in batches: one node for each line in the next mostLooked bytes, but at most mostNodes.
const (
	mostNodes  = 64
	mostLooked = 64 * mostNodes
)

// deepest is the maximum nesting of a document that parseSimple accepts.
const deepest = 100

// longestKey stays under YAML's 1024-character limit for implicit keys.
const longestKey = 1000

// parseSimple parses the subset of YAML that nearly all manifests use, in a tenth of the time of the full parser: block mappings and lists,
// and one-line scalars that are plain, quoted without escapes, or in brackets, all in ASCII. It returns the same nodes as the full parser,
// or nil if the text contains anything else; a fuzz test compares the two.
func parseSimple(f *source.File, part source.Span, o Options) *tree {
	inside := f.Slice(part)
	if !isPrintable(inside) || o.Templates && mayHoldTemplate(inside) {
		return nil
	}
	s := simpleParser{text: f.Text()[:part.End], rest: part.Start}
	root := s.document()
	if s.unsupported {
		return nil
	}
	return &tree{root: root, comments: s.comments}
}

// isPrintable reports whether a text contains only visible ASCII characters, spaces and line feeds. It compares eight bytes at a time,
// using the free highest bit of each.
func isPrintable(text string) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for ; len(text) >= 8; text = text[8:] {
		word := uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
			uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
		notControl := (word | high) - ones*' '
		notLineFeed := (word ^ ones*'\n' | high) - ones
		beyondTilde := word | (word + ones)
		if (beyondTilde|^(notControl|^notLineFeed))&high != 0 {
			return false
		}
	}
	for i := range len(text) {
		if c := text[i]; c < ' ' && c != '\n' || c > '~' {
			return false
		}
	}
	return true
}

// A simpleParser reads a text line by line. After the dash of a list item, start moves to the content of the item.
type simpleParser struct {
	text string
	rest int // the offset of the next line

	line, start, end int // offsets of the current line, without its line break; start is where its content begins, or -1 after the last line
	depth            int
	unsupported      bool // the text needs the full parser

	comments []source.Span
	nodes    []Node  // a buffer of allocated nodes that are not used yet
	fields   []Field // the fields of the mappings that are being read
}

// next moves to the next line with content.
func (s *simpleParser) next() {
	for s.rest < len(s.text) {
		s.line, s.end = s.rest, len(s.text)
		if i := strings.IndexByte(s.text[s.rest:], '\n'); i >= 0 {
			s.end = s.rest + i
		}
		s.rest = s.end + 1
		s.start = s.line
		for s.start < s.end && s.text[s.start] == ' ' {
			s.start++
		}
		switch {
		case s.start == s.end:
		case s.text[s.start] == '#':
			s.comment(s.start)
		default:
			return
		}
	}
	s.start = -1
}

func (s *simpleParser) comment(at int) {
	s.comments = append(s.comments, source.Span{Start: at, End: s.end})
}

func (s *simpleParser) done() bool { return s.start < 0 || s.unsupported }

// column returns the column of the current line's content, from 0.
func (s *simpleParser) column() int { return s.start - s.line }

// fail records that the text needs the full parser. Its result has no meaning.
func (s *simpleParser) fail() *Node {
	s.unsupported = true
	return &Node{}
}

func (s *simpleParser) document() *Node {
	s.next()
	if !s.done() && s.start == s.line && strings.HasPrefix(s.text[s.start:s.end], "---") {
		if s.text[s.start:s.end] != "---" {
			return s.fail()
		}
		s.next()
	}
	if s.done() {
		return s.fail()
	}
	root := s.mapping()
	if s.start >= 0 {
		return s.fail()
	}
	return root
}

func (s *simpleParser) node(kind Kind, start int) *Node {
	if len(s.nodes) == 0 {
		ahead := s.text[s.line:min(len(s.text), s.line+mostLooked)]
		s.nodes = make([]Node, min(1+strings.Count(ahead, "\n"), mostNodes))
	}
	n := &s.nodes[0]
	s.nodes = s.nodes[1:]
	n.Kind, n.Span = kind, source.Span{Start: start, End: start}
	return n
}

// mapping reads a mapping that begins on the current line.
func (s *simpleParser) mapping() *Node {
	n, column := s.node(Mapping, s.start), s.column()
	if s.depth++; s.depth > deepest {
		return s.fail()
	}
	first := len(s.fields) // a nested mapping appends its fields to the same buffer
	for {
		colon := s.key()
		if colon < 0 || !isNew(s.text[s.start:colon], s.fields[first:]) {
			return s.fail()
		}
		f := Field{Key: s.text[s.start:colon], KeySpan: source.Span{Start: s.start, End: colon}}
		f.Value = s.value(colon+1, column)
		n.Span.End = max(n.Span.End, f.KeySpan.End, f.Value.Span.End)
		s.fields = append(s.fields, f)
		if s.done() || s.column() < column {
			break
		}
		if s.column() > column {
			return s.fail()
		}
	}
	n.Fields = append(make([]Field, 0, len(s.fields)-first), s.fields[first:]...)
	s.fields = s.fields[:first]
	s.depth--
	return n
}

// isNew reports whether a mapping may have the key after the fields in before: the key is not set yet, and there are so few fields that the
// full parser builds no index.
func isNew(key string, before []Field) bool {
	return len(before) < many && !slices.ContainsFunc(before, func(f Field) bool { return f.Key == key })
}

// key returns the offset of the colon of the key at the start of the line's content, or -1 if there is no key.
func (s *simpleParser) key() int { return s.keyAt(s.start) }

func (s *simpleParser) keyAt(start int) int {
	if c := s.at(start) | ' '; c < 'a' || c > 'z' {
		return -1
	}
	at := start
	for at < s.end && isKeyByte(s.text[at]) {
		at++
	}
	if at == s.end || s.text[at] != ':' || at+1 < s.end && s.text[at+1] != ' ' || at-start > longestKey {
		return -1
	}
	if key := s.text[start:at]; mayBeWord(key) {
		if _, special := words[key]; special {
			return -1
		}
	}
	return at
}

func isKeyByte(c byte) bool {
	return 'a' <= c|' ' && c|' ' <= 'z' || '-' <= c && c <= '9' || c == '_' // from - to 9 there are . and / and the digits
}

// value reads the value after a colon, on its line or below it. column is the column of the mapping.
func (s *simpleParser) value(at, column int) *Node {
	content := s.skipSpace(at)
	if content < s.end {
		n := s.scalar(content)
		s.next()
		if !s.done() && s.column() > column {
			return s.fail()
		}
		return n
	}
	s.next()
	switch {
	case s.done() || s.column() < column:
	case s.isItem():
		return s.sequence()
	case s.column() > column:
		return s.mapping()
	}
	return s.node(Scalar, at)
}

// skipSpace returns the offset of the next content, or the end of the line after a comment.
func (s *simpleParser) skipSpace(at int) int {
	start := at
	for at < s.end && s.text[at] == ' ' {
		at++
	}
	if at < s.end && at > start && s.text[at] == '#' {
		s.comment(at)
		return s.end
	}
	return at
}

// isItem reports whether the current line begins with the dash of a list item.
func (s *simpleParser) isItem() bool {
	return s.text[s.start] == '-' && (s.start+1 == s.end || s.text[s.start+1] == ' ')
}

// sequence reads a list that begins on the current line.
func (s *simpleParser) sequence() *Node {
	n, column := s.node(Sequence, s.start), s.column()
	if s.depth++; s.depth > deepest {
		return s.fail()
	}
	for {
		s.start = s.skipSpace(s.start + 1)
		if s.start == s.end || s.isItem() {
			return s.fail()
		}
		var item *Node
		if s.key() >= 0 {
			item = s.mapping()
		} else {
			item = s.scalar(s.start)
			s.next()
		}
		n.Span.End = max(n.Span.End, item.Span.End)
		n.Items = append(n.Items, item)
		if s.done() || s.column() < column || s.column() == column && !s.isItem() {
			break
		}
		if s.column() > column {
			return s.fail()
		}
	}
	s.depth--
	return n
}

// scalar reads a scalar or a collection in brackets, and checks that only a comment follows it on its line.
func (s *simpleParser) scalar(at int) *Node {
	switch s.text[at] {
	case '"', '\'', '[', '{':
		n := s.flow(at)
		if !s.unsupported && s.skipSpace(n.Span.End) != s.end {
			return s.fail()
		}
		return n
	}
	return s.plain(at)
}

// flow reads a quoted scalar, a list or mapping in brackets, or a plain scalar inside brackets.
func (s *simpleParser) flow(at int) *Node {
	switch s.text[at] {
	case '"', '\'':
		return s.quoted(at)
	case '[':
		return s.list(at)
	case '{':
		return s.object(at)
	}
	end := at
	for end < s.end && isFlowByte(s.text[end]) {
		end++
	}
	for end > at && s.text[end-1] == ' ' {
		end--
	}
	if end == at || !s.begins(at) {
		return s.fail()
	}
	return s.resolved(at, end)
}

// isFlowByte reports whether a character can be anywhere in a plain scalar in brackets.
func isFlowByte(c byte) bool {
	return isKeyByte(c) || c == ' ' || c == '+' || c == '=' || c == '%' || c == '@' || c == '*'
}

func (s *simpleParser) quoted(at int) *Node {
	quote := s.text[at]
	length := strings.IndexByte(s.text[at+1:s.end], quote)
	if length < 0 {
		return s.fail()
	}
	n, end := s.node(Scalar, at), at+length+2
	n.Span.End, n.Text, n.Style = end, s.text[at+1:end-1], DoubleQuoted
	n.Value = n.Text
	if quote == '\'' {
		n.Style = SingleQuoted
	}
	again := quote == '\'' && end < s.end && s.text[end] == quote
	if again || quote == '"' && strings.IndexByte(n.Text, '\\') >= 0 {
		return s.fail()
	}
	return n
}

// list reads a list in brackets that ends on its line.
func (s *simpleParser) list(at int) *Node {
	n := s.node(Sequence, at)
	n.Flow = true
	if s.at(at+1) == ']' {
		n.Span.End = at + 2
		return n
	}
	for next := at + 1; ; {
		item := s.element(next)
		if s.unsupported {
			return item
		}
		n.Items = append(n.Items, item)
		next = s.blank(item.Span.End)
		if s.at(next) == ']' {
			n.Span.End = next + 1
			return n
		}
		if s.at(next) != ',' {
			return s.fail()
		}
		next++
	}
}

// object reads a mapping in braces that ends on its line.
func (s *simpleParser) object(at int) *Node {
	n := s.node(Mapping, at)
	n.Flow = true
	if s.at(at+1) == '}' {
		n.Span.End = at + 2
		return n
	}
	for next := at + 1; ; {
		next = s.blank(next)
		colon := s.keyAt(next)
		if colon < 0 || s.at(colon+1) != ' ' {
			return s.fail()
		}
		f := Field{Key: s.text[next:colon], KeySpan: source.Span{Start: next, End: colon}}
		if f.Value = s.element(colon + 1); s.unsupported || n.Field(f.Key) != nil {
			return s.fail()
		}
		n.add(f)
		next = s.blank(f.Value.Span.End)
		if s.at(next) == '}' {
			n.Span.End = next + 1
			return n
		}
		if s.at(next) != ',' {
			return s.fail()
		}
		next++
	}
}

// element reads a value in brackets.
func (s *simpleParser) element(at int) *Node {
	at = s.blank(at)
	if s.depth++; at >= s.end || s.depth > deepest {
		return s.fail()
	}
	n := s.flow(at)
	s.depth--
	return n
}

// at returns the character at an offset of the line, or 0 after its end.
func (s *simpleParser) at(offset int) byte {
	if offset < s.end {
		return s.text[offset]
	}
	return 0
}

func (s *simpleParser) blank(at int) int {
	for s.at(at) == ' ' {
		at++
	}
	return at
}

// begins reports whether a plain scalar can begin at an offset.
func (s *simpleParser) begins(at int) bool {
	c := s.text[at]
	return 'a' <= c|' ' && c|' ' <= 'z' || '.' <= c && c <= '9' || c == '_' || c == '+' || c == '~' || c == '-' && at+1 < s.end && s.text[at+1] != ' '
}

// plain reads a plain scalar that ends with its line, or before a comment.
func (s *simpleParser) plain(at int) *Node {
	if !s.begins(at) {
		return s.fail()
	}
	end := s.end
	for i := at + 1; i < s.end; i++ {
		switch c := s.text[i]; {
		case c == ':' && (i+1 == s.end || s.text[i+1] == ' '):
			return s.fail()
		case c == '#' && s.text[i-1] == ' ':
			s.comment(i)
			end, i = i, s.end
		}
	}
	for s.text[end-1] == ' ' {
		end--
	}
	return s.resolved(at, end)
}

// resolved returns the plain scalar between two offsets.
func (s *simpleParser) resolved(at, end int) *Node {
	n := s.node(Scalar, at)
	n.Span.End, n.Text = end, s.text[at:end]
	n.Value = resolve(n.Text)
	if _, isString := n.Value.(string); isString {
		return n
	}
	v, ok := jsonNumber(n.Value)
	if !ok {
		return s.fail()
	}
	n.Value = v
	return n
}
