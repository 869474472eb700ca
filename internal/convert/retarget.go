package convert

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// regrant adds the new kind to a grant for backends.
func (f *follower) regrant(o converted, p *part, d *manifest.Document) {
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
		list = f.nodeOf(p, d, way)
	}
	if list == nil || isGranted(list, group, kind, o.name()) {
		return
	}
	grant := tree.Mapping()
	grant.Set("group", tree.Scalar(group))
	grant.Set("kind", tree.Scalar(kind))
	grant.Set("name", tree.Scalar(o.name()))
	list.Append(grant)
	f.noteAddition(o, d, append(way, strconv.Itoa(len(list.Entries)-1))...)
	f.noteFollowed(o, d, to, "beside")
}

func isGranted(list *tree.Node, group, kind, name string) bool {
	for _, item := range items(list) {
		if item.Get("group").String() == group && item.Get("kind").String() == kind && item.Get("name").String() == name {
			return true
		}
	}
	return false
}

// retarget updates the target of a policy to the object's new kind if the policy's kind allows that, and otherwise reports it.
func (f *follower) retarget(o converted, p *part, d *manifest.Document) {
	for i, ref := range d.Root.Get("spec").Get("targetRefs").Items {
		if !o.portion.isTarget(o.document, ref, d.Namespace) {
			continue
		}
		if o.root.Get("kind").String() == "Backend" && slices.Contains(backendPolicies, d.Kind) {
			f.retargetTo(o, p, d, i)
			continue
		}
		why := mapping.NoBackendPolicy
		if o.to() == mapping.Agentgateway {
			why = mapping.NoPolicy
		}
		why = why.With(d.Kind, o.root.Get("kind"), objectOfDocument(o.document))
		if change := f.changes[d]; change != nil {
			f.log.tie(d, o.document, rewritten)
			change.loseLater(i, why)
			continue
		}
		path := fmt.Sprintf("%s/spec/targetRefs/%d", d.Path, i)
		f.log.lost(d, o.to(), Fate{
			Leaf: Leaf{path, ref.Span}, Outcome: Lost, Whole: path, Where: ref.Span,
			Loss: why,
		})
	}
}

// backendPolicies are the kinds of policies that can have a Backend as a target.
var backendPolicies = []string{"BackendTLSPolicy", configPolicyKind}

// retargetTo rewrites a target of a policy. If one resource becomes several Backends, the policy targets all of them.
func (f *follower) retargetTo(o converted, p *part, d *manifest.Document, i int) {
	list := f.nodeOf(p, d, []string{"spec", "targetRefs"})
	if list == nil {
		return
	}
	old := d.Root.Get("spec").Get("targetRefs").Items[i]
	ref := items(list)[i]
	if ref.Get("kind").String() != old.Get("kind").String() || ref.Get("group").String() != old.Get("group").String() {
		ref = list.Append(tree.Mapping()).Value // another one of the Backends has replaced the target
	}
	name(ref, "name", o.name())
	name(ref, "kind", o.root.Get("kind").String())
	name(ref, "group", groupOf(o.root.Get("apiVersion").String()))
	if section := ref.Get("sectionName"); section != nil {
		f.cut(d, section, "a Backend has one port")
	}
	f.noteChange(o, d, "spec", "targetRefs", strconv.Itoa(i))
	f.noteFollowed(o, d, old, "instead of")
}
