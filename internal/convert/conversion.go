package convert

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
)

// A Conversion is what became of a set of files.
type Conversion struct {
	Files     []File
	Documents []Document
	Result    *diag.Result
	// Unaccounted counts leaves that were neither said nor reported, which is a mistake of this package.
	Unaccounted int

	follows   int // documents that changed only because they refer to a converted object
	undecoded int // relevant YAML documents that cannot be decoded
	links     []link
}

// A File is a file of the input with the text that it would have.
type File struct {
	Before *source.File
	Text   string
	// Broken says why a document of it could not be written: its layout cannot be kept, or it has no form in JSON. In YAML it is
	// in Text as it was.
	Broken []error
}

// Changed says whether the conversion changed anything.
func (f File) Changed() bool { return f.Text != f.Before.Text() }

// Lost counts what was lost, each thing once.
func (c *Conversion) Lost() int {
	return c.count(func(d diag.Diagnostic) bool { return d.Rule == ruleLoss })
}

// Placeholders counts the values that the input does not have.
func (c *Conversion) Placeholders() int {
	return c.count(func(d diag.Diagnostic) bool { return d.Rule == rulePlaceholder })
}

func (c *Conversion) count(counts func(diag.Diagnostic) bool) int {
	n := 0
	for _, d := range c.Result.Diagnostics {
		if counts(d) {
			n++
		}
	}
	return n
}

// Backends counts the backends of the input, by what became of each.
func (c *Conversion) Backends() int {
	return c.documents(func(d Document) bool { return !d.IsCompanion })
}

// Changed counts the backends that are not what they were.
func (c *Conversion) Changed() int {
	return c.documents(func(d Document) bool { return d.Changed && !d.IsCompanion })
}

// ChangedBeside counts the policies and extensions, and the routes and grants, that are not what they were.
func (c *Conversion) ChangedBeside() int {
	return c.follows + c.documents(func(d Document) bool { return d.Changed && d.IsCompanion })
}

// Unfit counts the documents that have no form in the other shape.
func (c *Conversion) Unfit() int { return c.documents(func(d Document) bool { return d.Unfit }) }

func (c *Conversion) documents(counts func(Document) bool) int {
	n := 0
	for _, d := range c.Documents {
		if counts(d) {
			n++
		}
	}
	return n
}

// A Document is one resource with what became of it.
type Document struct {
	File         *source.File
	Index        int
	Line         int
	Path         string // JSON Pointer in its YAML document
	Name         string // kind/name
	From, To     mapping.Shape
	Changed      bool
	Unfit        bool // it has no form in the other shape and is as it was
	Invalid      bool // it is not valid in the shape that it is written in and is as it was
	IsCompanion  bool // it is no backend, but a resource beside one
	Fates        []Fate
	Placeholders []Placeholder
	Beside       []string // what was written beside it, as kind/name
}

// Lost returns what was lost, each thing once.
func (d Document) Lost() []Fate { return losses(d.Fates) }
