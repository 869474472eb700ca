package convert

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// regrant adds the new kind to a grant for backends.
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
	list := (*yamltree.Node)(nil)
	if old {
		list = s.nodeOf(p, d, way)
	}
	if list == nil || o.set.granted(list, group, kind, o.name()) {
		return
	}
	grant := yamltree.Mapping()
	grant.Set("group", yamltree.Scalar(group))
	grant.Set("kind", yamltree.Scalar(kind))
	grant.Set("name", yamltree.Scalar(o.name()))
	list.Append(grant)
	s.noteAddition(o, d, append(way, strconv.Itoa(len(list.Entries)-1))...)
	s.follow(o, d, to, "beside")
}

func (*set) granted(list *yamltree.Node, group, kind, name string) bool {
	for _, item := range items(list) {
		if item.Get("group").String() == group && item.Get("kind").String() == kind && item.Get("name").String() == name {
			return true
		}
	}
	return false
}

// retarget updates the target of a policy to the object's new kind if the policy's kind allows that, and otherwise reports it.
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
		why = why.With(d.Kind, o.root.Get("kind"), objectOfDocument(o.document))
		if policy := s.companionOf[d]; policy != nil {
			s.tie(d, o.document, true)
			policy.loseLater(i, why)
			continue
		}
		path := fmt.Sprintf("%s/spec/targetRefs/%d", d.Path, i)
		s.lost(d, o.to(), Fate{
			Leaf: Leaf{path, ref.Span}, Outcome: Lost, Whole: path, Where: ref.Span,
			Loss: why,
		})
	}
}

// backendPolicies are the kinds of policies that can have a Backend as a target.
var backendPolicies = []string{"BackendTLSPolicy", configPolicyKind}

// retargetTo rewrites a target of a policy. If one resource becomes several Backends, the policy targets all of them.
func (s *set) retargetTo(o *object, p *part, d *manifest.Document, i int) {
	list := s.nodeOf(p, d, []string{"spec", "targetRefs"})
	if list == nil {
		return
	}
	old := d.Root.Get("spec").Get("targetRefs").Items[i]
	ref := items(list)[i]
	if ref.Get("kind").String() != old.Get("kind").String() || ref.Get("group").String() != old.Get("group").String() {
		ref = list.Append(yamltree.Mapping()).Value // another one of the Backends has replaced the target
	}
	name(ref, "name", o.name())
	name(ref, "kind", o.root.Get("kind").String())
	name(ref, "group", groupOf(o.root.Get("apiVersion").String()))
	if section := ref.Get("sectionName"); section != nil {
		s.cut(d, section, "a Backend has one port")
	}
	s.noteChange(o, d, "spec", "targetRefs", strconv.Itoa(i))
	s.follow(o, d, old, "instead of")
}

// isTarget reports whether a policy's target is the object before its conversion, and the section, if there is one, is the object's port.
func (o *object) isTarget(ref *manifest.Node, namespace string) bool {
	if ref.Get("group").String() != groupOf(o.document.APIVersion) || ref.Get("kind").String() != o.document.Kind ||
		ref.Get("name").String() != o.document.Name || namespace != o.namespace() {
		return false
	}
	section, ports := ref.Get("sectionName").String(), o.document.Root.Get("spec").Get("ports")
	return section == "" || !o.several || ports == nil || o.index < len(ports.Items) && ports.Items[o.index].Get("name").String() == section
}
