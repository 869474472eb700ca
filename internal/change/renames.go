package change

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// renames contains the new names of objects and of their sections, by their old names.
type renames map[referent]referent

// findRenames returns the names that change between the sides.
func (p *pairer) findRenames() renames {
	out := renames{}
	for _, d := range p.sides[After] {
		old := p.partner[d]
		if old == nil {
			continue
		}
		if before, after := identityOf(old), identityOf(d); before != after {
			out[referent{before, ""}] = referent{after, ""}
		}
		if field, ok := sectionsOf(d.Kind); ok && !slices.Equal(namesIn(old, field), namesIn(d, field)) {
			p.addSections(out, field, old, d)
		}
	}
	return out
}

// namesIn returns the names of the items in a field of spec, in order.
func namesIn(d *manifest.Document, field string) []string {
	list := d.Root.Get("spec").Get(field)
	if list == nil {
		return nil
	}
	names := make([]string, len(list.Items))
	for i, item := range list.Items {
		names[i] = item.Get("name").String()
	}
	return names
}

// newName returns the newer name of an object or section.
func (p *pairer) newName(to referent) referent {
	names := p.renames()
	if section, ok := names[to]; ok {
		return section
	}
	if object, ok := names[referent{to.identity, ""}]; ok {
		return referent{object.identity, to.section}
	}
	return to
}

// addSections adds the new names of an object's sections, which are the items of a field of spec.
func (p *pairer) addSections(out renames, field string, before, after *manifest.Document) {
	pair := p.newPair(before, after)
	a, b := pair.roots[Before].at("spec", field), pair.roots[After].at("spec", field)
	for _, items := range match(a.items(), b.items(), ruleOf(before.Kind, "spec."+field)) {
		from, to := a.Items[items.a].Get("name").text(), b.Items[items.b].Get("name").text()
		if from != "" && to != "" && from != to {
			out[referent{identityOf(before), from}] = referent{identityOf(after), to}
		}
	}
}

// sectionsOf returns the field of spec with a list whose items other objects may refer to by a section name.
func sectionsOf(kind string) (field string, ok bool) {
	switch {
	case strings.HasSuffix(kind, "Route"):
		return "rules", true
	case slices.Contains(gatewayKinds, kind):
		return "listeners", true
	case kind == "Service":
		return "ports", true
	}
	return "", false
}

// setReferents sets the new names of the objects and sections to which the references of an older document refer.
func (p *pairer) setReferents(d *manifest.Document, root *Value) {
	names := p.renames()
	if len(names) == 0 || d == nil {
		return
	}
	eachReference(d, "", root, func(v *Value, to referent) {
		if object, ok := names[referent{to.identity, ""}]; ok {
			v.setReferent(renamedHost(v.text(), to, object))
			v.read("name").setReferent(object.name)
			v.read("namespace").setReferent(object.namespace)
		}
		if section, ok := names[to]; ok && to.section != "" {
			v.read("sectionName").setReferent(section.section)
		}
	})
}

// renamedHost returns the host or URL with the DNS name of a Service, with the new name of the Service. A text without the DNS name stays.
func renamedHost(text string, old, now referent) string {
	if old.namespace == now.namespace {
		return strings.Replace(text, old.name+".", now.name+".", 1)
	}
	return strings.Replace(text, old.name+"."+old.namespace, now.name+"."+now.namespace, 1)
}

// setReferent sets the newer name that a scalar stands for.
func (v *Value) setReferent(name string) {
	if v != nil && v.text() != name {
		v.referent = name
	}
}

// A referenceIndex contains, for each object and section, the objects on one side that refer to it.
type referenceIndex map[referent][]*objectPair

// indexReferences returns the references of both sides, including those of objects with unchanged text.
func (p *pairer) indexReferences() [2]referenceIndex {
	out := [2]referenceIndex{{}, {}}
	for _, pair := range p.changed() {
		for side := range pair.documents {
			out[side].addReferences(Side(side), pair)
		}
	}
	for _, d := range p.unchanged("Ref", ".svc", "host") { // fields with references, ReferenceGrant, and DNS names of Services
		pair := p.newPair(d, d)
		out[Before].addReferences(Before, pair)
		out[After].addReferences(After, pair)
	}
	return out
}

// addReferences adds the references of an object on a side.
func (x referenceIndex) addReferences(side Side, pair *objectPair) {
	d := pair.documents[side]
	if d == nil {
		return
	}
	eachReference(d, "", pair.roots[side], func(_ *Value, to referent) {
		x.add(referent{to.identity, ""}, pair)
		if to.section != "" {
			x.add(to, pair)
		}
	})
}

func (x referenceIndex) add(to referent, from *objectPair) {
	if all := x[to]; len(all) == 0 || all[len(all)-1] != from {
		x[to] = append(all, from)
	}
}

// referring returns the objects on a side that refer to an object or a section.
func (p *pairer) referring(side Side, to referent) []*objectPair { return p.references()[side][to] }
