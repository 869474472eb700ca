package format

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A survey visits the nodes of a document once, in the order of the text. It collects the edits, links and spans that the formatter needs
// before it sorts and indents lines.
type survey struct {
	text      string
	edits     []edit.Edit // the edits of quotes outside of flow collections
	flows     []flow
	quoted    []source.Span // the spans of quoted texts with several lines
	links     []link
	anchors   map[string]bool // the names of the anchors so far
	ambiguous bool            // an anchor is defined twice
}

// A link has the offsets of an alias and of its anchor. In YAML, an anchor must come before its aliases.
type link struct{ alias, anchor int }

// block visits a node that is not in a flow collection. o is the order of its fields.
func (s *survey) block(n *yamltree.Node, o *order) {
	if s.enter(n) {
		return
	}
	if n.Flow {
		s.flows = append(s.flows, flow{n, o})
		s.flow(n)
		return
	}
	if n.Kind == manifest.Scalar {
		s.requote(n.Origin.Span, n.Value)
		s.scalar(n)
	}
	for _, e := range n.Entries {
		if e.IsItem() {
			s.block(e.Value, o)
			continue
		}
		s.requote(e.Value.Origin.Key, e.Key)
		s.block(e.Value, o.inside(e.Key))
	}
}

// all returns the edits of quotes and flow collections, in the order of the text.
func (s *survey) all() []edit.Edit {
	f := flowFormatter{text: s.text, links: s.links, fixed: s.ambiguous}
	for _, found := range s.flows {
		f.visit(found.node, found.order)
	}
	edits := slices.Concat(s.edits, f.edits)
	stable.Sort(edits, func(a, b edit.Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return edits
}

// flow visits a node inside a flow collection.
func (s *survey) flow(n *yamltree.Node) {
	if n.Kind == manifest.Scalar {
		s.scalar(n)
	}
	for _, e := range n.Entries {
		if !s.enter(e.Value) {
			s.flow(e.Value)
		}
	}
}

// enter records an anchor or an alias. It reports whether the node is an alias, because its value is visited at the anchor.
func (s *survey) enter(n *yamltree.Node) bool {
	if n.Anchor != "" {
		s.ambiguous = s.ambiguous || s.anchors[n.Anchor]
		s.anchors[n.Anchor] = true
	}
	if n.Alias != nil {
		s.links = append(s.links, link{n.Origin.Span.Start, n.Alias.Start})
	}
	return n.Alias != nil
}

// scalar records the span of a quoted text with several lines.
func (s *survey) scalar(n *yamltree.Node) {
	quoted := n.Style == manifest.SingleQuoted || n.Style == manifest.DoubleQuoted
	if quoted && strings.Contains(n.Raw, "\n") {
		s.quoted = append(s.quoted, n.Origin.Span)
	}
}

// requote adds an edit if the formatted text of a quoted scalar has other quotes, or no quotes.
func (s *survey) requote(span source.Span, value any) {
	raw := s.text[span.Start:span.End]
	text, ok := value.(string)
	if len(raw) < 2 || !ok || raw[0] != '"' && raw[0] != '\'' {
		return
	}
	before := strings.TrimRight(s.text[:span.Start], " \t")
	if before != "" && before != "\uFEFF" && strings.IndexByte(":-\n", before[len(before)-1]) < 0 {
		return // an anchor or a tag is before it; the tag "!" makes any value a string
	}
	if strings.HasPrefix(s.text[span.End:], "#") {
		return // after a quote, # begins a comment; without the quote, it would be part of the text
	}
	if better := unquote(raw, text); better != raw {
		s.edits = append(s.edits, edit.Edit{Span: span, New: better})
	}
}
