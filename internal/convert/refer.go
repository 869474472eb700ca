package convert

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
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
	for _, d := range replaced {
		for _, c := range s.callers(d) {
			if !followed[c.node] {
				s.leave(became[d], c)
			}
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
	if c.form != backendRef || !o.isPort(c.port) {
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
	if port := n.Get("port"); port != nil {
		port.Remove()
	}
	s.follow(o, c.document, c.node.Get("name"), "instead of")
	return true
}

// follow tells that a document names the object by its new kind now.
func (s *set) follow(o *object, d *manifest.Document, at *manifest.Node, relation string) {
	s.tie(d, o.document, true)
	is, was := objectOf(o.root), objectOfDocument(o.document)
	if is == was {
		is, was = qualified(is, o.root.Get("apiVersion").String()), qualified(was, o.document.APIVersion)
	}
	s.found = append(s.found, diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: d.File, Document: d.Index, Targets: []string{string(o.to())},
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

// regrant lets a grant for backends hold for the new kind, too.
func (s *set) regrant(o *object, p *part, d *manifest.Document) {
	if d.Namespace != o.namespace() {
		return
	}
	way := []string{"spec", "to"}
	to := lookup(d.Root, way)
	if to == nil {
		return
	}
	group, kind := groupOf(o.root.Get("apiVersion").String()), o.root.Get("kind").String()
	old := false
	for _, item := range to.Items {
		name := item.Get("name").String()
		switch {
		case item.Get("kind").String() == kind && item.Get("group").String() == group && (name == "" || name == o.name()):
			return
		case item.Get("kind").String() == o.document.Kind && item.Get("group").String() == groupOf(o.document.APIVersion):
			old = old || name == "" || name == o.name()
		}
	}
	list := (*tree.Node)(nil)
	if old {
		list = s.nodeOf(p, d, way)
	}
	if list == nil || o.set.granted(list, group, kind, o.name()) {
		return
	}
	grant := tree.Mapping()
	grant.Set("group", tree.Scalar(group))
	grant.Set("kind", tree.Scalar(kind))
	grant.Set("name", tree.Scalar(o.name()))
	list.Append(grant)
	s.follow(o, d, to, "beside")
}

func (*set) granted(list *tree.Node, group, kind, name string) bool {
	for _, item := range items(list) {
		if item.Get("group").String() == group && item.Get("kind").String() == kind && item.Get("name").String() == name {
			return true
		}
	}
	return false
}

// retarget lets a policy be about the object as it is now, where its kind allows that, and reports it where not.
func (s *set) retarget(o *object, p *part, d *manifest.Document) {
	for i, ref := range d.Root.Get("spec").Get("targetRefs").Items {
		if !o.isTarget(ref, d.Namespace) {
			continue
		}
		if o.root.Get("kind").String() == "Backend" && slices.Contains(backendPolicies, d.Kind) {
			s.retargetTo(o, p, d, i)
			continue
		}
		why := mapping.NoBackendPolicy
		if o.to() == mapping.Agentgateway {
			why = mapping.NoPolicy
		}
		path := fmt.Sprintf("%s/spec/targetRefs/%d", d.Path, i)
		s.lost(d, o.to(), Fate{
			Leaf: Leaf{path, ref.Span}, Outcome: Lost, Whole: path, Where: ref.Span,
			Loss: why.With(d.Kind, o.root.Get("kind"), objectOfDocument(o.document)),
		})
	}
}

// backendPolicies are the kinds of policies that can be about a Backend.
var backendPolicies = []string{"BackendTLSPolicy", configPolicyKind}

// retargetTo rewrites a target of a policy. Where one resource becomes several Backends it is about all of them.
func (s *set) retargetTo(o *object, p *part, d *manifest.Document, i int) {
	list := s.nodeOf(p, d, []string{"spec", "targetRefs"})
	if list == nil {
		return
	}
	old := d.Root.Get("spec").Get("targetRefs").Items[i]
	ref := items(list)[i]
	if ref.Get("kind").String() != old.Get("kind").String() || ref.Get("group").String() != old.Get("group").String() {
		ref = list.Append(tree.Mapping()).Value // another one of the several took it
	}
	name(ref, "name", o.name())
	name(ref, "kind", o.root.Get("kind").String())
	name(ref, "group", groupOf(o.root.Get("apiVersion").String()))
	if section := ref.Get("sectionName"); section != nil {
		section.Remove() // a Backend has one port
	}
	s.follow(o, d, old, "instead of")
}

// isTarget says whether a policy's target is the object as it was before: the port of a section, where one is named.
func (o *object) isTarget(ref *manifest.Node, namespace string) bool {
	if ref.Get("group").String() != groupOf(o.document.APIVersion) || ref.Get("kind").String() != o.document.Kind ||
		ref.Get("name").String() != o.document.Name || namespace != o.namespace() {
		return false
	}
	section, ports := ref.Get("sectionName").String(), o.document.Root.Get("spec").Get("ports")
	return section == "" || !o.several || ports == nil || o.index < len(ports.Items) && ports.Items[o.index].Get("name").String() == section
}
