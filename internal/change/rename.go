package change

import (
	"cmp"
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
)

// rename pairs the remaining documents of the same kind that have different names and the same or nearly the same meaning.
func (p *pairer) rename() {
	left, right := p.free()
	if len(left) == 0 || len(right) == 0 {
		return
	}
	specs := map[*manifest.Document]*Value{}
	for _, d := range slices.Concat(left, right) {
		v := p.value(d, nil)
		interpret(d.Kind, v)
		v.drop(isOneOf(notSettings))
		v.sum()
		specs[d] = v
	}
	if len(left)*len(right) > mostPairs {
		p.renameAlike(left, right, specs)
		return
	}
	type candidate struct {
		x, y int
		like float64
	}
	var all []candidate
	for x, a := range left {
		for y, b := range right {
			if idA, idB := identityOf(a), identityOf(b); idA.kind != idB.kind || idA.group != idB.group {
				continue
			}
			if like := similarity(specs[a], specs[b]); like >= mostlyLike && len(specs[a].Fields) > 0 {
				all = append(all, candidate{x, y, like})
			}
		}
	}
	stable.Sort(all, func(c, d candidate) int { // a total order that is the same if the sides are exchanged
		return cmp.Or(cmp.Compare(d.like, c.like), cmp.Compare(c.x+c.y, d.x+d.y), cmp.Compare(abs(c.x-c.y), abs(d.x-d.y)))
	})
	for _, c := range all {
		if !p.taken[left[c.x]] && p.partner[right[c.y]] == nil {
			p.partner[right[c.y]], p.taken[left[c.x]] = left[c.x], true
		}
	}
}

// renameAlike pairs documents of the same kind that have the same meaning, in order.
func (p *pairer) renameAlike(left, right []*manifest.Document, specs map[*manifest.Document]*Value) {
	type content struct {
		group, kind string
		hash        uint64
	}
	of := func(d *manifest.Document) content {
		id := identityOf(d)
		return content{id.group, id.kind, specs[d].hash}
	}
	free := map[content][]*manifest.Document{}
	for _, d := range left {
		free[of(d)] = append(free[of(d)], d)
	}
	for _, d := range right {
		candidates := free[of(d)]
		if len(candidates) == 0 || len(specs[d].Fields) == 0 {
			continue
		}
		p.partner[d], p.taken[candidates[0]] = candidates[0], true
		free[of(d)] = candidates[1:]
	}
}

// mostlyLike is the minimum similarity of two documents that are paired as renamed. The similarity is lower if the destinations of the
// documents also differ.
const mostlyLike = 0.85
