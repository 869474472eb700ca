package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// A foreign is a resource of another product on its way to a Backend.
type foreign struct {
	builder
	formless map[int]*mapping.Loss
	isFirst  bool     // it is the first Backend of the resource
	deferred []func() // steps that run after all fields are moved
	role     string   // the ARN of the role in the source
	mistral  bool     // the provider is Mistral, which uses the OpenAI API
}

func (o *foreign) common() *foreign { return o }

// An arrival is a resource that has become a Backend, in a shape between its own and the goal.
type arrival struct {
	*object
	isForeign bool   // it was a resource of another product
	role      string // the ARN of the role in the source
	mistral   bool   // the provider is Mistral, which uses the OpenAI API
	// deferred are steps that run after the Backend has moved to its final shape.
	deferred []func()
}

// arrive converts the draft to a Backend of the shape that its second table leads from. The later stages do not depend on the product. It
// reports false if that is not possible.
func (d draft) arrive() (arrival, bool) {
	c := d.product.begin(foreign{builder: builder{maker: maker{d.object}, portion: d.portion}, formless: d.formless, isFirst: d.own == nil})
	o := c.common()
	o.policyField = o.toPolicy
	for _, step := range []func(){o.fitsAll, c.arrive, o.moveAll, c.secure} {
		if step(); o.isRefused() {
			return arrival{}, false
		}
	}
	o.concludePolicy()
	o.advance()
	return arrival{o.object, true, o.role, o.mistral, o.afterwards}, true
}

// moveAll moves the fields by the rows of the product, and then those that wait for others.
func (o *foreign) moveAll() {
	o.move()
	for _, step := range o.deferred {
		step()
	}
}

// saidByOthers is the reason why one of several Backends drops settings that another one has.
const saidByOthers = "another Backend of these says it"

// othersSay drops a node that belongs to another one of several Backends.
func (o *foreign) othersSay(n *tree.Node) {
	o.settle(n, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: saidByOthers}})
	o.remove(n)
}

// only replaces a list by one of its items. Each other item has its own Backend, or cannot be converted, which is a loss of the first
// Backend.
func (o *foreign) only(list *tree.Node, keep int) *tree.Node {
	all := items(list)
	if !o.isFirst && len(all) == 1 {
		keep = 0 // the list has only the object's own item
	}
	if keep >= len(all) {
		return nil
	}
	for i, item := range all {
		switch { // the other items are removed together with the list
		case i == keep:
		case o.formless[i] != nil:
			o.settleLost(item, *o.formless[i])
		case o.portion.several:
			o.settle(item, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: saidByOthers}})
		default:
			o.settleLost(item, mapping.FirstOnly)
		}
	}
	item, up, key := all[keep], list.Parent(), list.Token()
	o.inherit(item, up)
	item.Move(up, slot(up, list), key)
	o.setHeir(list, item)
	list.Dissolve(item)
	return item
}

// ownSecret removes the namespace from a reference to a Secret if it is the object's own.
func (o *foreign) ownSecret(path string) {
	if ref := o.at(path); ref != nil && isSet(ref.Get("namespace")) && ref.Get("namespace").Value == o.namespace() {
		o.drop(ref.Get("namespace"), "the Secret is in the Backend's own namespace, as it has to be")
	}
}

// Settings that are lost without a field in the input.
const (
	tlsToHosts = "TLS to the hosts"
	serverName = "the server name that each host is asked for"
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
