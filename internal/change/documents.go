package change

import (
	"cmp"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// compare finds the changes of every pair.
func (p *pairer) compare(documents []*Document) {
	each(len(documents), func(i int) {
		d := documents[i]
		if d.Before != nil && d.After != nil && d.Before.Path+d.After.Path == "" && d.Before.File.Slice(d.Before.Span) == d.After.File.Slice(d.After.Span) {
			return
		}
		if d.changes(p, nil); len(d.Changes) > 0 && p.options.Secrets != nil {
			d.changes(p, p.secretsOf) // finding secrets takes longer than the comparison
		}
		if len(d.Changes) > 0 && d.Status == Same {
			d.Status = Different
		}
	})
	p.settlePolicies(documents)
}

// changes compares the values of the two sides, and sets d.Changes. One side may be missing. If secrets is not nil, it finds the secrets.
func (d *Document) changes(p *pairer, secrets func(*manifest.Document) []source.Span) {
	a, b := p.values(d, secrets)
	d.a, d.b = a, b
	object := &objectPair{[2]*manifest.Document{d.Before, d.After}, [2]*Value{a, b}}
	c := &comparer{kind: d.kind(), roots: object.roots, object: object, set: p}
	c.values(place{}, a, b)
	if a == nil || b == nil {
		c.changes[0].setFields(c.kind, cmp.Or(a, b))
	}
	d.Changes = c.changes
}

// kind returns the kind of a pair for the tables of this package. A BackendTLSPolicy has its own kind if all documents of the pair have
// the version v1alpha3, because kgateway reads that version in another way.
func (d *Document) kind() string {
	if d.IsKustomization {
		return kustomization
	}
	isOld := func(side *manifest.Document) bool {
		return side == nil || side.Kind == "BackendTLSPolicy" && strings.HasSuffix(side.APIVersion, "/v1alpha3")
	}
	if isOld(d.Before) && isOld(d.After) {
		return firstTarget
	}
	return d.Document().Kind
}

// values returns the effective values of a pair. The value of a missing side is nil.
func (p *pairer) values(d *Document, secrets func(*manifest.Document) []source.Span) (a, b *Value) {
	a, b = p.value(d.Before, secrets), p.value(d.After, secrets)
	if d.Document().Kind == "Secret" {
		alignSecret(a, b)
	}
	kind := d.kind()
	if a != nil {
		p.interpret(Before, kind, d.Before, a)
	}
	if b != nil {
		p.interpret(After, kind, d.After, b)
	}
	p.setReferents(d.Before, a)
	return a, b
}

// interpret computes the effective values of a document on a side. The parameter v is its value as written.
func (p *pairer) interpret(side Side, kind string, d *manifest.Document, v *Value) {
	in := interpreter{kind: kind, root: v, isKnown: isKnown(kind)}
	in.noLambda = kind == "BackendConfigPolicy" && p.appliesToNoLambda(side, d)
	in.value("", v)
}

// value returns the value of a document as written, or nil if the document is nil.
func (p *pairer) value(d *manifest.Document, secrets func(*manifest.Document) []source.Span) *Value {
	if d == nil {
		return nil
	}
	r := &reader{file: d.File, managed: p.options.Managed}
	if secrets != nil {
		r.secrets = secrets(d)
	}
	return r.document(d)
}

// A region is one YAML document of a file: the key of the cache of secrets.
type region struct {
	file *source.File
	span source.Span
}

// secretsOf returns the secrets of a YAML document, which are found once for all items of a List.
func (p *pairer) secretsOf(d *manifest.Document) []source.Span {
	at := region{d.File, d.Whole}
	p.mu.Lock()
	find, ok := p.secrets[at]
	if !ok {
		find = sync.OnceValue(func() []source.Span { return p.options.Secrets(d) })
		p.secrets[at] = find
	}
	p.mu.Unlock()
	return find()
}
