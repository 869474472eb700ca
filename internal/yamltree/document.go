package yamltree

import (
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// New returns a document with the given root. Its line breaks, indentation and syntax are those of the document in the parameter "like".
// If this parameter is nil, the document is YAML with line feeds and an indentation of two spaces.
func New(root *Node, like *Document) *Document {
	d := &Document{Root: root, eol: "\n", step: 2}
	if like != nil {
		d.eol, d.step, d.dash, d.json = like.eol, like.step, like.dash, like.json
	}
	if d.json {
		d.Suffix = d.eol
	}
	return d
}

// IsJSON reports whether the document is JSON.
func (d *Document) IsJSON() bool { return d.json }

// EOL returns the line break of the document.
func (d *Document) EOL() string { return d.eol }

// YAML returns the text of a document with the node as its root.
func (n *Node) YAML() string { return New(n, nil).String() }

// In returns the document in JSON or YAML syntax, with an indentation of two spaces. A document that already has this syntax is returned
// unchanged. JSON cannot contain comments: the second result is the number of comments that were lost.
func (d *Document) In(asJSON bool) (*Document, int) {
	if d.json == asJSON {
		return d, 0
	}
	comments := len(d.Comments())
	out := &Document{Root: d.Root.Plain(), eol: d.eol, step: 2, json: asJSON}
	if asJSON {
		out.Suffix = d.eol
		return out, comments
	}
	return out, 0
}

// Plain returns a copy of a value without its layout. It drops the comments that were read from the document, and keeps the comments that
// were added later.
func (n *Node) Plain() *Node {
	c := &Node{Kind: n.Kind, Value: n.Value, Origin: n.Origin}
	c.changed = true
	for _, e := range n.Fields() {
		entry := c.Insert(len(c.Entries), e.Key, e.Value.Plain())
		if !e.Value.Flow && n.Kind == manifest.Mapping && len(e.Lead) > 0 && e.Column < 0 {
			entry.Lead = e.Lead
		}
		if strings.HasPrefix(strings.TrimSpace(e.Rest), "# ") && e.Column < 0 {
			entry.Rest = e.Rest
		}
	}
	return c
}

// measure sets the document's indentation to the indentation of the first nested mapping, and its dash to the indentation of the first list
// in a mapping.
func (d *Document) measure(n *Node) {
	steps, dashes := 0, -1
	var walk func(n *Node)
	walk = func(n *Node) {
		for _, e := range n.Entries {
			below := e.Value
			if !below.Block {
				continue
			}
			switch {
			case below.Kind == manifest.Sequence && e.Key != "" && dashes < 0:
				dashes = below.Column - n.Column
			case below.Kind == manifest.Mapping && e.Key != "" && steps == 0:
				steps = below.Column - n.Column
			}
			walk(below)
		}
	}
	walk(n)
	if steps > 0 {
		d.step = steps
	}
	d.dash = max(dashes, 0)
}
