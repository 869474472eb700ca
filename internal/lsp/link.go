package lsp

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A link is a reference in an object to another object.
type link struct {
	from                         *manifest.Document // the object that contains the reference
	name                         *manifest.Node     // the field with the name
	whole                        source.Span        // the span of the whole reference
	group, kind, namespace, word string             // the referenced object; word is its name
}

// linksOf returns the references in an object: the values of fields such as backendRef, secretRef and targetRefs. In a Kustomize file, they
// are the targets of patches.
func linksOf(d *manifest.Document) []link {
	var out []link
	var visit func(n *manifest.Node)
	visit = func(n *manifest.Node) {
		if n == nil || n.Defined != nil {
			return
		}
		for i := range n.Fields {
			f := &n.Fields[i]
			if f.Merged {
				continue
			}
			if isReference(f.Key) {
				for _, ref := range append([]*manifest.Node{f.Value}, f.Value.Items...) {
					if l, ok := newLink(d, f.Key, ref); ok {
						out = append(out, l)
					}
				}
			}
			visit(f.Value)
		}
		for _, item := range n.Items {
			visit(item)
		}
	}
	if kustomize.Is(d) {
		return patchTargets(d)
	}
	visit(d.Root.Get("spec"))
	if d.Kind == "ReferenceGrant" {
		out = append(out, grants(d)...)
	}
	return out
}

func isReference(key string) bool {
	return strings.HasSuffix(key, "Ref") || strings.HasSuffix(key, "Refs")
}

// newLink returns the link for the reference ref, which is the value of key or one of its items. Fields that the reference does not set
// have the defaults of the Gateway API and of kgateway. It returns false if ref has no name, or if the name is a template.
func newLink(d *manifest.Document, key string, ref *manifest.Node) (link, bool) {
	name := ref.Get("name")
	if name.String() == "" || name.Template {
		return link{}, false
	}
	l := link{from: d, name: name, whole: ref.Span, word: name.String(), namespace: ref.Get("namespace").String(), group: ref.Get("group").String(), kind: ref.Get("kind").String()}
	if l.namespace == "" {
		l.namespace = d.Namespace
	}
	if l.kind == "" {
		l.group, l.kind = defaultKind(d, strings.ToLower(key))
	}
	return l, true
}

// defaultKind returns the default group and kind of a reference. key is the key of the reference in lower case.
func defaultKind(d *manifest.Document, key string) (group, kind string) {
	switch {
	case strings.Contains(key, "secret"), key == "certificaterefs":
		return lint.Core, "Secret"
	case key == "parentrefs":
		return lint.GatewayAPI, "Gateway"
	case strings.HasSuffix(key, "extensionref"):
		return lint.Kgateway, "GatewayExtension"
	case isBackend(d):
		return lint.Kgateway, "Backend"
	}
	return lint.Core, "Service"
}

// patchTargets returns links from a Kustomize file to the Backends that its patches have as targets.
func patchTargets(k *manifest.Document) []link {
	var out []link
	for _, list := range []string{"patches", "patchesJson6902"} {
		for _, item := range items(k.Root.Get(list)) {
			target := item.Get("target")
			name := target.Get("name")
			if target.Get("kind").String() == "Backend" && name.String() != "" {
				out = append(out, link{
					from: k, name: name, whole: target.Span, group: lint.Kgateway, kind: "Backend",
					namespace: target.Get("namespace").String(), word: name.String(),
				})
			}
		}
	}
	return out
}

// grants returns links to the objects that are listed by name in a ReferenceGrant.
func grants(d *manifest.Document) []link {
	to := d.Root.Get("spec").Get("to")
	if to == nil {
		return nil
	}
	var out []link
	for _, item := range to.Items {
		if l, ok := newLink(d, "to", item); ok {
			out = append(out, l)
		}
	}
	return out
}

// target returns the object that a link refers to, or nil if the set does not contain it.
func (l link) target(set *lint.Set) *manifest.Document {
	return set.One(l.group, l.kind, l.namespace, l.word, l.from)
}

// object returns the object at an offset of a file, from the last check, or nil if there is none.
func (p *project) object(path string, offset int) *manifest.Document {
	set, name := p.set(), p.name(path)
	if set == nil {
		return nil
	}
	for _, d := range set.Documents() {
		if d.File.Name() == name && d.Root.Span.Contains(offset) {
			return d
		}
	}
	return nil
}

// linkAt returns the reference at an offset in an object, and false if there is none.
func linkAt(d *manifest.Document, offset int) (link, bool) {
	links := linksOf(d)
	i := slices.IndexFunc(links, func(l link) bool { return l.whole.Contains(offset) })
	if i < 0 {
		return link{}, false
	}
	// References may be nested, because a filter of a backendRef can have a backendRef. The innermost reference counts.
	for n := i + 1; n < len(links); n++ {
		if links[n].whole.Contains(offset) && links[n].whole.Len() < links[i].whole.Len() {
			i = n
		}
	}
	return links[i], true
}

// nameOf returns the span of an object's name, or the span of the object's first key if it has no name.
func nameOf(d *manifest.Document) source.Span {
	if n := d.Root.Get("metadata").Get("name"); n != nil {
		return n.Span
	}
	if len(d.Root.Fields) > 0 {
		return d.Root.Fields[0].KeySpan
	}
	return d.Root.Span
}
