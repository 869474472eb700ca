package change

import (
	"slices"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// Files compares two sets of files. Documents are paired by group, kind, namespace and name. Documents without a partner are paired as
// renamed if they have the same or nearly the same meaning.
func Files(before, after []*source.File, o Options) *Difference {
	d := &Difference{}
	p := &pairer{options: o, secrets: map[region]func() []source.Span{}, files: [2][]*source.File{before, after}, errors: map[*source.File]map[int]diag.Diagnostic{}}
	p.changed, p.renames, p.references = sync.OnceValue(p.changedPairs), sync.OnceValue(p.findRenames), sync.OnceValue(p.indexReferences)
	p.ofKind, p.byLabel, p.byTarget = map[string]func() []*objectPair{}, map[string]func() [2]labelIndex{}, map[string]func() [2]referenceIndex{}
	p.listenerIndex = sync.OnceValue(p.indexListeners)
	p.byMatch = map[string]func() [2]routeIndex{}
	p.policies, p.backends = sync.OnceValue(p.indexPolicies), sync.OnceValue(p.indexBackends)
	p.sides = p.parse(before, after)
	problems := p.takeBroken()
	p.identify()
	d.Problems = p.withhold(problems)
	if len(problems) == 0 {
		p.pairTwo()
	}
	p.rename()
	d.Documents = p.documents()
	for _, pair := range d.Documents {
		pair.IsKustomization = o.IsKustomization != nil && slices.ContainsFunc([]*manifest.Document{pair.Before, pair.After}, func(d *manifest.Document) bool {
			return d != nil && o.IsKustomization(d)
		})
	}
	p.compare(d.Documents)
	d.Same = p.same
	d.Compared = len(d.Documents) > 0 || p.same > 0 && p.isComparable()
	return d
}

// A pairer finds the partners of documents.
type pairer struct {
	options Options
	files   [2][]*source.File
	sides   [2][]*manifest.Document
	// errors contains the first error of each document that cannot be decoded, by the index of the document in its file.
	errors   map[*source.File]map[int]diag.Diagnostic
	partner  map[*manifest.Document]*manifest.Document // from the newer document to the older one
	taken    map[*manifest.Document]bool               // the paired documents of the older side
	same     int                                       // documents with the same text on both sides
	jobs     []parseJob
	policies func() policyIndex // the policies that select by labels
	backends func() [2]map[identity]*manifest.Document
	// changed returns the objects whose text differs, renames returns the names that change, and references returns the index of all
	// references.
	changed    func() []*objectPair
	renames    func() renames
	references func() [2]referenceIndex
	// ofKind contains the objects of a kind, byLabel those objects by their labels, byTarget policies of a kind by their targets, and byMatch
	// routes of a kind by their matches.
	ofKind   map[string]func() []*objectPair
	byLabel  map[string]func() [2]labelIndex
	byTarget map[string]func() [2]referenceIndex
	byMatch  map[string]func() [2]routeIndex
	// listeners returns the listeners that select Namespaces.
	listenerIndex func() listenerIndex
	secrets       map[region]func() []source.Span
	mu            sync.Mutex // guards the caches
}

// pairTwo pairs the two documents if each side has one document, and both have the same kind. Their names do not matter.
func (p *pairer) pairTwo() {
	a, b := p.sides[Before], p.sides[After]
	if p.same > 0 || len(a) != 1 || len(b) != 1 || p.taken[a[0]] || a[0].Kind != b[0].Kind {
		return
	}
	p.partner[b[0]], p.taken[a[0]] = a[0], true
}

// free returns the documents that have no partner yet.
func (p *pairer) free() (left, right []*manifest.Document) {
	for _, d := range p.sides[Before] {
		if !p.taken[d] {
			left = append(left, d)
		}
	}
	for _, d := range p.sides[After] {
		if p.partner[d] == nil {
			right = append(right, d)
		}
	}
	return left, right
}

// documents returns the pairs in the order of the newer side. A removed document follows the document that precedes it on the older side.
func (p *pairer) documents() []*Document {
	removedAfter := map[*manifest.Document][]*Document{}
	var first, out []*Document
	var last *manifest.Document
	for _, d := range p.sides[Before] {
		switch {
		case p.taken[d]:
			last = d
		case last == nil:
			first = append(first, &Document{Before: d, Status: OnlyBefore})
		default:
			removedAfter[last] = append(removedAfter[last], &Document{Before: d, Status: OnlyBefore})
		}
	}
	out = append(out, first...)
	for _, d := range p.sides[After] {
		partner := p.partner[d]
		pair := &Document{Before: partner, After: d, Status: Same}
		switch {
		case partner == nil:
			pair.Status = OnlyAfter
		case partner.Namespace != d.Namespace || partner.Name != d.Name:
			pair.Status = Renamed
		}
		out = append(append(out, pair), removedAfter[partner]...)
	}
	return out
}
