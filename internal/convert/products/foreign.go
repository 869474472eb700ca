package products

import (
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A foreign is a resource of another product while it is converted to a Backend.
type foreign struct {
	*rewrite.Object
	portion  *Portion
	unfit    map[int]*mapping.Loss // why items of the product's list cannot become Backends, by their index
	isFirst  bool                  // the object becomes the first Backend of the resource
	deferred []func()              // steps that run after all fields are moved
	facts    Facts

	// policy is the root of the object's new policy, which has the settings that a Backend has no field for; nil if there are none.
	policy *yamltree.Node
	// sni, name and verified are set only if the target is the catalog: the server name of all hosts, its default, and the names to verify
	// until their fate is known.
	sni, name string
	verified  []*yamltree.Node
	// afterwards are steps that run after the Backend is moved to the target shape.
	afterwards []Step
}

// A Step changes an object after its fields are moved.
type Step func(o *rewrite.Object)

// Facts are properties of the input that a Backend has no field for.
type Facts struct {
	IsForeign bool   // the input is a resource of another product
	Role      string // the ARN of the AWS role, "" if there is none
	Mistral   bool   // the provider is Mistral at its default host; shapes other than the catalog have it as an OpenAI provider
	IsSeveral bool   // the resource becomes several Backends
	// TLSPolicy is the policy of the input that sets the TLS of the resource or of its Backend, nil if there is none.
	TLSPolicy *manifest.Document
}

// An Arrival is a Backend that was made from a resource of another product. It has an intermediate shape: that of kgateway 2.4, or of 2.1
// for an AI backend.
type Arrival struct {
	Object *rewrite.Object
	Facts  Facts
	// Deferred are steps that run after the Backend is moved to the target shape.
	Deferred []Step
}

// Arrive converts the draft to a Backend of an intermediate shape: that of kgateway 2.4, or of 2.1 for an AI backend. The later stages,
// which move it to the target shape, do not depend on the product. It reports false if the draft is refused.
func (d Draft) Arrive() (Arrival, bool) {
	o := &foreign{Object: d.Object, portion: d.Portion, unfit: d.unfit, isFirst: d.Own == nil, facts: Facts{IsForeign: true, IsSeveral: d.Portion.several}}
	o.facts.TLSPolicy = o.findTLSPolicy()
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
	o.verifyHosts()
	o.concludePolicy()
	o.noteNamesake()
	o.Advance()
	return Arrival{o.Object, o.facts, o.afterwards}, true
}

// noteNamesake records a warning if another Backend of the input or the output has the same name. Resources of one kind with the same name,
// such as those of two clusters, are not in the same cluster.
func (o *foreign) noteNamesake() {
	if o.Goal == mapping.Agentgateway {
		return
	}
	name, d := references.BackendKind+"/"+o.Name(), o.Document
	const advice = "%s: a cluster keeps only one of the two; rename one of them"
	other := o.Make(o.Namespace(), o.Name(), d)
	switch {
	case o.Index.Find(references.KgatewayGroup, references.BackendKind, o.Namespace(), o.Name(), nil) != nil:
		o.AskToDecide(o.Root.Find("metadata", "name"), fmt.Sprintf(advice, "the input already has "+references.Qualified(name, references.KgatewayGroup+"/v1alpha1")))
	case other != nil && (other.Kind != d.Kind || references.GroupOf(other.APIVersion) != references.GroupOf(d.APIVersion)):
		o.AskToDecide(o.Root.Find("metadata", "name"), fmt.Sprintf(advice, references.Qualified(references.NameOf(other), other.APIVersion)+" also becomes "+name))
	}
}

// lacks refuses the object because it has no value that a Backend needs. Its unknown fields may be misspellings of the field for this value.
func (o *foreign) lacks(n *yamltree.Node, why mapping.Loss) {
	o.Refuse(n, why)
	o.FindUnknown()
}

// moveAll moves the fields according to the product's rows of the mapping, and then runs the deferred steps.
func (o *foreign) moveAll() {
	o.Move()
	for _, step := range o.deferred {
		step()
	}
}

// dropForOther drops a node that belongs to another Backend of the same resource.
func (o *foreign) dropForOther(n *yamltree.Node) {
	o.Settle(n, rewrite.KeptBy(rewrite.SaidByOthers))
	o.Remove(n)
}

// only puts the item with the index keep in the place of its list, and returns it. It returns nil if the list has no such item. The other
// items are recorded as dropped if they become other Backends, and as lost otherwise.
func (o *foreign) only(list *yamltree.Node, keep int) *yamltree.Node {
	all := rewrite.Items(list)
	if !o.isFirst && len(all) == 1 {
		keep = 0 // this object's copy of the list has only its own item
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
			o.Settle(item, rewrite.KeptBy(rewrite.SaidByOthers))
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

// ownSecret removes the namespace from a reference to a Secret if it is the namespace of the object.
func (o *foreign) ownSecret(path string) {
	if ref := o.At(path); ref != nil && rewrite.IsSet(ref.Get("namespace")) && ref.Get("namespace").Value == o.Namespace() {
		o.Drop(ref.Get("namespace"), "a Secret is always in the Backend's own namespace")
	}
}

// Names in messages for settings that are lost and have no field in the input.
const (
	tlsToHosts = "TLS to the hosts"
	serverName = "the server name of each host"
)

// distinct returns the texts without empty ones and without repetitions, in their order.
func distinct(all []string) []string {
	var out []string
	for _, text := range all {
		if text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
