// Package schema judges a document against a target: whether the target accepts it, and if not, each reason with its
// place and the nearest right word. It is the only package that knows JSON Schema. It works on values as they are in the
// manifest: what the API server does with nulls and defaults is said in the schemas.
package schema

import (
	"fmt"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/target"
)

// A Validator judges documents for one target. It is safe for concurrent use.
type Validator struct {
	target   target.Target
	doc      document
	compiled *compiled
	part     func() *compiled           // for parts of objects, made when it is first needed
	places   func() map[string][]string // the objects that have a field of a name, as dotted paths
}

var validators sync.Map // target id to func() (*Validator, error)

// For returns the Validator of a target. It is made once, when it is first asked for. An error means that the schema in
// the binary is damaged.
func For(t target.Target) (*Validator, error) {
	load, _ := validators.LoadOrStore(t.ID, sync.OnceValues(func() (*Validator, error) { return load(t.Line()) }))
	return load.(func() (*Validator, error))()
}

func load(t target.Target) (*Validator, error) {
	doc, err := parseDocument(t.Schema())
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", t.ID, err)
	}
	compiled, err := compile(doc, whole)
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", t.ID, err)
	}
	v := &Validator{target: t, doc: doc, compiled: compiled}
	v.part = sync.OnceValue(v.compilePart)
	v.places = sync.OnceValue(v.findPlaces)
	return v, nil
}

// Target returns the target that v judges for.
func (v *Validator) Target() target.Target { return v.target }

// Check returns why the target does not accept a document; nothing when it does. A value that is a template counts as
// whatever the schema wants. A document that could not be decoded has no findings here: [manifest.Parse] has them.
func (v *Validator) Check(d *manifest.Document) []diag.Diagnostic { return v.check(d, v.compiled) }

func (v *Validator) check(d *manifest.Document, by *compiled) []diag.Diagnostic {
	if d.Root == nil || by.accepts(d.Root) {
		return nil
	}
	// What hangs on a template is not reported, however much of it stands before what is.
	for limit := mostFailures; ; limit *= 10 {
		failures, more := explain(by, d.Root, limit)
		c := &checker{Validator: v, manifest: d, more: more}
		for i := range failures {
			c.collect(&failures[i])
		}
		if found := c.report(); len(found) > 0 || !more {
			return found
		}
	}
}
