// Package products converts resources of other products, and Services, to Backends. Each product has a file with its converter, which keeps
// the state of one conversion. The package does not depend on the stages of a conversion.
package products

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A Product is a kind of resource that can become a Backend, such as Istio's ServiceEntry or a Service, with the code that converts it. The
// mapping rows of its shape convert single fields; its converter does the rest.
type Product struct {
	shape mapping.Shape
	// is reports whether a document is a resource of the product.
	is func(d *manifest.Document) bool
	// portions returns the portions of a resource: each becomes a Backend. It is nil if every resource becomes one Backend.
	portions func(x *references.Index, d *manifest.Document) []Portion
	// list is the path of the list with the items that become separate Backends, such as the ports of a Service. It is nil if there is no
	// such list.
	list []string
	// hasAI reports whether resources of the product can be AI backends. kgateway has AI backends only up to 2.1.
	hasAI bool
	// begin returns the converter of a resource, with its own state.
	begin func(o *foreign) converter
}

// A converter converts one resource, or a portion of one. It keeps the state of that conversion.
type converter interface {
	// arrive converts the settings that rows of the mapping cannot express. It runs before the rows are applied.
	arrive()
	// secure sets the TLS that the product uses although the resource has no field for it: by default, for the protocol of a port, or because
	// of another resource. It runs after all other settings are moved.
	secure()
}

var products = []Product{upstreams, serviceEntries, externalNames, envoyBackends}

// Of returns the product that a document belongs to, or nil. If from is not empty, only the product with that shape counts.
func Of(d *manifest.Document, from mapping.Shape) *Product {
	for i, p := range products {
		if p.is(d) && (from == "" || from == p.shape) {
			return &products[i]
		}
	}
	return nil
}

// Shape returns the name of the product in the tables of mappings.
func (p *Product) Shape() mapping.Shape { return p.shape }

// A Draft is one of the Backends that a resource of a product becomes, before its conversion.
type Draft struct {
	Object  *rewrite.Object
	Portion *Portion
	Own     *yamltree.Document // its new document; nil for the first draft, which replaces the resource
	product *Product
	unfit   map[int]*mapping.Loss // why items of the product's list cannot become Backends, by their index
}

// DraftsOf returns the Backends that a resource becomes. The first one replaces the resource.
func (p *Product) DraftsOf(s *rewrite.Scope, d *manifest.Document, doc *yamltree.Document, root *yamltree.Node) []Draft {
	portions, unfit := portionsOf(s.Index, d, p)
	originals := make([]*yamltree.Node, len(portions))
	names := make([]string, len(portions))
	for i, portion := range portions {
		originals[i], names[i] = root, portion.name
		if i > 0 {
			originals[i] = root.CopyOnly(p.own(root, portion))
		}
	}
	names = labels(names)
	all := make([]Draft, len(portions))
	for i, portion := range portions {
		o := p.open(s, d, doc, originals[i])
		all[i] = Draft{Object: o, Portion: &portion, product: p, unfit: unfit}
		if i > 0 {
			all[i].Own = yamltree.New(originals[i], doc)
		}
		if portion.several {
			suffix(originals[i], names[i])
		}
	}
	return all
}

// open returns the object of a resource. Its first table leads to a Backend of 2.4, or of 2.1 for AI. Its second table leads from there to
// the target shape.
func (p *Product) open(s *rewrite.Scope, d *manifest.Document, doc *yamltree.Document, root *yamltree.Node) *rewrite.Object {
	middle, to := mapping.Middle, mapping.Of(s.Target)
	if p.hasAI && rewrite.IsSet(root.Get("spec").Get("ai")) {
		middle = mapping.MiddleAI
		if to != mapping.Catalog && !to.Before("2.2") {
			to = mapping.Agentgateway
		}
	}
	return rewrite.New(s, d, doc, root, mapping.FromForeign(p.shape, middle), mapping.Between(middle, to))
}

// own returns the items that belong to a portion, by the list that contains them. Each Backend after the first has only these items. The
// first Backend has all items, so that each item has an outcome.
func (p *Product) own(root *yamltree.Node, of Portion) map[*yamltree.Node][]*yamltree.Entry {
	only := map[*yamltree.Node][]*yamltree.Entry{}
	if list := root.Find(p.list...); list != nil && of.index < len(list.Entries) {
		only[list] = list.Entries[of.index : of.index+1]
	}
	if hosts := root.Find("spec", "hosts"); hosts != nil && of.host != "" {
		only[hosts] = slices.DeleteFunc(slices.Clone(hosts.Entries), func(e *yamltree.Entry) bool { return e.Value.String() != of.host })
	}
	return only
}

// suffix appends the name of a portion to the name of an object, and keeps the maximum length of a name.
func suffix(root *yamltree.Node, name string) {
	n := root.Find("metadata", "name")
	if n.String() == "" {
		return
	}
	n.Assign(n.String()[:min(len(n.String()), 253-len(name)-1)] + "-" + name)
}

// labels returns, for each text, a text that is valid in an object's name. All results are different.
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

// dnsLabel converts a text to a valid part of an object's name, or to "" if no character is valid.
func dnsLabel(text string) string {
	label := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(text))
	return strings.Trim(label[:min(len(label), 63)], "-")
}
