// Package convert converts backends from one shape to another: between the targets and AgentgatewayBackend. It creates companions for
// settings that a Backend does not have. Every leaf of the input is mapped, dropped because it has no effect, or lost with a reason. A
// value that a shape requires and the input does not have becomes a marked placeholder. Package mapping has the tables of fields. This
// package reads no files and prints nothing.
package convert

import (
	"context"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// Options are the settings of a conversion.
type Options struct {
	To target.Target
	// From is the shape of the input; if empty, it is detected for each document.
	From mapping.Shape
	// Names finds the targets that a document names in a comment, in addition to the built-in ones.
	Names target.Names
	// Templates means that values with unrendered template expressions are unknown, instead of texts.
	Templates bool
	// IsPatch reports whether a file is a Kustomize patch, which is a part of an object and is not converted. It may be nil.
	IsPatch func(name string) bool
	// AllowLoss reports losses as warnings instead of errors.
	AllowLoss bool
	// Syntax is the syntax of the output.
	Syntax Syntax
	// Relevant, if not nil, reports whether a document that cannot be decoded could be converted, or refer to a converted object. Syntax
	// errors in other documents are not reported.
	Relevant func(*manifest.Document) bool
	// Progress, if not nil, is called with the number of finished files and of all files.
	Progress func(done, total int)
}

// Syntax is YAML or JSON.
type Syntax int

// The syntaxes; AsIs keeps the syntax of each document.
const (
	AsIs Syntax = iota
	YAML
	JSON
)

// Files converts a set of files. An error is an internal error of the tool, not a mistake in a manifest.
func Files(ctx context.Context, files []*source.File, o Options) (*Conversion, error) {
	in := read(files, o)
	log := newJournal(in)
	converted, err := convertAll(ctx, in, log)
	if err != nil {
		return nil, err
	}
	followed := follow(in, log, converted)
	adapted := adapt(log, followed)
	checkClasses(in, log, converted)
	checkPatches(in, log, adapted)
	accounted := accountFor(log, adapted)
	return write(in, log, accounted), nil
}
