package convert

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/stable"
	"github.com/backendctl/backendctl/internal/target"
)

// An opinion is the result of checking a document against one shape.
type opinion struct {
	target  target.Target
	shape   mapping.Shape
	found   []diag.Diagnostic
	foreign int // the number of fields and enumeration values that the shape does not have
	errors  int
}

func (o opinion) accepts() bool { return o.errors == 0 && o.foreign == 0 }

// judge checks a document against the schema of t. The catalog's schema accepts unknown fields. Here they are errors, because a field that
// neither the catalog nor the target of the conversion has is most likely a misspelling.
func (in *input) judge(d *manifest.Document, t target.Target) (opinion, error) {
	v, err := schema.For(t)
	if err != nil {
		return opinion{}, err
	}
	o := opinion{target: t, shape: mapping.Of(t), found: v.Check(d), foreign: v.Unfamiliar(d)}
	if t.Catalog() {
		o.found = append(o.found, in.misspelt(d, o.found)...)
	}
	for _, f := range o.found {
		if f.Severity == diag.Error {
			o.errors++
		}
	}
	return o, nil
}

// fitting returns the opinion of the shape that fits a document best. It is the target itself if it accepts the document; else the newest
// release that accepts the document; else the catalog, if the document uses a field that only the catalog has; else the closest shape.
func (in *input) fitting(d *manifest.Document) (opinion, error) {
	isOfCatalog, err := usesCatalogField(d)
	if err != nil {
		return opinion{}, err
	}
	secured := in.Index.IsSecured(d) // the catalog has no policies, so a Backend with a TLS policy was written for a release
	var opinions []opinion
	var notes []diag.Diagnostic
	for _, t := range in.candidates() {
		o, err := in.judge(d, t)
		if err != nil {
			return opinion{}, err
		}
		counts := !t.Catalog() || isOfCatalog
		switch isTarget := t == in.options.To && !secured; {
		case o.accepts() && (counts || isTarget):
			o.found = append(notes, o.found...)
			return o, nil
		case o.accepts() && !secured:
			notes = append(notes, catalogNote(d))
		}
		if counts {
			opinions = append(opinions, o)
		}
	}
	o := closest(opinions)
	o.found = append(notes, o.found...)
	return o, nil
}

// candidates returns all targets in the order of preference: the target itself, the releases from the newest to the oldest, the catalog.
func (in *input) candidates() []target.Target {
	targets := target.All()
	if in.options.To.Custom() {
		targets = append(targets, in.options.To)
	}
	stable.Sort(targets, func(a, b target.Target) int {
		return cmp.Or(compareBool(b == in.options.To, a == in.options.To), cmp.Compare(b.Order, a.Order))
	})
	return targets
}

// closest returns the best opinion of a document that no shape accepts: the one with the fewest unknown fields, then the one with the
// fewest errors, then that of the newest release.
func closest(opinions []opinion) opinion {
	return slices.MinFunc(opinions, func(a, b opinion) int {
		return cmp.Or(cmp.Compare(a.foreign, b.foreign), cmp.Compare(a.errors, b.errors), cmp.Compare(b.target.Order, a.target.Order))
	})
}

// compareBool returns the order of two values: false comes before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// usesCatalogField reports whether a document uses a field that only the catalog has.
func usesCatalogField(d *manifest.Document) (bool, error) {
	v, err := schema.For(target.Published())
	if err != nil {
		return false, err
	}
	return v.HasOwn(d, target.Releases())
}

// catalogNote returns a note about a document that the catalog accepts, but that may have been meant for a release. It explains how to
// convert the document from the catalog.
func catalogNote(d *manifest.Document) diag.Diagnostic {
	return diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: d.File, Document: d.Index, Path: d.Path, Span: startOf(d), Targets: []string{string(mapping.Catalog)},
		Message: fmt.Sprintf("%s is valid in the catalog; use --from %s to convert it, with a placeholder for each missing value", references.NameOf(d), mapping.Catalog),
	}
}
