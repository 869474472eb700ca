package convert

import (
	"cmp"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/tree"
)

// An object is one resource on its way from a shape to another.
type object struct {
	set      *set
	part     *part
	document *manifest.Document
	doc      *tree.Document
	root     *tree.Node
	spec     *tree.Node
	table    *mapping.Table

	product *product       // of another product: what it is
	next    *mapping.Table // and where it goes on from where its own table leads
	came    mapping.Shape  // the shape that it came in, once that is not its table's
	index   int            // of the item of a list that it is of

	isCompanion bool                 // it is a policy, an extension or a route, and no backend
	hasFollowed bool                 // of a companion: it names what an object has become
	layout      error                // why its layout cannot be kept; it must not change then
	lostTargets map[int]mapping.Loss // of a policy: the targets by index that became another kind
	lastTarget  lostTarget           // of a policy: the last target that it lost

	several bool // the document becomes several
	first   bool // of those
	// formless says by index why an item of that list becomes no Backend.
	formless map[int]*mapping.Loss
	port     any            // the number of the port that it is of
	portName string         // and the port's name
	ownHost  string         // the host that it is of, where each host has an object of its own
	own      *tree.Document // its own document where another one stands in the place of the input
	policy   *tree.Node     // the BackendConfigPolicy beside it
	besides  []Fate         // what is lost that no leaf says
	apart    []apart        // what is lost of other documents
	// afterwards are steps for when everything has its place in the end.
	afterwards []func()

	sni         string       // the server name that every host is asked for, where hosts say it themselves
	upstreamTLS *upstreamTLS // of Gloo: that TLS is spoken, and to whom
	secured     string       // of a Service: the name that TLS is spoken to
	protocol    *tree.Node   // of a ServiceEntry: the protocol of its port, if that is TLS
	wantsTLS    bool         // of Envoy Gateway: that TLS is spoken

	leaves       []*tree.Node // of the input, in order
	fates        map[*tree.Node]Fate
	speaksFor    map[*tree.Node][]*tree.Node // values of the output, with the leaves of the input whose meaning they have
	later        map[*tree.Node]bool         // what a step behind the table takes care of
	heirs        map[*tree.Node]*tree.Node
	placeholders []Placeholder
	notes        []Note
	beside       []*tree.Document // resources that carry what the object cannot
	unfit        *Fate            // why the object has no form in the other shape
	unknown      []*tree.Node     // fields that the shape of the input does not have
	invalid      bool             // it is as it was, because one of those may be misspelt
	moved        bool             // what it has stands where the table has it
	changed      bool             // it is not what it was
	written      string           // the CRD that it is written for; empty for a shape of its own
	gone         bool             // other objects carry all that it said
	behind       []func()         // steps that wait until everything has its place
	role         string           // the ARN of a role that the source names
	mistral      bool             // the provider is Mistral, which is called as OpenAI is
}

func (s *set) newObject(d *manifest.Document, doc *tree.Document, root *tree.Node, table *mapping.Table) *object {
	return &object{
		set: s, document: d, doc: doc, root: root, spec: root.Get("spec"), table: table, leaves: root.Leaves(),
		fates: map[*tree.Node]Fate{}, speaksFor: map[*tree.Node][]*tree.Node{}, later: map[*tree.Node]bool{}, heirs: map[*tree.Node]*tree.Node{},
	}
}

func (o *object) from() mapping.Shape { return o.table.From }

// origin returns the shape of the input.
func (o *object) origin() mapping.Shape { return cmp.Or(o.came, o.table.From) }

func (o *object) to() mapping.Shape { return o.table.To }

// name returns the name by which others refer to the object, and namespace where it lives; empty where they are not written.
func (o *object) name() string      { return o.root.Find("metadata", "name").String() }
func (o *object) namespace() string { return o.root.Find("metadata", "namespace").String() }

// at follows a path of the table below spec. Paths that lead into the items of a list lead nowhere.
func (o *object) at(path string) *tree.Node {
	if o.spec == nil {
		return nil
	}
	return o.spec.Find(strings.Split(path, ".")...)
}

// all returns the nodes that a path of the table leads to, with every item of a list on its way.
func (o *object) all(path string) []*tree.Node {
	if o.spec == nil {
		return nil
	}
	found := []*tree.Node{o.spec}
	if path == "" {
		return found
	}
	for step := range strings.SplitSeq(path, ".") {
		key, list := strings.CutSuffix(step, "[]")
		var next []*tree.Node
		for _, n := range found {
			v := n.Get(key)
			switch {
			case v == nil || v.Kind == manifest.Scalar && v.Value == nil:
			case list:
				next = append(next, items(v)...)
			default:
				next = append(next, v)
			}
		}
		found = next
	}
	return found
}

// isSet says whether a value is there and not null, which is how the API server counts.
func isSet(n *tree.Node) bool { return n != nil && (n.Kind != manifest.Scalar || n.Value != nil) }

// isMapping says whether a node can take fields. What should be a mapping may be anything in a manifest that is not valid.
func isMapping(n *tree.Node) bool { return n != nil && n.Kind == manifest.Mapping }

// hold remembers something that was put in because the shape asks for it.
func (o *object) hold(n *tree.Node, what string, assumed bool) {
	words := "PLACEHOLDER: " + what
	if assumed {
		words = "ASSUMED: " + what
	}
	n.Comment(words)
	o.placeholders = append(o.placeholders, Placeholder{Node: n, What: what, Assumed: assumed})
}

// note tells a person something about the conversion of a field.
func (o *object) note(n *tree.Node, text string) {
	at := source.Span{Start: o.document.Root.Span.Start, End: o.document.Root.Span.Start}
	if n != nil && n.Origin != nil {
		at = n.Origin.Key
	}
	o.notes = append(o.notes, Note{Text: text, Span: at})
}

// askToDecide warns that a value contradicts another one.
func (o *object) askToDecide(n *tree.Node, text string) {
	o.note(n, text)
	o.notes[len(o.notes)-1].NeedsDecision = true
}
