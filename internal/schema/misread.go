package schema

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// If a character is missing, such as the space after a colon, the text may still be valid YAML with another meaning. The finding is then
// about the value, and its message suggests the missing character.

// misread adds a suggestion to a finding about a value that YAML reads as something else.
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

// misreadAsText adds a suggestion for a string where a mapping is expected.
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

// startsLine reports whether only blanks and dashes of list items precede an offset on its line. A block mapping can begin only there.
func (c *checker) startsLine(at int) bool {
	text := c.manifest.File.Text()
	return strings.Trim(text[strings.LastIndexAny(text[:at], "\r\n")+1:at], " \t-") == ""
}

// keyBefore returns the key before a colon, without quotes. colonEnd is the offset after the colon.
func keyBefore(text string, colonEnd int) string {
	return strings.Trim(text[:colonEnd-1], `"'`)
}

// addSpaces returns the message and the fix for fields without a space after their colons. colons are the offsets of the ends of the colons
// in text.
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

// misreadAsNothing adds a suggestion for an empty value after an anchor, a tag or a comment.
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
		f.Help = "a value that starts with # is a comment: put it in quotes"
	}
}

// hidesValue reports whether the text after a colon is a comment that looks like a value: no space follows the #.
func hidesValue(text string) bool {
	rest := strings.TrimLeft(text, " \t")
	return len(rest) < len(text) && len(rest) > 1 && rest[0] == '#' && strings.IndexByte(" #!\t\r\n", rest[1]) < 0
}

// misreadKey adds a suggestion for an unknown key in braces that includes its value because the space after the colon is missing. It
// returns false for other keys.
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
