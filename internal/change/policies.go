package change

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// targetSelectors is the field of a policy that selects its targets by labels.
const targetSelectors = "targetSelectors"

// A selectedLabel is a label together with the namespace, group and kind of the objects that a policy selects by the label.
type selectedLabel struct{ namespace, group, kind, key, value string }

// A policyIndex finds the policies that may select an object. Each selector is in the index by its first label.
type policyIndex map[selectedLabel][]*objectPair

// indexPolicies returns the policies of both sides that select by labels, including those with unchanged text.
func (p *pairer) indexPolicies() policyIndex {
	index := policyIndex{}
	for _, d := range p.unchanged(targetSelectors) {
		index.add(p, d, d)
	}
	for _, d := range p.sides[Before] {
		if !p.taken[d] {
			index.add(p, d, nil)
		}
	}
	for _, d := range p.sides[After] {
		index.add(p, p.partner[d], d)
	}
	return index
}

// unchanged parses the documents that skipSame skipped, if their text contains one of the given words. It leaves out documents that cannot
// be decoded.
func (p *pairer) unchanged(words ...string) []*manifest.Document {
	var out []*manifest.Document
	for _, j := range p.jobs {
		if j.side == After {
			continue
		}
		skip := make([]bool, len(j.texts))
		for i, text := range j.texts {
			skip[i] = !j.skip[i] || !slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
		}
		if slices.Contains(skip, false) {
			documents, _ := manifest.Parse(j.file, manifest.Options{Templates: p.options.Templates, Skip: skip})
			out = append(out, slices.DeleteFunc(documents, isBroken)...)
		}
	}
	return out
}

// add adds a policy if it selects by labels on either side.
func (x policyIndex) add(p *pairer, before, after *manifest.Document) {
	if !selectsByLabels(before) && !selectsByLabels(after) {
		return
	}
	policy := p.newPair(before, after)
	for side, root := range policy.roots {
		for _, selector := range root.at("spec", targetSelectors).items() {
			x.addSelector(policy, policy.documents[side].Namespace, selector)
		}
	}
}

func selectsByLabels(d *manifest.Document) bool {
	return d != nil && d.Root.Kind == manifest.Mapping && d.Root.Get("spec").Get(targetSelectors) != nil
}

// addSelector adds a policy to the index by the first label of a selector. A selector without labels is skipped, because it selects
// nothing.
func (x policyIndex) addSelector(policy *objectPair, namespace string, selector *Value) {
	labels := selector.at("matchLabels")
	if labels == nil || len(labels.Fields) == 0 {
		return
	}
	first := labels.Fields[0]
	at := selectedLabel{namespace, selector.at("group").text(), selector.at("kind").text(), first.Key, first.Value.text()}
	if all := x[at]; len(all) == 0 || all[len(all)-1] != policy {
		x[at] = append(all, policy)
	}
}

// of returns the policies that may select an object on one of the sides, each once.
func (x policyIndex) of(object *objectPair) []*objectPair {
	var out []*objectPair
	seen := map[*objectPair]bool{}
	for side, d := range object.documents {
		if d == nil {
			continue
		}
		id := identityOf(d)
		for _, label := range labelsOf(object.roots[side]) {
			for _, policy := range x[selectedLabel{id.namespace, id.group, id.kind, label.Key, label.Value.text()}] {
				if !seen[policy] {
					seen[policy] = true
					out = append(out, policy)
				}
			}
		}
	}
	return out
}

// labelsOf returns the labels of an object.
func labelsOf(root *Value) []Field {
	if labels := root.at("metadata", "labels"); labels != nil {
		return labels.Fields
	}
	return nil
}
