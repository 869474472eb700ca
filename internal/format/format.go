// Package format gives Backend manifests their canonical layout: the order of keys, the indentation, the quotes and the blank lines. It
// builds the new text from spans of the old one and never encodes YAML, so every comment and every value is kept. It neither reads files
// nor checks manifests.
//
// There is one layout and no option to change it. It is the layout of kubectl and kustomize: two spaces per level, and the dash of a list
// below the first letter of its key. The output of these tools therefore needs few changes.
//
//	spec:
//	  type: Static
//	  static:
//	    hosts:
//	    - host: web.example.com
//	      port: 8080
//
// Inside braces and brackets keys have the same order, and one space follows a comma and a colon: {host: a, port: 80}. Line breaks inside
// braces, brackets and texts are kept. The space before a comment at the end of a line is also kept, because it may align comments.
package format

import (
	"errors"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// Options configure the formatter.
type Options struct {
	// Target is the target whose fields determine the order. Unknown fields keep their order, after the known ones.
	Target target.Target
}

// A Cause is the kind of reason why a document is not formatted.
type Cause int

// The causes.
const (
	OtherKind Cause = iota // the document is not a Backend
	Encrypted              // SOPS encrypted it and signed its text
	Template               // it contains an unrendered template that depends on indentation
	Flow                   // it is JSON, or YAML in braces
	Unusual                // it is valid YAML that is not supported, such as a list of Backends
	Broken                 // it cannot be decoded
	Rejected               // it can be decoded, but strict decoding rejects it
	Internal               // formatting would change a value or a comment, which is a bug of this package
)

// Failed reports whether the cause is a bug of this package, and not something in the document.
func (c Cause) Failed() bool { return c == Internal }

// A Left is a document that is not formatted, with the reason.
type Left struct {
	Cause  Cause
	Offset int    // the offset in the file of the text that the reason is about
	Reason string // the reason, as a clause
	Rule   string // the rule, if a finding is the reason; else ""
}

// A Result is the new text of a file, with the documents in it that are not formatted.
type Result struct {
	Text string
	Left []Left
}

const notABackend = "not a Backend"

// ruleSyntax is package manifest's rule for text that is not YAML or JSON.
const ruleSyntax = "yaml-syntax"

// The apiVersion and kind of a Backend. A document with a misspelt apiVersion or kind is not formatted, because lint has to fix that first.
const (
	apiVersion = "gateway.kgateway.dev/v1alpha1"
	kind       = "Backend"
)

// File formats the Backends of a file. All other text is kept byte for byte. An error means that a built-in schema is invalid.
func File(f *source.File, o Options) (Result, error) {
	if !relevance.Backend(f) {
		return Result{Text: f.Text(), Left: []Left{{Cause: OtherKind, Reason: notABackend}}}, nil
	}
	documents, problems := manifest.Parse(f, manifest.Options{Templates: true})
	var r Result
	var b strings.Builder
	at, last := 0, -1
	hasBackend := slices.ContainsFunc(documents, isBackend)
	of := byDocument(problems)
	for _, d := range documents {
		if d.Index == last {
			continue // another item of the same List
		}
		last = d.Index
		left := refuse(d, of[d.Index])
		if hasBackend && d.Root == nil && left.Cause == OtherKind {
			left = neighbour(d, of[d.Index], *left)
		}
		if left != nil {
			r.Left = append(r.Left, *left)
			continue
		}
		text, left, err := document(d, o)
		if err != nil {
			return Result{}, err
		}
		if left != nil {
			r.Left = append(r.Left, *left)
			continue
		}
		b.WriteString(f.Text()[at:d.Span.Start])
		b.WriteString(text)
		at = d.Span.End
	}
	r.Text = b.String() + f.Text()[at:]
	return r, nil
}

// byDocument returns the problems of each document, by its index.
func byDocument(problems []diag.Diagnostic) map[int][]diag.Diagnostic {
	of := map[int][]diag.Diagnostic{}
	for _, p := range problems {
		of[p.Document] = append(of[p.Document], p)
	}
	return of
}

// document returns the new text of one Backend, or the reason why it is not formatted.
func document(d *manifest.Document, o Options) (string, *Left, error) {
	root, err := orderOf(o.Target)
	if err != nil {
		return "", nil, err
	}
	text, left := arranged(d, root)
	if left != nil {
		return "", left, nil
	}
	if reason := differs(d, text); reason != "" {
		return "", &Left{Cause: Internal, Offset: start(d), Reason: reason + ", which is a bug in backendctl: please report it with the document"}, nil
	}
	return text, nil, nil
}

// arranged returns the formatted text of a document, or the reason why its syntax is not supported.
func arranged(d *manifest.Document, o *order) (string, *Left) {
	doc, err := yamltree.ReadToArrange(d)
	var form *yamltree.FormError
	if errors.As(err, &form) {
		return "", &Left{Cause: Unusual, Offset: form.Offset, Reason: form.Form}
	}
	text := d.File.Text()
	found := survey{text: text, anchors: map[string]bool{}}
	found.block(doc.Root, o)
	sorter{doc.Root, found.links, found.ambiguous}.sort(doc.Root, o)
	s := styler{text: text[:d.Span.End], eol: doc.EOL(), edits: found.all(), quoted: found.quoted, isLast: d.Span.End == len(text)}
	s.document(doc)
	return doc.String(), s.left
}

func isBackend(d *manifest.Document) bool {
	return d.Root != nil && d.APIVersion == apiVersion && d.Kind == kind
}

// neighbour returns the syntax error of a document beside a Backend, or the reason left if it has none: kubectl stops reading the file there.
func neighbour(d *manifest.Document, problems []diag.Diagnostic, left Left) *Left {
	if found := broken(d, problems); found.Rule == ruleSyntax {
		return found
	}
	return &left
}

// refuse returns the reason why a document with these problems is not formatted, or nil if it can be formatted.
func refuse(d *manifest.Document, problems []diag.Diagnostic) *Left {
	text := d.File.Slice(d.Span)
	leave := func(c Cause, reason string) *Left { return &Left{Cause: c, Offset: start(d), Reason: reason} }
	switch {
	case d.Path != "":
		return leave(Unusual, "a list of objects")
	case d.Root == nil && !relevance.BrokenBackend(text), d.Root != nil && !isBackend(d):
		return leave(OtherKind, notABackend)
	case d.Broken:
		return broken(d, problems)
	case d.Encrypted:
		return leave(Encrypted, "encrypted by SOPS, which signs the order of the keys")
	case d.Root.Flow:
		return leave(Flow, "JSON, or YAML in braces")
	case d.Template && strings.Contains(text, "indent "):
		return leave(Template, "contains a template that depends on indentation")
	case strings.ContainsAny(text, "\u0085\u2028\u2029") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r"):
		return leave(Unusual, "has line breaks other than LF and CRLF")
	}
	for _, p := range problems {
		if p.Rule == "trailing-content" {
			return &Left{Unusual, p.Span.Start, p.Message, p.Rule}
		}
	}
	return nil
}

// broken returns the first error of decoding a document as the reason why it is not formatted.
func broken(d *manifest.Document, problems []diag.Diagnostic) *Left {
	for _, p := range problems {
		if p.Severity != diag.Error {
			continue
		}
		cause := Broken
		if d.Overrides {
			cause = Rejected
		}
		return &Left{cause, p.Span.Start, p.Message, p.Rule}
	}
	return &Left{Cause: Broken, Offset: start(d), Reason: "not decodable", Rule: ruleSyntax}
}

// start returns the offset of the first character of a document's content.
func start(d *manifest.Document) int {
	if d.Root != nil {
		return d.Root.Span.Start
	}
	return d.Span.Start
}
