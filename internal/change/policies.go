package change

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// targetSelectors is the field of a policy that selects its targets by labels.
const targetSelectors = "targetSelectors"

// A policyPair contains the documents and values of an object on both sides: of a policy that selects by labels, or of an object that
// such a policy may select. The document and the value are nil on a side without the object.
type policyPair struct {
	documents [2]*manifest.Document
	roots     [2]*Value
}

// A selectedLabel is a label by which a policy of a namespace selects objects of a kind.
type selectedLabel struct{ namespace, group, kind, key, value string }

// A policyIndex finds the policies that may select an object, by one label of each selector.
type policyIndex map[selectedLabel][]*policyPair

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

// unchanged parses the documents that skipSame skipped, if their text contains the given word.
func (p *pairer) unchanged(word string) []*manifest.Document {
	var out []*manifest.Document
	for _, j := range p.jobs {
		if j.side == After {
			continue
		}
		skip := make([]bool, len(j.texts))
		for i, text := range j.texts {
			skip[i] = !j.skip[i] || !strings.Contains(text, word)
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
	policy := &policyPair{documents: [2]*manifest.Document{before, after}}
	if !slices.ContainsFunc(policy.documents[:], selectsByLabels) {
		return
	}
	for side, d := range policy.documents {
		if d == nil {
			continue
		}
		root := p.value(d, nil)
		interpret(d.Kind, root)
		policy.roots[side] = root
		for _, selector := range root.at("spec", targetSelectors).items() {
			x.addSelector(policy, d.Namespace, selector)
		}
	}
}

func selectsByLabels(d *manifest.Document) bool {
	return d != nil && d.Root.Kind == manifest.Mapping && d.Root.Get("spec").Get(targetSelectors) != nil
}

// addSelector adds a policy to the index by the first label of a selector. A selector without labels is skipped, because it selects
// nothing.
func (x policyIndex) addSelector(policy *policyPair, namespace string, selector *Value) {
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
func (x policyIndex) of(object *policyPair) []*policyPair {
	var out []*policyPair
	seen := map[*policyPair]bool{}
	for side, d := range object.documents {
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
