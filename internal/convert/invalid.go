package convert

import (
	"github.com/backendctl/backendctl/internal/source"
)

// Invalid returns the number of documents that are not valid in their own shape, or that cannot be decoded. These documents are unchanged.
func (c *Conversion) Invalid() int {
	type document struct {
		file  *source.File
		index int
		path  string
	}
	invalid := map[document]bool{}
	for _, d := range c.Documents {
		if d.Invalid {
			invalid[document{d.File, d.Index, d.Path}] = true
		}
	}
	return len(invalid) + c.undecoded
}
