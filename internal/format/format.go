// Package format gives Backend manifests their canonical layout: the order of keys, the indentation, the quotes and the
// blank lines. It computes the new text from spans of the old one and never encodes YAML, so that every comment and every
// value stays what it was. It reads no files and does not judge.
//
// There is one layout and no option to change it, because to end the talk about layout is what a formatter is for. It is
// the one that kubectl and kustomize write: two spaces a level, and the dash of a list below the first letter of its key. A
// manifest that came out of either has no needless difference to one that a person wrote.
//
//	spec:
//	  type: Static
//	  static:
//	    hosts:
//	    - host: web.example.com
//	      port: 8080
//
// Inside of braces and brackets keys have the same order, and one space stands after a comma and a colon: {host: a, port: 80}.
// Lines that are broken there stay broken. So do the lines of a text, and the space before a comment at the end of a line stays,
// because it lines comments up.
package format

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// Options say how to format.
type Options struct {
	// Target has the fields whose order is wanted. Fields that it does not know keep their order, behind the others.
	Target target.Target
}

// Cause says why a document was left as it is.
type Cause int

// The causes.
const (
	OtherKind Cause = iota // not a Backend
	Encrypted              // SOPS signed its text
	Template               // a template that has yet to be rendered
	Flow                   // JSON, or YAML in braces
	Unusual                // valid YAML of a form that is not laid out, such as a list of Backends
	Broken                 // not decodable
	Rejected               // decodable, but a strict reading rejects it
	Internal               // formatting it would have changed its meaning: a mistake of this package
)

// Failed reports whether a document should have been formatted and could not be for a reason that is not in the document.
func (c Cause) Failed() bool { return c == Internal }

// A Left is a document that was left as it is.
type Left struct {
	Cause  Cause
	Offset int    // where the reason is
	Reason string // a clause
	Rule   string // the rule of the finding that is the reason, if one is
}

// A Result is the new text of a file.
type Result struct {
	Text string
	Left []Left
}

const notABackend = "not a Backend"

// What a Backend calls itself. A near miss is not formatted: lint fixes the name first.
const (
	apiVersion = "gateway.kgateway.dev/v1alpha1"
	kind       = "Backend"
)

// File formats the Backends of a file. Everything else is in the new text as it was, byte for byte. An error means that the
// schema in the binary is damaged.
func File(f *source.File, o Options) (Result, error) {
	if !relevance.Backend(f) {
		return Result{Text: f.Text(), Left: []Left{{Cause: OtherKind, Reason: notABackend}}}, nil
	}
	documents, problems := manifest.Parse(f, manifest.Options{Templates: true})
	var r Result
	var b strings.Builder
	at, last := 0, -1
	for _, d := range documents {
		if d.Index == last {
			continue // another item of the same List
		}
		last = d.Index
		if left := refuse(d, problems); left != nil {
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

// document returns the new text of one Backend, or why it has none.
func document(d *manifest.Document, o Options) (string, *Left, error) {
	root, err := orderOf(o.Target)
	if err != nil {
		return "", nil, err
	}
	l, left := newLayout(d, root)
	if left != nil {
		return "", left, nil
	}
	l.sort(l.root, root)
	text := l.render()
	if reason := differs(d, text); reason != "" {
		return "", &Left{Cause: Internal, Offset: start(d), Reason: reason + ", which is a mistake of backendctl; please report it with the document"}, nil
	}
	return text, nil, nil
}

// refuse says why a document is not to be formatted, and nil if it is.
func refuse(d *manifest.Document, problems []diag.Diagnostic) *Left {
	text := d.File.Slice(d.Span)
	leave := func(c Cause, reason string) *Left { return &Left{Cause: c, Offset: start(d), Reason: reason} }
	switch {
	case d.Path != "":
		return leave(Unusual, "a list of objects")
	case d.Root == nil && !relevance.BrokenBackend(text), d.Root != nil && (d.APIVersion != apiVersion || d.Kind != kind):
		return leave(OtherKind, notABackend)
	case d.Broken:
		return broken(d, problems)
	case d.Encrypted:
		return leave(Encrypted, "encrypted by SOPS, which signs the order of the keys")
	case d.Root.Flow:
		return leave(Flow, "JSON, or YAML in braces")
	case d.Template && strings.Contains(text, "indent "):
		return leave(Template, "a template that counts on its own indentation")
	case strings.ContainsAny(text, "\u0085\u2028\u2029") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r"):
		return leave(Unusual, "it has line breaks that are not LF or CRLF")
	}
	for _, p := range problems {
		if p.Document == d.Index && p.Rule == "trailing-content" {
			return &Left{Unusual, p.Span.Start, p.Message, p.Rule}
		}
	}
	return nil
}

// broken returns what keeps a document from being decoded.
func broken(d *manifest.Document, problems []diag.Diagnostic) *Left {
	for _, p := range problems {
		if p.Document != d.Index || p.Severity != diag.Error {
			continue
		}
		cause := Broken
		if d.Overrides {
			cause = Rejected
		}
		return &Left{cause, p.Span.Start, p.Message, p.Rule}
	}
	return &Left{Cause: Broken, Offset: start(d), Reason: "not decodable", Rule: "yaml-syntax"}
}

// start returns where a document's content begins.
func start(d *manifest.Document) int {
	if d.Root != nil {
		return d.Root.Span.Start
	}
	return d.Span.Start
}
