package change

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A Side is one of the two sets that are compared.
type Side int

// The sides.
const (
	Before Side = iota // the older set
	After              // the newer set
)

func (s Side) String() string { return []string{"before", "after"}[s] }

func (s Side) other() Side { return 1 - s }

// A Problem is a YAML document that cannot be compared because it cannot be decoded.
type Problem struct {
	Side     Side
	Document *manifest.Document // if the YAML document is a List, its first object
	Line     int                // the line of the error, counted from 1
	Reason   string             // the message of the error
	// Counterparts are the objects on the other side that may be an older or newer version of the document. They are not in
	// Difference.Documents, because it is unknown whether they were changed or removed.
	Counterparts []*manifest.Document

	objects []*manifest.Document
}

// isBroken reports whether a document cannot be decoded.
func isBroken(d *manifest.Document) bool { return d.Root == nil || d.Broken }

// takeBroken removes the documents that cannot be decoded, and returns their problems. Documents that both sides contain equally often,
// with the same text, are not a problem.
func (p *pairer) takeBroken() []*Problem {
	text := func(d *manifest.Document) string { return strings.TrimSpace(d.File.Slice(d.Span)) }
	var counts [2]map[string]int
	for side := range p.sides {
		counts[side] = map[string]int{}
		for _, d := range p.sides[side] {
			if isBroken(d) {
				counts[side][text(d)]++
			}
		}
	}
	var problems []*Problem
	for side := range p.sides {
		for _, d := range p.sides[side] {
			if isBroken(d) && counts[1-side][text(d)] != counts[side][text(d)] {
				problems = p.addProblem(problems, Side(side), d)
			}
		}
		p.sides[side] = slices.DeleteFunc(p.sides[side], isBroken)
	}
	return problems
}

// addProblem adds a problem for an object that cannot be compared, and returns all problems. The objects of a List share one problem.
func (p *pairer) addProblem(all []*Problem, side Side, d *manifest.Document) []*Problem {
	if n := len(all); n > 0 && all[n-1].Document.File == d.File && all[n-1].Document.Index == d.Index {
		all[n-1].objects = append(all[n-1].objects, d)
		return all
	}
	problem := &Problem{Side: side, Document: d, Line: d.Line(), Reason: "it cannot be decoded", objects: []*manifest.Document{d}}
	if first, ok := p.errorOf(d); ok {
		problem.Line, problem.Reason = d.File.LineOf(first.Span.Start), first.Message
	}
	return append(all, problem)
}

// errorOf returns the first error of a document, and false if the document has no error.
func (p *pairer) errorOf(d *manifest.Document) (diag.Diagnostic, bool) {
	first, ok := p.errors[d.File][d.Index]
	return first, ok
}

// firstErrors returns the first error of each document that has an error, by the index of the document in its file.
func firstErrors(found []diag.Diagnostic) map[int]diag.Diagnostic {
	errors := map[int]diag.Diagnostic{}
	for _, f := range found {
		if _, ok := errors[f.Document]; !ok && f.Severity == diag.Error {
			errors[f.Document] = f
		}
	}
	return errors
}

// identityBefore returns the identity of a document that cannot be decoded. If the document has no value, it parses the top-level fields
// before the first error. named is false if the apiVersion, the kind or the name is not known.
func (p *pairer) identityBefore(d *manifest.Document) (_ identity, named bool) {
	if first, ok := p.errorOf(d); ok && d.Root == nil {
		d = p.readable(d, first.Span.Start)
	}
	if d == nil || d.Root == nil {
		return identity{}, false
	}
	return identityOf(d), d.APIVersion != "" && d.Kind != "" && d.Name != ""
}

// readable parses the top-level fields of a document that end before an offset in the file. It returns nil if there are no such fields,
// or if they cannot be parsed.
func (p *pairer) readable(d *manifest.Document, before int) *manifest.Document {
	text, end := d.File.Text(), min(before, d.Span.End)
	for end > d.Span.Start {
		end = max(strings.LastIndexByte(text[:end], '\n')+1, d.Span.Start)
		if end < len(text) && !strings.ContainsRune(" \t#-\r\n", rune(text[end])) {
			break // a top-level field begins here
		}
		end--
	}
	if end <= d.Span.Start {
		return nil
	}
	documents, _ := manifest.Parse(source.New(d.File.Name(), []byte(text[d.Span.Start:end])), manifest.Options{Templates: p.options.Templates})
	if len(documents) != 1 || documents[0].Broken {
		return nil
	}
	return documents[0]
}

// isComparable reports whether the files of the older side contain a document that can be decoded.
func (p *pairer) isComparable() bool {
	return slices.ContainsFunc(p.files[Before], func(f *source.File) bool {
		documents, _ := manifest.Parse(f, manifest.Options{Templates: p.options.Templates})
		return slices.ContainsFunc(documents, func(d *manifest.Document) bool { return d.Root != nil && !d.Broken })
	})
}
