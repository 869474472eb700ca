package convert

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A file is a file of the input, split into its YAML documents.
type file struct {
	source *source.File
	parts  []*part
	broken []error
}

// A part is one YAML document.
type part struct {
	file      *file
	index     int
	span      source.Span
	broken    bool                 // it cannot be decoded, and its error is already reported
	documents []*manifest.Document // its object, or the items of a List
	doc       *yamltree.Document   // its tree, nil until a stage needs it
	changed   bool
	gone      bool
	beside    []*yamltree.Document // documents that are written after it
}

// tokensIn returns the path to an object in its YAML document.
func tokensIn(d *manifest.Document) []string { return diag.Tokens(d.Path) }

// treeOf returns the tree of a YAML document, in the syntax of the output. It reads the tree at the first call.
func (in *input) treeOf(p *part) (*yamltree.Document, error) {
	if p.doc != nil {
		return p.doc, nil
	}
	doc, err := yamltree.Read(p.documents[0])
	if err != nil {
		return nil, err
	}
	if in.options.Syntax == YAML && doc.IsJSON() {
		doc, _ = doc.In(false)
		if key := longKey(doc.Root); key != "" {
			return nil, fmt.Errorf("it has the key %.20q… of %d bytes, and YAML allows %d", key, len(key), longestKey)
		}
		p.changed = true
	}
	p.doc = doc
	return doc, nil
}

// longestKey is the maximum number of bytes of a key in YAML output, with its quotes and escapes.
const longestKey = 1000

// longKey returns a key in a tree that is longer than longestKey, or "" if there is none.
func longKey(n *yamltree.Node) string {
	for _, e := range n.Fields() {
		if len(manifest.Write(e.Key)) > longestKey {
			return e.Key
		}
		if key := longKey(e.Value); key != "" {
			return key
		}
	}
	return ""
}

// fail records the reason why a document could not be converted.
func (f *file) fail(d *manifest.Document, err error) {
	f.broken = append(f.broken, fmt.Errorf("cannot convert %s:%d: %w", d.File.Name(), d.Line(), err))
}

// putBeside adds new documents after the document of an object. If the object is an item of a List, it adds them to that List.
func (p *part) putBeside(object *manifest.Document, all []*yamltree.Document) {
	if object.Path == "" {
		p.beside = append(p.beside, all...)
		return
	}
	list := p.doc.Root.Find(tokensIn(object)...).Parent()
	for _, d := range all {
		list.Append(d.Root)
	}
	if len(all) > 0 && p.doc.Root.Get("kind").Value != "List" {
		p.doc.Root.Get("kind").Assign("List")
		p.doc.Root.Get("apiVersion").Assign("v1")
	}
}

// release discards the tree of a document that has not changed, so that the output has the original text.
func (p *part) release() {
	if len(p.documents) == 1 && !p.changed {
		p.doc = nil
	}
}
