package convert

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/tree"
)

// refer updates references to objects whose kind has changed, if the new kind is valid there: in routes, grants and kgateway's own
// resources. It reports all other mentions, and policies that cannot have the new kind as their target.
func (s *set) refer() {
	followed := map[*manifest.Node]bool{}
	became := map[*manifest.Document][]*object{}
	var replaced []*manifest.Document
	for _, o := range s.objects {
		if o.unfit != nil || o.invalid || o.document.Kind == o.root.Get("kind").String() && o.document.APIVersion == o.root.Get("apiVersion").String() {
			continue
		}
		if became[o.document] == nil {
			replaced = append(replaced, o.document)
		}
		became[o.document] = append(became[o.document], o)
		for _, r := range s.index.referring(o.document.Name, o.name()) {
			s.referIn(o, s.partOf[r.document], r.document)
		}
		for _, c := range s.index.callers(o.document) {
			if o.takes(c) && !followed[c.node] && s.reroute(o, c) {
				followed[c.node] = true
			}
		}
	}
	policies := s.selecting()
	for _, d := range replaced {
		for _, c := range s.index.callers(d) {
			if !followed[c.node] {
				s.leave(became[d], c)
			}
		}
		for _, policy := range policies {
			s.leaveSelectors(policy, became[d])
		}
	}
}

func (s *set) referIn(o *object, p *part, d *manifest.Document) {
	switch {
	case d.Root == nil || d.Broken || d.Encrypted:
	case d.Kind == "ReferenceGrant":
		s.regrant(o, p, d)
	case d.Root.Get("spec").Get("targetRefs") != nil:
		s.retarget(o, p, d)
	}
}

// takes reports whether a mention can refer to the object: the port matches, and the field accepts any kind.
func (o *object) takes(c caller) bool {
	if c.form != backendRef || !o.isPort(c.port) || !o.isOfHost(c.mention) {
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

// isPort reports whether a port of a reference selects the object. If the document became several objects, the reference needs a port. If
// those objects have no ports, it selects none of them.
func (o *object) isPort(port any) bool {
	if o.port == nil || port == nil {
		return !o.several
	}
	return port == o.port || port == o.portName
}

// qualified returns the name of an object with the group of its kind, if that has one.
func qualified(object, apiVersion string) string {
	if g := groupOf(apiVersion); g != "" {
		return object + " of " + g
	}
	return object
}

func groupOf(apiVersion string) string {
	group, version, _ := strings.Cut(apiVersion, "/")
	if version == "" {
		return "" // the core group: v1
	}
	return group
}

// reroute sets the new kind in a reference, and removes the port, which a Backend does not use. It reports whether it succeeded.
func (s *set) reroute(o *object, c caller) bool {
	n := s.nodeOf(s.partOf[c.document], c.document, c.way)
	if n == nil {
		return false
	}
	name(n, "group", groupOf(o.root.Get("apiVersion").String()))
	name(n, "kind", o.root.Get("kind").String())
	name(n, "name", o.name())
	if namespace := o.namespace(); n.Get("namespace") == nil && namespace != "" && namespace != c.document.Namespace { // a host has no namespace
		n.Set("namespace", tree.Scalar(namespace))
		s.noteGrant(o, c)
	}
	if port := n.Get("port"); port != nil {
		s.cut(c.document, port, "a Backend has one port")
	}
	s.noteChange(o, c.document, c.way...)
	s.follow(o, c.document, c.node.Get("name"), "instead of")
	return true
}

// noteGrant notes that a reference now leads to another namespace, which a reference to a host did not.
func (s *set) noteGrant(o *object, c caller) {
	s.found = append(s.found, diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: c.document.File, Document: c.document.Index, Targets: []string{o.set.named(o.to())}, Span: c.node.Get("name").Span,
		Message: fmt.Sprintf("%s is in the namespace %q: a ReferenceGrant there has to allow references from %s", objectOf(o.root), o.namespace(), objectOfDocument(c.document)),
	})
}

// follow records that a document refers to the object by its new kind.
func (s *set) follow(o *object, d *manifest.Document, at *manifest.Node, relation string) {
	s.tie(d, o.document, true)
	is, was := objectOf(o.root), objectOfDocument(o.document)
	if is == was {
		is, was = qualified(is, o.root.Get("apiVersion").String()), qualified(was, o.document.APIVersion)
	}
	s.found = append(s.found, diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: d.File, Document: d.Index, Targets: []string{o.set.named(o.to())},
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
func (s *set) nodeOf(p *part, d *manifest.Document, way []string) *tree.Node {
	doc, err := s.treeOf(p)
	if err != nil {
		p.file.fail(d, err)
		return nil
	}
	p.changed = true
	return doc.Root.Find(append(tokensIn(d), way...)...)
}

// cut removes a value that has no meaning in the changed document. If the document has its own account, the value is recorded there as
// dropped.
func (s *set) cut(d *manifest.Document, n *tree.Node, why string) {
	if o := s.companionOf[d]; o != nil {
		o.drop(n, why)
		return
	}
	n.Remove()
}
