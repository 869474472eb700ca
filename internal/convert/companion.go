package convert

import (
	"encoding/json"

	"github.com/backendctl/backendctl/internal/convert/policies"
	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A companion is the tree of a policy, an extension or a route of the input. It is converted after the references in it are updated.
type companion struct {
	object *rewrite.Object
	top    *topDocument
	layout error // why its layout cannot be kept, nil if it can; with an error, the companion must not change
}

// openCompanion returns the companion in a document, as a list of one item. The list is empty if the document cannot be read as a tree.
func openCompanion(in *input, top *topDocument, d *manifest.Document) []companion {
	var root *yamltree.Node
	doc, err := in.treeOf(top)
	if err == nil {
		root = doc.Root.Find(tokensIn(d)...)
	} else if doc, root = plainTree(d); doc == nil {
		return nil
	}
	o := rewrite.New(in.Scope, d, doc, root, mapping.New(in.releaseOf(d), mapping.Of(in.Target), nil))
	o.Keeps = func(pattern string) bool { return mapping.KeepsEmpty(d.Kind, pattern) }
	return []companion{{o, top, err}}
}

// plainTree returns a tree with the values of a document, without its layout, or nil if the document cannot be read. If a document's layout
// cannot be kept, the conversion of this tree shows whether the document would change.
func plainTree(d *manifest.Document) (*yamltree.Document, *yamltree.Node) {
	text, err := json.Marshal(d.Root.JSON())
	if err != nil {
		return nil, nil
	}
	documents, _ := manifest.Parse(source.New(d.File.Name(), text), manifest.Options{})
	if len(documents) != 1 {
		return nil, nil
	}
	doc, err := yamltree.Read(documents[0])
	if err != nil {
		return nil, nil
	}
	return doc, doc.Root
}

// An adaptedSet has the conversions of a run after its companions are converted.
type adaptedSet struct {
	followedSet
	adapted []*outcome // the results of the companions
}

// outcomes returns the results of all objects, companions and absorbed policies.
func (a adaptedSet) outcomes() []*outcome {
	all := a.beforeAbsorbed()
	for _, o := range a.objects {
		all = append(all, o.absorbed...)
	}
	return all
}

// beforeAbsorbed returns the results of all objects and companions, without absorbed policies: those that are removed because a Backend has
// their settings.
func (a adaptedSet) beforeAbsorbed() []*outcome {
	var all []*outcome
	for _, o := range a.objects {
		all = append(all, &o.outcome)
	}
	return append(all, a.adapted...)
}

// adapt converts the companions to the target.
func adapt(log *journal, f followedSet) adaptedSet {
	out := adaptedSet{followedSet: f}
	for _, c := range f.policies {
		out.adapted = append(out.adapted, adaptOne(log, c))
	}
	return out
}

// An adaptation is a companion while it is converted.
type adaptation struct {
	*rewrite.Object
	lostTargets map[int]mapping.Loss // why the policy cannot have these targets, by their index in targetRefs
	lastTarget  lostTarget           // the last target that was removed
}

// adaptOne converts a companion. It leaves the companion unchanged if its meaning is uncertain, if the target cannot represent it, or if
// its layout cannot be kept.
func adaptOne(log *journal, c *followedCompanion) *outcome {
	o := &adaptation{Object: c.object, lostTargets: c.lostTargets}
	out := &outcome{object: c.object, isCompanion: true}
	if found := o.mistakes(); len(found) > 0 {
		log.add(found...)
		out.isInvalid = true
		o.Restore(o.Root.Copy())
		c.top.release()
		return out
	}
	before := o.Root.Copy()
	o.convert()
	switch {
	case o.IsRefused():
		o.Restore(before)
		c.top.release()
	case c.layout != nil && o.Differs(before):
		c.top.file.fail(o.Document, c.layout)
		o.Restore(before)
		c.top.release()
	default:
		out.isChanged = c.hasFollowed || o.Differs(before)
		c.top.changed = c.top.changed || out.isChanged
		policies.ClaimTargets(o.Object)
		c.top.putBeside(o.Document, o.Beside)
	}
	return out
}

// mistakes returns the errors of the companion: unknown fields, or else mutually exclusive fields. A companion with errors is not
// converted.
func (o *adaptation) mistakes() []diag.Diagnostic {
	if unknown := unknownInCompanion(o.Document); len(unknown) > 0 {
		return o.unknownFields(unknown)
	}
	return o.rivalFields()
}

// convert converts the companion to the target, or refuses it if the target cannot represent it.
func (o *adaptation) convert() {
	if o.Document.Kind == "GRPCRoute" {
		o.Refuse(o.Root.Get("kind"), mapping.NoGRPCRoute)
		return
	}
	kind := o.Document.Kind
	if has, known := fields.HasPolicy(o.Target, references.GroupOf(o.Document.APIVersion), kind); known && !has && kind != references.ConfigPolicyKind {
		o.Refuse(o.Root.Get("kind"), mapping.NoPolicyKind.With(kind, o.release()))
		return
	}
	if !rewrite.IsMapping(o.Spec) {
		o.adaptEmpty()
		return
	}
	had := o.countTargets()
	o.loseTargets()
	if o.adaptKind(); o.IsRefused() {
		return
	}
	if o.fitCompanion(); o.IsRefused() {
		return
	}
	if had > 0 && o.countTargets() == 0 {
		o.Refuse(o.lastTarget.node, o.lastTarget.why)
	}
}

// adaptEmpty refuses a policy without a spec if the target does not have its kind or requires a spec.
func (o *adaptation) adaptEmpty() {
	switch kind := o.kindOfCompanion(); {
	case kind != nil && !kind.In(o.Target):
		o.Refuse(o.Root.Get("kind"), mapping.NoConfigPolicy)
	case !o.Goal.Before("2.2"):
		o.Refuse(o.Root.Get("kind"), mapping.NoSpec)
	}
}

// adaptKind makes the changes that are specific to the companion's kind.
func (o *adaptation) adaptKind() {
	switch o.Document.Kind {
	case mapping.BackendTLSPolicy:
		o.adaptTLSPolicy()
	case mapping.BackendConfigPolicy:
		if o.IsFor20() {
			o.toTLSPolicy()
		}
	case mapping.GatewayExtension:
		o.typeOfExtension()
	case mapping.TrafficPolicy:
		o.switchExtAuth()
		o.ownExtensions()
	}
}
