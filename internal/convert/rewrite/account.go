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

// An Account records what becomes of each leaf of an object, and what else its conversion loses, adds and changes.
type Account struct {
	Leaves       []*yamltree.Node // of the input, in order
	Unknown      []*yamltree.Node // fields that the shape of the input does not have
	Placeholders []Placeholder
	Notes        []Note
	Unnamed      []Fate  // losses without a leaf in the input
	Elsewhere    []Apart // losses in other documents

	fates     map[*yamltree.Node]Fate
	speaksFor map[*yamltree.Node][]*yamltree.Node // the leaves of the input whose meaning a value of the output has
	heirs     map[*yamltree.Node]*yamltree.Node   // the values that get the comments of objects that become empty
	unfit     *Fate                               // why the object cannot be represented in the target shape
}

func newAccount(root *yamltree.Node) Account {
	return Account{Leaves: root.Leaves(), fates: map[*yamltree.Node]Fate{}, speaksFor: map[*yamltree.Node][]*yamltree.Node{}, heirs: map[*yamltree.Node]*yamltree.Node{}}
}

// SetHeir makes a value get the comments of an object that becomes empty.
func (o *Object) SetHeir(n, heir *yamltree.Node) { o.heirs[n] = heir }

// AddHeir does so if no other value gets them.
func (o *Object) AddHeir(n, heir *yamltree.Node) { o.heirs[n] = cmp.Or(o.heirs[n], heir) }

// Outcomes returns the fates of all leaves, and sets the places of the placeholders. A leaf without a fate was mapped to its own place in
// the output; a leaf that is not in the output is a mistake of the conversion.
func (o *Object) Outcomes() []Fate {
	places := map[*yamltree.Node]Place{}
	locate(places, o.Root)
	for _, d := range o.Beside {
		locate(places, d.Root)
	}
	fates := make([]Fate, 0, len(o.Leaves))
	for _, leaf := range o.Leaves {
		f, known := o.fates[leaf]
		place, there := places[leaf]
		switch {
		case known:
			f.Leaf, f.To = leafOf(leaf), o.renamed(f.To)
		case there:
			f = Fate{Leaf: leafOf(leaf), To: []Place{place}}
		case !IsSet(leaf): // another value has its place, and the leaf was null
			f = Fate{Leaf: leafOf(leaf), Outcome: Dropped, Loss: mapping.Loss{Why: "null is the same as no field"}}
		default:
			f = Fate{Leaf: leafOf(leaf), Outcome: Lost, Whole: leaf.Origin.Path, Where: leaf.Origin.Key, Loss: Forgotten}
		}
		fates = append(fates, f)
	}
	for i := range o.Placeholders {
		p := &o.Placeholders[i]
		root := o.holderOf(p.Node)
		p.Object, p.Path = NameOf(root), diag.Pointer(p.Node.Tokens(root)...)
	}
	return fates
}

// renamed returns the places with the object's new kind.
func (o *Object) renamed(places []Place) []Place {
	out := slices.Clone(places)
	for i := range out {
		if kind, name, _ := strings.Cut(out[i].Object, "/"); kind == o.Document.Kind && (name == o.Document.Name || name == o.Name()) {
			out[i].Object = NameOf(o.Root)
		}
	}
	return out
}

// locate records the place of every value. A value that is empty in the input may have fields in the output.
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

// Added returns the outermost fields of the result that the input does not have, as JSON Pointers, without placeholders.
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

// ChangedValues returns the leaves whose value changed in the same place, as JSON Pointers, without the apiVersion and kind of a converted
// object.
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

// holderOf returns the object that contains a node of the result: the converted one or a companion.
func (o *Object) holderOf(n *yamltree.Node) *yamltree.Node {
	for ; n.Parent() != nil; n = n.Parent() {
		if n == o.Root || slices.ContainsFunc(o.Beside, func(d *yamltree.Document) bool { return d.Root == n }) {
			break
		}
	}
	return n
}

// GonePaths returns the paths below spec that the object no longer has.
func (o *Object) GonePaths() []string {
	var out []string
	for _, f := range o.fates {
		if path, ok := strings.CutPrefix(strings.TrimPrefix(f.Path, o.Document.Path), "/spec"); ok && f.Outcome != Mapped {
			out = append(out, PatternOf(diag.Tokens(path)))
		}
	}
	return out
}
