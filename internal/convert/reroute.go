package convert

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// takes reports whether a reference can lead to the object: its port matches, and its field accepts the object's kind.
func (o *convertedObject) takes(c references.Caller) bool {
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

// reroute sets the new kind in a reference. It removes the port, because a Backend has its own. It reports whether it succeeded.
func (f *follower) reroute(o *convertedObject, c references.Caller) bool {
	n := f.nodeOf(f.in.topOf[c.Document], c.Document, c.Way)
	if n == nil {
		return false
	}
	name(n, "group", references.GroupOf(o.object.Root.Get("apiVersion").String()))
	name(n, "kind", o.object.Root.Get("kind").String())
	name(n, "name", o.object.Name())
	if namespace := o.object.Namespace(); n.Get("namespace") == nil && namespace != "" && namespace != c.Document.Namespace { // a host name has no namespace
		n.Set("namespace", yamltree.Scalar(namespace))
		f.noteGrant(o, c)
	}
	if port := n.Get("port"); port != nil {
		f.cut(c.Document, port, "a Backend has only one port")
	}
	f.noteChange(o, c.Document, c.Way...)
	f.noteFollowed(o, c.Document, c.Node.Get("name"), "instead of")
	return true
}

// noteGrant notes that a reference now leads to another namespace and needs a ReferenceGrant. The original reference to a host name did not
// need one.
func (f *follower) noteGrant(o *convertedObject, c references.Caller) {
	f.log.add(diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: c.Document.File, Document: c.Document.Index, Targets: []string{o.object.Named(o.object.To())}, Span: c.Node.Get("name").Span,
		Message: fmt.Sprintf("%s is in the namespace %q: a ReferenceGrant there must allow references from %s", rewrite.NameOf(o.object.Root), o.object.Namespace(), references.NameOf(c.Document)),
	})
}

// noteFollowed reports that a document now refers to the object by its new kind, and links the two files.
func (f *follower) noteFollowed(o *convertedObject, d *manifest.Document, at *manifest.Node, relation string) {
	f.log.tie(d, o.object.Document, rewritten)
	is, was := rewrite.NameOf(o.object.Root), references.NameOf(o.object.Document)
	if is == was {
		is, was = references.Qualified(is, o.object.Root.Get("apiVersion").String()), references.Qualified(was, o.object.Document.APIVersion)
	}
	f.log.add(diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: d.File, Document: d.Index, Targets: []string{o.object.Named(o.object.To())},
		Span: at.Span, Message: fmt.Sprintf("%s refers to %s %s %s", references.NameOf(d), is, relation, was),
	})
}

// name sets a field of a reference. If the reference does not have the field, it inserts the field at the beginning.
func name(ref *yamltree.Node, field, text string) {
	if n := ref.Get(field); n != nil {
		n.Assign(text)
		return
	}
	ref.Insert(0, field, yamltree.Scalar(text))
}

func lookup(n *manifest.Node, way []string) *manifest.Node {
	found, depth := n.Lookup(way)
	if depth < len(way) {
		return nil
	}
	return found
}

// nodeOf returns the node at a path of a document, and marks the document as changed. It returns nil if the document's layout cannot be
// kept.
func (f *follower) nodeOf(top *topDocument, d *manifest.Document, way []string) *yamltree.Node {
	doc, err := f.in.treeOf(top)
	if err != nil {
		top.file.fail(d, err)
		return nil
	}
	top.changed = true
	return doc.Root.Find(append(tokensIn(d), way...)...)
}

// cut removes a value that has no meaning after the change of a document. For a companion, it also records the value as dropped.
func (f *follower) cut(d *manifest.Document, n *yamltree.Node, why string) {
	if c := f.companions[d]; c != nil {
		c.object.Drop(n, why)
		return
	}
	n.Remove()
}
