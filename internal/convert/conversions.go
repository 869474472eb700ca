package convert

import (
	"context"

	"github.com/backendctl/backendctl/internal/convert/products"
	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// conversions has the result of each document, before references are updated and companions are converted.
type conversions struct {
	objects    []*convertedObject
	companions []companion // policies, extensions and routes, which are converted later
	invalid    []Document  // documents that are not valid in the release or product that they are written for
	patches    []patch     // Kustomize patches, which are not converted
	excluded   []detection // resources of products that are not converted, because --from names another source
}

// convertAll converts all backends of the input.
func convertAll(ctx context.Context, in *input, log *journal) (conversions, error) {
	var all conversions
	for i, f := range in.files {
		if in.options.Progress != nil {
			in.options.Progress(i, len(in.files))
		}
		for _, top := range f.topDocuments {
			if err := ctx.Err(); err != nil {
				return all, err
			}
			for _, d := range top.documents {
				if err := all.add(in, log, top, d); err != nil {
					return all, err
				}
			}
		}
	}
	return all, nil
}

// add converts a document if it is a backend or a resource of another product, and else collects it for the later stages.
func (c *conversions) add(in *input, log *journal, top *topDocument, d *manifest.Document) error {
	is, err := detect(in, top, d)
	if err != nil {
		return err
	}
	log.addRow(d, is.row(in))
	log.add(is.opinion.found...)
	if is.excluded != nil {
		c.excluded = append(c.excluded, is)
	}
	switch {
	case is.class == patched:
		c.patches = append(c.patches, newPatch(d))
	case is.class == ofRelease:
		c.companions = append(c.companions, openCompanion(in, top, d)...)
	case is.isInvalid():
		c.invalid = append(c.invalid, Document{
			File: d.File, Index: d.Index, Line: d.Line(), Path: d.Path, Name: references.NameOf(d), From: is.opinion.shape, To: is.to, Invalid: true,
		})
	case is.class == ofProduct, is.class == backends:
		return c.convert(in, log, is)
	}
	return nil
}

// convert converts the objects of a document. A backend that already has the shape of the target is added without a conversion.
func (c *conversions) convert(in *input, log *journal, is detection) error {
	first := len(c.objects)
	for _, o := range open(in, is) {
		out := &convertedObject{outcome: outcome{object: o.object, written: o.written}, portion: o.portion}
		if is.class == ofProduct || !is.hasShape(in) {
			var err error
			if out, err = convert(in, log, o); err != nil {
				return err
			}
		}
		c.objects = append(c.objects, out)
	}
	if isRefusedAsAWhole(c.objects[first:]) {
		c.objects = c.objects[:first+1]
	}
	return nil
}

// isRefusedAsAWhole reports whether all objects of a document are refused for the same reason: the resource itself is refused.
func isRefusedAsAWhole(all []*convertedObject) bool {
	for _, o := range all {
		if !o.object.IsRefused() || o.object.Refusal() != all[0].object.Refusal() {
			return false
		}
	}
	return len(all) > 0
}

// open returns the objects to convert in a document: one for a backend, and one for each Backend that a resource of another product
// becomes.
func open(in *input, is detection) []*pendingObject {
	doc, err := in.treeOf(is.top)
	if err != nil {
		is.top.file.fail(is.document, err)
		return nil
	}
	root := doc.Root.Find(tokensIn(is.document)...)
	if is.class == backends {
		o := &pendingObject{object: rewrite.New(in.Scope, is.document, doc, root, mapping.Between(is.opinion.shape, is.to)), top: is.top, portion: &products.Portion{}}
		if is.opinion.target.Custom() {
			o.written = is.opinion.target.ID
			o.object.CRD = o.written
		}
		return []*pendingObject{o}
	}
	var all []*pendingObject
	for _, d := range is.product.DraftsOf(in.Scope, is.document, doc, root) {
		all = append(all, &pendingObject{object: d.Object, top: is.top, portion: d.Portion, own: d.Own, draft: &d})
	}
	return all
}
