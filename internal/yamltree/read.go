package yamltree

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// ErrForm means that a document is valid YAML, but has syntax whose layout cannot be kept, such as keys after question marks.
var ErrForm = errors.New("the layout of this document cannot be kept")

// A FormError is an [ErrForm] that states the unsupported syntax and its position.
type FormError struct {
	Form   string // the syntax, such as "an item without its own dash"
	Offset int
	line   int
}

func (e *FormError) Error() string { return fmt.Sprintf("%v: line %d has %s", ErrForm, e.line, e.Form) }

// Is reports whether target is [ErrForm], for errors.Is.
func (e *FormError) Is(target error) bool { return target == ErrForm }

// A Use is the purpose of reading a document. It determines which syntax is supported.
type Use int

// The values of Use.
const (
	Change  Use = iota // values may be changed and moved anywhere
	Arrange            // only the order of entries in their collection, and their style, may change
)

// Read returns the tree of the YAML document that is d or contains d. The document must be decodable. The error is an [ErrForm].
func Read(d *manifest.Document) (*Document, error) {
	text := d.File.Text()
	out := newDocument(d)
	out.json = json.Valid([]byte(d.File.Slice(d.Whole)))
	if i := strings.Index(strings.ReplaceAll(text[d.Whole.Start:d.Whole.End], "\r\n", "\n\n"), "\r"); i >= 0 && !out.json {
		return nil, fmt.Errorf("%w: line %d ends with a carriage return without a line feed", ErrForm, d.File.Position(d.Whole.Start+i).Line)
	}
	if at := tightAnchor(d.Top, text); at >= 0 {
		return nil, fmt.Errorf("%w: line %d has an anchor without a space after it", ErrForm, d.File.Position(at).Line)
	}
	r := newReader(d, Change)
	if d.Top.Flow || d.Top.Kind == manifest.Scalar {
		out.Root = r.value(d.Top, "")
		out.Prefix, out.Suffix = text[d.Whole.Start:d.Top.Span.Start], text[d.Top.Span.End:d.Whole.End]
		return out, r.err(d.File)
	}
	r.at = r.begin(d.Top.Span.Start)
	if strings.TrimLeft(text[r.at:d.Top.Span.Start], " ") != "" {
		return nil, fmt.Errorf("%w: there is text before the first key on its line", ErrForm)
	}
	out.Prefix = text[d.Whole.Start:r.at]
	if err := r.document(out, d); err != nil {
		return nil, err
	}
	out.measure(out.Root)
	return out, nil
}

// ReadToArrange returns the tree of a document for a change of only the order and the style of its entries. Unlike Read, it supports more
// syntax. Nodes have no paths, aliases have no entries, and the comments above the first key belong to that key.
func ReadToArrange(d *manifest.Document) (*Document, error) {
	r := newReader(d, Arrange)
	r.at = r.afterMarker(d.Top.Span.Start)
	out := newDocument(d)
	out.Prefix = r.text[d.Whole.Start:r.at]
	r.at += source.BOMLen(r.text[r.at:]) // a byte order mark is dropped
	return out, r.document(out, d)
}

func newDocument(d *manifest.Document) *Document {
	text := d.File.Text()
	out := &Document{eol: "\n", step: 2}
	if i := strings.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		out.eol = "\r\n"
	}
	return out
}

// document reads a document in block style. Reading begins at the line of the first key, or of the comments above it.
func (r *reader) document(out *Document, d *manifest.Document) error {
	out.Root = r.collection(d.Top, "", false)
	last := r.gap()
	if r.use == Arrange && r.at < len(r.text) {
		r.unknown(r.at, "text after the document's end")
	}
	if err := r.err(d.File); err != nil {
		return err
	}
	if n := len(out.Root.Entries); n > 0 {
		last = out.Root.Entries[n-1].Value.settle(last, out.Root.Column)
	}
	out.Root.Tail = append(out.Root.Tail, last...)
	out.Suffix = r.text[r.at:]
	out.Open = r.text != "" && !strings.HasSuffix(r.text, "\n")
	return nil
}

// tightAnchor returns the offset of a value that follows its anchor without a space, as in &a:b. It returns -1 if there is none.
func tightAnchor(n *manifest.Node, text string) int {
	if at := n.Span.Start; n.Anchor != "" && n.Span.Len() > 0 && at > 0 && strings.HasSuffix(text[:at], "&"+n.Anchor) {
		return at
	}
	if n.Defined != nil {
		return -1
	}
	for _, f := range n.Fields {
		if at := tightAnchor(f.Value, text); at >= 0 {
			return at
		}
	}
	for _, item := range n.Items {
		if at := tightAnchor(item, text); at >= 0 {
			return at
		}
	}
	return -1
}

// A reader converts a document to a tree. It reads each line once, from top to bottom.
type reader struct {
	text     string // the text of the file up to the end of the document
	at       int    // the offset of the next line
	use      Use
	anchored map[source.Span]*Node
	comments []source.Span
	form     *FormError // the first unsupported syntax
}

func newReader(d *manifest.Document, use Use) *reader {
	return &reader{text: d.File.Text()[:d.Whole.End], at: d.Whole.Start, use: use, anchored: map[source.Span]*Node{}, comments: d.Comments()}
}

func (r *reader) unknown(at int, form string) {
	if r.form == nil {
		r.form = &FormError{Form: form, Offset: at}
	}
}

// err returns the error for the first unsupported syntax in the document, or nil.
func (r *reader) err(f *source.File) error {
	if r.form == nil {
		return nil
	}
	r.form.line = f.Position(r.form.Offset).Line
	return r.form
}

// below returns the path of a value in the collection at another path, or "" if nodes have no paths.
func (r *reader) below(path, token string) string {
	if r.use == Arrange {
		return ""
	}
	return path + diag.Pointer(token)
}

// afterMarker returns the offset of the line after the document's marker "---". Without a marker above the root, it returns the start of
// the document.
func (r *reader) afterMarker(root int) int {
	for at := r.at; at < root; at = r.next(at) {
		if strings.HasPrefix(r.text[at:], "---") {
			return r.next(at)
		}
	}
	return r.at
}

// begin returns the offset of the start of the line that contains an offset, after a byte order mark.
func (r *reader) begin(at int) int {
	start := strings.LastIndexByte(r.text[:at], '\n') + 1
	return start + source.BOMLen(r.text[start:])
}

// next returns the offset of the line after the one that contains an offset.
func (r *reader) next(at int) int { return NextLine(r.text, at) }

// line returns the text from an offset to the end of its line, without the line break.
func (r *reader) line(at int) string { return LineAt(r.text, at) }

// NextLine returns the offset of the line after the one that contains an offset.
func NextLine(text string, at int) int {
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(text)
}

// LineAt returns the text from an offset to the end of its line, without the line break.
func LineAt(text string, at int) string { return trimBreak(text[at:NextLine(text, at)]) }

// gap reads comments and blank lines up to the next line with other text, and returns them.
func (r *reader) gap() []Line {
	var lines []Line
	for ; r.at < len(r.text); r.at = r.next(r.at) {
		text := r.line(r.at)
		content := strings.TrimLeft(text, " \t")
		switch {
		case content == "":
			lines = append(lines, Line{Text: text})
		case content[0] == '#':
			lines = append(lines, Line{content, len(text) - len(content)})
		default:
			return lines
		}
	}
	return lines
}
