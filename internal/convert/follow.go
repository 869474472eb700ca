package convert

import (
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// A followedSet has the conversions of a run after the references to converted objects are updated.
type followedSet struct {
	conversions
	policies []*followedCompanion
	follows  int // the number of documents that changed only because they refer to a converted object
}

// A followedCompanion is a companion after the references in it are updated.
type followedCompanion struct {
	companion
	hasFollowed bool                 // a reference was updated
	lostTargets map[int]mapping.Loss // why a policy cannot have these targets, by their index in targetRefs
}

// A follower updates the references to converted objects.
type follower struct {
	in         *input
	log        *journal
	companions map[*manifest.Document]*followedCompanion
	done       map[*manifest.Node]bool // the references that were updated
	follows    int
}

// follow updates the references to objects whose kind has changed, in routes, ReferenceGrants and kgateway's own resources. It updates a
// reference only if the reference's field accepts the new kind. It reports the references to these objects that it does not update, and
// policies that cannot have the new kind as their target.
func follow(in *input, log *journal, all conversions) followedSet {
	f := &follower{in: in, log: log, companions: map[*manifest.Document]*followedCompanion{}, done: map[*manifest.Node]bool{}}
	out := followedSet{conversions: all}
	for _, c := range all.companions {
		policy := &followedCompanion{companion: c}
		f.companions[c.object.Document] = policy
		out.policies = append(out.policies, policy)
	}
	replaced := replacedBy(all.objects)
	for _, became := range replaced {
		for _, o := range became {
			f.rewrite(o)
		}
	}
	selecting := in.selecting()
	for _, became := range replaced {
		f.leaveOthers(became, selecting)
	}
	out.follows = f.follows
	return out
}

// replacedBy returns, for each document whose kind has changed, the objects that replace it.
func replacedBy(objects []*convertedObject) [][]*convertedObject {
	var all [][]*convertedObject
	for _, o := range objects {
		if !o.isOther() {
			continue
		}
		if n := len(all); n > 0 && all[n-1][0].object.Document == o.object.Document {
			all[n-1] = append(all[n-1], o)
		} else {
			all = append(all, []*convertedObject{o})
		}
	}
	return all
}

// isOther reports whether the conversion has changed the object's apiVersion or kind.
func (o *convertedObject) isOther() bool {
	isSame := o.object.Document.Kind == o.object.Root.Get("kind").String() && o.object.Document.APIVersion == o.object.Root.Get("apiVersion").String()
	return !o.object.IsRefused() && !o.isInvalid && !isSame
}

// rewrite updates the references to one object.
func (f *follower) rewrite(o *convertedObject) {
	for _, r := range f.in.Index.Referring(o.object.Document.Name, o.object.Name()) {
		f.referIn(o, f.in.topOf[r.Document], r.Document)
	}
	for _, c := range f.in.Index.Callers(o.object.Document) {
		if o.takes(c) && !f.done[c.Node] && f.reroute(o, c) {
			f.done[c.Node] = true
		}
	}
}

// leaveOthers reports the references to a replaced document that were not updated.
func (f *follower) leaveOthers(became []*convertedObject, selecting []*manifest.Document) {
	for _, c := range f.in.Index.Callers(became[0].object.Document) {
		if !f.done[c.Node] {
			f.leave(became, c)
		}
	}
	for _, policy := range selecting {
		f.leaveSelectors(policy, became)
	}
}

func (f *follower) referIn(o *convertedObject, top *topDocument, d *manifest.Document) {
	switch {
	case d.Root == nil || d.Broken || d.Encrypted || top.absorber != nil:
	case d.Kind == "ReferenceGrant":
		f.regrant(o, top, d)
	case d.Root.Get("spec").Get("targetRefs") != nil:
		f.retarget(o, top, d)
	}
}
