package convert

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// regrant adds the object's new kind to a ReferenceGrant that allows references to the old one.
func (f *follower) regrant(o *convertedObject, top *topDocument, d *manifest.Document) {
	if d.Namespace != o.object.Namespace() {
		return
	}
	way := []string{"spec", "to"}
	to := lookup(d.Root, way)
	if to == nil {
		return
	}
	group, kind := references.GroupOf(o.object.Root.Get("apiVersion").String()), o.object.Root.Get("kind").String()
	old := false
	for _, item := range to.Items {
		name := item.Get("name").String()
		switch {
		case item.Get("kind").String() == kind && item.Get("group").String() == group && (name == "" || name == o.object.Name()):
			return
		case item.Get("kind").String() == o.object.Document.Kind && item.Get("group").String() == references.GroupOf(o.object.Document.APIVersion):
			old = old || name == "" || name == o.object.Name()
		}
	}
	list := (*yamltree.Node)(nil)
	if old {
		list = f.nodeOf(top, d, way)
	}
	if list == nil || isGranted(list, group, kind, o.object.Name()) {
		return
	}
	grant := yamltree.Mapping()
	grant.Set("group", yamltree.Scalar(group))
	grant.Set("kind", yamltree.Scalar(kind))
	grant.Set("name", yamltree.Scalar(o.object.Name()))
	list.Append(grant)
	f.noteAddition(o, d, append(way, strconv.Itoa(len(list.Entries)-1))...)
	f.noteFollowed(o, d, to, "in addition to")
}

func isGranted(list *yamltree.Node, group, kind, name string) bool {
	for _, item := range rewrite.Items(list) {
		if item.Get("group").String() == group && item.Get("kind").String() == kind && item.Get("name").String() == name {
			return true
		}
	}
	return false
}

// retarget sets the object's new kind in the targets of a policy if policies of this kind can have it as a target. Otherwise it reports the
// target as lost.
func (f *follower) retarget(o *convertedObject, top *topDocument, d *manifest.Document) {
	for i, ref := range d.Root.Get("spec").Get("targetRefs").Items {
		if !o.portion.IsTarget(o.object.Document, ref, d.Namespace) {
			continue
		}
		if o.object.Root.Get("kind").String() == "Backend" && slices.Contains(backendPolicies, d.Kind) {
			f.retargetTo(o, top, d, i)
			continue
		}
		why := mapping.NoBackendPolicy
		if o.object.To() == mapping.Agentgateway {
			why = mapping.NoPolicy
		}
		why = why.With(d.Kind, o.object.Root.Get("kind"), references.NameOf(o.object.Document))
		if c := f.companions[d]; c != nil {
			f.log.tie(d, o.object.Document, rewritten)
			c.loseLater(i, why)
			continue
		}
		path := fmt.Sprintf("%s/spec/targetRefs/%d", d.Path, i)
		f.log.lost(d, o.object.To(), rewrite.Fate{
			Leaf: rewrite.Leaf{Path: path, Span: ref.Span}, Outcome: rewrite.Lost, Whole: path, Where: ref.Span,
			Loss: why,
		})
	}
}

// backendPolicies are the kinds of policies that can have a Backend as a target.
var backendPolicies = []string{"BackendTLSPolicy", references.ConfigPolicyKind}

// retargetTo rewrites a target of a policy. If one resource becomes several Backends, the policy targets all of them.
func (f *follower) retargetTo(o *convertedObject, top *topDocument, d *manifest.Document, i int) {
	list := f.nodeOf(top, d, []string{"spec", "targetRefs"})
	if list == nil {
		return
	}
	old := d.Root.Get("spec").Get("targetRefs").Items[i]
	ref := rewrite.Items(list)[i]
	if ref.Get("kind").String() != old.Get("kind").String() || ref.Get("group").String() != old.Get("group").String() {
		ref = list.Append(yamltree.Mapping()).Value // the target was already replaced by another Backend of the same resource
	}
	name(ref, "name", o.object.Name())
	name(ref, "kind", o.object.Root.Get("kind").String())
	name(ref, "group", references.GroupOf(o.object.Root.Get("apiVersion").String()))
	if section := ref.Get("sectionName"); section != nil {
		f.cut(d, section, "a Backend has only one port")
	}
	f.noteChange(o, d, "spec", "targetRefs", strconv.Itoa(i))
	f.noteFollowed(o, d, old, "instead of")
}
