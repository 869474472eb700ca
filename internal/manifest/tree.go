package manifest

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// A tree is the parse result of one part of a file.
type tree struct {
	root     *Node
	broken   bool // the part cannot be decoded
	aliased  bool // the part contains an alias
	template bool // a key or value is a template
	comments []source.Span
	problems []diag.Diagnostic

	errors, overrides int // the number of problems that are errors, and the number of errors about keys that override merged keys
}

// mostProblems is the maximum number of problems that are reported for one document.
const mostProblems = 1000

func (t *tree) report(rule string, span source.Span, message string) *diag.Diagnostic {
	d := descriptor(rule)
	isLimited := t.broken || d.Severity != diag.Error // the first error is always reported
	if d.Severity == diag.Error {
		t.broken = true
		t.errors++
	}
	if len(t.problems) >= mostProblems && isLimited {
		last := &t.problems[len(t.problems)-1]
		last.Help = fmt.Sprintf("fix these first: only the first %d problems of a document are shown", mostProblems)
		return &diag.Diagnostic{} // the caller may set the fields of this diagnostic, but it is not reported
	}
	t.problems = append(t.problems, diag.Diagnostic{Rule: rule, Severity: d.Severity, Message: message, Span: span})
	return &t.problems[len(t.problems)-1]
}

// parseYAML parses one part of a file as YAML.
func parseYAML(f *source.File, part source.Span, o Options, templates *masker) *tree {
	t := &tree{}
	text := f.Text()[:part.End]
	masked := text
	if o.Templates && mayHoldTemplate(f.Slice(part)) {
		masked = templates.masked()[:part.End]
	}
	body := bodyOf(text, part)
	var doc yaml.Node
	if err := unmarshal(masked[body.Start:], &doc); err != nil {
		t.syntax(text, masked, body, err, o)
		t.comments = comments(text, header(text, part), nil)
		return t
	}
	b := &builder{
		tree: t, text: text, masked: masked, marks: newMarks(masked, body.Start),
		anchors: map[*yaml.Node]*Node{}, templates: o.Templates,
	}
	b.document(part, &doc)
	return t
}

// unmarshal parses without resolving values. A panic of the parser on hostile input becomes an error, so that the other documents are still
// read.
func unmarshal(text string, doc *yaml.Node) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("yaml: the parser cannot handle this document")
		}
	}()
	return yaml.Unmarshal([]byte(text), doc)
}

// A builder converts the nodes of the YAML library to Nodes.
type builder struct {
	*tree
	text, masked string
	marks        *marks
	anchors      map[*yaml.Node]*Node // nil while the anchored node is being built
	templates    bool
	scalars      []source.Span // spans in which # does not begin a comment
	decoded      aliasBudget
}

func (b *builder) document(part source.Span, doc *yaml.Node) {
	b.directives(part)
	if len(doc.Content) > 0 {
		b.root = b.value(doc.Content[0], -1)
		if b.root.isEmpty() {
			b.root = nil
		}
	}
	b.comments = comments(b.text, part, b.scalars)
	if b.root == nil {
		return
	}
	if b.root.Kind != Scalar {
		b.tabs(part)
	}
	b.trailing(part)
	b.decoded.walk(b.root, false)
	if b.decoded.excessive {
		b.report(ruleSyntax, b.root.Span, "aliases repeat so much of the document that the API server rejects it")
		b.root = nil
	}
}

// isEmpty reports whether the root of a document is empty. An empty document does not count as a document.
func (n *Node) isEmpty() bool { return n.Kind == Scalar && n.Value == nil && n.Span.Len() == 0 }

// node builds a node. indent is the column of the surrounding block collection, from 0, or -1 at the top.
func (b *builder) node(n *yaml.Node, indent int) *Node {
	if n.Kind == yaml.AliasNode {
		return b.alias(n)
	}
	if n.Anchor != "" {
		b.anchors[n] = nil
	}
	var out *Node
	switch n.Kind {
	case yaml.MappingNode:
		out = b.mapping(n, indent)
	case yaml.SequenceNode:
		out = b.sequence(n, indent)
	default:
		out = b.scalar(n, indent)
	}
	if n.Anchor != "" {
		out.Anchor = n.Anchor
		b.anchors[n] = out
	}
	return out
}

// alias returns a copy of the aliased node with the span of the alias. The copy has the same children as the aliased node.
func (b *builder) alias(n *yaml.Node) *Node {
	b.aliased = true
	start := b.marks.offset(n.Line, n.Column)
	span := source.Span{Start: start, End: start + 1 + len(n.Value)}
	target := b.anchors[n.Alias]
	if target == nil {
		b.report(ruleSyntax, span, "the anchor &"+n.Value+" contains an alias to itself")
		return &Node{Span: span}
	}
	out := *target
	out.Span, out.Defined, out.Anchor, out.shared = span, &target.Span, "", true
	return &out
}

func (b *builder) sequence(n *yaml.Node, indent int) *Node {
	start := b.content(b.marks.offset(n.Line, n.Column))
	out := &Node{Kind: Sequence, Flow: n.Style&yaml.FlowStyle != 0, Span: source.Span{Start: start, End: start}}
	if !out.Flow {
		indent = b.marks.column(start)
	}
	for _, c := range n.Content {
		item := b.value(c, indent)
		out.Items = append(out.Items, item)
		out.Span.End = max(out.Span.End, item.Span.End)
	}
	b.closeSpan(out, ']')
	return out
}

func (b *builder) mapping(n *yaml.Node, indent int) *Node {
	start := b.content(b.marks.offset(n.Line, n.Column))
	out := &Node{Kind: Mapping, Flow: n.Style&yaml.FlowStyle != 0, Span: source.Span{Start: start, End: start}}
	if !out.Flow {
		start = b.questionMark(b.marks.offset(n.Content[0].Line, n.Content[0].Column))
		indent = b.marks.column(start)
		out.Span = source.Span{Start: start, End: start}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := b.node(n.Content[i], indent), b.value(n.Content[i+1], indent)
		b.placeEmpty(n.Content[i+1], key, value)
		out.Span.Start = min(out.Span.Start, key.Span.Start) // a tag before a pair in a list belongs to its key
		out.Span.End = max(out.Span.End, key.Span.End, value.Span.End)
		if isMerge(n.Content[i]) {
			out.Merges = append(out.Merges, Field{Key: key.Text, KeySpan: key.Span, Value: value})
			b.merge(out, key, value)
		} else {
			b.field(out, key, value)
		}
	}
	b.closeSpan(out, '}')
	return out
}

// questionMark returns the offset of the question mark of an explicit key, or of the key itself if it has none.
func (b *builder) questionMark(key int) int {
	before := strings.TrimRight(b.masked[:key], " \t")
	if mark, ok := strings.CutSuffix(before, "?"); ok && len(mark) >= b.marks.lines[0] {
		return len(mark)
	}
	return key
}

// placeEmpty sets the span of an empty value to the offset after the colon of its key. The parser gives it the position of the next token.
func (b *builder) placeEmpty(y *yaml.Node, key, value *Node) {
	start := b.marks.offset(y.Line, y.Column)
	properties := start < len(b.masked) && strings.IndexByte("&!", b.masked[start]) >= 0
	if y.Kind != yaml.ScalarNode || y.Value != "" || value.Style != Plain || properties {
		return
	}
	at := key.Span.End
	if colon := skipBlank(b.masked, at); strings.HasPrefix(b.masked[colon:], ":") {
		at = colon + 1
	}
	value.Span = source.Span{Start: at, End: at}
}

// closeSpan extends a flow collection to its closing bracket. A single pair inside a flow sequence has no closing bracket.
func (b *builder) closeSpan(n *Node, closing byte) {
	opening := n.Span.Start < len(b.masked) && strings.IndexByte("{[", b.masked[n.Span.Start]) >= 0
	if !n.Flow || !opening {
		return
	}
	at := n.Span.End
	if len(n.Fields)+len(n.Items) == 0 && at == n.Span.Start {
		at++
	}
	n.Span.End = closeFlow(b.masked, at, closing)
}
