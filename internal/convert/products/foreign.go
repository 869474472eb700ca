package products

import (
	"slices"

	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A foreign is a resource of another product on its way to a Backend.
type foreign struct {
	*rewrite.Object
	portion  *Portion
	unfit    map[int]*mapping.Loss
	isFirst  bool     // it is the first Backend of the resource
	deferred []func() // steps that run after all fields are moved
	facts    Facts

	// policy is a new policy with the settings for which a Backend has no field; nil if there are none.
	policy *yamltree.Node
	sni    string // for the catalog: the server name of all hosts
	// afterwards are steps that run after the Backend has moved to its final shape.
	afterwards []Step
}

// A Step changes an object after a move.
type Step func(o *rewrite.Object)

// Facts are what a source says without a field for it in a Backend.
type Facts struct {
	IsForeign bool   // it was a resource of another product
	Role      string // the ARN of the role
	Mistral   bool   // the provider is Mistral, which uses the OpenAI API
}

// An Arrival is a resource that has become a Backend, in a shape between its own and the goal.
type Arrival struct {
	Object *rewrite.Object
	Facts  Facts
	// Deferred are steps that run after the Backend has moved to its final shape.
	Deferred []Step
}

// Arrive converts the draft to a Backend of the shape that its second table leads from. The later stages do not depend on the product. It
// reports false if that is not possible.
func (d Draft) Arrive() (Arrival, bool) {
	o := &foreign{Object: d.Object, portion: d.Portion, unfit: d.unfit, isFirst: d.Own == nil, facts: Facts{IsForeign: true}}
	c := d.product.begin(o)
	o.PolicyField = o.toPolicy
	if !o.FitsAll() {
		return Arrival{}, false
	}
	if c.arrive(); o.IsRefused() {
		return Arrival{}, false
	}
	o.moveAll()
	c.secure()
	o.concludePolicy()
	o.Advance()
	return Arrival{o.Object, o.facts, o.afterwards}, true
}

// moveAll moves the fields by the rows of the product, and then those that wait for others.
func (o *foreign) moveAll() {
	o.Move()
	for _, step := range o.deferred {
		step()
	}
}

// SaidByOthers is the reason why one of several Backends drops settings that another one has.
const SaidByOthers = "another Backend of this resource has this value"

// othersSay drops a node that belongs to another one of several Backends.
func (o *foreign) dropForOther(n *yamltree.Node) {
	o.SettleDropped(n, SaidByOthers)
	o.Remove(n)
}

// only replaces a list by one of its items. Each other item has its own Backend, or cannot be converted, which is a loss of the first
// Backend.
func (o *foreign) only(list *yamltree.Node, keep int) *yamltree.Node {
	all := rewrite.Items(list)
	if !o.isFirst && len(all) == 1 {
		keep = 0 // the list has only the object's own item
	}
	if keep >= len(all) {
		return nil
	}
	for i, item := range all {
		switch { // the other items are removed together with the list
		case i == keep:
		case o.unfit[i] != nil:
			o.SettleLost(item, *o.unfit[i])
		case o.portion.several:
			o.SettleDropped(item, SaidByOthers)
		default:
			o.SettleLost(item, mapping.FirstOnly)
		}
	}
	item, up, key := all[keep], list.Parent(), list.Token()
	o.Inherit(item, up)
	item.Move(up, rewrite.Slot(up, list), key)
	o.SetHeir(list, item)
	list.Dissolve(item)
	return item
}

// ownSecret removes the namespace from a reference to a Secret if it is the object's own.
func (o *foreign) ownSecret(path string) {
	if ref := o.At(path); ref != nil && rewrite.IsSet(ref.Get("namespace")) && ref.Get("namespace").Value == o.Namespace() {
		o.Drop(ref.Get("namespace"), "a Secret is always in the Backend's own namespace")
	}
}

// Settings that are lost without a field in the input.
const (
	tlsToHosts = "TLS to the hosts"
	serverName = "the server name of each host"
)

// distinct returns the texts without repetitions, in their order.
func distinct(all []string) []string {
	var out []string
	for _, text := range all {
		if text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
