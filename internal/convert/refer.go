package convert

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/tree"
)

// refer rewrites what names an object whose kind has changed, where the new kind can stand there: in routes, grants and kgateway's own
// resources. Every other mention is reported, and so is a policy that cannot be about the new kind.
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
			s.referIn(o, r.part, r.document)
		}
		for _, c := range s.callers(o.document) {
			if o.takes(c) && !followed[c.node] && s.reroute(o, c) {
				followed[c.node] = true
			}
		}
	}
	policies := s.selecting()
	for _, d := range replaced {
		for _, c := range s.callers(d) {
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

// takes reports whether the object can stand where a document names what it was: by its port, and in a field for any kind.
func (o *object) takes(c caller) bool {
	if c.form != backendRef || !o.isPort(c.port) || !o.isOfHost(c.mention) {
		return false
	}
	switch groupOf(c.document.APIVersion) {
	case gatewayGroup:
		return strings.HasSuffix(c.document.Kind, "Route")
	case group: // kgateway's own resources call Backends; members of a priority group are Backends by definition
		return o.root.Get("kind").String() == backendKind && c.document.Kind != backendKind
	}
	return false
}

// isPort reports whether a port is the one that the object is of. Where there are several objects, one has to be named, and where
// those do not differ by ports none is.
func (o *object) isPort(port any) bool {
	if o.port == nil || port == nil {
		return !o.several
	}
	return port == o.port || port == o.portName
}

// qualified names an object with the group of its kind, where that has one.
func qualified(object, apiVersion string) string {
	if g := groupOf(apiVersion); g != "" {
		return object + " of " + g
	}
	return object
}

func groupOf(apiVersion string) string {
	group, version, _ := strings.Cut(apiVersion, "/")
	if version == "" {
		return "" // of the core: v1
	}
	return group
}

// reroute names the new kind in a reference, and takes out the port, which says nothing there. It reports whether it could.
func (s *set) reroute(o *object, c caller) bool {
	n := s.nodeOf(c.part, c.document, c.way)
	if n == nil {
		return false
	}
	name(n, "group", groupOf(o.root.Get("apiVersion").String()))
	name(n, "kind", o.root.Get("kind").String())
	name(n, "name", o.name())
	if namespace := o.namespace(); n.Get("namespace") == nil && namespace != "" && namespace != c.document.Namespace { // a host has none
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

// noteGrant tells that a reference leads to another namespace now, which a reference to a host did not.
func (s *set) noteGrant(o *object, c caller) {
	s.found = append(s.found, diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: c.document.File, Document: c.document.Index, Targets: []string{o.set.named(o.to())}, Span: c.node.Get("name").Span,
		Message: fmt.Sprintf("%s is in the namespace %q: a ReferenceGrant there has to allow references from %s", objectOf(o.root), o.namespace(), objectOfDocument(c.document)),
	})
}

// follow tells that a document names the object by its new kind now.
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

// name gives a field of a reference a text, in its place where it has one and first where it has none.
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

// nodeOf returns the node of a document that is about to change, nil where its layout cannot be kept.
func (s *set) nodeOf(p *part, d *manifest.Document, way []string) *tree.Node {
	doc, err := s.treeOf(p)
	if err != nil {
		p.file.fail(d, err)
		return nil
	}
	p.changed = true
	return doc.Root.Find(append(tokensIn(d), way...)...)
}

// cut takes a value out of a document that says nothing there any more. A document with an account has it in there.
func (s *set) cut(d *manifest.Document, n *tree.Node, why string) {
	if o := s.companionOf[d]; o != nil {
		o.drop(n, why)
		return
	}
	n.Remove()
}
