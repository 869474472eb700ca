package objects

import (
	"fmt"
	"path"
	"slices"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

var ObjectDuplicated = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "object-duplicated",
		Summary:  "a Backend, or an object that refers to one, is defined twice",
		Severity: diag.Error,
		Category: diag.References,
		Why: "If several objects have the same kind, namespace and name, the one that is applied last replaces the others. Which one " +
			"that is depends on the order of documents and files; Kustomize and Argo CD reject the set. The usual cause is a copied " +
			"Backend whose name was not changed: its route uses the other Backend instead. Give each of them its own name, or remove " +
			"all but one.\n\nIt is an error if the copies are in one file or are listed by one Kustomization, and a warning if they are " +
			"in two files of a folder without a Kustomization. Copies in different folders are environments or overlays. If several " +
			"objects have copies in the files of a folder, the files are alternatives, such as examples. Neither is reported. Patches " +
			"of a Kustomization are parts of objects, so they are not copies.",
		Sources: []string{"pkg/krtcollections/policy.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.20
      port: 8080
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: api
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.20
      port: 8080
`,
	},
	Set: checkObjectDuplicated,
}

// An identity is the same for objects that replace each other in a cluster.
type identity struct{ group, kind, namespace, name string }

func checkObjectDuplicated(p *lint.Pass) {
	alternatives := sync.OnceValue(func() map[string]bool { return alternativesIn(p.Set) })
	for _, namesakes := range p.Set.Namesakes() {
		var order []identity
		copies := map[identity][]*manifest.Document{}
		for _, d := range namesakes {
			if id, ok := identityOf(p.Set, d); ok {
				if copies[id] == nil {
					order = append(order, id)
				}
				copies[id] = append(copies[id], d)
			}
		}
		for _, id := range order {
			if slices.ContainsFunc(copies[id], func(d *manifest.Document) bool { return concernsBackends(p.Set, d) }) {
				for _, c := range clustersOf(p.Set, copies[id], alternatives) {
					c.report(p, id.kind)
				}
			}
		}
	}
}

// identityOf returns the identity of an object. It returns false if the kind or the name is missing, or if the name or the namespace is a
// template.
func identityOf(s *lint.Set, d *manifest.Document) (identity, bool) {
	id := identity{lint.Group(d), d.Kind, d.Namespace, lint.At(d, "metadata", "name").Word()}
	if s.IsBackend(d) {
		id.group, id.kind = lint.Kgateway, "Backend"
	}
	return id, id.kind != "" && id.name != "" && !lint.At(d, "metadata", "namespace").Template()
}

// concernsBackends reports whether a document is a Backend, or refers to Backends by name or by labels.
func concernsBackends(s *lint.Set, d *manifest.Document) bool {
	if s.IsBackend(d) {
		return true
	}
	selects := func(selector lint.Place) bool {
		return selector.Field("group").Word() == lint.Kgateway && selector.Field("kind").Word() == "Backend"
	}
	return slices.ContainsFunc(s.From(d), (*lint.Reference).IsBackend) ||
		slices.ContainsFunc(lint.At(d, "spec", "targetSelectors").Items(), selects)
}

// A cluster contains copies of one object that are applied together. It is not a Kubernetes cluster.
type cluster struct {
	copies []*manifest.Document
	bond   lint.Bond // the strongest evidence that two of the copies are applied together
	last   int       // the index, among all copies, of the copy that was added last
	merged *cluster  // the cluster that this one was merged into; nil if it was not merged
}

// root returns the cluster that now contains the copies of c. It also shortens the path to that cluster.
func (c *cluster) root() *cluster {
	for c != nil && c.merged != nil {
		if c.merged.merged != nil {
			c.merged = c.merged.merged
		}
		c = c.merged
	}
	return c
}

// clustersOf groups the copies that are applied together. Copies in one folder are applied together, unless the files of the folder are
// alternatives: then only copies in one file, or in files that one Kustomization lists, are applied together. It returns nil if there are
// fewer than two copies.
func clustersOf(s *lint.Set, copies []*manifest.Document, alternatives func() map[string]bool) []*cluster {
	if len(copies) < 2 {
		return nil
	}
	tied := map[lint.Tie]*cluster{}
	var all []*cluster
	for i, d := range copies {
		joined := &cluster{last: i}
		var parts []*cluster
		ties := s.Ties(d.File)
		for _, tie := range ties {
			c := tied[tie].root()
			if c == nil || tie.Bond == lint.SameFolder && alternatives()[path.Dir(d.File.Name())] {
				continue
			}
			joined.bond = max(joined.bond, tie.Bond)
			if !slices.Contains(parts, c) {
				parts = append(parts, c)
			}
		}
		joined.take(parts)
		joined.copies = append(joined.copies, d)
		for _, tie := range ties {
			tied[tie] = joined
		}
		all = append(all, joined)
	}
	return slices.DeleteFunc(all, func(c *cluster) bool { return c.merged != nil })
}

// take moves the copies of other clusters into c, which must be empty. The copies of the cluster whose last copy was added earliest come
// first.
func (c *cluster) take(parts []*cluster) {
	stable.Sort(parts, func(a, b *cluster) int { return a.last - b.last })
	for i, part := range parts {
		if i == 0 {
			c.copies = part.copies
		} else {
			c.copies = append(c.copies, part.copies...)
		}
		c.bond = max(c.bond, part.bond)
		part.copies, part.merged = nil, c
	}
}

// report reports a cluster with several copies once, at its second copy.
func (c *cluster) report(p *lint.Pass, kind string) {
	if len(c.copies) < 2 {
		return
	}
	first, again := c.copies[0], c.copies[1]
	where := "in this folder"
	switch {
	case !slices.ContainsFunc(c.copies, func(d *manifest.Document) bool { return d.File != first.File }):
		where = "in this file"
	case c.bond == lint.Listed:
		where = "in one Kustomization"
	}
	times, others := "twice", "the other"
	if n := len(c.copies); n > 2 {
		times, others = fmt.Sprintf("%d times", n), "the others"
	}
	d := p.Report(lint.At(again, "metadata", "name"), "the %s %q%s is defined %s %s: the last one applied replaces %s",
		kind, again.Name, kgw.InNamespace(again.Namespace), times, where, others)
	d.Help = "give each of them its own name, or remove all but one"
	if c.bond != lint.Listed {
		d.Severity = diag.Warning
	}
	d.Related = append(d.Related, lint.At(first, "metadata", "name").Related("the first one"))
	for _, other := range c.copies[2:] {
		d.Related = append(d.Related, lint.At(other, "metadata", "name").Related("another one"))
	}
}

// alternativesIn returns, by folder, whether at least two objects are each in several files of the folder. The files of such a folder are
// examples or variants, and are not applied together.
func alternativesIn(s *lint.Set) map[string]bool {
	type place struct {
		folder string
		identity
	}
	first := map[place]*source.File{}
	counted := map[place]bool{}
	shared := map[string]int{} // the number of objects in each folder that are in more than one of its files
	for _, namesakes := range s.Namesakes() {
		for _, d := range namesakes {
			id, ok := identityOf(s, d)
			at := place{path.Dir(d.File.Name()), id}
			switch {
			case !ok || counted[at]:
			case first[at] == nil:
				first[at] = d.File
			case first[at] != d.File:
				counted[at] = true
				shared[at.folder]++
			}
		}
	}
	out := map[string]bool{}
	for folder, n := range shared {
		out[folder] = n > 1
	}
	return out
}
