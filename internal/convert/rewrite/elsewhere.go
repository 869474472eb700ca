package rewrite

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// An apartLeaf is a leaf of another document with a setting that concerns the object, such as a TLS setting of a DestinationRule. The other
// document stays unchanged; the fate states whether the object or a companion has the setting.
type apartLeaf struct {
	Document *manifest.Document
	Fate     Fate
	heir     *yamltree.Node // the value of the result that has the setting, nil if there is none
	settled  bool           // the fate is final; else it depends on whether the result has the heir
}

// Borrow records that a value of the result has the setting of a leaf of another document. If that value is lost later, the leaf is lost,
// too.
func (o *Object) Borrow(heir *yamltree.Node, d *manifest.Document, way []string) {
	o.apart = append(o.apart, &apartLeaf{Document: d, Fate: Fate{Leaf: leafAt(d, way)}, heir: heir})
}

// SettleElsewhere sets the fate of all leaves at a path of another document that do not have a fate yet.
func (o *Object) SettleElsewhere(d *manifest.Document, way []string, f Fate) {
	if f.Outcome == Lost {
		whole := leafAt(d, way)
		f.Whole, f.Where = whole.Path, whole.Span
	}
	n, depth := d.Root.Lookup(way)
	if depth < len(way) {
		return
	}
	for _, leaf := range leavesOf(n, leafAt(d, way)) {
		if !o.isRecorded(d, leaf.Path) {
			f.Leaf = leaf
			o.apart = append(o.apart, &apartLeaf{Document: d, Fate: f, settled: true})
		}
	}
}

// IsSettledElsewhere reports whether the leaf at a path of another document, or a leaf below it, has a fate.
func (o *Object) IsSettledElsewhere(d *manifest.Document, way []string) bool {
	n, depth := d.Root.Lookup(way)
	return depth == len(way) && slices.ContainsFunc(leavesOf(n, leafAt(d, way)), func(l Leaf) bool { return o.isRecorded(d, l.Path) })
}

func (o *Object) isRecorded(d *manifest.Document, path string) bool {
	for _, a := range o.apart {
		if a.Document == d && a.Fate.Path == path {
			return true
		}
	}
	return false
}

// settleHeirs sets the fate of the leaves of other documents that have their heir in a node of the result, unless their fate is final.
func (o *Object) settleHeirs(n *yamltree.Node, f Fate) {
	for _, a := range o.apart {
		if a.settled || a.heir != n && !isBelow(a.heir, n) {
			continue
		}
		f.Leaf, f.Whole = a.Fate.Leaf, ""
		if f.Outcome == Lost {
			f.Whole, f.Where = a.Fate.Path, a.Fate.Span
		}
		a.Fate, a.settled = f, true
	}
}

// HasInput reports whether a node of the result contains a value of the input: of the object, or of another document.
func (o *Object) HasInput(n *yamltree.Node) bool {
	for _, leaf := range n.Leaves() {
		if leaf.Origin != nil || len(o.speaksFor[leaf]) > 0 {
			return true
		}
	}
	for _, a := range o.apart {
		if !a.settled && (a.heir == n || isBelow(a.heir, n)) {
			return true
		}
	}
	return false
}

// Settings are the fates of the leaves of another document whose settings concern an object.
type Settings struct {
	Document *manifest.Document
	Fates    []Fate // in the order of the document
}

// OutcomesElsewhere returns, for each of the other documents whose settings concern the object, the fates of these settings. A leaf whose
// heir is not in the output has the loss [Forgotten], which is a bug.
func (o *Object) OutcomesElsewhere() []Settings {
	if len(o.apart) == 0 {
		return nil
	}
	places := o.places()
	var all []Settings
	for _, a := range o.apart {
		if place, there := places[a.heir]; !a.settled && there {
			a.Fate.To = []Place{place}
		} else if !a.settled {
			a.Fate = Fate{Leaf: a.Fate.Leaf, Outcome: Lost, Whole: a.Fate.Path, Where: a.Fate.Span, Loss: Forgotten}
		}
		i := slices.IndexFunc(all, func(s Settings) bool { return s.Document == a.Document })
		if i < 0 {
			i = len(all)
			all = append(all, Settings{Document: a.Document})
		}
		all[i].Fates = append(all[i].Fates, a.Fate)
	}
	for _, s := range all {
		stable.Sort(s.Fates, func(a, b Fate) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
		joinLosses(s.Document, s.Fates)
	}
	return all
}

// leafAt returns the value at a path of a document. Its span is that of its key or, for an item of a list, of the item.
func leafAt(d *manifest.Document, way []string) Leaf {
	leaf := Leaf{Path: d.Path + diag.Pointer(way...), Span: d.Root.Span}
	if f := d.Root.FieldAt(way); f != nil {
		leaf.Span = f.KeySpan
	} else if n, depth := d.Root.Lookup(way); depth == len(way) {
		leaf.Span = n.Span
	}
	return leaf
}

// leavesOf returns the leaves at and below a node. The parameter at has the path and the span of the node itself.
func leavesOf(n *manifest.Node, at Leaf) []Leaf {
	if len(n.Fields)+len(n.Items) == 0 {
		return []Leaf{at}
	}
	var all []Leaf
	eachChild(n, at.Path, func(child *manifest.Node, key source.Span, path string) {
		all = append(all, leavesOf(child, Leaf{path, key})...)
	})
	return all
}

// eachChild calls a function for each field or item of a node, with its path. The span is that of the field's key, or of the item.
func eachChild(n *manifest.Node, path string, call func(child *manifest.Node, key source.Span, path string)) {
	for i := range n.Fields {
		call(n.Fields[i].Value, n.Fields[i].KeySpan, path+diag.Pointer(n.Fields[i].Key))
	}
	for i, item := range n.Items {
		call(item, item.Span, path+diag.Pointer(strconv.Itoa(i)))
	}
}
