package convert

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// refer rewrites what names an object whose kind has changed: routes and grants of the set. A policy that cannot be about
// the new kind is reported.
func (s *set) refer() {
	for _, o := range s.objects {
		if o.unfit != nil || o.document.Kind == o.root.Get("kind").String() {
			continue
		}
		for _, f := range s.files {
			for _, p := range f.parts {
				for _, d := range p.documents {
					s.referIn(o, p, d)
				}
			}
		}
	}
}

func (s *set) referIn(o *object, p *part, d *manifest.Document) {
	switch {
	case d.Root == nil || d.Broken || d.Encrypted:
	case strings.HasSuffix(d.Kind, "Route") && strings.HasPrefix(d.APIVersion, gatewayGroup+"/"):
		s.reroute(o, p, d)
	case d.Kind == "ReferenceGrant":
		s.regrant(o, p, d)
	case d.Root.Get("spec").Get("targetRefs") != nil:
		s.untarget(o, d)
	}
}

// isNamed says whether a reference names the object as it was before. What names no namespace is in the one of its document.
func (o *object) isNamed(ref *manifest.Node, namespace string) bool {
	if n := ref.Get("namespace").String(); n != "" {
		namespace = n
	}
	return ref.Get("group").String() == groupOf(o.document.APIVersion) && ref.Get("kind").String() == o.document.Kind &&
		ref.Get("name").String() == o.name() && namespace == o.namespace()
}

func groupOf(apiVersion string) string {
	group, _, _ := strings.Cut(apiVersion, "/")
	return group
}

// reroute names the new kind in the references of a route. A port says nothing there.
func (s *set) reroute(o *object, p *part, d *manifest.Document) {
	for _, way := range references(d.Root, nil) {
		ref := lookup(d.Root, way)
		if !o.isNamed(ref, d.Namespace) {
			continue
		}
		if n := s.nodeOf(p, d, way); n != nil {
			n.Get("group").Assign(groupOf(o.root.Get("apiVersion").String()))
			n.Get("kind").Assign(o.root.Get("kind").String())
			if port := n.Get("port"); port != nil {
				port.Remove()
			}
			s.follow(o, d, ref.Get("name"), "instead of "+objectOfDocument(o.document))
		}
	}
}

// follow tells that a document names the object by its new kind now.
func (s *set) follow(o *object, d *manifest.Document, at *manifest.Node, text string) {
	s.found = append(s.found, diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: d.File, Document: d.Index, Targets: []string{string(o.to())},
		Span: at.Span, Message: fmt.Sprintf("%s names %s %s", objectOfDocument(d), objectOf(o.root), text),
	})
}

// references returns the ways to everything in a route that may name a backend.
func references(n *manifest.Node, way []string) [][]string {
	var found [][]string
	step := func(token string) []string { return append(append([]string(nil), way...), token) }
	for _, f := range n.Fields {
		switch f.Key {
		case "backendRefs":
			for i, item := range f.Value.Items {
				at := append(step(f.Key), strconv.Itoa(i))
				found = append(append(found, at), references(item, at)...)
			}
		case "backendRef":
			found = append(found, step(f.Key))
		default:
			found = append(found, references(f.Value, step(f.Key))...)
		}
	}
	for i, item := range n.Items {
		found = append(found, references(item, step(strconv.Itoa(i)))...)
	}
	return found
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
	s.follow(o, d, to, "beside "+objectOfDocument(o.document))
}

func (*set) granted(list *tree.Node, group, kind, name string) bool {
	for _, item := range items(list) {
		if item.Get("group").String() == group && item.Get("kind").String() == kind && item.Get("name").String() == name {
			return true
		}
	}
	return false
}

// untarget reports a policy that was about the object and cannot be about its new kind.
func (s *set) untarget(o *object, d *manifest.Document) {
	for i, ref := range d.Root.Get("spec").Get("targetRefs").Items {
		if !o.isNamed(ref, d.Namespace) {
			continue
		}
		path := fmt.Sprintf("%s/spec/targetRefs/%d", d.Path, i)
		s.lost(d, o.to(), Fate{
			Leaf: Leaf{path, ref.Span}, Outcome: Lost, Whole: path, Where: ref.Span,
			Loss: mapping.NoPolicy.With(d.Kind, o.root.Get("kind"), objectOfDocument(o.document)),
		})
	}
}
