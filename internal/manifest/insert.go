package manifest

import (
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// InsertFirst returns the edits that write a string field above the other fields of a mapping. It returns nil if the mapping is empty, is
// an alias, begins with merged fields, or already has the field, or if a block mapping does not begin on a separate line. A comment between
// the mapping's own key and its first field stays with that field. key is the span of the mapping's own key.
func (n *Node) InsertFirst(f *source.File, key source.Span, field, value string) []edit.Edit {
	if n == nil || n.Kind != Mapping || n.Defined != nil || len(n.Fields) == 0 || n.Fields[0].Merged || n.Field(field) != nil {
		return nil
	}
	first := n.Fields[0].KeySpan.Start
	if !n.Flow {
		return insertBelow(f, key, first, field+": "+Write(value))
	}
	text := field + ": " + Write(value)
	if strings.HasPrefix(f.Text()[first:], `"`) { // the file is JSON
		text = strconv.Quote(field) + ": " + strconv.Quote(value)
	}
	return []edit.Edit{{Span: source.Span{Start: first, End: first}, New: text + ", "}}
}

// insertBelow inserts a line below the key of a block mapping. first is the offset of the mapping's first field. It returns nil if the
// mapping does not begin on a separate line.
func insertBelow(f *source.File, key source.Span, first int, text string) []edit.Edit {
	above, line := f.Line(f.Position(key.End).Line), f.Line(f.Position(first).Line)
	indent := f.Slice(source.Span{Start: line.Start, End: first})
	if line.Start <= above.Start || strings.Trim(indent, " ") != "" {
		return nil
	}
	return []edit.Edit{{Span: source.Span{Start: above.End, End: above.End}, New: LineBreak(f) + indent + text}}
}

// LineBreak returns the line break that a file uses.
func LineBreak(f *source.File) string {
	if strings.Contains(f.Text(), "\r\n") {
		return "\r\n"
	}
	return "\n"
}
