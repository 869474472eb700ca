package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
)

// An input is the set of all documents of the input files. They are converted together, because they refer to each other.
type input struct {
	*rewrite.Scope
	options   Options
	files     []*file
	documents []*manifest.Document // all objects in their order
	topOf     map[*manifest.Document]*topDocument
	problems  []diag.Diagnostic // the syntax errors of relevant documents
	undecoded int               // see Conversion.undecoded
}

// read parses the files and indexes their documents. Files that contain neither an object to convert nor a reference to one are not parsed.
func read(files []*source.File, o Options) *input {
	in := &input{options: o, topOf: map[*manifest.Document]*topDocument{}}
	for _, f := range files {
		in.read(f)
	}
	for _, f := range in.files {
		for _, top := range f.topDocuments {
			in.documents = append(in.documents, top.documents...)
			for _, d := range top.documents {
				in.topOf[d] = top
			}
		}
	}
	in.Scope = rewrite.NewScope(o.To, o.Templates, references.New(in.documents))
	return in
}

// read parses a file if it may contain an object to convert or a reference, if it is a Kustomization, or if the output has another syntax.
// A document that cannot be decoded stays unchanged, and the other documents of the file are converted.
func (in *input) read(f *source.File) {
	out := &file{source: f}
	in.files = append(in.files, out)
	if in.options.Syntax == AsIs && !relevance.Related(f) && !kustomize.IsFileName(f.Name()) {
		return
	}
	documents, problems := manifest.Parse(f, manifest.Options{Templates: in.options.Templates})
	for _, d := range documents {
		if n := len(out.topDocuments); n > 0 && out.topDocuments[n-1].index == d.Index {
			out.topDocuments[n-1].documents = append(out.topDocuments[n-1].documents, d)
			continue
		}
		out.topDocuments = append(out.topDocuments, &topDocument{file: out, index: d.Index, span: d.Whole, documents: []*manifest.Document{d}})
	}
	in.problems = append(in.problems, in.relevant(out, problems)...)
}

// relevant marks the relevant documents of a file that cannot be decoded, and returns the syntax errors without those in irrelevant
// documents.
func (in *input) relevant(f *file, problems []diag.Diagnostic) []diag.Diagnostic {
	irrelevant := map[int]bool{}
	for _, top := range f.topDocuments {
		isRelevant := in.options.Relevant == nil || slices.ContainsFunc(top.documents, in.options.Relevant)
		switch {
		case !isRelevant:
			irrelevant[top.index] = true
		case top.documents[0].Broken:
			top.broken = true
			in.undecoded++
		}
	}
	for i := range problems {
		if in.hidesInput(f, &problems[i]) {
			problems[i].Severity = diag.Error
			in.undecoded++
		}
	}
	return slices.DeleteFunc(problems, func(d diag.Diagnostic) bool { return irrelevant[d.Document] })
}

// hidesInput reports whether a problem is about text after the end of another object, and that text may be a document to convert or refer to
// one. The API server ignores it. A trailing text of a Backend stays a warning, as in the other commands.
func (in *input) hidesInput(f *file, p *diag.Diagnostic) bool {
	if p.Rule != "trailing-content" {
		return false
	}
	top := f.topDocuments[p.Document]
	return !in.isBackend(top.documents[0]) && relevance.BrokenSource(f.source.Text()[p.Span.Start:top.span.End])
}
