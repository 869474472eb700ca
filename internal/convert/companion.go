package convert

import (
	"encoding/json"
	"slices"

	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/tree"
)

// isCompanion reports whether a document is a resource that differs between releases and is not a Backend: a policy, an extension, or a
// route that the target does not read.
func (s *set) isCompanion(d *manifest.Document) bool {
	if s.options.To.Catalog() || d.Root == nil || d.Broken || d.Encrypted {
		return false
	}
	switch {
	case groupOf(d.APIVersion) == group:
		has, known := fields.HasPolicy(s.options.To, group, d.Kind)
		return fields.Of(d.APIVersion, d.Kind) != nil || known && !has
	case isKind(d, gatewayGroup, tlsPolicyKind):
		refs := d.Root.Get("spec").Get("targetRefs")
		return refs != nil && slices.ContainsFunc(refs.Items, func(ref *manifest.Node) bool { return s.isTLSTarget(ref, d.Namespace) })
	case isKind(d, gatewayGroup, "GRPCRoute"):
		return s.options.To.Within("", "2.0") && slices.ContainsFunc(mentionsIn(d), mention.isBackend)
	}
	return false
}

// isTLSTarget reports whether kgateway reads a target of a BackendTLSPolicy, before or after the conversion of that target.
func (s *set) isTLSTarget(ref *manifest.Node, namespace string) bool {
	kind, in := ref.Get("kind").String(), groupIn(ref)
	if kind == backendKind && in == group || kind == "Service" && in == "" {
		return true
	}
	return slices.ContainsFunc(s.index.objectsNamed(kind, namespace, ref.Get("name").String()), func(d *manifest.Document) bool {
		return groupOf(d.APIVersion) == in && s.productOf(d) != nil
	})
}

func (m mention) isBackend() bool {
	return m.form == backendRef && m.kind == backendKind && m.group == group
}

// companion prepares the conversion of a companion. It runs after the references are updated, because that changes companions too.
func (s *set) companion(p *part, d *manifest.Document) error {
	var root *tree.Node
	doc, err := s.treeOf(p)
	if err == nil {
		root = doc.Root.Find(tokensIn(d)...)
	} else if doc, root = plainTree(d); doc == nil {
		return nil
	}
	to := mapping.Of(s.options.To)
	o := s.newObject(d, doc, root, mapping.New(s.releaseOf(d), to, nil))
	o.part, o.isCompanion, o.layout = p, true, err
	s.companions = append(s.companions, o)
	s.companionOf[d] = o
	return nil
}

// plainTree returns the tree of a document whose layout cannot be kept, to find out whether the document has to change.
func plainTree(d *manifest.Document) (*tree.Document, *tree.Node) {
	text, err := json.Marshal(d.Root.JSON())
	if err != nil {
		return nil, nil
	}
	documents, _ := manifest.Parse(source.New(d.File.Name(), text), manifest.Options{})
	if len(documents) != 1 {
		return nil, nil
	}
	doc, err := tree.Read(documents[0])
	if err != nil {
		return nil, nil
	}
	return doc, doc.Root
}

func (s *set) convertCompanions() {
	for _, o := range s.companions {
		if unknown := unknownInCompanion(o.document); len(unknown) > 0 {
			o.doubtCompanion(unknown)
			continue
		}
		if o.rejectRivals() {
			continue
		}
		before := o.root.Copy()
		o.adapt()
		switch {
		case o.unfit != nil:
			o.restore(before)
		case o.layout != nil && o.differs(before):
			o.part.file.fail(o.document, o.layout)
			o.restore(before)
		default:
			o.changed = o.hasFollowed || o.differs(before)
			o.part.changed = o.part.changed || o.changed
			o.putBeside()
		}
	}
}

// adapt converts the companion to the target, or rejects it.
func (o *object) adapt() {
	if o.document.Kind == "GRPCRoute" {
		o.refuse(o.root.Get("kind"), mapping.NoGRPCRoute)
		return
	}
	kind := o.document.Kind
	if has, known := fields.HasPolicy(o.set.options.To, groupOf(o.document.APIVersion), kind); known && !has && kind != configPolicyKind {
		o.refuse(o.root.Get("kind"), mapping.NoPolicyKind.With(kind, o.release()))
		return
	}
	if !isMapping(o.spec) {
		o.adaptEmpty()
		return
	}
	had := o.countTargets()
	for _, step := range []func(){o.loseTargets, o.adaptKind, o.fitCompanion} {
		if step(); o.unfit != nil {
			return
		}
	}
	if had > 0 && o.countTargets() == 0 {
		o.refuse(o.lastTarget.node, o.lastTarget.why)
	}
}

// adaptEmpty rejects a policy without a spec if the target rejects that or does not have the kind.
func (o *object) adaptEmpty() {
	switch kind := o.kindOfCompanion(); {
	case kind != nil && !kind.In(o.set.options.To):
		o.refuse(o.root.Get("kind"), mapping.NoConfigPolicy)
	case !o.goal().Before("2.2"):
		o.refuse(o.root.Get("kind"), mapping.NoSpec)
	}
}

// adaptKind applies the changes that are specific to the kind of a companion.
func (o *object) adaptKind() {
	switch o.document.Kind {
	case mapping.BackendTLSPolicy:
		o.adaptTLSPolicy()
	case mapping.BackendConfigPolicy:
		if o.isFor20() {
			o.toTLSPolicy()
		}
	case mapping.GatewayExtension:
		o.typeOfExtension()
	case mapping.TrafficPolicy:
		o.switchExtAuth()
		o.ownExtensions()
	}
}

// isFor20 reports whether the target is kgateway 2.0.
func (o *object) isFor20() bool { return o.goal() == mapping.Release("2.0") }

// kindOfCompanion returns the table of the fields of the companion's current kind.
func (o *object) kindOfCompanion() *fields.Field {
	return fields.Of(o.root.Get("apiVersion").String(), o.root.Get("kind").String())
}

// releaseOf returns the release that a companion was written for: the one that the user names; 2.0 for a BackendTLSPolicy of v1alpha3;
// else the target if it has all the fields, else the newest release that has them all. Other kinds of the Gateway API need at least
// 2.1. If no release fits, it is the target.
func (s *set) releaseOf(d *manifest.Document) mapping.Shape {
	if t, ok := targetOf(s.options.From); ok && !t.Catalog() {
		return s.options.From
	}
	if isKind(d, gatewayGroup, tlsPolicyKind) && d.APIVersion == gatewayGroup+"/v1alpha3" {
		return mapping.Release("2.0")
	}
	isLater := groupOf(d.APIVersion) == gatewayGroup // a BackendTLSPolicy of v1, or a GRPCRoute
	for _, t := range s.candidates() {
		if !t.Catalog() && hasFields(d, t) && (!isLater || t.Within("2.1", "")) {
			return mapping.Of(t)
		}
	}
	return mapping.Of(s.options.To)
}
