// Package convert turns backends from one shape into another: between the targets and AgentgatewayBackend, with the resources
// beside them that carry what a Backend cannot say. Every leaf of the input is mapped, dropped because it says nothing there,
// or lost with a reason; what a shape asks for and the input does not have is a marked placeholder. Where fields go is data
// of package mapping. It reads no files and prints nothing.
package convert

import (
	"context"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// Options say what to convert to.
type Options struct {
	To target.Target
	// From is the shape that the input is written in; empty to find out for each document.
	From mapping.Shape
	// Names finds the targets that a document names in a comment, beside those that are built in.
	Names target.Names
	// Templates takes the values of unrendered template expressions as unknown instead of as text.
	Templates bool
	// IsPatch reports whether a file is a patch of Kustomize: a part of an object, which is left as it is. It may be nil.
	IsPatch func(name string) bool
	// AllowLoss makes warnings of losses.
	AllowLoss bool
	// Syntax is what the output is written in.
	Syntax Syntax
	// Relevant, if not nil, reports whether a document that cannot be decoded could be one to convert, or refer to one. The
	// mistakes of others are not reported.
	Relevant func(*manifest.Document) bool
	// Progress, if not nil, is told how many of all files are done.
	Progress func(done, total int)
}

// Syntax is YAML or JSON.
type Syntax int

// The syntaxes; AsIs is what each document is written in.
const (
	AsIs Syntax = iota
	YAML
	JSON
)

// The names of what is converted.
const (
	group            = "gateway.kgateway.dev"
	backendKind      = "Backend"
	agentGroup       = "agentgateway.dev"
	agentKind        = "AgentgatewayBackend"
	gatewayGroup     = "gateway.networking.k8s.io"
	configPolicyKind = mapping.BackendConfigPolicy
	tlsPolicyKind    = mapping.BackendTLSPolicy
)

// A set is all that is converted together: what one document says of another one counts.
type set struct {
	options    Options
	files      []*file
	index      index
	objects    []*object
	companions []*object // what stands beside the objects and differs between releases
	absorbed   []*object // policies whose meaning an object has now
	objectRows []mapping.Row
	missed     int
	follows    int        // documents without an account of their own that name a converted object
	invalid    []Document // what is not valid in its own shape
	undecoded  int        // relevant YAML documents that cannot be decoded
	links      []link     // which files are right only together
	linked     map[link]bool
	found      []diag.Diagnostic
	rows       []diag.Document
	patches    []patch // of Kustomize, which stay as they are
	rowOf      map[*manifest.Document]int

	// tlsPolicies names the BackendTLSPolicies that were written, by what they are about.
	tlsPolicies map[policyTarget]string
	companionOf map[*manifest.Document]*object
	callersOf   map[*manifest.Document][]caller
	fieldsOf    map[*diag.Conversion]map[string]int // the places of fields by path, of documents that become several
}

// Files converts a set of files. An error means that the tool itself is broken, not a manifest.
func Files(ctx context.Context, files []*source.File, o Options) (*Conversion, error) {
	s := &set{
		options: o, tlsPolicies: map[policyTarget]string{}, rowOf: map[*manifest.Document]int{}, companionOf: map[*manifest.Document]*object{}, linked: map[link]bool{},
		callersOf: map[*manifest.Document][]caller{}, fieldsOf: map[*diag.Conversion]map[string]int{},
	}
	for _, r := range mapping.Rows() {
		if r.Object {
			s.objectRows = append(s.objectRows, r)
		}
	}
	for _, f := range files {
		s.read(f)
	}
	s.index = newIndex(s.files)
	if err := s.convert(ctx); err != nil {
		return nil, err
	}
	s.refer()
	s.convertCompanions()
	s.checkClasses()
	s.notePatches()
	return s.conclude(), nil
}

// convert converts every object that is one.
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

// backend converts a backend of ours. One that its own shape rejects stays as it is: what it was meant to say is not known.
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

// needsRepair reports whether a document of the right shape may have what the target does not take: a CRD has the shape of a release and
// a schema of its own.
func (s *set) needsRepair(is opinion, to mapping.Shape) bool {
	goal := s.options.To
	return goal.Custom() && to == mapping.Of(goal) && is.target != goal
}

// named returns the name of a shape for the user.
func (s *set) named(shape mapping.Shape) string {
	if goal := s.options.To; goal.Custom() && shape == mapping.Of(goal) {
		return goal.ID
	}
	return string(shape)
}

func isBackend(d *manifest.Document) bool {
	return d.Kind == backendKind && d.APIVersion == group+"/v1alpha1" || d.Kind == agentKind && d.APIVersion == agentGroup+"/v1alpha1"
}

// destination returns what a backend becomes: from 2.2 on AI and MCP are agentgateway's.
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

// has says whether the input has an object. A namespace that is not written could be any.
func (s *set) has(kind, namespace, name string) bool {
	return slices.ContainsFunc(s.index.objects[objectName{kind, name}], func(d *manifest.Document) bool {
		return d.Namespace == namespace || d.Namespace == "" || namespace == ""
	})
}
