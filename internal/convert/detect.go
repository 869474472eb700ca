package convert

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/products"
	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// A class states how the conversion treats a document.
type class int

const (
	unconverted class = iota // no object to convert; the document may refer to converted objects
	patched                  // a Kustomize patch, which is not converted
	ofRelease                // a companion: a policy or another resource that differs between releases
	ofProduct                // a resource of another product
	backends                 // a backend of kgateway or agentgateway
	nearMiss                 // most likely meant as a backend or a resource of a product, but its apiVersion or kind is wrong
)

// A detection is the class of a document, with the facts that its conversion needs.
type detection struct {
	top      *topDocument
	document *manifest.Document
	class    class
	product  *products.Product // set for the class ofProduct
	excluded *products.Product // the product of a resource that is not converted, because --from names another source; else nil
	opinion  opinion           // the result of checking the document against its own shape, set for the class backends; for the class nearMiss only found
	to       mapping.Shape     // the shape to convert to, set for the classes backends and nearMiss
	isBroken bool              // the document cannot be decoded, and may be a backend
}

// detect determines the class of a document.
func detect(in *input, top *topDocument, d *manifest.Document) (detection, error) {
	out := detection{top: top, document: d}
	if in.options.IsPatch != nil && in.options.IsPatch(d.File.Name()) {
		out.class = patched
		return out, nil
	}
	out.product = products.Of(d, in.options.From)
	out.isBroken = top.broken && (out.product != nil || namesBackend(d))
	isDecoded := d.Root != nil && !d.Broken && !d.Encrypted
	if isDecoded && out.product == nil {
		out.excluded = products.Of(d, "")
	}
	switch {
	case !isDecoded:
	case out.product != nil:
		out.class = ofProduct
	case in.isCompanion(d):
		out.class = ofRelease
	case in.isBackend(d):
		out.class = backends
		var err error
		if out.opinion, err = in.shapeOf(d); err != nil {
			return out, err
		}
		out.to = in.destination(d, out.opinion.shape)
	case in.isNearMiss(d):
		out.class, out.to = nearMiss, mapping.Of(in.Target)
		out.opinion.found = in.options.NearMiss(d)
	}
	return out, nil
}

// isNearMiss reports whether a document, which is not a backend, is a near miss of one.
func (in *input) isNearMiss(d *manifest.Document) bool {
	return in.options.NearMiss != nil && len(in.options.NearMiss(d)) > 0
}

// isInvalid reports whether the document is a backend that is not valid in its own shape, or a near miss. Such a document is not converted,
// because its meaning is unknown.
func (d detection) isInvalid() bool {
	return d.class == backends && d.opinion.errors > 0 || d.class == nearMiss
}

// hasShape reports whether a backend already has the shape of the target, so that nothing needs to change. If the target or the source is a
// CRD, the two schemas can differ although the shape is the same.
func (d detection) hasShape(in *input) bool {
	hasOwnSchema := (in.Target.Custom() || d.opinion.target.Custom()) && d.to == mapping.Of(in.Target)
	return d.opinion.shape == d.to && (!hasOwnSchema || d.opinion.target == in.Target)
}

// row returns the entry of the document in reports.
func (d detection) row(in *input) diag.Document {
	of := d.document
	row := diag.Document{
		File: of.File, Index: of.Index, Line: of.Line(), Path: of.Path,
		APIVersion: of.APIVersion, Kind: of.Kind, Namespace: of.Namespace, Name: of.Name, Skipped: true,
	}
	switch {
	case d.class == patched:
		row.SkipReason = kustomize.PartReason
	case d.excluded != nil:
		row.SkipReason = fmt.Sprintf("a resource of %s, and --from is %s", d.excluded.Shape(), in.fromName())
	case d.isInvalid():
		row.Skipped, row.Conversion = false, rejected(of, d.opinion.shape, d.to)
		row.Conversion.To = in.Named(d.to)
		if d.opinion.target.Custom() {
			row.Conversion.From = d.opinion.target.ID
		}
	case d.isBroken:
		row.Skipped, row.Conversion = false, rejected(of, "", mapping.Of(in.Target))
	default:
		row.Skipped = d.class != ofProduct && d.class != backends
	}
	return row
}

// rejected returns the report's result for a document that is not converted because it is not valid.
func rejected(d *manifest.Document, from, to mapping.Shape) *diag.Conversion {
	return &diag.Conversion{From: string(from), To: string(to), Outcome: outcomeInvalid, Resource: references.NameOf(d)}
}

// isBackend reports whether a document is a backend. The version of a Backend is the one of the releases, or another one that the CRD of
// the source serves. If the source is not known, the CRD of the target counts.
func (in *input) isBackend(d *manifest.Document) bool {
	if d.Kind != references.BackendKind {
		return d.Kind == references.AgentgatewayKind && d.APIVersion == references.AgentgatewayGroup+"/v1alpha1"
	}
	if d.APIVersion == references.KgatewayGroup+"/v1alpha1" {
		return true
	}
	by, known := in.sourceOf(d)
	return known && by.Serves(d.APIVersion) || !known && in.options.To.Serves(d.APIVersion)
}

// namesBackend reports whether a document that cannot be decoded may be a Backend: its kind is that of a Backend, or is unknown.
func namesBackend(d *manifest.Document) bool {
	return d.Kind == "" || d.Kind == references.BackendKind || d.Kind == references.AgentgatewayKind
}

// destination returns the shape that a backend is converted to. From 2.2 on, kgateway has no AI and MCP backends: they become
// AgentgatewayBackends, and an AgentgatewayBackend stays one.
func (in *input) destination(d *manifest.Document, from mapping.Shape) mapping.Shape {
	to := mapping.Of(in.Target)
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
