package convert

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// followed conversions are those whose references lead to the converted objects.
type followed struct {
	conversions
	policies []*followedCompanion
	follows  int // documents without an account that refer to a converted object
}

// A followedCompanion is a companion after the references in it are updated.
type followedCompanion struct {
	companion
	hasFollowed bool                 // a reference was updated
	lostTargets map[int]mapping.Loss // the targets of a policy, by index, that became another kind
}

// A follower updates the references to converted objects.
type follower struct {
	in         *input
	log        *journal
	companions map[*manifest.Document]*followedCompanion
	done       map[*manifest.Node]bool // the references that are updated
	follows    int
}

// follow updates references to objects whose kind has changed, if the new kind is valid there: in routes, grants and kgateway's own
// resources. It reports all other mentions, and policies that cannot have the new kind as their target.
func follow(in *input, log *journal, all conversions) followed {
	f := &follower{in: in, log: log, companions: map[*manifest.Document]*followedCompanion{}, done: map[*manifest.Node]bool{}}
	out := followed{conversions: all}
	for _, c := range all.companions {
		policy := &followedCompanion{companion: c}
		f.companions[c.object.Document] = policy
		out.policies = append(out.policies, policy)
	}
	replaced := replacedBy(all.objects)
	for _, became := range replaced {
		for _, o := range became {
			f.rewrite(o)
		}
	}
	selecting := in.selecting()
	for _, became := range replaced {
		f.leaveOthers(became, selecting)
	}
	out.follows = f.follows
	return out
}

// replacedBy returns the objects of another kind that replace a document, for each document.
func replacedBy(objects []*converted) [][]*converted {
	var all [][]*converted
	for _, o := range objects {
		if !o.isOther() {
			continue
		}
		if n := len(all); n > 0 && all[n-1][0].object.Document == o.object.Document {
			all[n-1] = append(all[n-1], o)
		} else {
			all = append(all, []*converted{o})
		}
	}
	return all
}

// isOther reports whether the object has become one of another kind.
func (o *converted) isOther() bool {
	isSame := o.object.Document.Kind == o.object.Root.Get("kind").String() && o.object.Document.APIVersion == o.object.Root.Get("apiVersion").String()
	return !o.object.IsRefused() && !o.isInvalid && !isSame
}

// rewrite updates the references to one object.
func (f *follower) rewrite(o *converted) {
	for _, r := range f.in.Index.Referring(o.object.Document.Name, o.object.Name()) {
		f.referIn(o, f.in.partOf[r.Document], r.Document)
	}
	for _, c := range f.in.Index.Callers(o.object.Document) {
		if o.takes(c) && !f.done[c.Node] && f.reroute(o, c) {
			f.done[c.Node] = true
		}
	}
}

// leaveOthers reports the references to a replaced document that are not updated.
func (f *follower) leaveOthers(became []*converted, selecting []*manifest.Document) {
	for _, c := range f.in.Index.Callers(became[0].object.Document) {
		if !f.done[c.Node] {
			f.leave(became, c)
		}
	}
	for _, policy := range selecting {
		f.leaveSelectors(policy, became)
	}
}

// takes reports whether a mention can refer to the object: the port matches, and the field accepts any kind.
func (o *converted) takes(c references.Caller) bool {
	if c.Form != references.BackendRef || !o.portion.TakesPort(c.Port) || !o.portion.TakesHost(c.Mention) {
		return false
	}
	switch references.GroupOf(c.Document.APIVersion) {
	case references.GatewayGroup:
		return strings.HasSuffix(c.Document.Kind, "Route")
	case references.KgatewayGroup: // kgateway's own resources refer to Backends; members of a priority group are always Backends
		return o.object.Root.Get("kind").String() == references.BackendKind && c.Document.Kind != references.BackendKind
	}
	return false
}

func (f *follower) referIn(o *converted, p *part, d *manifest.Document) {
	switch {
	case d.Root == nil || d.Broken || d.Encrypted:
	case d.Kind == "ReferenceGrant":
		f.regrant(o, p, d)
	case d.Root.Get("spec").Get("targetRefs") != nil:
		f.retarget(o, p, d)
	}
}

// reroute sets the new kind in a reference, and removes the port, which a Backend does not use. It reports whether it succeeded.
func (f *follower) reroute(o *converted, c references.Caller) bool {
	n := f.nodeOf(f.in.partOf[c.Document], c.Document, c.Way)
	if n == nil {
		return false
	}
	name(n, "group", references.GroupOf(o.object.Root.Get("apiVersion").String()))
	name(n, "kind", o.object.Root.Get("kind").String())
	name(n, "name", o.object.Name())
	if namespace := o.object.Namespace(); n.Get("namespace") == nil && namespace != "" && namespace != c.Document.Namespace { // a host has no namespace
		n.Set("namespace", tree.Scalar(namespace))
		f.noteGrant(o, c)
	}
	if port := n.Get("port"); port != nil {
		f.cut(c.Document, port, "a Backend has one port")
	}
	f.noteChange(o, c.Document, c.Way...)
	f.noteFollowed(o, c.Document, c.Node.Get("name"), "instead of")
	return true
}

// noteGrant notes that a reference now leads to another namespace, which a reference to a host did not.
func (f *follower) noteGrant(o *converted, c references.Caller) {
	f.log.add(diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: c.Document.File, Document: c.Document.Index, Targets: []string{o.object.Named(o.object.To())}, Span: c.Node.Get("name").Span,
		Message: fmt.Sprintf("%s is in the namespace %q: a ReferenceGrant there has to allow references from %s", rewrite.NameOf(o.object.Root), o.object.Namespace(), references.NameOf(c.Document)),
	})
}

// noteFollowed records that a document refers to the object by its new kind.
func (f *follower) noteFollowed(o *converted, d *manifest.Document, at *manifest.Node, relation string) {
	f.log.tie(d, o.object.Document, rewritten)
	is, was := rewrite.NameOf(o.object.Root), references.NameOf(o.object.Document)
	if is == was {
		is, was = references.Qualified(is, o.object.Root.Get("apiVersion").String()), references.Qualified(was, o.object.Document.APIVersion)
	}
	f.log.add(diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: d.File, Document: d.Index, Targets: []string{o.object.Named(o.object.To())},
		Span: at.Span, Message: fmt.Sprintf("%s names %s %s %s", references.NameOf(d), is, relation, was),
	})
}

// name sets a field of a reference, which it adds as the first field if it is missing.
func name(ref *tree.Node, field, text string) {
	if n := ref.Get(field); n != nil {
		n.Assign(text)
		return
	}
	ref.Insert(0, field, tree.Scalar(text))
}

func lookup(n *manifest.Node, way []string) *manifest.Node {
	found, depth := n.Lookup(way)
	if depth < len(way) {
		return nil
	}
	return found
}

// nodeOf returns the node of a document that will be changed, nil if the document's layout cannot be kept.
func (f *follower) nodeOf(p *part, d *manifest.Document, way []string) *tree.Node {
	doc, err := f.in.treeOf(p)
	if err != nil {
		p.file.fail(d, err)
		return nil
	}
	p.changed = true
	return doc.Root.Find(append(tokensIn(d), way...)...)
}

// cut removes a value that has no meaning in the changed document. If the document has its own account, the value is recorded there as
// dropped.
func (f *follower) cut(d *manifest.Document, n *tree.Node, why string) {
	if c := f.companions[d]; c != nil {
		c.object.Drop(n, why)
		return
	}
	n.Remove()
}
