package convert

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// A product is a kind of resource of another product, or of Kubernetes itself, with the code that converts it to a Backend. The rows of its
// shape map single fields; the functions here do the rest.
type product struct {
	shape mapping.Shape
	// is reports whether a document has the product's kind.
	is func(d *manifest.Document) bool
	// portions returns the parts of a resource that each need a Backend. The resource is split if there are two or more. It may be nil.
	portions func(s *set, d *manifest.Document) []portion
	// list is the path of the list by whose items a resource is split.
	list []string
	// arrive moves settings that rows cannot express. It runs before the rows.
	arrive func(o *object)
	// secure sets the TLS that the product uses by default. It runs after all other settings are moved.
	secure func(o *object)
}

var products = []product{upstreams, serviceEntries, externalNames, envoyBackends}

// productOf returns the product of a document, or nil.
func (s *set) productOf(d *manifest.Document) *product {
	for i, p := range products {
		if p.is(d) && (s.options.From == "" || s.options.From == p.shape) {
			return &products[i]
		}
	}
	return nil
}

func isKind(d *manifest.Document, group, kind string) bool {
	return d.Kind == kind && groupOf(d.APIVersion) == group
}

// foreign converts a resource of another product: to one Backend in its place, or to several.
func (s *set) foreign(p *part, d *manifest.Document, doc *tree.Document, from *product) error {
	root := doc.Root.Find(tokensIn(d)...)
	portions, formless := s.portionsOf(d, from)
	originals := make([]*tree.Node, len(portions))
	names := make([]string, len(portions))
	for i, portion := range portions {
		originals[i], names[i] = root, portion.name
		if i > 0 {
			originals[i] = root.CopyOnly(from.own(root, portion))
		}
	}
	names = labels(names)
	for i, portion := range portions {
		o := s.arriving(d, doc, originals[i], from)
		o.part, o.index, o.port, o.ownHost, o.several = p, portion.index, portion.port, portion.host, len(portions) > 1
		o.formless, o.first = formless, i == 0
		if i > 0 {
			o.own = tree.New(originals[i], doc)
		}
		if o.several {
			o.suffix(names[i])
		}
		s.objects = append(s.objects, o)
		if err := o.run(); err != nil {
			return err
		}
	}
	return nil
}

// own returns the items of a portion, by the lists by which a resource is split. The first object of a resource has all items, so that each
// item is accounted for.
func (p *product) own(root *tree.Node, of portion) map[*tree.Node][]*tree.Entry {
	only := map[*tree.Node][]*tree.Entry{}
	if list := root.Find(p.list...); list != nil && of.index < len(list.Entries) {
		only[list] = list.Entries[of.index : of.index+1]
	}
	if hosts := root.Find("spec", "hosts"); hosts != nil && of.host != "" {
		only[hosts] = slices.DeleteFunc(slices.Clone(hosts.Entries), func(e *tree.Entry) bool { return e.Value.String() != of.host })
	}
	return only
}

// arriving creates the object of a resource of another product. Its first table converts it to a Backend of 2.4, or of 2.1 for AI; the
// second table converts that to the target shape.
func (s *set) arriving(d *manifest.Document, doc *tree.Document, root *tree.Node, from *product) *object {
	middle, to := mapping.Middle, mapping.Of(s.options.To)
	if spec := root.Get("spec"); isSet(spec.Get("ai")) && from.shape == mapping.Gloo {
		middle = mapping.MiddleAI
		if to != mapping.Catalog && !to.Before("2.2") {
			to = mapping.Agentgateway
		}
	}
	o := s.newObject(d, doc, root, mapping.FromForeign(from.shape, middle))
	o.product, o.next = from, mapping.Between(middle, to)
	return o
}

// suffix makes the name of one of several Backends unique.
func (o *object) suffix(name string) {
	n := o.root.Find("metadata", "name")
	if n.String() == "" {
		return
	}
	n.Assign(n.String()[:min(len(n.String()), 253-len(name)-1)] + "-" + name)
}

// labels returns a different valid name part for each text.
func labels(texts []string) []string {
	all, taken := make([]string, 0, len(texts)), map[string]bool{}
	for i, text := range texts {
		label := dnsLabel(text)
		if label == "" || taken[label] {
			label = strings.Trim(label+"-"+strconv.Itoa(i+1), "-")
		}
		all, taken[label] = append(all, label), true
	}
	return all
}

// dnsLabel returns a text as a valid part of a name.
func dnsLabel(text string) string {
	label := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(text))
	return strings.Trim(label[:min(len(label), 63)], "-")
}

// arrive converts a resource of another product to a Backend of the newest shape. The later steps do not depend on the product.
func (o *object) arrive() {
	if o.product == nil {
		return
	}
	if o.fitsAll(); o.unfit != nil {
		return
	}
	if o.product.arrive(o); o.unfit != nil {
		return
	}
	o.move()
	o.runBehind()
	if o.product.secure(o); o.unfit != nil {
		return
	}
	o.concludePolicy()
	o.came = o.table.From
	o.table, o.behind, o.moved = o.next, o.afterwards, false
}

// saidByOthers is the reason why one of several Backends drops settings that another one has.
const saidByOthers = "another Backend of these says it"

// othersSay drops a node that belongs to another one of several Backends.
func (o *object) othersSay(n *tree.Node) {
	o.settle(n, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: saidByOthers}})
	o.remove(n)
}

// only replaces a list by one of its items. Each other item has its own Backend, or cannot be converted, which is a loss of the first
// Backend.
func (o *object) only(list *tree.Node, keep int) *tree.Node {
	all := items(list)
	if !o.first && len(all) == 1 {
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
		case o.several:
			o.settle(item, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: saidByOthers}})
		default:
			o.settleLost(item, mapping.FirstOnly)
		}
	}
	item, up, key := all[keep], list.Parent(), list.Token()
	o.inherit(item, up)
	item.Move(up, slot(up, list), key)
	o.heirs[list] = item
	list.Dissolve(item)
	return item
}

// ownSecret removes the namespace from a reference to a Secret if it is the object's own.
func (o *object) ownSecret(path string) {
	if ref := o.at(path); ref != nil && isSet(ref.Get("namespace")) && ref.Get("namespace").Value == o.namespace() {
		o.drop(ref.Get("namespace"), "the Secret is in the Backend's own namespace, as it has to be")
	}
}

// Settings that are lost without a field in the input.
const (
	tlsToHosts = "TLS to the hosts"
	serverName = "the server name that each host is asked for"
)

// missing reports the loss of a setting that has no field in the input. What names the setting, such as "the TLS to the hosts"; it is empty
// if the reason is enough.
func (o *object) missing(n *tree.Node, what string, why mapping.Loss) {
	at := o.root.Origin
	if n != nil && n.Origin != nil {
		at = n.Origin
	}
	o.besides = append(o.besides, Fate{Outcome: Lost, Loss: why, Where: at.Key, What: what})
}

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
