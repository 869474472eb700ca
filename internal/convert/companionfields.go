package convert

import (
	"slices"
	"strings"
	"time"

	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tree"
)

// hasFields reports whether a release has all fields of a companion that exist in any release.
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

// fitCompanion removes fields that the target does not have, values that it rejects, and the objects that it then rejects.
func (o *adaptation) fitCompanion() {
	kind := o.kindOfCompanion()
	if kind == nil {
		return
	}
	o.renameFields()
	if spec := kind.Child("spec"); spec != nil {
		o.fitFields(o.spec, spec)
	}
	o.fitTargets()
	o.fitValues()
	o.fitNeeds()
}

// renameFields renames fields to the names in the target.
func (o *adaptation) renameFields() {
	for _, r := range mapping.Renames(o.document.Kind) {
		name, other := r.Other(o.target)
		if n := o.at(other); isSet(n) && o.at(name) == nil {
			key := name[strings.LastIndexByte(name, '.')+1:]
			n.Move(n.Parent(), n.Parent().Index(n), key)
		}
	}
}

// fitFields removes the fields of an object that the target does not have.
func (o *adaptation) fitFields(n *tree.Node, in *fields.Field) {
	for _, e := range slices.Clone(n.Fields()) {
		child := in.Child(e.Key)
		switch {
		case child == nil: // a key of an open object, or a template
		case !child.In(o.target) && !isSet(e.Value):
			o.clear(e.Value)
		case !child.In(o.target) && e.Value.Kind == manifest.Sequence && e.Value.IsLeaf():
			o.drop(e.Value, "an empty list says nothing")
		case !child.In(o.target):
			o.lose(e.Value, o.noField(child))
		case child.IsList:
			for _, item := range items(e.Value) {
				o.fitFields(item, child)
			}
		default:
			o.fitFields(e.Value, child)
		}
	}
}

// noField returns the loss for a policy field that the target does not have.
func (o *adaptation) noField(f *fields.Field) mapping.Loss {
	if o.document.Kind == mapping.TrafficPolicy && f.Path() == "spec.ai" {
		return mapping.NoAIPolicy
	}
	why := mapping.NoPolicyField.With(fields.WithArticle(o.document.Kind), o.release())
	since, until := f.Since, f.Until
	switch {
	case since != "" && o.goal.Before(since):
		why.Help = "leave it out, or move to kgateway " + since + " or newer"
	case until != "":
		why.Help = "leave it out, or stay on kgateway " + until
	}
	return why
}

// release returns the release line of the target.
func (o *adaptation) release() string { return o.target.Release }

// fitValues removes the values that the target rejects, and rewrites durations for the target.
func (o *adaptation) fitValues() {
	for _, b := range mapping.Bounds(o.document.Kind, o.target) {
		for _, n := range o.all(b.Path) {
			if !isSet(n) || o.isTemplate(n) || b.Takes(n.JSON()) {
				continue
			}
			if d, err := time.ParseDuration(n.String()); err == nil && durationText(d) != "" && b.Takes(durationText(d)) {
				n.Assign(durationText(d))
				continue
			}
			o.loseAround(n, b.With, mapping.OutOfBounds.With(fields.WithArticle(o.document.Kind), o.release(), lastOf(b.Path), b.Must))
		}
	}
}

// isTemplate reports whether a text contains a template, so that its value is unknown.
func (o *adaptation) isTemplate(n *tree.Node) bool {
	text := n.String()
	return o.templates && (strings.Contains(text, "{{") || strings.Contains(text, "$"))
}

// loseAround removes the object at a path around a node, or the node itself, as a loss.
func (o *adaptation) loseAround(n *tree.Node, path string, why mapping.Loss) {
	for at := n; path != "" && at != nil && at != o.spec; at = at.Parent() {
		if patternOf(at.Tokens(o.spec)) == path {
			n = at
		}
	}
	if n.Parent() != nil {
		o.lose(n, why)
	}
}

// typeOfExtension sets the type of a GatewayExtension, which releases before 2.2 require.
func (o *adaptation) typeOfExtension() {
	if typ := o.spec.Get("type"); isSet(typ) || !o.goal.Before("2.2") {
		return
	}
	for _, e := range o.spec.Fields() {
		if name := mapping.ExtensionTypes[e.Key]; name != "" && isSet(e.Value) {
			o.clear(o.spec.Get("type"))
			o.spec.Insert(0, "type", tree.Scalar(name))
			return
		}
	}
}

// disableAll is the value that turns authorization off in a TrafficPolicy of kgateway 2.0.
const disableAll = "DisableAll"

// switchExtAuth turns authorization off in the form of the target.
func (o *adaptation) switchExtAuth() {
	auth := o.at("extAuth")
	if !isMapping(auth) {
		return
	}
	switch old, now := auth.Get("enablement"), auth.Get("disable"); {
	case o.isFor20() && isSet(now) && old.String() == disableAll:
		o.drop(now, "enablement says it")
	case !o.isFor20() && isSet(now) && old.String() == disableAll:
		o.drop(old, "disable says it")
	case o.isFor20() && isSet(now) && !isSet(old):
		o.use(now, auth.Insert(auth.Index(now), "enablement", tree.Scalar(disableAll)).Value, o.placeIn(auth, "enablement"))
	case !o.isFor20() && old.String() == disableAll && !isSet(now):
		o.use(old, auth.Insert(auth.Index(old), "disable", tree.Mapping()).Value, o.placeIn(auth, "disable"))
	}
}

// ownExtensions removes the references of a TrafficPolicy to GatewayExtensions of other namespaces, because kgateway 2.0 looks them up in
// the policy's own namespace.
func (o *adaptation) ownExtensions() {
	if !o.isFor20() {
		return
	}
	for _, path := range []string{"extAuth.extensionRef", "extProc.extensionRef"} {
		ref := o.at(path)
		switch in := ref.Get("namespace"); {
		case !isSet(in):
		case in.Value == o.namespace():
			o.drop(in, "it is the policy's own namespace")
		default:
			o.lose(ref, mapping.OtherNamespace.With(fields.WithArticle(o.document.Kind), o.release()))
		}
	}
}

// kindOfCompanion returns the table of the fields of the companion's current kind.
func (o *adaptation) kindOfCompanion() *fields.Field {
	return fields.Of(o.root.Get("apiVersion").String(), o.root.Get("kind").String())
}
