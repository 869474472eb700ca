package change

import (
	"strconv"
	"sync"
)

// A targetSet contains the objects and sections that a policy applies to, by their newer names.
type targetSet map[referent]bool

// targetsOf returns the targets of a policy on a side. isComplete is false if a selector selects none of the known objects, because it
// may select unknown ones.
func (p *pairer) targetsOf(side Side, policy *objectPair) (targets targetSet, isComplete bool) {
	spec := policy.roots[side].at("spec")
	return p.targetsIn(side, policy, spec.at("targetRefs").items(), spec.at(targetSelectors).items())
}

// targetsIn returns the targets of some references and selectors of a policy, like targetsOf.
func (p *pairer) targetsIn(side Side, policy *objectPair, refs, selectors []*Value) (targets targetSet, isComplete bool) {
	targets, isComplete = targetSet{}, true
	for _, ref := range refs {
		if to, ok := (referenceForm{}).referentOf(policy.documents[side], ref); ok {
			targets[p.newer(side, to)] = true
		}
	}
	for _, selector := range selectors {
		selected := p.selected(side, policy.documents[side].Namespace, selector)
		isComplete = isComplete && len(selected) > 0
		for _, to := range selected {
			targets[p.newer(side, to)] = true
		}
	}
	return targets, isComplete
}

// newer returns the newer name of a referent. On the newer side, that is the name that the referent has.
func (p *pairer) newer(side Side, to referent) referent {
	if side == After {
		return to
	}
	return p.newName(to)
}

// selected returns the known objects of a namespace on a side that a selector selects.
func (p *pairer) selected(side Side, namespace string, selector *Value) []referent {
	var out []referent
	labels := fieldsOf(selector.at("matchLabels"))
	if len(labels) == 0 {
		return nil
	}
	kind := selector.at("kind").text()
	for _, object := range p.labelled(kind)[side][selectedLabel{namespace, selector.at("group").text(), kind, labels[0].Key, labels[0].Value.text()}] {
		if selects(selector, object.roots[side]) {
			out = append(out, referent{identityOf(object.documents[side]), ""})
		}
	}
	return out
}

// A labelIndex contains objects by each of their labels.
type labelIndex map[selectedLabel][]*objectPair

// labelled returns the objects of a kind on both sides by their labels.
func (p *pairer) labelled(kind string) [2]labelIndex {
	return cached(p, p.byLabel, kind, func() [2]labelIndex {
		out := [2]labelIndex{{}, {}}
		for _, object := range p.pairsOf(kind) {
			for side, d := range object.documents {
				if d == nil {
					continue
				}
				id := identityOf(d)
				for _, label := range labelsOf(object.roots[side]) {
					at := selectedLabel{id.namespace, id.group, id.kind, label.Key, label.Value.text()}
					out[side][at] = append(out[side][at], object)
				}
			}
		}
		return out
	})
}

// applying returns the policies of a kind that apply to a target on a side. ReferenceGrants apply to the entries of their field from.
func (p *pairer) applying(side Side, kind string, to referent) []*objectPair {
	return cached(p, p.byTarget, kind, func() [2]referenceIndex {
		out := [2]referenceIndex{{}, {}}
		for _, policy := range p.pairsOf(kind) {
			for side, d := range policy.documents {
				if d == nil {
					continue
				}
				targets, _ := p.targetsOf(Side(side), policy)
				for _, from := range policy.roots[side].at("spec", "from").items() {
					out[side].add(originOf(d.Namespace, from), policy)
				}
				for to := range targets {
					out[side].addPolicy(to, policy, settingsOf(kind, policy.roots[side]))
				}
			}
		}
		return out
	})[side][to]
}

// mostRivals is the maximum number of policies that the index of targets has for a setting: two of each of some values are enough to find one
// with another value that is not the compared policy.
const mostRivals = 8

// addPolicy adds a policy that applies to a target: by each of its settings, and by the value of the setting.
func (x referenceIndex) addPolicy(to referent, policy *objectPair, settings []Field) {
	x.add(to, policy)
	for _, f := range settings {
		same := f.at(to)
		if len(x[same]) < 2 && len(x[f.of(to)]) < mostRivals {
			x.add(f.of(to), policy)
		}
		x.add(same, policy)
	}
}

// of returns the referent that stands for a target and a setting in an index of targets.
func (f Field) of(to referent) referent { return referent{to.identity, to.section + "\x00" + f.Key} }

// at returns the referent that stands for a target, a setting and its value in an index of targets.
func (f Field) at(to referent) referent {
	return referent{to.identity, to.section + "\x00" + f.Key + "\x00" + strconv.FormatUint(f.Value.hashWithout(targets...), 36)}
}

// cached returns the value of a key in a cache. The value is computed when it is needed first, and only once.
func cached[T any](p *pairer, cache map[string]func() T, key string, compute func() T) T {
	p.mu.Lock()
	get, ok := cache[key]
	if !ok {
		get = sync.OnceValue(compute)
		cache[key] = get
	}
	p.mu.Unlock()
	return get()
}
