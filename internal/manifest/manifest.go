// Package manifest parses the bytes of a file into documents: nodes with byte spans, and values as the Kubernetes API server reads them.
// The commands parse manifests only with this package. It knows the envelope of a Kubernetes object (apiVersion, kind), metadata and Lists,
// but not the other fields of any kind.
package manifest

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// A Document is one object: a non-empty YAML document, or one item of a List.
type Document struct {
	File  *source.File
	Index int         // the index of the document among the file's non-empty documents, from 0; the items of a List have the same index
	Span  source.Span // includes the comments above the document
	Root  *Node       // nil if the document is broken
	Path  string      // JSON Pointer to Root in its YAML document: empty, or /items/2 for an item of a List
	Top   *Node       // the root of the YAML document: Root itself, or the List that Root is an item of
	Whole source.Span // the span of the YAML document: Span itself, or the span of the List

	APIVersion, Kind, Namespace, Name string

	// Broken reports that the API server cannot decode the document: it is rejected whatever its fields contain.
	Broken bool
	// Overrides reports that the document is Broken only because some keys override keys from merge keys. YAML and kubectl accept such a
	// document; strict parsing rejects it.
	Overrides bool
	// Encrypted reports that SOPS encrypted the document, so that its values cannot be checked.
	Encrypted bool
	// Template reports that at least one value is an unrendered template.
	Template bool

	comments []source.Span
}

// Line returns the line where the document's content begins.
func (d *Document) Line() int { return d.File.LineOf(d.contentStart()) }

func (d *Document) contentStart() int {
	if d.Root != nil {
		return d.Root.Span.Start
	}
	return d.Span.Start
}

// Comments returns the spans of the document's comments, from # to the end of the line. The items of a List share the comments of the whole
// document.
func (d *Document) Comments() []source.Span { return d.comments }

// Options are the options for reading a file.
type Options struct {
	// Templates accepts unrendered template expressions as values that are not known yet.
	Templates bool
	// Skip excludes documents by their index in [Texts]. The excluded documents count for Document.Index, but are not parsed.
	Skip []bool
}

// Texts returns the text of each document without its --- line and the empty lines around it, but with its indentation. For a part of the
// file without a document, or with comments only, the text is empty.
func Texts(f *source.File) []string {
	text := f.Text()
	parts := split(text)
	texts := make([]string, len(parts))
	for i, part := range parts {
		whole := strings.Trim(strings.TrimPrefix(strings.Trim(text[part.Start:part.End], "\r\n"), "---"), "\r\n")
		for at := 0; at < len(whole); at = lineEnd(whole, at) {
			if isContent(whole[at:lineEnd(whole, at)]) {
				texts[i] = whole
				break
			}
		}
	}
	return texts
}

// Parse reads all documents of a file. Documents that cannot be decoded are reported in problems, and do not affect the other documents.
func Parse(f *source.File, o Options) (documents []*Document, problems []diag.Diagnostic) {
	Each(f, o, func(some []*Document, of []diag.Diagnostic) {
		documents, problems = append(documents, some...), append(problems, of...)
	})
	return documents, problems
}

// Each parses a file like Parse, but does not keep all documents in memory. It calls do for each YAML document, with its objects (several
// if it is a List) and its problems.
func Each(f *source.File, o Options, do func([]*Document, []diag.Diagnostic)) {
	p := &parser{file: f, options: o, templates: masker{text: f.Text()}}
	parts, stray := splitStray(f.Text())
	for i, part := range parts {
		switch {
		case i < len(o.Skip) && o.Skip[i]:
			p.index++
		case stray && i == len(parts)-1:
			do(p.stray(part))
		default:
			do(p.document(part))
		}
	}
}

// ParsePart is [Parse] for one part of a file that is a document by itself, such as the text in a block scalar. Spans refer to the whole
// file.
func ParsePart(f *source.File, part source.Span, o Options) ([]*Document, []diag.Diagnostic) {
	p := &parser{file: f, options: o, templates: masker{text: f.Text()[:part.End], start: part.Start}}
	return p.document(part)
}

type parser struct {
	file      *source.File
	options   Options
	index     int
	templates masker
}

// document parses one part of the file. An empty part contains no document.
func (p *parser) document(part source.Span) ([]*Document, []diag.Diagnostic) {
	if strings.Trim(strings.TrimPrefix(p.file.Slice(part), "---"), " \n") == "" {
		return nil, nil
	}
	tree := p.parse(part)
	if starts := objectStarts(tree); starts != nil {
		var documents []*Document
		for _, d := range p.objects(part, tree, starts) {
			d.identify()
			documents = append(documents, d.unroll()...)
		}
		return documents, tree.found(p.file)
	}
	for i := range tree.problems {
		tree.problems[i].Document = p.index
	}
	tree.found(p.file)
	if tree.root == nil && !tree.broken {
		return nil, tree.problems
	}
	d := p.add(part, tree)
	if tree.root == nil {
		d.guess()
		return []*Document{d}, tree.problems
	}
	d.identify()
	return d.unroll(), tree.problems
}

// found sets the file of the tree's problems, and returns the problems.
func (t *tree) found(f *source.File) []diag.Diagnostic {
	for i := range t.problems {
		t.problems[i].File = f
		for r := range t.problems[i].Related {
			t.problems[i].Related[r].File = f
		}
	}
	return t.problems
}

// add returns the document for a tree, with the next index in the file.
func (p *parser) add(part source.Span, t *tree) *Document {
	d := &Document{
		File: p.file, Index: p.index, Span: part, Root: t.root, Broken: t.broken, Template: t.template, comments: t.comments,
		Top: t.root, Whole: part, Overrides: t.errors > 0 && t.errors == t.overrides,
	}
	p.index++
	return d
}

// parse parses a part as JSON or, if it is not a valid JSON object, as YAML. A text can be valid in both; then the rules of JSON apply.
func (p *parser) parse(part source.Span) *tree {
	if t := parseJSON(p.file, part, p.options); t != nil {
		return t
	}
	if t := parseSimple(p.file, part, p.options); t != nil {
		return t
	}
	return parseYAML(p.file, part, p.options, &p.templates)
}

// identify sets the envelope, the name, the namespace and Encrypted from the fields of Root.
func (d *Document) identify() {
	d.APIVersion = d.Root.Get("apiVersion").String()
	d.Kind = d.Root.Get("kind").String()
	meta := d.Root.Get("metadata")
	d.Name, d.Namespace = meta.Get("name").String(), meta.Get("namespace").String()
	if d.Name == "" {
		d.Name = meta.Get("generateName").String()
	}
	d.Encrypted = d.Root.Get("sops").Get("mac") != nil
}

// unroll returns one Document per item of a List. An empty List is returned unchanged.
func (d *Document) unroll() []*Document {
	items := d.Root.Get("items")
	if !d.isList() || items == nil || items.Kind != Sequence || len(items.Items) == 0 {
		return []*Document{d}
	}
	documents := make([]*Document, len(items.Items))
	for i, item := range items.Items {
		c := *d
		c.Root, c.Path, c.Span = item, diag.Pointer("items", itoa(i)), item.Span
		c.identify()
		documents[i] = &c
	}
	return documents
}

// isList reports whether the document is a List of objects of any kind, as `kubectl get -o yaml` prints it, or a BackendList, as the API
// server returns it.
func (d *Document) isList() bool {
	return d.Kind == "List" && d.APIVersion == "v1" || d.Kind == "BackendList"
}
