package lsp

import (
	"context"
	"path/filepath"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
)

// A document is a text that is open in the client.
type document struct {
	uri     string
	path    string // the path of the file; empty if the document is not a file
	version int
	text    text
	parsed  *parsedText // the structure of the current text; nil until it is parsed
	good    *parsedText // the last structure in which all objects could be decoded; without one, the first structure
}

// A parsedText is the structure of a document: its objects.
type parsedText struct {
	file    *source.File
	objects []*manifest.Document
	text    text
}

// didOpen adds an open document. Its text is used instead of the file on disk.
func (s *server) didOpen(_ context.Context, p openParams) (any, error) {
	d := &document{uri: p.Document.URI, version: p.Document.Version, text: newText(p.Document.Text, s.encoding)}
	d.path, _ = pathOf(d.uri)
	s.documents[d.uri], s.byPath[s.pathOf(d)] = d, d
	s.diagnostics.forget(d.uri)
	s.changed(d)
	return nil, nil
}

// didChange applies changes in their order. The positions of each change refer to the text after the previous change.
func (s *server) didChange(_ context.Context, p changeParams) (any, error) {
	d := s.documents[p.Document.URI]
	if d == nil {
		return nil, errNotOpen(p.Document.URI)
	}
	for _, c := range p.Changes {
		d.text = d.text.apply(c)
	}
	d.version, d.parsed = p.Document.Version, nil
	s.changed(d)
	return nil, nil
}

// didClose removes a document, so that the file on disk is used again.
func (s *server) didClose(_ context.Context, p documentParams) (any, error) {
	d := s.documents[p.Document.URI]
	if d == nil {
		return nil, errNotOpen(p.Document.URI)
	}
	delete(s.documents, d.uri)
	if path := s.pathOf(d); s.byPath[path] == d {
		delete(s.byPath, path)
	}
	s.closed(d)
	return nil, nil
}

// didSave handles a saved file like a change on disk, for clients that do not watch files.
func (s *server) didSave(_ context.Context, p documentParams) (any, error) {
	if path, ok := pathOf(p.Document.URI); ok {
		s.changedOnDisk([]string{path})
	}
	return nil, nil
}

// parse returns the structure of a document. The structure is empty if the text contains nothing that lint reads. The text is parsed once,
// and the structure is kept until the text changes.
func (d *document) parse() *parsedText {
	if d.parsed != nil {
		return d.parsed
	}
	f := source.New(d.name(), []byte(d.text.content))
	p := &parsedText{file: f, text: d.text}
	if relevance.Related(f) {
		p.objects, _ = manifest.Parse(f, manifest.Options{Templates: true})
	}
	d.parsed = p
	if isGood := !p.isBroken(); isGood || d.good == nil {
		d.good = p
	}
	return p
}

func (p *parsedText) isBroken() bool {
	for _, o := range p.objects {
		if o.Root == nil {
			return true
		}
	}
	return false
}

// structure returns the structure of a document. If an object in the current text cannot be decoded, it returns the last structure in
// which all objects could be decoded.
func (d *document) structure() *parsedText {
	if p := d.parse(); !p.isBroken() {
		return p
	}
	return d.good
}

func (d *document) name() string {
	if d.path == "" {
		return filepath.Base(d.uri)
	}
	return filepath.Base(d.path)
}

// object returns the object at an offset, or nil if the offset is between objects.
func (p *parsedText) object(offset int) *manifest.Document {
	for _, o := range p.objects {
		if o.Span.Contains(offset) {
			return o
		}
	}
	return nil
}
