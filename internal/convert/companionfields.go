package convert

import (
	"slices"
	"strings"
	"time"

	"github.com/backendctl/backendctl/internal/convert/policies"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// hasFields reports whether a release has the kind and the fields of a companion. Fields that no release has do not count.
func hasFields(d *manifest.Document, t target.Target) bool {
	kind := fields.Of(d.APIVersion, d.Kind)
	if kind == nil {
		return true
	}
	var has func(n *manifest.Node, in *fields.Field) bool
	has = func(n *manifest.Node, in *fields.Field) bool {
		for _, f := range n.Fields {
			if child := in.Child(f.Key); child != nil && (!child.In(t) || !has(f.Value, child)) {
				return false
			}
		}
		return !slices.ContainsFunc(n.Items, func(item *manifest.Node) bool { return !has(item, in) })
	}
	return kind.In(t) && has(d.Root, kind)
}

// fitCompanion removes the fields that the target does not have and the values that it rejects. If the target then rejects the object
// around a removed value, it removes the object, too.
func (o *adaptation) fitCompanion() {
	kind := o.kindOfCompanion()
	if kind == nil {
		return
	}
	o.renameFields()
	if spec := kind.Child("spec"); spec != nil {
		o.fitFields(o.Spec, spec)
	}
	o.fitTargets()
	o.fitValues()
	o.fitNeeds()
}

// renameFields renames the fields that have another name in the target.
func (o *adaptation) renameFields() {
	for _, r := range mapping.Renames(o.Document.Kind) {
		name, other := r.Other(o.Target)
		if n := o.At(other); rewrite.IsSet(n) && o.At(name) == nil {
			key := name[strings.LastIndexByte(name, '.')+1:]
			n.Move(n.Parent(), n.Parent().Index(n), key)
		}
	}
}

// fitFields removes the fields of an object that the target does not have.
func (o *adaptation) fitFields(n *yamltree.Node, in *fields.Field) {
	for _, e := range slices.Clone(n.Fields()) {
		child := in.Child(e.Key)
		switch {
		case child == nil: // a key of an object that accepts any key, or a template
		case !child.In(o.Target) && !rewrite.IsSet(e.Value):
			o.Clear(e.Value)
		case !child.In(o.Target) && e.Value.Kind == manifest.Sequence && e.Value.IsLeaf():
			o.Drop(e.Value, "an empty list has no effect")
		case !child.In(o.Target):
			o.Lose(e.Value, o.noField(child))
		case child.IsList:
			for _, item := range rewrite.Items(e.Value) {
				o.fitFields(item, child)
			}
		default:
			o.fitFields(e.Value, child)
		}
	}
}

// noField returns the loss for a policy field that the target does not have.
func (o *adaptation) noField(f *fields.Field) mapping.Loss {
	if o.Document.Kind == mapping.TrafficPolicy && f.Path() == "spec.ai" {
		return mapping.NoAIPolicy
	}
	why := mapping.NoPolicyField.With(fields.WithArticle(o.Document.Kind), o.release())
	since, until := f.Since, f.Until
	switch {
	case since != "" && o.Goal.Before(since):
		why.Help = "remove it, or convert to kgateway " + since + " or later"
	case until != "":
		why.Help = "remove it, or stay on kgateway " + until
	}
	return why
}

// release returns the release line of the target.
func (o *adaptation) release() string { return o.Target.Release }

// fitValues removes the values that the target rejects, and rewrites durations for the target.
func (o *adaptation) fitValues() {
	for _, b := range mapping.Bounds(o.Document.Kind, o.Target) {
		for _, n := range o.All(b.Path) {
			if !rewrite.IsSet(n) || o.isTemplate(n) || b.Takes(n.JSON()) {
				continue
			}
			if d, err := time.ParseDuration(n.String()); err == nil && policies.DurationText(d) != "" && b.Takes(policies.DurationText(d)) {
				n.Assign(policies.DurationText(d))
				continue
			}
			o.loseAround(n, b.With, mapping.OutOfBounds.With(fields.WithArticle(o.Document.Kind), o.release(), lastOf(b.Path), b.Must))
		}
	}
}

// isTemplate reports whether a value is a text with a template, so that the final value is unknown.
func (o *adaptation) isTemplate(n *yamltree.Node) bool {
	text := n.String()
	return o.Templates && (strings.Contains(text, "{{") || strings.Contains(text, "$"))
}

// loseAround removes the object around a node that has the given path, and records it as lost. If the path is empty, it removes the node
// itself.
func (o *adaptation) loseAround(n *yamltree.Node, path string, why mapping.Loss) {
	for at := n; path != "" && at != nil && at != o.Spec; at = at.Parent() {
		if rewrite.PatternOf(at.Tokens(o.Spec)) == path {
			n = at
		}
	}
	if n.Parent() != nil {
		o.Lose(n, why)
	}
}

// typeOfExtension sets the type of a GatewayExtension, which releases before 2.2 require.
func (o *adaptation) typeOfExtension() {
	if typ := o.Spec.Get("type"); rewrite.IsSet(typ) || !o.Goal.Before("2.2") {
		return
	}
	for _, e := range o.Spec.Fields() {
		if name := mapping.ExtensionTypes[e.Key]; name != "" && rewrite.IsSet(e.Value) {
			o.Clear(o.Spec.Get("type"))
			o.Spec.Insert(0, "type", yamltree.Scalar(name))
			return
		}
	}
}

// disableAll is the value that turns authorization off in a TrafficPolicy of kgateway 2.0.
const disableAll = "DisableAll"

// switchExtAuth converts the setting that turns authorization off to the field of the target: enablement in kgateway 2.0, disable in later
// releases.
func (o *adaptation) switchExtAuth() {
	auth := o.At("extAuth")
	if !rewrite.IsMapping(auth) {
		return
	}
	switch old, now := auth.Get("enablement"), auth.Get("disable"); {
	case o.IsFor20() && rewrite.IsSet(now) && old.String() == disableAll:
		o.Drop(now, "enablement has the same effect")
	case !o.IsFor20() && rewrite.IsSet(now) && old.String() == disableAll:
		o.Drop(old, "disable has the same effect")
	case o.IsFor20() && rewrite.IsSet(now) && !rewrite.IsSet(old):
		o.Use(now, auth.Insert(auth.Index(now), "enablement", yamltree.Scalar(disableAll)).Value, o.PlaceIn(auth, "enablement"))
	case !o.IsFor20() && old.String() == disableAll && !rewrite.IsSet(now):
		o.Use(old, auth.Insert(auth.Index(old), "disable", yamltree.Mapping()).Value, o.PlaceIn(auth, "disable"))
	}
}

// ownExtensions removes the references of a TrafficPolicy to GatewayExtensions of other namespaces, because kgateway 2.0 looks them up in
// the policy's own namespace. From references to that namespace, it removes only the namespace.
func (o *adaptation) ownExtensions() {
	if !o.IsFor20() {
		return
	}
	for _, path := range []string{"extAuth.extensionRef", "extProc.extensionRef"} {
		ref := o.At(path)
		switch in := ref.Get("namespace"); {
		case !rewrite.IsSet(in):
		case in.Value == o.Namespace():
			o.Drop(in, "it is the policy's own namespace")
		default:
			o.Lose(ref, mapping.OtherNamespace.With(fields.WithArticle(o.Document.Kind), o.release()))
		}
	}
}

// kindOfCompanion returns the known fields of the companion's kind, nil if the kind is unknown. If the conversion has changed the kind, the
// new kind counts.
func (o *adaptation) kindOfCompanion() *fields.Field {
	return fields.Of(o.Root.Get("apiVersion").String(), o.Root.Get("kind").String())
}
