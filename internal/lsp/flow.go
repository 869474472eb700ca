package lsp

import (
	"maps"
	"strings"
)

// A frame is an object in braces or a list in brackets that is still open at the cursor.
type frame struct {
	isList  bool
	key     string            // the last key of the object
	afterIt bool              // the colon of the key was read
	fields  map[string]string // the fields of the object; the value of a field that is not a scalar is empty
	nested  map[string]string // the scalars in the objects of the object, by path, such as metadata.name
}

func newFrame(bracket byte) frame {
	return frame{isList: bracket == '[', fields: map[string]string{}, nested: map[string]string{}}
}

// add adds an object or a list as the value of the last key.
func (f *frame) add(value frame) {
	f.fields[f.key] = ""
	for key, text := range value.fields {
		f.nested[f.key+"."+key] = text
	}
}

// readFlow reads the text between two offsets: from, before the first brace or bracket, and offset, the cursor. It returns a copy of the
// cursor with the open braces and brackets in its path. It returns false if none is open.
func (c cursor) readFlow(t text, from, offset int) (cursor, bool) {
	content := t.content[:offset]
	c.flow = true
	var frames []frame
	word, at := "", from
	top := func() *frame { return &frames[len(frames)-1] }
	for at < offset {
		c.quoted = false
		switch ch := content[at]; {
		case ch == '{' || ch == '[':
			frames = append(frames, newFrame(ch))
			at++
		case len(frames) == 0:
			return c, false // the cursor is outside of all brackets
		case ch == '}' || ch == ']':
			closed := *top()
			if frames = frames[:len(frames)-1]; len(frames) > 0 {
				top().add(closed)
			}
			at++
		case ch == ',':
			top().key, top().afterIt = "", false
			at++
		case ch == ':':
			top().key, top().afterIt = word, true
			at++
		case strings.ContainsRune(" \t\r\n", rune(ch)):
			at++
		default:
			var closed bool
			start := at
			word, at, closed = flowWord(content, at)
			c.start, c.quoted = start, ch == '"' || ch == '\''
			if c.quoted {
				c.start++
			}
			if at >= offset && !closed {
				return c.inside(frames), true
			}
			if top().afterIt {
				top().fields[top().key] = word
			}
		}
	}
	if len(frames) == 0 {
		return c, false
	}
	c.start, c.quoted = offset, false
	return c.inside(frames), true
}

// inside returns a copy of the cursor with the keys of the given frames in its path.
func (c cursor) inside(frames []frame) cursor {
	if c.root != nil && len(frames) > 0 {
		c.root = maps.Clone(frames[0].fields)
		maps.Copy(c.root, frames[0].nested)
	}
	for i, f := range frames {
		isLast := i == len(frames)-1
		switch {
		case f.isList:
			c.path = append(c.path, "0")
		case !isLast:
			c.path = append(c.path, f.key)
		case f.afterIt:
			c.key, c.inValue, c.siblings = f.key, true, f.fields
		default:
			c.siblings = f.fields
		}
	}
	return c
}

// flowWord reads the scalar at an offset of content, and returns its text and the offset of its end. closed is false if the scalar may
// continue after content: a quote is open, or no character follows a scalar without quotes.
func flowWord(content string, at int) (word string, end int, closed bool) {
	quote := content[at]
	if quote != '"' && quote != '\'' {
		n := strings.IndexAny(content[at:], ",{}[]\n:")
		if n <= 0 {
			return strings.TrimSpace(content[at:]), len(content), false
		}
		return strings.TrimSpace(content[at : at+n]), at + n, true
	}
	for i := at + 1; i < len(content); i++ {
		switch {
		case content[i] == '\\' && quote == '"':
			i++
		case content[i] == quote:
			return content[at+1 : i], i + 1, true
		}
	}
	return content[at+1:], len(content), false
}
