package convert

import (
	"cmp"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// An object is one resource during its conversion.
type object struct {
	set      *set
	part     *part
	document *manifest.Document
	doc      *yamltree.Document
	root     *yamltree.Node
	spec     *yamltree.Node
	table    *mapping.Table

	product *product       // the product that it belongs to, if it is from another product
	next    *mapping.Table // the second table, from the shape that the first table leads to
	came    mapping.Shape  // the shape of the input, if table.From is no longer that shape
	index   int            // the index of its item in the list by which the resource is split

	isCompanion bool                 // it is a policy, an extension or a route, not a backend
	hasFollowed bool                 // for a companion: a reference to a converted object was updated
	layout      error                // why its layout cannot be kept; then it must not change
	lostTargets map[int]mapping.Loss // for a policy: the targets, by index, that became another kind
	lastTarget  lostTarget           // for a policy: the last target that it lost

	several bool // the document becomes several Backends
	first   bool // it is the first of them
	// formless has the reasons why items of the list become no Backend, by index.
	formless map[int]*mapping.Loss
	port     any                // its port number, if the resource is split by ports
	portName string             // the name of that port
	ownHost  string             // its host, if the resource is split by hosts
	own      *yamltree.Document // the document of an additional Backend of the same resource
	policy   *yamltree.Node     // its new BackendConfigPolicy
	besides  []Fate             // losses without a leaf in the input
	apart    []apart            // losses in other documents
	// afterwards are steps that run after all moves of the last table.
	afterwards []func()

	sni         string         // the server name of all hosts, if the hosts have it
	upstreamTLS *upstreamTLS   // for Gloo: the TLS settings
	secured     string         // for a Service: the server name for TLS
	protocol    *yamltree.Node // for a ServiceEntry: the protocol of its port, if that is TLS
	wantsTLS    bool           // for Envoy Gateway: whether TLS is used

	leaves       []*yamltree.Node // of the input, in order
	fates        map[*yamltree.Node]Fate
	speaksFor    map[*yamltree.Node][]*yamltree.Node // the leaves of the input whose meaning a value of the output has
	later        map[*yamltree.Node]bool             // nodes that a step after the table handles
	heirs        map[*yamltree.Node]*yamltree.Node
	placeholders []Placeholder
	notes        []Note
	beside       []*yamltree.Document // the companions that were created for it
	unfit        *Fate                // why it cannot be represented in the target shape
	unknown      []*yamltree.Node     // fields that the shape of the input does not have
	invalid      bool                 // it is unchanged, because one of those fields may be misspelt
	moved        bool                 // its values are at their paths in the new shape
	changed      bool                 // it differs from the input
	written      string               // the CRD that it is written for; empty if the shape is not a CRD
	gone         bool                 // other objects have all of its settings
	behind       []func()             // steps that run after all values are moved
	role         string               // the ARN of the role in the source
	mistral      bool                 // the provider is Mistral, which uses the OpenAI API
}

func (s *set) newObject(d *manifest.Document, doc *yamltree.Document, root *yamltree.Node, table *mapping.Table) *object {
	return &object{
		set: s, document: d, doc: doc, root: root, spec: root.Get("spec"), table: table, leaves: root.Leaves(),
		fates: map[*yamltree.Node]Fate{}, speaksFor: map[*yamltree.Node][]*yamltree.Node{}, later: map[*yamltree.Node]bool{}, heirs: map[*yamltree.Node]*yamltree.Node{},
	}
}

func (o *object) from() mapping.Shape { return o.table.From }

// origin returns the shape of the input.
func (o *object) origin() mapping.Shape { return cmp.Or(o.came, o.table.From) }

func (o *object) to() mapping.Shape { return o.table.To }

// name returns the object's name, and namespace its namespace; empty if they are not set.
func (o *object) name() string      { return o.root.Find("metadata", "name").String() }
func (o *object) namespace() string { return o.root.Find("metadata", "namespace").String() }

// at returns the node at a path of the table below spec. It returns nil for paths into the items of a list.
func (o *object) at(path string) *yamltree.Node {
	if o.spec == nil {
		return nil
	}
	return o.spec.Find(strings.Split(path, ".")...)
}

// all returns the nodes at a path of the table, in every item of the lists on the path.
func (o *object) all(path string) []*yamltree.Node {
	if o.spec == nil {
		return nil
	}
	found := []*yamltree.Node{o.spec}
	if path == "" {
		return found
	}
	for step := range strings.SplitSeq(path, ".") {
		key, list := strings.CutSuffix(step, "[]")
		var next []*yamltree.Node
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

// isSet reports whether a value exists and is not null, as the API server does.
func isSet(n *yamltree.Node) bool { return n != nil && (n.Kind != manifest.Scalar || n.Value != nil) }

// isMapping reports whether a node can have fields. In a manifest that is not valid, a field may have any type.
func isMapping(n *yamltree.Node) bool { return n != nil && n.Kind == manifest.Mapping }

// hold records a placeholder, which was added because the shape requires the value.
func (o *object) hold(n *yamltree.Node, what string, assumed bool) {
	words := "PLACEHOLDER: " + what
	if assumed {
		words = "ASSUMED: " + what
	}
	n.Comment(words)
	o.placeholders = append(o.placeholders, Placeholder{Node: n, What: what, Assumed: assumed})
}

// note records a note about the conversion of a field.
func (o *object) note(n *yamltree.Node, text string) {
	at := source.Span{Start: o.document.Root.Span.Start, End: o.document.Root.Span.Start}
	if n != nil && n.Origin != nil {
		at = n.Origin.Key
	}
	o.notes = append(o.notes, Note{Text: text, Span: at})
}

// askToDecide warns that a value contradicts another one.
func (o *object) askToDecide(n *yamltree.Node, text string) {
	o.note(n, text)
	o.notes[len(o.notes)-1].NeedsDecision = true
}
