package convert

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// run converts the object, or leaves it unchanged if the target shape cannot represent it.
func (o *object) run() error {
	before := o.root.Copy()
	o.steps()
	if o.unfit == nil && o.goal() != mapping.Agentgateway {
		if err := o.repair(); err != nil {
			return err
		}
	}
	if o.mayBeMisspelt() {
		o.doubt()
		o.restore(before)
		return nil
	}
	if o.unfit == nil {
		o.changed = o.differs(before)
		o.part.changed = o.part.changed || o.changed
		o.putBeside()
		return nil
	}
	o.restore(before)
	return nil
}

// mayBeMisspelt reports whether an unknown field may be a misspelling of a required field, which has a placeholder or is missing in a
// result that the target would reject. Shapes with a schema were checked before. For the others not all fields are known, so an unknown
// field alone is a loss.
func (o *object) mayBeMisspelt() bool {
	return len(o.unknown) > 0 && (len(o.placeholders) > 0 || o.unfit != nil)
}

// doubt reports the unknown fields, once for all objects that are made from the document.
func (o *object) doubt() {
	missing := ""
	if len(o.placeholders) > 0 {
		missing = ", and a value is missing: " + o.placeholders[0].What
	}
	o.invalid, o.unfit = true, nil
	for _, n := range o.unknown {
		d := unknownField(o.document, n.Origin.Key, n.Origin.Path, string(o.origin()))
		d.Message = fmt.Sprintf("unknown field %q", last(diag.Tokens(n.Origin.Path))) + missing
		d.Help = "correct the field if it is misspelt, or remove it; the document was not converted"
		if !slices.ContainsFunc(o.set.found, func(f diag.Diagnostic) bool {
			return f.Rule == d.Rule && f.File == d.File && f.Path == d.Path && f.Document == d.Document
		}) {
			o.set.found = append(o.set.found, d)
		}
	}
}

func last(tokens []string) string { return tokens[len(tokens)-1] }

// putBeside adds the companions after the document, or to the List that contains the object.
func (o *object) putBeside() {
	o.noteTLSPolicies()
	all := o.beside
	if o.own != nil {
		all = append([]*yamltree.Document{o.own}, all...)
	}
	if o.document.Path == "" {
		o.part.beside = append(o.part.beside, all...)
		return
	}
	list := o.doc.Root.Find(tokensIn(o.document)...).Parent()
	for _, d := range all {
		list.Append(d.Root)
	}
	if len(all) > 0 && o.doc.Root.Get("kind").Value != "List" {
		o.doc.Root.Get("kind").Assign("List")
		o.doc.Root.Get("apiVersion").Assign("v1")
	}
}

// restore replaces the object by its state before the conversion.
func (o *object) restore(before *yamltree.Node) {
	o.root.Adopt(before)
	o.policy, o.besides, o.apart = nil, nil, nil
	o.beside, o.placeholders, o.notes, o.fates = nil, nil, nil, map[*yamltree.Node]Fate{}
	for _, leaf := range o.leaves {
		f := Fate{To: []Place{{objectOf(o.root), strings.TrimPrefix(leaf.Origin.Path, o.document.Path)}}}
		if o.unfit != nil {
			f = *o.unfit
		}
		f.Leaf = leafOf(leaf)
		o.fates[leaf] = f
	}
	if len(o.part.documents) == 1 && !o.part.changed {
		o.part.doc = nil
	}
}

// steps runs the conversion: decisions before the move, the move, and the adaptations to the new shape.
func (o *object) steps() {
	if o.spec == nil || o.spec.Kind != manifest.Mapping {
		o.refuse(o.spec, mapping.NoSpec)
		return
	}
	o.role = cmp.Or(o.at("aws.roleArn").String(), o.at("awsEc2.roleArn").String())
	for _, step := range []func(){
		o.arrive, o.choose, func() { o.fitsAll() }, o.nameProvider, o.single, o.unfold, o.wrapStatic, o.oneAccount, o.dropRole, o.emptyGroups, o.recallMistral, o.secure, o.recallTLS, o.foldFunction,
		o.move,
		o.runBehind, o.rename, o.splitFunction, o.assumeRole, o.assumeAccount, o.host, o.callMistral, o.nameGroups,
		o.tokens, o.bedrock, o.agent, o.nameCatalog, o.nameType, o.splitPorts, o.require,
	} {
		if step(); o.unfit != nil {
			return
		}
	}
}

func (o *object) fitsAll() {
	for _, e := range o.spec.Fields() {
		o.fits(e.Value, []string{e.Key})
	}
}

func (o *object) runBehind() {
	for _, step := range o.behind {
		step()
	}
}

// emptyGroups removes groups without providers before the move, because no other shape has them.
func (o *object) emptyGroups() {
	list, member := "ai.priorityGroups", "providers"
	switch o.from() {
	case mapping.Release("2.0"):
		list, member = "ai.multipool.priorities", "pool"
	case mapping.Agentgateway:
		list = "ai.groups"
	}
	groups := o.at(list)
	if !isSet(groups) {
		return
	}
	for _, g := range items(groups) {
		if len(items(g.Get(member))) == 0 {
			o.settle(g, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: "a group without providers takes no traffic"}})
			g.Remove()
		}
	}
	if len(groups.Entries) == 0 {
		o.refuse(o.at("ai"), mapping.EmptyGroups)
	}
}

// nameGroups names the providers in groups, which have no names in release 2.0. The names are unique in the whole Backend, because
// agentgateway 2.1 finds credentials by the name only.
func (o *object) nameGroups() {
	base := map[mapping.Shape]string{mapping.Release("2.1"): "ai.priorityGroups[]", mapping.Agentgateway: "ai.groups[]"}[o.to()]
	if base == "" {
		return
	}
	for g, around := range o.all(base) {
		for p, provider := range items(around.Get("providers")) {
			if provider.Kind == manifest.Mapping && !isSet(provider.Get("name")) {
				o.clear(provider.Get("name"))
				provider.Insert(0, "name", yamltree.Scalar(fmt.Sprintf("group-%d-provider-%d", g+1, p+1)))
			}
		}
	}
}

// differs reports whether the object has changed.
func (o *object) differs(before *yamltree.Node) bool {
	return len(o.beside) > 0 || !equalTrees(before, o.root)
}

// equalTrees reports whether two values are equal, including the order of their keys.
func equalTrees(a, b *yamltree.Node) bool {
	x, y := a.Fields(), b.Fields()
	if a.Kind != b.Kind || a.Value != b.Value || len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i].Key != y[i].Key || !equalTrees(x[i].Value, y[i].Value) {
			return false
		}
	}
	return true
}

// rounds is the maximum number of rejected values to remove; no document has as many.
const rounds = 200

// repair removes the values of the result that the target's schema rejects, although the source's shape allows them.
func (o *object) repair() error {
	t, known := targetOf(o.to())
	if o.to() == mapping.Of(o.set.options.To) {
		t, known = o.set.options.To, true
	}
	if !known {
		return fmt.Errorf("no schema of %s", o.to())
	}
	v, err := schema.For(t)
	if err != nil {
		return err
	}
	for range rounds {
		found := o.judge(v)
		if len(found) == 0 {
			return nil
		}
		if !o.dropRejected(found[0]) {
			o.refuse(nil, mapping.Rejected.With(found[0].Message))
			return nil
		}
		if o.require(); o.unfit != nil {
			return nil
		}
	}
	return nil
}

// judge returns the errors of the target's schema.
func (o *object) judge(v *schema.Validator) []diag.Diagnostic {
	text := yamltree.New(o.root.Plain(), nil).String()
	documents, _ := manifest.Parse(source.New("result", []byte(text)), manifest.Options{Templates: o.set.options.Templates})
	if len(documents) != 1 {
		return nil
	}
	found := v.Check(documents[0])
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
}

// dropRejected removes one rejected value. It reports whether there was one to remove.
func (o *object) dropRejected(d diag.Diagnostic) bool {
	tokens := diag.Tokens(d.Path)
	n := o.root.Find(tokens...)
	if n == nil || len(tokens) < 2 {
		return false
	}
	if tokens[0] == "status" {
		o.drop(o.root.Get("status"), "the controller writes it")
		return true
	}
	if d.Rule == "missing-field" || n.Origin == nil && n.IsLeaf() && o.isPlaceholder(n) {
		return false
	}
	why := mapping.NotTaken.With(o.set.named(o.to()), d.Message)
	why.Help = d.Help
	up := n.Parent()
	o.settleLost(n, why)
	n.Remove()
	if up.Kind == manifest.Sequence && len(up.Entries) == 0 {
		return false
	}
	return true
}

func (o *object) isPlaceholder(n *yamltree.Node) bool {
	return slices.ContainsFunc(o.placeholders, func(p Placeholder) bool { return p.Node == n })
}
