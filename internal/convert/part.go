package convert

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A file is a file of the set, split into its YAML documents.
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
	broken    bool                 // it cannot be decoded, which has been reported
	documents []*manifest.Document // its object, or the items of a List
	doc       *yamltree.Document   // nil until it is changed
	changed   bool
	gone      bool
	beside    []*yamltree.Document // documents that are written after it
}

// read parses a file if it may contain an object to convert or a reference to one, or if the output has another syntax. A document that
// cannot be decoded stays unchanged, and the others are converted.
func (s *set) read(f *source.File) {
	out := &file{source: f}
	s.files = append(s.files, out)
	if s.options.Syntax == AsIs && !relevance.Related(f) && !kustomize.IsFileName(f.Name()) {
		return
	}
	documents, problems := manifest.Parse(f, manifest.Options{Templates: s.options.Templates})
	for _, d := range documents {
		if n := len(out.parts); n > 0 && out.parts[n-1].index == d.Index {
			out.parts[n-1].documents = append(out.parts[n-1].documents, d)
			continue
		}
		out.parts = append(out.parts, &part{file: out, index: d.Index, span: d.Whole, documents: []*manifest.Document{d}})
	}
	s.reportUndecodable(out, problems)
}

// tokensIn returns the path to an object in its YAML document.
func tokensIn(d *manifest.Document) []string { return diag.Tokens(d.Path) }

// treeOf returns the document as a tree that can be changed, in the syntax of the output.
func (s *set) treeOf(p *part) (*yamltree.Document, error) {
	if p.doc != nil {
		return p.doc, nil
	}
	doc, err := yamltree.Read(p.documents[0])
	if err != nil {
		return nil, err
	}
	if s.options.Syntax == YAML && doc.IsJSON() {
		doc, _ = doc.In(false)
		if key := longKey(doc.Root); key != "" {
			return nil, fmt.Errorf("it has the key %.20q… of %d bytes, and YAML allows %d", key, len(key), longestKey)
		}
		p.changed = true
	}
	p.doc = doc
	return doc, nil
}

// longestKey is the YAML parser's limit for an implicit key, with its quotes and escapes.
const longestKey = 1000

// longKey returns a key that is longer than YAML allows, or "" if there is none.
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

// fail records that a document could not be converted.
func (f *file) fail(d *manifest.Document, err error) {
	f.broken = append(f.broken, fmt.Errorf("cannot convert %s:%d: %w", d.File.Name(), d.Line(), err))
}
