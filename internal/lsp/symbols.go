package lsp

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

type (
	documentSymbol struct {
		Name      string           `json:"name"`
		Detail    string           `json:"detail,omitempty"`
		Kind      int              `json:"kind"`
		Range     Range            `json:"range"`
		Selection Range            `json:"selectionRange"`
		Children  []documentSymbol `json:"children,omitempty"`
	}

	symbolInformation struct {
		Name      string   `json:"name"`
		Kind      int      `json:"kind"`
		Location  location `json:"location"`
		Container string   `json:"containerName,omitempty"`
	}

	queryParams struct {
		Query string `json:"query"`
	}
)

// The kinds of symbols.
const (
	symbolObject = 19
	symbolClass  = 5
	symbolField  = 8
)

func itoa(n int) string { return strconv.Itoa(n) }

// documentSymbols returns the objects of a document, and the fields in the spec of each object.
func (s *server) documentSymbols(_ context.Context, p documentParams) (any, error) {
	d := s.documents[p.Document.URI]
	if d == nil {
		return nil, errNotOpen(p.Document.URI)
	}
	structure := d.structure()
	out := []documentSymbol{}
	for _, o := range structure.objects {
		if o.Root != nil && o.Root.Kind == manifest.Mapping {
			out = append(out, objectSymbol(structure.text, o))
		}
	}
	if s.client.Capabilities.TextDocument.DocumentSymbol.Hierarchical {
		return out, nil
	}
	flat := []symbolInformation{}
	for _, symbol := range out {
		flat = append(flat, symbolInformation{symbol.Name, symbol.Kind, location{d.uri, symbol.Range}, symbol.Detail})
	}
	return flat, nil
}

func objectSymbol(t text, o *manifest.Document) documentSymbol {
	out := documentSymbol{Name: title(o), Detail: o.Namespace, Kind: kindOf(o), Range: t.rangeOf(trimmed(o.File, o.Root.Span)), Selection: t.rangeOf(selected(o))}
	for i := range fieldsOf(o.Root.Get("spec")) {
		f := &o.Root.Get("spec").Fields[i]
		if f.Merged {
			continue
		}
		whole := source.Span{Start: f.KeySpan.Start, End: max(f.KeySpan.End, f.Value.Span.End)}
		child := documentSymbol{Name: f.Key, Detail: summary(f.Value), Kind: symbolField, Range: t.rangeOf(trimmed(o.File, whole)), Selection: t.rangeOf(f.KeySpan)}
		if child.Name != "" {
			out.Children = append(out.Children, child)
		}
	}
	return out
}

// selected returns the span of an object's name, or the start of the object if the name is outside of it: LSP requires a span inside the
// object, but the name may be an alias.
func selected(o *manifest.Document) source.Span {
	at, whole := nameOf(o), trimmed(o.File, o.Root.Span)
	if at.Start < whole.Start || at.End > whole.End {
		return source.Span{Start: whole.Start, End: whole.Start}
	}
	return at
}

func fieldsOf(n *manifest.Node) []manifest.Field {
	if n == nil || n.Defined != nil {
		return nil
	}
	return n.Fields
}

// trimmed returns a span without the white space at its end, so that it ends on the line of the last character.
func trimmed(f *source.File, span source.Span) source.Span {
	span.End = span.Start + len(strings.TrimRight(f.Slice(span), " \t\r\n"))
	return span
}

// summary returns a few words that describe the value of a field.
func summary(n *manifest.Node) string {
	switch {
	case n.Kind == manifest.Sequence:
		return fmt.Sprintf("%d items", len(n.Items))
	case n.Kind == manifest.Scalar && n.String() != "" && len(n.String()) < 40:
		return source.Visible(n.String())
	}
	return ""
}

func title(o *manifest.Document) string {
	words := strings.TrimSpace(o.Kind + " " + o.Name)
	if words == "" {
		return "object" // LSP does not allow an empty name for a symbol
	}
	return source.Visible(words)
}

func kindOf(o *manifest.Document) int {
	if isBackend(o) {
		return symbolClass
	}
	return symbolObject
}

// workspaceSymbols returns the Backends of the workspace, and the objects that refer to other objects, whose kind and name match a query.
func (s *server) workspaceSymbols(ctx context.Context, p queryParams) (any, error) {
	out := []symbolInformation{}
	for _, project := range s.projects {
		if _, err := project.check(ctx); err != nil {
			return nil, err
		}
		set := project.set()
		if set == nil {
			continue
		}
		for _, d := range set.Documents() {
			if matches(d, p.Query) && s.shows(project, project.path(d.File.Name())) && isSymbol(set, d) {
				out = append(out, symbolInformation{title(d), kindOf(d), s.location(project, d.File, nameOf(d)), d.Namespace})
			}
		}
	}
	return out, nil
}

// isSymbol reports whether an object is a Backend, or refers to another object.
func isSymbol(set *lint.Set, d *manifest.Document) bool {
	return set.IsBackend(d) || len(linksOf(d)) > 0
}

// matches reports whether the kind and the name of an object contain the letters of a query in the same order. Other letters may be
// between them.
func matches(d *manifest.Document, query string) bool {
	rest := strings.ToLower(d.Kind + " " + d.Name)
	for _, letter := range strings.ToLower(query) {
		i := strings.IndexRune(rest, letter)
		if i < 0 {
			return false
		}
		rest = rest[i+len(string(letter)):]
	}
	return true
}
