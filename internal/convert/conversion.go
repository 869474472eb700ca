package convert

import (
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
)

// A Conversion is the result of converting a set of files.
type Conversion struct {
	Files     []File
	Documents []Document
	Result    *diag.Result
	// Unaccounted is the number of values of the input that are neither in the output nor reported as lost. A number other than 0 is a bug of
	// this package.
	Unaccounted int

	follows   int // the number of documents that changed only because they refer to a converted object
	undecoded int // the number of relevant documents that cannot be decoded, and of ignored texts after a document that may be relevant
	links     []link
}

// A File is a file of the input with its new text.
type File struct {
	Before *source.File
	Text   string
	// Broken are the reasons why documents could not be written: their layout cannot be kept, or JSON cannot represent them. In YAML
	// output, Text contains such a document unchanged.
	Broken []error
}

// Changed reports whether the conversion changed the file.
func (f File) Changed() bool { return f.Text != f.Before.Text() }

// Lost returns the number of losses. An object or a list that was lost as a whole counts once.
func (c *Conversion) Lost() int {
	return c.count(func(d diag.Diagnostic) bool { return d.Rule == ruleLoss })
}

// Placeholders returns the number of placeholders.
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

// Backends returns the number of backends of the input, which includes resources of other products that become Backends.
func (c *Conversion) Backends() int {
	return c.documents(func(d Document) bool { return !d.IsCompanion })
}

// Changed returns the number of changed backends.
func (c *Conversion) Changed() int {
	return c.documents(func(d Document) bool { return d.Changed && !d.IsCompanion })
}

// ChangedBeside returns the number of changed documents that are not backends: policies, extensions, routes and grants.
func (c *Conversion) ChangedBeside() int {
	return c.follows + c.documents(func(d Document) bool { return d.Changed && d.IsCompanion })
}

// Unfit returns the number of documents that cannot be represented in the target shape.
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

// A Document is one resource of the input with the result of its conversion.
type Document struct {
	File         *source.File
	Index        int
	Line         int
	Path         string // the JSON Pointer of the resource in its YAML document, "" unless it is an item of a List
	Name         string // kind/name
	From, To     mapping.Shape
	Changed      bool
	Unfit        bool // the target shape cannot represent the resource, which is unchanged
	Invalid      bool // the resource is not valid in its own shape, or its meaning is uncertain; it is unchanged
	IsCompanion  bool // the resource is a policy, an extension or a route, not a backend
	Fates        []rewrite.Fate
	Placeholders []rewrite.Placeholder
	Beside       []string // the companions that were created for it, as kind/name
}

// Lost returns the losses of the document. An object or a list that was lost as a whole counts once.
func (d Document) Lost() []rewrite.Fate { return rewrite.Losses(d.Fates) }
