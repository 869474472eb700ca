package change

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
)

// An Operation is an operation of a JSON Patch (RFC 6902).
type Operation struct {
	Op, From, Path string
	Value          any // the value of add and replace
}

// MarshalJSON writes only the fields of the operation. A value may be null, so omitempty is not enough.
func (o Operation) MarshalJSON() ([]byte, error) {
	switch o.Op {
	case "remove":
		return json.Marshal(struct {
			Op   string `json:"op"`
			Path string `json:"path"`
		}{o.Op, o.Path})
	case "move":
		return json.Marshal(struct {
			Op   string `json:"op"`
			From string `json:"from"`
			Path string `json:"path"`
		}{o.Op, o.From, o.Path})
	}
	return json.Marshal(struct {
		Op    string `json:"op"`
		Path  string `json:"path"`
		Value any    `json:"value"`
	}{o.Op, o.Path, o.Value})
}

// JSONPatch returns operations that change the older document to one with the same meaning as the newer document. The list is empty if
// there is no difference, and nil if a side is missing.
func (d *Document) JSONPatch() []Operation {
	if d.Before == nil || d.After == nil {
		return nil
	}
	if len(d.Changes) == 0 {
		return []Operation{}
	}
	p := &patcher{comparer: comparer{kind: d.kind()}, ops: []Operation{}}
	p.values(place{}, d.a, d.b)
	return p.ops
}

// A patcher writes a JSON Patch. It makes the same decisions as a comparer.
type patcher struct {
	comparer
	ops []Operation
}

// values adds operations that change the value a to b. at.after is the current path. Defaults are left out, because they are not in the
// document.
func (p *patcher) values(at place, a, b *Value) {
	switch {
	case a != nil && b != nil && equal(a, b):
	case b == nil || b.Default:
		p.do(Operation{Op: "remove", Path: at.after})
	case a == nil || a.Default:
		p.do(Operation{Op: "add", Path: at.after, Value: b.JSON()})
	case a.Kind == manifest.Mapping && b.Kind == manifest.Mapping:
		for f := range differentKeys(a, b) {
			if f.isRenamed() && !equal(f.a, f.b) {
				p.values(at.field(f.keyA), f.a, nil)
				p.values(at.field(f.keyB), nil, f.b)
				continue
			}
			p.values(at.field(f.keyB), f.a, f.b)
		}
	case a.Kind == manifest.Sequence && b.Kind == manifest.Sequence:
		p.list(at, a, b)
	default:
		p.do(Operation{Op: "replace", Path: at.after, Value: b.JSON()})
	}
}

func (p *patcher) do(o Operation) { p.ops = append(p.ops, o) }

// list removes items, moves the remaining and the new items into order, and then patches the remaining items.
func (p *patcher) list(at place, a, b *Value) {
	r := ruleOf(p.kind, at.pattern)
	a, b, pairs := paired(a, b, r)
	partner := map[int]int{} // from the index of a newer item to the index of its older partner
	stays := map[int]bool{}
	for _, pair := range pairs {
		partner[pair.b], stays[pair.a] = pair.a, true
	}
	var now []int // the current items of the list, by their indexes in a; -1 for new items
	for i := len(a.Items) - 1; i >= 0; i-- {
		if stays[i] {
			now = append(now, i)
		} else {
			p.do(Operation{Op: "remove", Path: at.after + diag.Pointer(strconv.Itoa(i))})
		}
	}
	slices.Reverse(now)
	if r.set {
		now = p.append(at, b, partner, now)
	} else {
		p.order(at, b, partner, now)
	}
	stable.Sort(pairs, func(x, y pair) int { return x.b - y.b })
	for _, pair := range pairs {
		j := pair.b
		if r.set {
			j = slices.Index(now, pair.a)
		}
		p.values(at.item(pair.a, j, b.Items[pair.b], r), a.Items[pair.a], b.Items[pair.b])
	}
}

// append adds the new items of a set at the end of the list. It returns now unchanged, because the older items keep their indexes.
func (p *patcher) append(at place, b *Value, partner map[int]int, now []int) []int {
	for j, item := range b.Items {
		if _, stays := partner[j]; !stays {
			p.do(Operation{Op: "add", Path: at.after + "/-", Value: item.JSON()})
		}
	}
	return now
}

// order moves every item to its position, starting with the first.
func (p *patcher) order(at place, b *Value, partner map[int]int, now []int) {
	for j, item := range b.Items {
		here := at.after + diag.Pointer(strconv.Itoa(j))
		i, stays := partner[j]
		if !stays {
			p.do(Operation{Op: "add", Path: here, Value: item.JSON()})
			now = slices.Insert(now, j, -1)
			continue
		}
		if k := slices.Index(now, i); k != j {
			p.do(Operation{Op: "move", From: at.after + diag.Pointer(strconv.Itoa(k)), Path: here})
			now = slices.Insert(slices.Delete(now, k, k+1), j, i)
		}
	}
}

// MergePatch returns a JSON merge patch (RFC 7386) that changes the older document to one with the same meaning as the newer document:
// null removes a field, and a list is replaced as a whole. The patch is nil if a side is missing. Because lists are replaced, the patch may
// contain secrets that did not change. secret reports whether it contains any secret.
func (d *Document) MergePatch() (patch map[string]any, secret bool) {
	if d.Before == nil || d.After == nil {
		return nil, false
	}
	patch = map[string]any{}
	if len(d.Changes) > 0 {
		c := &comparer{kind: d.kind()}
		secret = c.merge(place{}, d.a, d.b, patch)
	}
	return patch, secret
}

// merge adds the differences between two values to the patch, and reports whether the patch contains secrets.
func (c *comparer) merge(at place, a, b *Value, out map[string]any) (secret bool) {
	for f := range differentKeys(a, b) {
		place := at.fields(f.keyA, f.keyB)
		switch {
		case !c.differ(place, f.a, f.b):
			continue
		case f.isRenamed():
			out[f.keyA] = nil
		}
		switch {
		case f.b == nil || f.b.Default:
			out[f.keyB] = nil
		case f.a != nil && !f.a.Default && f.a.Kind == manifest.Mapping && f.b.Kind == manifest.Mapping:
			below := map[string]any{}
			secret = c.merge(place, f.a, f.b, below) || secret
			out[f.keyB] = below
		default:
			secret = secret || f.b.hasSecret()
			out[f.keyB] = f.b.JSON()
		}
	}
	return secret
}

// differ reports whether two values differ in meaning.
func (c *comparer) differ(at place, a, b *Value) bool {
	probe := &comparer{kind: c.kind}
	probe.values(at, a, b)
	return len(probe.changes) > 0
}
