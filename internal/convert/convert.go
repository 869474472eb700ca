// Package convert converts backends from one shape to another. A shape is the set of fields that a backend has in one target, in
// agentgateway or in another product. The package creates companions, such as a policy, for settings that a Backend has no field for. Every
// leaf of the input (a value without fields below it) is either in the output, or dropped because it has no effect, or lost with a reason.
// If a shape requires a value that the input does not have, the output has a marked placeholder. Package mapping has the tables of fields.
// This package reads no files and prints nothing.
package convert

import (
	"context"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// Options are the settings of a conversion.
type Options struct {
	To target.Target
	// From is the shape of the input. If it is empty, the shape is detected for each document.
	From mapping.Shape
	// FromCRD is the CRD target that the input was written for. It is the zero value if From is not the shape of a CRD.
	FromCRD target.Target
	// Names resolves the names of custom targets in comments of a document.
	Names target.Names
	// Templates means that a value with a template expression, such as {{ .Values.host }}, is unknown. Otherwise it is a text.
	Templates bool
	// IsPatch reports whether a file is a Kustomize patch, which is not converted. It may be nil.
	IsPatch func(name string) bool
	// AllowLoss means that losses are reported as warnings instead of errors.
	AllowLoss bool
	// Syntax is the syntax of the output.
	Syntax Syntax
	// Relevant reports whether a document that cannot be decoded might be a document to convert, or refer to one. Syntax errors are
	// reported only in relevant documents. If Relevant is nil, all documents are relevant.
	Relevant func(*manifest.Document) bool
	// NearMiss returns the errors about a document whose apiVersion or kind is almost that of a Backend or of a resource that can become one.
	// Such a document is not converted. It may be nil.
	NearMiss func(*manifest.Document) []diag.Diagnostic
	// Progress is called with the number of finished files and the number of all files. It may be nil.
	Progress func(done, total int)
}

// Syntax is the syntax of the output: YAML, JSON, or that of the input.
type Syntax int

// The values of Syntax. AsIs keeps the syntax of each document.
const (
	AsIs Syntax = iota
	YAML
	JSON
)

// Files converts a set of files. An error means that the tool itself failed, not that a manifest has a mistake.
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
	noteExcluded(in, log, converted)
	accounted := accountFor(log, adapted)
	return write(in, log, accounted), nil
}
