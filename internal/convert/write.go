package convert

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A writer produces the texts of the output files. It writes no files.
type writer struct {
	*input
	log *journal
}

// write returns the result of the conversion, with the text of each file.
func write(in *input, log *journal, a *accounts) *Conversion {
	w := writer{in, log}
	c := &Conversion{Documents: a.documents, Unaccounted: a.unaccounted, follows: a.follows, undecoded: in.undecoded, Result: &diag.Result{
		Rules: slices.Concat(Rules(), manifest.Rules(), schema.Rules()), Targets: []string{in.Target.ID},
	}}
	for _, f := range in.files {
		text := w.text(f)
		c.Files = append(c.Files, File{Before: f.source, Text: text, Broken: f.broken})
		c.Result.Files = append(c.Result.Files, f.source)
	}
	for d, i := range log.rowOf {
		if c := log.rows[i].Conversion; c != nil {
			sortPaths(d, c)
		}
	}
	c.Result.Documents, c.Result.Diagnostics, c.links = log.rows, log.found, log.links
	c.Result.Sort()
	return c
}

// text returns the new text of a file. If the syntax of the output is that of the input, unchanged documents keep every byte.
func (w writer) text(f *file) string {
	if w.options.Syntax == JSON {
		return w.json(f)
	}
	var b strings.Builder
	at := 0
	text := f.source.Text()
	separate := w.needsMarkers(f)
	for i, top := range f.topDocuments {
		if w.isGone(top) {
			at = top.span.End
			continue
		}
		b.WriteString(text[at:top.span.Start])
		written, err := w.document(top)
		if err != nil {
			f.fail(top.documents[0], err)
			written = text[top.span.Start:top.span.End]
		} else {
			w.log.add(commentsLeftOut(top, w.Target.ID)...)
		}
		if separate && f.continues(i) && b.Len() > 0 {
			if !strings.HasSuffix(b.String(), "\n") {
				b.WriteString("\n")
			}
			b.WriteString("---\n")
			written = strings.TrimLeft(written, " \t\r\n")
		}
		b.WriteString(written)
		at = top.span.End
	}
	b.WriteString(text[at:])
	return b.String()
}

// needsMarkers reports whether a file of JSON objects one after the other needs a --- line between all of them, because one of the documents
// of the output is YAML.
func (w writer) needsMarkers(f *file) bool {
	return w.options.Syntax == YAML || slices.ContainsFunc(f.topDocuments, func(top *topDocument) bool { return len(top.beside) > 0 })
}

// isGone reports whether a policy is not in the output, because a Backend of the output has its settings. If the Backend cannot be written,
// the policy stays.
func (w writer) isGone(top *topDocument) bool {
	if top.absorber == nil {
		return false
	}
	_, err := w.document(top.absorber)
	return err == nil
}

// document returns the text of one top document and of the new documents after it.
func (w writer) document(top *topDocument) (string, error) {
	out := top.file.source.Text()[top.span.Start:top.span.End]
	if w.options.Syntax == YAML && top.doc == nil && top.documents[0].Top != nil && !top.documents[0].Broken {
		if _, err := w.treeOf(top); err != nil && !errors.Is(err, yamltree.ErrForm) { // a YAML document with ErrForm keeps its text
			return "", err
		}
	}
	if top.changed && top.doc != nil {
		out = top.doc.String()
		if reason := top.differs(out, w.options); reason != "" {
			return "", fmt.Errorf("%s; this is a bug of backendctl, please report it with the document", reason)
		}
	}
	if top.documents[0].Path != "" {
		return out, nil // the new documents are items of the same List
	}
	eol := "\n"
	if top.doc != nil {
		eol = top.doc.EOL()
	}
	isEnded := strings.HasSuffix(out, "\n")
	for _, d := range top.beside {
		if out != "" && !strings.HasSuffix(out, "\n") {
			out += eol
		}
		out += "---" + eol + d.String()
	}
	if isEnded && !strings.HasSuffix(out, "\n") {
		out += eol // a document in flow style has none
	}
	return out, nil
}

// json returns the text of a file as one JSON value: its only object, or a List of its objects.
func (w writer) json(f *file) string {
	var all []*yamltree.Node
	comments := 0
	var like *yamltree.Document
	for _, top := range f.topDocuments {
		if w.isGone(top) {
			continue
		}
		if top.documents[0].Top == nil || top.documents[0].Broken {
			w.leaveOut(top)
			continue
		}
		doc, err := w.treeOf(top)
		if err != nil {
			f.fail(top.documents[0], err)
			continue
		}
		if like == nil && len(f.topDocuments) == 1 && doc.IsJSON() && len(top.beside) == 0 {
			return doc.String()
		}
		plain, lost := doc.In(true)
		comments += lost
		all, like = append(all, plain.Root), plain
		for _, d := range top.beside {
			plain, _ := d.In(true)
			all = append(all, plain.Root)
		}
	}
	if comments > 0 {
		w.log.add(diag.Diagnostic{
			Rule: ruleNote, Severity: diag.Info, File: f.source, Document: -1, Targets: []string{w.Target.ID},
			Message: fmt.Sprintf("JSON cannot contain comments: %d removed", comments),
		})
	}
	switch len(all) {
	case 0:
		return ""
	case 1:
		return yamltree.New(all[0], like).String()
	}
	return yamltree.New(listOf(all), like).String()
}

// leaveOut reports that a document is not in the JSON output. If the document's error is already reported, it adds this to the help of the
// error.
func (w writer) leaveOut(top *topDocument) {
	d := top.documents[0]
	if !top.broken {
		top.file.fail(d, errors.New("it cannot be decoded, so it cannot be written as JSON"))
		return
	}
	for i := range w.log.found {
		if f := &w.log.found[i]; f.File == d.File && f.Document == d.Index && f.Severity == diag.Error {
			f.Help = strings.TrimPrefix(f.Help+"; the document is left out of the JSON output", "; ")
			return
		}
	}
}

// listOf returns a List of objects. Objects that are Lists themselves are replaced by their items.
func listOf(objects []*yamltree.Node) *yamltree.Node {
	list, all := yamltree.Mapping(), yamltree.Sequence()
	list.Set("apiVersion", yamltree.Scalar("v1"))
	list.Set("kind", yamltree.Scalar("List"))
	for _, o := range objects {
		members := []*yamltree.Node{o}
		if strings.HasSuffix(o.Get("kind").String(), "List") && o.Get("items") != nil {
			members = rewrite.Items(o.Get("items"))
		}
		for _, m := range members {
			all.Append(m)
		}
	}
	list.Set("items", all)
	return list
}

// differs returns a clause that states how the printed text differs from the tree, or "" if it does not. A difference is a bug.
func (top *topDocument) differs(text string, o Options) string {
	documents, _ := manifest.Parse(source.New(top.file.source.Name(), []byte(text)), manifest.Options{Templates: o.Templates})
	switch {
	case len(documents) == 0, documents[0].Top == nil, documents[0].Broken:
		return "the result would not be valid"
	case !reflect.DeepEqual(documents[0].Top.JSON(), top.doc.Root.JSON()):
		return "a value would change"
	case !slices.Equal(sorted(top.doc.Comments()), commentsOf(documents[0])):
		return "a comment would be lost or changed"
	}
	return ""
}

func commentsOf(d *manifest.Document) []string {
	var texts []string
	for _, span := range d.Comments() {
		texts = append(texts, d.File.Slice(span))
	}
	return sorted(texts)
}

func sorted(texts []string) []string {
	for i, t := range texts {
		texts[i] = strings.TrimRight(t, " \t\r")
	}
	slices.Sort(texts)
	return texts
}
