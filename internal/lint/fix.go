package lint

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// Replace returns edits that replace a scalar with another string, in the style of the scalar. It returns nil if an edit cannot replace the
// scalar; see writable.
func (p Place) Replace(s string) []edit.Edit {
	if !p.writable() {
		return nil
	}
	return []edit.Edit{{Span: p.Span, New: p.Node.Like(s)}}
}

// ReplaceLiteral returns edits that replace a scalar with a text that is written unchanged, such as a number. It returns nil if an edit
// cannot replace the scalar; see writable.
func (p Place) ReplaceLiteral(text string) []edit.Edit {
	if !p.writable() {
		return nil
	}
	return []edit.Edit{{Span: p.Span, New: text}}
}

// writable reports whether an edit can replace the value at the place: it is a scalar on one line, without a tag, an anchor or a template,
// and no alias or merge key repeats it.
func (p Place) writable() bool {
	n := p.Node
	return n != nil && n.Kind == manifest.Scalar && n.Defined == nil && n.Tag == "" && n.Anchor == "" && !n.Template && !p.shared &&
		p.Span == n.Span && p.Span.Len() > 0 && n.Style != manifest.Literal && n.Style != manifest.Folded &&
		!strings.ContainsAny(p.text(), "\r\n")
}

func (p Place) text() string { return p.Document.File.Slice(p.Span) }

// Remove returns edits that remove a field or an item and keep the comments around it. It returns nil if the edits would also change other
// values or leave an empty collection, or if a comment may belong to what is removed.
func (p Place) Remove() []edit.Edit {
	if p.shared || p.Node == nil || p.parent == nil || hasAnchor(p.Node) || p.siblings() < 2 {
		return nil
	}
	whole := p.whole()
	if p.parent.Flow {
		return p.removeFlow(whole)
	}
	return p.removeBlock(whole)
}

// hasAnchor reports whether a value, or a value inside it, has an anchor, so that an alias may repeat it.
func hasAnchor(n *manifest.Node) bool {
	return n.Defined == nil && (n.Anchor != "" ||
		slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return hasAnchor(f.Value) }) ||
		slices.ContainsFunc(n.Items, hasAnchor))
}

func (p Place) siblings() int { return len(p.parent.Fields) + len(p.parent.Items) }

// whole returns the span of a field with its key, or of an item.
func (p Place) whole() source.Span {
	if p.field == nil {
		return p.Node.Span
	}
	return source.Span{Start: p.field.KeySpan.Start, End: max(p.field.KeySpan.End, p.Node.Span.End)}
}

// removeBlock removes whole lines. If the field is on the line of a list item's dash, the next field moves there.
func (p Place) removeBlock(whole source.Span) []edit.Edit {
	if p.field == nil {
		return nil // it is not certain which comments between items belong to the item
	}
	f := p.Document.File
	line := f.Line(f.Position(whole.Start).Line)
	before := f.Slice(source.Span{Start: line.Start, End: whole.Start})
	last := f.Line(f.Position(whole.End).Line)
	after := f.Slice(source.Span{Start: whole.End, End: last.End})
	switch {
	case !isIndent(before):
		return nil
	case strings.TrimSpace(after) != "":
		if !strings.HasPrefix(strings.TrimSpace(after), "#") || strings.TrimSpace(before) != "" {
			return nil
		}
		return []edit.Edit{{Span: source.Span{Start: whole.Start, End: whole.End + len(after) - len(strings.TrimLeft(after, " \t"))}}}
	case strings.TrimSpace(before) == "":
		return []edit.Edit{{Span: source.Span{Start: line.Start, End: f.Line(f.Position(last.End).Line + 1).Start}}}
	}
	return p.removeFirst(whole)
}

// isIndent reports whether the text before a key on its line is only indentation and dashes of list items, without a question mark, an
// anchor or a tag.
func isIndent(before string) bool {
	return strings.Trim(before, " -\uFEFF") == "" && !strings.HasPrefix(before, "---")
}

// removeFirst removes the field after a dash by moving the next field there.
func (p Place) removeFirst(whole source.Span) []edit.Edit {
	for _, f := range p.parent.Fields {
		between := source.Span{Start: whole.End, End: f.KeySpan.Start}
		if f.KeySpan.Start > whole.End && strings.TrimSpace(p.Document.File.Slice(between)) == "" {
			return []edit.Edit{{Span: source.Span{Start: whole.Start, End: f.KeySpan.Start}}}
		}
	}
	return nil
}

// removeFlow removes a field or an item with one of its commas. It returns nil if a comment is next to it, because the comment may belong
// to either neighbour.
func (p Place) removeFlow(whole source.Span) []edit.Edit {
	text := p.Document.File.Text()
	before := strings.TrimRight(text[:whole.Start], " \t\r\n")
	end := whole.End + blank(text[whole.End:])
	switch {
	case !strings.HasSuffix(before, "{") && !strings.HasSuffix(before, "[") && !strings.HasSuffix(before, ","):
		return nil // a question mark or a comment is before the field
	case strings.Contains(text[len(before):whole.Start], "\n") && strings.Contains(before[strings.LastIndex(before, "\n")+1:], " #"):
		return nil // a comment that ends in a comma or a bracket
	case strings.HasPrefix(text[end:], ","):
		end++
		if next := strings.TrimLeft(text[end:], " \t"); strings.HasPrefix(next, "#") {
			return nil
		}
		return []edit.Edit{{Span: source.Span{Start: whole.Start, End: end + blank(text[end:])}}}
	case strings.HasSuffix(before, ",") && !strings.HasPrefix(text[end:], "#"):
		return []edit.Edit{{Span: source.Span{Start: len(before) - 1, End: whole.End}}}
	}
	return nil
}

// blank returns the length of the white space at the beginning of a text.
func blank(text string) int { return len(text) - len(strings.TrimLeft(text, " \t\r\n")) }

// Rename returns edits that change the key of a field. It returns nil if the edits would also change other values, or if the mapping
// already has the new key.
func (p Place) Rename(key string) []edit.Edit {
	if p.shared || p.field == nil || p.field.Template || p.parent.Field(key) != nil {
		return nil
	}
	text := p.Document.File.Text()
	written := p.Document.File.Slice(p.field.KeySpan)
	before := strings.Fields(text[max(0, strings.LastIndexAny(text[:p.field.KeySpan.Start], "\r\n{,")):p.field.KeySpan.Start])
	switch {
	case strings.ContainsAny(written, "\r\n*!"), len(before) > 0 && strings.HasPrefix(before[len(before)-1], "&"):
		return nil // the key is on several lines, is an alias, or has a tag or an anchor
	case strings.HasPrefix(written, `"`):
		key = strconv.Quote(key)
	default:
		key = manifest.Write(key)
	}
	return []edit.Edit{{Span: p.field.KeySpan, New: key}}
}

// AddBeside returns edits that add fields to the same mapping directly after this field, or nil if that is not possible. fields alternates
// keys and values; a value is literal YAML text.
func (p Place) AddBeside(fields ...string) []edit.Edit {
	if p.shared || p.field == nil || p.Node.Kind != manifest.Scalar || !p.parent.Flow && p.isBlockScalar() {
		return nil
	}
	for i := 0; i < len(fields); i += 2 {
		if p.parent.Field(fields[i]) != nil {
			return nil
		}
	}
	if p.parent.Flow {
		return p.addFlow(fields)
	}
	return p.addBlock(fields)
}

func (p Place) addFlow(fields []string) []edit.Edit {
	quoted := strings.HasPrefix(p.Document.File.Slice(p.field.KeySpan), `"`) // the file is JSON
	var text strings.Builder
	for i := 0; i < len(fields); i += 2 {
		key, value := fields[i], fields[i+1]
		if quoted {
			key = strconv.Quote(key)
		}
		if quoted && !json.Valid([]byte(value)) {
			value = strconv.Quote(value)
		}
		text.WriteString(", " + key + ": " + value)
	}
	end := p.whole().End
	return []edit.Edit{{Span: source.Span{Start: end, End: end}, New: text.String()}}
}

func (p Place) addBlock(fields []string) []edit.Edit {
	f := p.Document.File
	key := p.field.KeySpan.Start
	before := f.Slice(source.Span{Start: f.Line(f.Position(key).Line).Start, End: key})
	if !isIndent(before) {
		return nil
	}
	indent := strings.Repeat(" ", len(strings.TrimPrefix(before, "\uFEFF")))
	var text strings.Builder
	for i := 0; i < len(fields); i += 2 {
		text.WriteString(manifest.LineBreak(f) + indent + fields[i] + ": " + fields[i+1])
	}
	end := f.Line(f.Position(p.whole().End).Line).End
	return []edit.Edit{{Span: source.Span{Start: end, End: end}, New: text.String()}}
}

// AddInside returns edits that add a string field at the start of this mapping, or nil if that is not possible. A comment between the
// mapping's key and its first field stays with that field.
func (p Place) AddInside(key, value string) []edit.Edit {
	if p.shared || p.field == nil {
		return nil
	}
	return p.Node.InsertFirst(p.Document.File, p.field.KeySpan, key, value)
}

func (p Place) isBlockScalar() bool {
	return p.Node.Style == manifest.Literal || p.Node.Style == manifest.Folded ||
		strings.ContainsAny(p.Document.File.Slice(p.Node.Span), "\r\n")
}

// SafeFix returns a fix that cannot change what the author meant, or nil if an element of edits is empty.
func SafeFix(title string, edits ...[]edit.Edit) []diag.Fix { return fix(diag.Safe, title, edits) }

// UnsafeFix returns a fix that must be reviewed, or nil if an element of edits is empty.
func UnsafeFix(title string, edits ...[]edit.Edit) []diag.Fix { return fix(diag.Unsafe, title, edits) }

// fix combines several changes into one fix. It returns nil if one of the changes is empty, or if they overlap.
func fix(safety diag.Safety, title string, parts [][]edit.Edit) []diag.Fix {
	for _, part := range parts {
		if len(part) == 0 {
			return nil
		}
	}
	edits, err := edit.Merge(parts...)
	if err != nil || len(edits) == 0 {
		return nil
	}
	return []diag.Fix{{Title: title, Safety: safety, Edits: edits}}
}
