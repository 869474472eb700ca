// Package convert converts backends from one shape to another: between the targets and AgentgatewayBackend. It creates companions for
// settings that a Backend does not have. Every leaf of the input is mapped, dropped because it has no effect, or lost with a reason. A
// value that a shape requires and the input does not have becomes a marked placeholder. Package mapping has the tables of fields. This
// package reads no files and prints nothing.
package convert

import (
	"context"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
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

// The apiVersions and kinds of converted objects.
const (
	group            = "gateway.kgateway.dev"
	backendKind      = "Backend"
	agentGroup       = "agentgateway.dev"
	agentKind        = "AgentgatewayBackend"
	gatewayGroup     = "gateway.networking.k8s.io"
	configPolicyKind = mapping.BackendConfigPolicy
	tlsPolicyKind    = mapping.BackendTLSPolicy
)

// A set is the state of one conversion. All documents are converted together, because they refer to each other.
type set struct {
	options    Options
	files      []*file
	index      *index
	partOf     map[*manifest.Document]*part
	objects    []*object
	companions []*object // policies and other resources that differ between releases
	absorbed   []*object // policies whose settings have moved to an object
	objectRows []mapping.Row
	missed     int
	follows    int        // documents without an account that refer to a converted object
	invalid    []Document // documents that are not valid in their own shape
	undecoded  int        // relevant YAML documents that cannot be decoded
	links      []link     // which files are only correct together
	linked     map[link]bool
	found      []diag.Diagnostic
	rows       []diag.Document
	patches    []patch // Kustomize patches, which are not converted
	rowOf      map[*manifest.Document]int

	// tlsPolicies has the names of the new BackendTLSPolicies, by target.
	tlsPolicies map[policyTarget]string
	companionOf map[*manifest.Document]*object
	fieldsOf    map[*diag.Conversion]map[string]int // the indexes of fields by path, for documents that become several
}

// Files converts a set of files. An error is an internal error of the tool, not a mistake in a manifest.
func Files(ctx context.Context, files []*source.File, o Options) (*Conversion, error) {
	s := &set{
		options: o, tlsPolicies: map[policyTarget]string{}, partOf: map[*manifest.Document]*part{}, rowOf: map[*manifest.Document]int{}, companionOf: map[*manifest.Document]*object{}, linked: map[link]bool{},
		fieldsOf: map[*diag.Conversion]map[string]int{},
	}
	for _, r := range mapping.Rows() {
		if r.Object {
			s.objectRows = append(s.objectRows, r)
		}
	}
	for _, f := range files {
		s.read(f)
	}
	s.index = newIndex(s.documents())
	if err := s.convert(ctx); err != nil {
		return nil, err
	}
	s.refer()
	s.convertCompanions()
	s.checkClasses()
	s.notePatches()
	return s.conclude(), nil
}

// documents returns the documents of the set in their order.
func (s *set) documents() []*manifest.Document {
	var all []*manifest.Document
	for _, f := range s.files {
		for _, p := range f.parts {
			all = append(all, p.documents...)
			for _, d := range p.documents {
				s.partOf[d] = p
			}
		}
	}
	return all
}

// convert converts all objects of the set.
func (s *set) convert(ctx context.Context) error {
	for i, f := range s.files {
		if s.options.Progress != nil {
			s.options.Progress(i, len(s.files))
		}
		for _, p := range f.parts {
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, d := range p.documents {
				if err := s.document(p, d); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// document converts one object, if it is a backend that can be decoded.
func (s *set) document(p *part, d *manifest.Document) error {
	row := diag.Document{
		File: d.File, Index: d.Index, Line: d.Line(), Path: d.Path,
		APIVersion: d.APIVersion, Kind: d.Kind, Namespace: d.Namespace, Name: d.Name, Skipped: true,
	}
	defer func() {
		s.rowOf[d] = len(s.rows)
		s.rows = append(s.rows, row)
	}()
	if s.options.IsPatch != nil && s.options.IsPatch(d.File.Name()) {
		row.SkipReason = kustomize.PartReason
		s.patches = append(s.patches, newPatch(d))
		return nil
	}
	from := s.productOf(d)
	if p.broken && (from != nil || namesBackend(d)) {
		row.Skipped, row.Conversion = false, rejected(d, "", mapping.Of(s.options.To))
	}
	if from == nil && s.isCompanion(d) {
		return s.companion(p, d)
	}
	if d.Root == nil || d.Broken || d.Encrypted || from == nil && !isBackend(d) {
		return nil
	}
	row.Skipped = false
	if from == nil {
		return s.backend(p, d, &row)
	}
	doc, err := s.treeOf(p)
	if err != nil {
		p.file.fail(d, err)
		return nil
	}
	return s.foreign(p, d, doc, from)
}

// backend converts a backend of kgateway or agentgateway. A backend that its own shape rejects is not converted, because its meaning is
// unknown.
func (s *set) backend(p *part, d *manifest.Document, row *diag.Document) error {
	is, err := s.shapeOf(d)
	if err != nil {
		return err
	}
	s.found = append(s.found, is.found...)
	to := s.destination(d, is.shape)
	if is.errors > 0 {
		s.reject(d, row, is, to)
		return nil
	}
	doc, err := s.treeOf(p)
	if err != nil {
		p.file.fail(d, err)
		return nil
	}
	o := s.newObject(d, doc, doc.Root.Find(tokensIn(d)...), mapping.Between(is.shape, to))
	o.part = p
	if is.target.Custom() {
		o.written = is.target.ID
	}
	s.objects = append(s.objects, o)
	if is.shape == to && !s.needsRepair(is, to) {
		return nil
	}
	return o.run()
}

// needsRepair reports whether the target may reject values of a document that has the right shape: a CRD has the shape of a release, but
// its own schema.
func (s *set) needsRepair(is opinion, to mapping.Shape) bool {
	goal := s.options.To
	return goal.Custom() && to == mapping.Of(goal) && is.target != goal
}

// named returns the display name of a shape.
func (s *set) named(shape mapping.Shape) string {
	if goal := s.options.To; goal.Custom() && shape == mapping.Of(goal) {
		return goal.ID
	}
	return string(shape)
}

func isBackend(d *manifest.Document) bool {
	return d.Kind == backendKind && d.APIVersion == group+"/v1alpha1" || d.Kind == agentKind && d.APIVersion == agentGroup+"/v1alpha1"
}

// destination returns the shape that a backend is converted to: from 2.2 on, AI and MCP backends belong to agentgateway.
func (s *set) destination(d *manifest.Document, from mapping.Shape) mapping.Shape {
	to := mapping.Of(s.options.To)
	if to == mapping.Catalog || to.Before("2.2") {
		return to
	}
	spec := d.Root.Get("spec")
	if from == mapping.Agentgateway {
		return from
	}
	if typ := spec.Get("type").String(); from == mapping.Catalog && typ != "" && typ != "AI" && spec.Get(strings.ToLower(typ)) != nil {
		return to
	}
	for _, member := range []string{"ai", "mcp"} {
		if n := spec.Get(member); n != nil && (n.Kind != manifest.Scalar || n.Value != nil) {
			return mapping.Agentgateway
		}
	}
	return to
}
