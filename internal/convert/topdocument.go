package convert

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A file is a file of the input, split into its top documents.
type file struct {
	source       *source.File
	topDocuments []*topDocument
	broken       []error
}

// A topDocument is one YAML document or JSON value of a file: an object, or a List of objects.
type topDocument struct {
	file      *file
	index     int
	span      source.Span
	broken    bool                 // the document cannot be decoded, and its error is already reported
	documents []*manifest.Document // its object, or the items of a List
	doc       *yamltree.Document   // its tree, nil until a stage needs it
	changed   bool
	absorber  *topDocument         // the top document of the Backend that has all settings of this policy, so that it is removed; else nil
	beside    []*yamltree.Document // documents that are written after it
}

// continues reports whether the top document at an index follows a JSON object without a --- line between them.
func (f *file) continues(i int) bool {
	if i == 0 || f.topDocuments[i-1].span.End != f.topDocuments[i].span.Start {
		return false
	}
	text := f.source.Slice(f.topDocuments[i].span)
	return strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{")
}

// tokensIn returns the path to an object in its YAML document.
func tokensIn(d *manifest.Document) []string { return diag.Tokens(d.Path) }

// treeOf returns the tree of a YAML document, in the syntax of the output. It reads the tree at the first call.
func (in *input) treeOf(top *topDocument) (*yamltree.Document, error) {
	if top.doc != nil {
		return top.doc, nil
	}
	doc, err := yamltree.Read(top.documents[0])
	if err != nil {
		return nil, err
	}
	if in.options.Syntax == YAML && doc.IsJSON() {
		doc, _ = doc.In(false)
		if key := longKey(doc.Root); key != "" {
			return nil, fmt.Errorf("it has the key %.20q… of %d bytes, and YAML allows %d", key, len(key), longestKey)
		}
		top.changed = true
	}
	top.doc = doc
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
func (top *topDocument) putBeside(object *manifest.Document, all []*yamltree.Document) {
	if object.Path == "" {
		top.beside = append(top.beside, all...)
		return
	}
	list := top.doc.Root.Find(tokensIn(object)...).Parent()
	for _, d := range all {
		list.Append(d.Root)
	}
	if len(all) > 0 && top.doc.Root.Get("kind").Value != "List" {
		top.doc.Root.Get("kind").Assign("List")
		top.doc.Root.Get("apiVersion").Assign("v1")
	}
}

// release discards the tree of a document that has not changed, so that the output has the original text.
func (top *topDocument) release() {
	if len(top.documents) == 1 && !top.changed {
		top.doc = nil
	}
}
