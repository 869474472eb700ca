package manifest

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// A tree is what one part of a file was parsed to.
type tree struct {
	root     *Node
	broken   bool // not decodable
	template bool
	comments []source.Span
	problems []diag.Diagnostic
}

func (t *tree) report(rule string, span source.Span, message string) *diag.Diagnostic {
	d := descriptor(rule)
	t.broken = t.broken || d.Severity == diag.Error
	t.problems = append(t.problems, diag.Diagnostic{Rule: rule, Severity: d.Severity, Message: message, Span: span})
	return &t.problems[len(t.problems)-1]
}

// parseYAML parses one part of a file as YAML.
func parseYAML(f *source.File, part source.Span, o Options) *tree {
	t := &tree{}
	text := f.Text()[:part.End]
	masked := text
	if o.Templates {
		masked = maskTemplates(text, part.Start)
	}
	var doc yaml.Node
	if err := unmarshal(masked[part.Start:], &doc); err != nil {
		t.syntax(masked, part, err, o)
		return t
	}
	b := &builder{
		tree: t, text: text, masked: masked, marks: newMarks(masked, part.Start),
		anchors: map[*yaml.Node]*Node{}, templates: o.Templates,
	}
	b.document(part, &doc)
	return t
}

// unmarshal parses without resolving any value. A panic of the parser on hostile input becomes an error, so that one
// document cannot take the others down with it.
func unmarshal(text string, doc *yaml.Node) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("yaml: the document confuses the parser")
		}
	}()
	return yaml.Unmarshal([]byte(text), doc)
}

// A builder makes Nodes of the parser's nodes.
type builder struct {
	*tree
	text, masked string
	marks        *marks
	anchors      map[*yaml.Node]*Node // nil while the anchored node is being built
	templates    bool
	scalars      []source.Span // where # does not begin a comment
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
		b.report(ruleSyntax, b.root.Span, "aliases repeat so much of the document that the API server refuses it")
		b.root = nil
	}
}

// tabs reports a line behind a comment that is blank or a comment itself and is indented by a tab, in block context. Our
// parser takes such a line for more of the comment, the API server's does not.
func (b *builder) tabs(part source.Span) {
	for _, c := range b.comments {
		next := lineEnd(b.text, c.End)
		if next >= part.End || inFlow(b.root, c.Start) {
			continue
		}
		line := strings.TrimRight(b.text[next:min(lineEnd(b.text, next), part.End)], "\r\n")
		content := strings.TrimLeft(line, " \t")
		tab := strings.IndexByte(line[:len(line)-len(content)], '\t')
		if tab >= 0 && (content == "" || content[0] == '#') {
			b.report(ruleSyntax, source.Span{Start: next + tab, End: next + len(line) - len(content)}, "a tab cannot indent in YAML; use spaces")
		}
	}
}

// inFlow says whether an offset lies inside of braces or brackets.
func inFlow(n *Node, offset int) bool {
	if offset < n.Span.Start || offset >= n.Span.End || n.shared {
		return false
	}
	return n.Flow ||
		slices.ContainsFunc(n.Fields, func(f Field) bool { return inFlow(f.Value, offset) }) ||
		slices.ContainsFunc(n.Items, func(item *Node) bool { return inFlow(item, offset) })
}

// trailing reports what stands behind the end of a document without a marker between them. The API server's parser takes
// the first value of what it is given and does not look further.
func (b *builder) trailing(part source.Span) {
	rest := skipBlank(b.masked[:part.End], b.root.Span.End)
	if rest >= part.End {
		return
	}
	end := rest + len(strings.TrimRight(b.text[rest:min(lineEnd(b.text, rest), part.End)], " \t\r\n"))
	d := b.report(ruleTrailing, source.Span{Start: rest, End: end}, "the document ends above, and what follows is ignored")
	d.Help = "give it the indentation of the document's first line, or put `---` before it if it is a document of its own"
}

// isEmpty says whether a document holds nothing, which no tool counts as a document.
func (n *Node) isEmpty() bool { return n.Kind == Scalar && n.Value == nil && n.Span.Len() == 0 }

// directives reports the one directive that the API server's parser refuses and ours does not.
func (b *builder) directives(part source.Span) {
	for at := part.Start; at < part.End; at = lineEnd(b.text, at) {
		line := strings.TrimRight(b.text[at:min(lineEnd(b.text, at), part.End)], "\r\n")
		if isMarker(line, "---") || isContent(line) {
			return
		}
		version, ok := strings.CutPrefix(line, "%YAML")
		if ok && len(strings.Fields(version)) > 0 && strings.Fields(version)[0] != "1.1" {
			span := source.Span{Start: at, End: at + len(line)}
			b.report(ruleSyntax, span, "the API server reads YAML 1.1 only; remove this directive")
		}
	}
}

// node builds a node. indent is the column of the block collection around it, from 0, and -1 at the top.
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

// alias copies the node that the alias repeats and gives it the alias's own place. Its children are shared.
func (b *builder) alias(n *yaml.Node) *Node {
	start := b.marks.offset(n.Line, n.Column)
	span := source.Span{Start: start, End: start + 1 + len(n.Value)}
	target := b.anchors[n.Alias]
	if target == nil {
		b.report(ruleSyntax, span, "the anchor &"+n.Value+" contains this alias of itself")
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
		out.Span.Start = min(out.Span.Start, key.Span.Start) // what looks like a tag of a pair in a list is its key's
		out.Span.End = max(out.Span.End, key.Span.End, value.Span.End)
		if isMerge(n.Content[i]) {
			b.merge(out, key, value)
		} else {
			b.field(out, key, value)
		}
	}
	b.closeSpan(out, '}')
	return out
}

// questionMark returns where the question mark of an explicit key stands, or the key itself where it has none.
func (b *builder) questionMark(key int) int {
	before := strings.TrimRight(b.masked[:key], " \t")
	if mark, ok := strings.CutSuffix(before, "?"); ok && len(mark) >= b.marks.lines[0] {
		return len(mark)
	}
	return key
}

// placeEmpty puts a value that is not written behind its key's colon. The parser gives it the place of whatever comes next.
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

// closeSpan ends a flow collection behind its closing bracket. A single pair inside a flow sequence has none.
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

func (b *builder) scalar(n *yaml.Node, indent int) *Node {
	start := b.marks.offset(n.Line, n.Column)
	content := b.content(start)
	out := &Node{Text: n.Value, Style: styleOf(n), Tag: explicitTag(n)}
	switch {
	case out.Style == Plain && n.Value == "":
		end := propertiesEnd(b.masked, start)
		out.Span = source.Span{Start: end, End: end}
		if out.Tag != "" {
			out.Span.Start = tagSpan(b.masked, start).Start
		}
	default:
		out.Span = source.Span{Start: content, End: scalarEnd(b.masked, content, out, indent)}
		b.scalars = append(b.scalars, out.Span)
	}
	if out.Tag != "" && n.Value != "" {
		out.Span.Start = tagSpan(b.masked, start).Start
	}
	b.resolve(out, start, content)
	return out
}

// resolve gives a scalar its value.
func (b *builder) resolve(n *Node, start, content int) {
	if b.templates && hasTemplate(b.text[n.Span.Start:n.Span.End]) {
		n.Template, b.template = true, true
		n.Text = b.text[n.Span.Start:n.Span.End]
		if n.Style == SingleQuoted || n.Style == DoubleQuoted {
			n.Text = strings.Trim(n.Text, `'"`)
		}
		n.Value = n.Text
		return
	}
	switch {
	case n.Tag != "":
		v, err := resolveTagged(n.Tag, n.Text)
		if err != nil {
			b.report(ruleSyntax, n.Span, err.Error())
			v = n.Text
		}
		n.Value = v
	case n.Style != Plain || isNonSpecific(b.masked[start:max(start, content)]):
		n.Value = n.Text
	default:
		n.Value = resolve(n.Text)
	}
}

func styleOf(n *yaml.Node) Style {
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return DoubleQuoted
	case n.Style&yaml.SingleQuotedStyle != 0:
		return SingleQuoted
	case n.Style&yaml.LiteralStyle != 0:
		return Literal
	case n.Style&yaml.FoldedStyle != 0:
		return Folded
	}
	return Plain
}

func explicitTag(n *yaml.Node) string {
	if n.Style&yaml.TaggedStyle == 0 {
		return ""
	}
	return n.Tag
}

func isMerge(key *yaml.Node) bool {
	return key.Kind == yaml.ScalarNode && key.Value == "<<" && key.Tag == "!!merge"
}
