package manifest

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/source"
)

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
		b.scalars = append(b.scalars, withoutHeader(b.masked, out))
	}
	if out.Tag != "" && n.Value != "" {
		out.Span.Start = tagSpan(b.masked, start).Start
	}
	b.resolve(out, start, content)
	return out
}

// withoutHeader returns the span in which a # does not begin a comment: the whole scalar except for the header line of a block scalar.
func withoutHeader(text string, n *Node) source.Span {
	span := n.Span
	if n.Style == Literal || n.Style == Folded {
		span.Start = min(lineEnd(text, span.Start), span.End)
	}
	return span
}

// resolve sets the value of a scalar. start is the offset of its anchor or tag, if it has one, and content is the offset of its text.
func (b *builder) resolve(n *Node, start, content int) {
	if b.templates && isTemplate(b.text[n.Span.Start:n.Span.End], n.Text) {
		n.Template = true
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
