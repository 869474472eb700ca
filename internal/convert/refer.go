package convert

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// followed conversions are those whose references lead to the converted objects.
type followed struct {
	conversions
	changes map[*manifest.Document]*change // of documents with an account of their own
	follows int                            // documents without an account that refer to a converted object
}

// A change is what converted objects changed in a document that refers to them.
type change struct {
	hasFollowed bool                 // a reference was updated
	lostTargets map[int]mapping.Loss // the targets of a policy, by index, that became another kind
}

// A follower updates the references to converted objects.
type follower struct {
	in         *input
	log        *journal
	companions map[*manifest.Document]companion
	changes    map[*manifest.Document]*change
	follows    int
}

// follow updates references to objects whose kind has changed, if the new kind is valid there: in routes, grants and kgateway's own
// resources. It reports all other mentions, and policies that cannot have the new kind as their target.
func follow(in *input, log *journal, all conversions) followed {
	f := &follower{in: in, log: log, companions: map[*manifest.Document]companion{}, changes: map[*manifest.Document]*change{}}
	for _, c := range all.companions {
		f.companions[c.document], f.changes[c.document] = c, &change{}
	}
	done := map[*manifest.Node]bool{}
	became := map[*manifest.Document][]converted{}
	var replaced []*manifest.Document
	for _, o := range all.objects {
		if !o.isOther() {
			continue
		}
		if became[o.document] == nil {
			replaced = append(replaced, o.document)
		}
		became[o.document] = append(became[o.document], o)
		f.rewrite(o, done)
	}
	policies := in.selecting()
	for _, d := range replaced {
		for _, c := range in.index.callers(d) {
			if !done[c.node] {
				f.leave(became[d], c)
			}
		}
		for _, policy := range policies {
			f.leaveSelectors(policy, became[d])
		}
	}
	return followed{all, f.changes, f.follows}
}

// isOther reports whether the object has become one of another kind.
func (o converted) isOther() bool {
	isSame := o.document.Kind == o.root.Get("kind").String() && o.document.APIVersion == o.root.Get("apiVersion").String()
	return !o.isRefused() && !o.isInvalid && !isSame
}

// rewrite updates the references to one object, and adds them to done.
func (f *follower) rewrite(o converted, done map[*manifest.Node]bool) {
	for _, r := range f.in.index.referring(o.document.Name, o.name()) {
		f.referIn(o, f.in.partOf[r.document], r.document)
	}
	for _, c := range f.in.index.callers(o.document) {
		if o.takes(c) && !done[c.node] && f.reroute(o, c) {
			done[c.node] = true
		}
	}
}

// takes reports whether a mention can refer to the object: the port matches, and the field accepts any kind.
func (o converted) takes(c caller) bool {
	if c.form != backendRef || !o.portion.takesPort(c.port) || !o.portion.takesHost(c.mention) {
		return false
	}
	switch groupOf(c.document.APIVersion) {
	case gatewayGroup:
		return strings.HasSuffix(c.document.Kind, "Route")
	case group: // kgateway's own resources refer to Backends; members of a priority group are always Backends
		return o.root.Get("kind").String() == backendKind && c.document.Kind != backendKind
	}
	return false
}

func (f *follower) referIn(o converted, p *part, d *manifest.Document) {
	switch {
	case d.Root == nil || d.Broken || d.Encrypted:
	case d.Kind == "ReferenceGrant":
		f.regrant(o, p, d)
	case d.Root.Get("spec").Get("targetRefs") != nil:
		f.retarget(o, p, d)
	}
}

// reroute sets the new kind in a reference, and removes the port, which a Backend does not use. It reports whether it succeeded.
func (f *follower) reroute(o converted, c caller) bool {
	n := f.nodeOf(f.in.partOf[c.document], c.document, c.way)
	if n == nil {
		return false
	}
	name(n, "group", groupOf(o.root.Get("apiVersion").String()))
	name(n, "kind", o.root.Get("kind").String())
	name(n, "name", o.name())
	if namespace := o.namespace(); n.Get("namespace") == nil && namespace != "" && namespace != c.document.Namespace { // a host has no namespace
		n.Set("namespace", tree.Scalar(namespace))
		f.noteGrant(o, c)
	}
	if port := n.Get("port"); port != nil {
		f.cut(c.document, port, "a Backend has one port")
	}
	f.noteChange(o, c.document, c.way...)
	f.noteFollowed(o, c.document, c.node.Get("name"), "instead of")
	return true
}

// noteGrant notes that a reference now leads to another namespace, which a reference to a host did not.
func (f *follower) noteGrant(o converted, c caller) {
	f.log.add(diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: c.document.File, Document: c.document.Index, Targets: []string{o.named(o.to())}, Span: c.node.Get("name").Span,
		Message: fmt.Sprintf("%s is in the namespace %q: a ReferenceGrant there has to allow references from %s", objectOf(o.root), o.namespace(), objectOfDocument(c.document)),
	})
}

// noteFollowed records that a document refers to the object by its new kind.
func (f *follower) noteFollowed(o converted, d *manifest.Document, at *manifest.Node, relation string) {
	f.log.tie(d, o.document, rewritten)
	is, was := objectOf(o.root), objectOfDocument(o.document)
	if is == was {
		is, was = qualified(is, o.root.Get("apiVersion").String()), qualified(was, o.document.APIVersion)
	}
	f.log.add(diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: d.File, Document: d.Index, Targets: []string{o.named(o.to())},
		Span: at.Span, Message: fmt.Sprintf("%s names %s %s %s", objectOfDocument(d), is, relation, was),
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
	if o, known := f.companions[d]; known {
		o.drop(n, why)
		return
	}
	n.Remove()
}
