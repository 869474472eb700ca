package rewrite

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// An Account records the outcome of each leaf of an object, and the other effects of the object's conversion. A leaf is a value without
// fields below it.
type Account struct {
	Leaves       []*yamltree.Node // the leaves of the input, in order
	Unknown      []*yamltree.Node // fields that the shape of the input does not have
	Placeholders []Placeholder
	Notes        []Note
	Unnamed      []Fate // losses of settings that have no field in the input, such as a default

	apart     []*apartLeaf // the settings of other documents that concern the object
	fates     map[*yamltree.Node]Fate
	speaksFor map[*yamltree.Node][]*yamltree.Node // by value of the output: the leaves of the input that it has replaced
	heirs     map[*yamltree.Node]*yamltree.Node   // by object: the value that gets its comments when the object becomes empty
	unfit     *Fate                               // why the target shape cannot represent the object, nil if it can
}

func newAccount(root *yamltree.Node) Account {
	return Account{Leaves: root.Leaves(), fates: map[*yamltree.Node]Fate{}, speaksFor: map[*yamltree.Node][]*yamltree.Node{}, heirs: map[*yamltree.Node]*yamltree.Node{}}
}

// SetHeir sets the value that gets the comments of an object when the object becomes empty and is removed.
func (o *Object) SetHeir(n, heir *yamltree.Node) { o.heirs[n] = heir }

// AddHeir is SetHeir, unless another value already gets the comments.
func (o *Object) AddHeir(n, heir *yamltree.Node) { o.heirs[n] = cmp.Or(o.heirs[n], heir) }

// Outcomes returns the fates of all leaves, and sets the places of the placeholders. A leaf without a fate is mapped to the place that it
// has in the output. If it is not in the output, it is dropped if it is null, and else lost with the reason [Forgotten], which is a bug.
func (o *Object) Outcomes() []Fate {
	places := o.places()
	fates := make([]Fate, 0, len(o.Leaves))
	for _, leaf := range o.Leaves {
		f, known := o.fates[leaf]
		place, there := places[leaf]
		switch {
		case known:
			f.Leaf, f.To = leafOf(leaf), o.renamed(f.To)
		case there:
			f = Fate{Leaf: leafOf(leaf), To: []Place{place}}
		case !IsSet(leaf): // the leaf was null, and another value has replaced it
			f = Fate{Leaf: leafOf(leaf), Outcome: Dropped, Loss: mapping.Loss{Why: "null is the same as no field"}}
		default:
			f = Fate{Leaf: leafOf(leaf), Outcome: Lost, Whole: leaf.Origin.Path, Where: leaf.Origin.Key, Loss: Forgotten}
		}
		fates = append(fates, f)
	}
	joinLosses(o.Document, fates)
	for i := range o.Placeholders {
		p := &o.Placeholders[i]
		root := o.holderOf(p.Node)
		p.Object, p.Path = NameOf(root), diag.Pointer(p.Node.Tokens(root)...)
	}
	return fates
}

// places returns the place of every value of the object and its companions.
func (o *Object) places() map[*yamltree.Node]Place {
	places := map[*yamltree.Node]Place{}
	locate(places, o.Root)
	for _, d := range o.Beside {
		locate(places, d.Root)
	}
	return places
}

// renamed returns places with the object's new kind and name instead of the old ones.
func (o *Object) renamed(places []Place) []Place {
	out := slices.Clone(places)
	for i := range out {
		if kind, name, _ := strings.Cut(out[i].Object, "/"); kind == o.Document.Kind && (name == o.Document.Name || name == o.Name()) {
			out[i].Object = NameOf(o.Root)
		}
	}
	return out
}

// locate adds the place of every value of an object to places. A value that is a leaf in the input may have fields in the output, so all
// values are added.
func locate(places map[*yamltree.Node]Place, root *yamltree.Node) {
	name := NameOf(root)
	var walk func(n *yamltree.Node, pointer string)
	walk = func(n *yamltree.Node, pointer string) {
		places[n] = PlaceAt(name, pointer)
		for i, e := range n.Fields() {
			token := e.Key
			if n.Kind == manifest.Sequence {
				token = strconv.Itoa(i)
			}
			walk(e.Value, pointer+diag.Pointer(token))
		}
	}
	walk(root, "")
}

// Added returns the JSON Pointers of the outermost fields of the result that the input does not have. Placeholders are not included.
func (o *Object) Added() []string {
	var out []string
	var walk func(n *yamltree.Node)
	walk = func(n *yamltree.Node) {
		switch {
		case o.isNew(n):
			out = append(out, diag.Pointer(n.Tokens(o.Root)...))
		case n.Kind != manifest.Scalar:
			for _, e := range n.Fields() {
				walk(e.Value)
			}
		}
	}
	walk(o.Root)
	return out
}

// ChangedValues returns the JSON Pointers of the leaves that have the same path in the output as in the input, but another value. The
// apiVersion and kind of an object whose kind has changed are not included.
func (o *Object) ChangedValues() []string {
	var out []string
	becameOther := o.Root.Get("kind").String() != o.Document.Kind
	for _, leaf := range o.Leaves {
		f, settled := o.fates[leaf]
		path := leaf.Origin.Path
		was, depth := o.Document.Root.Lookup(diag.Tokens(strings.TrimPrefix(path, o.Document.Path)))
		name := strings.TrimPrefix(path, o.Document.Path)
		if settled && f.Outcome != Mapped || becameOther && (name == "/kind" || name == "/apiVersion") || depth < len(diag.Tokens(name)) {
			continue
		}
		if leaf.Parent() != nil && leaf.Pointer() == path && leaf.Kind == manifest.Scalar && leaf.Value != was.Value {
			out = append(out, path)
		}
	}
	return out
}

// isNew reports whether a value contains nothing from the input and no placeholder.
func (o *Object) isNew(n *yamltree.Node) bool {
	return n.Origin == nil && !o.IsPlaceholder(n) && len(o.speaksFor[n]) == 0 &&
		!slices.ContainsFunc(n.Fields(), func(e *yamltree.Entry) bool { return !o.isNew(e.Value) })
}

// holderOf returns the root of the object that contains a node of the result: the converted object or a companion.
func (o *Object) holderOf(n *yamltree.Node) *yamltree.Node {
	for ; n.Parent() != nil; n = n.Parent() {
		if n == o.Root || slices.ContainsFunc(o.Beside, func(d *yamltree.Document) bool { return d.Root == n }) {
			break
		}
	}
	return n
}

// GonePaths returns the paths of the leaves below spec that were dropped or lost, such as static.hosts[].port, in any order.
func (o *Object) GonePaths() []string {
	var out []string
	for _, f := range o.fates {
		if path, ok := strings.CutPrefix(strings.TrimPrefix(f.Path, o.Document.Path), "/spec"); ok && f.Outcome != Mapped {
			out = append(out, PatternOf(diag.Tokens(path)))
		}
	}
	return out
}
