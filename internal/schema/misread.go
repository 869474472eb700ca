package schema

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// Some forgotten characters leave valid YAML that says something else. The finding is about the value then, and its message asks for
// the character.

// misread says what is missing in a value that YAML reads as something else.
func (c *checker) misread(f *finding, e *failure, node *manifest.Node) {
	want, _ := e.kind.(types)
	switch names := want.names(); {
	case node.Kind != manifest.Scalar || node.Defined != nil:
	case node.Text == "":
		c.misreadAsNothing(f, node)
	case node.Style == manifest.Plain && slices.Contains(names, "object"):
		c.misreadAsText(f, e, node)
	}
}

// misreadAsText says what is missing in a text that stands where fields should.
func (c *checker) misreadAsText(f *finding, e *failure, node *manifest.Node) {
	text, known := c.manifest.File.Slice(node.Span), c.names(c.schemaAt(e.schema))
	if colons := manifest.TightColons(text); colons != nil && c.startsLine(node.Span.Start) && slices.Contains(known, keyBefore(text, colons[0])) {
		f.Message, f.Fixes = c.addSpaces(node.Span.Start, text, colons)
		return
	}
	if slices.Contains(known, text) {
		f.Message = manifest.AddColon(text)
	}
}

// startsLine reports whether nothing but blanks and the dashes of list items is before an offset on its line. A mapping in block
// style can begin nowhere else.
func (c *checker) startsLine(at int) bool {
	text := c.manifest.File.Text()
	return strings.Trim(text[strings.LastIndexAny(text[:at], "\r\n")+1:at], " \t-") == ""
}

// keyBefore returns the key whose colon ends at an offset of a text.
func keyBefore(text string, colonEnd int) string {
	return strings.Trim(text[:colonEnd-1], `"'`)
}

// addSpaces returns the message and the fix for fields that have no space after their colons, which end at offsets in a text.
func (c *checker) addSpaces(start int, text string, colons []int) (string, []diag.Fix) {
	fix := diag.Fix{Title: "add a space", Safety: diag.Safe}
	var names []string
	for _, end := range colons {
		begin := strings.LastIndexAny(text[:end], " \t\r\n") + 1
		names = append(names, text[begin:end])
		fix.Edits = append(fix.Edits, edit.Edit{Span: source.Span{Start: start + end, End: start + end}, New: " "})
	}
	return manifest.AddSpace(names...), []diag.Fix{fix}
}

// misreadAsNothing says what hides a value: an anchor or a tag, which are of the value that follows, or a comment.
func (c *checker) misreadAsNothing(f *finding, node *manifest.Node) {
	text, at := c.manifest.File.Text(), node.Span.End
	name := "&" + node.Anchor
	switch {
	case node.Tag != "" && node.Span.Len() > 0:
		f.Help = manifest.AddQuotes(text[node.Span.Start:at])
	case node.Anchor != "" && strings.HasSuffix(text[:at], name):
		f.Message, f.Span = manifest.AddQuotes(name), source.Span{Start: at - len(name), End: at}
		f.Fixes = []diag.Fix{{Title: "quote it", Safety: diag.Unsafe, Edits: []edit.Edit{
			{Span: source.Span{Start: f.Span.Start, End: f.Span.Start}, New: `"`}, {Span: source.Span{Start: at, End: at}, New: `"`},
		}}}
	case node.Span.Len() == 0 && hidesValue(text[at:]):
		f.Help = "a value that starts with # is a comment; put it in quotes"
	}
}

// hidesValue reports whether what follows a colon is a comment that looks like a value: no space is after its first character.
func hidesValue(text string) bool {
	rest := strings.TrimLeft(text, " \t")
	return len(rest) < len(text) && len(rest) > 1 && rest[0] == '#' && strings.IndexByte(" #!\t\r\n", rest[1]) < 0
}

// misreadKey says what is missing in an unknown key of a mapping in braces: without the space, the value is part of the key.
func (c *checker) misreadKey(f *finding, field *manifest.Field, known []string) bool {
	text := c.manifest.File.Slice(field.KeySpan)
	colons := manifest.TightColons(text)
	if len(colons) != 1 || !isNull(field.Value) || field.Value.Span.Len() > 0 || field.Merged {
		return false
	}
	name := keyBefore(text, colons[0])
	if !slices.Contains(known, name) {
		return false
	}
	f.suggests = name
	f.Message, f.Fixes = c.addSpaces(field.KeySpan.Start, text, colons)
	f.Span.End = f.Span.Start + colons[0]
	return true
}
