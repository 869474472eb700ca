// Package schema checks a document against a target. It decides whether the target accepts it and, if not, returns each reason with its
// place and a suggestion. It is the only package that evaluates JSON Schema. It checks the values as they are in the manifest; the schemas
// include the API server's treatment of nulls and defaults.
package schema

import (
	"fmt"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/target"
)

// A Validator checks documents against one target. It is safe for concurrent use.
type Validator struct {
	target   target.Target
	doc      document
	compiled *compiled
	part     func() *compiled           // for parts of objects, compiled on first use
	places   func() map[string][]string // the objects that have a field, by its name, as dotted paths
}

var validators sync.Map // target id to func() (*Validator, error)

// For returns the Validator of a target. It is created on first use. An error means that the embedded schema is damaged.
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

// Target returns the target of v.
func (v *Validator) Target() target.Target { return v.target }

// Check returns why the target does not accept a document, or nil if it does. A template counts as a valid value. A document that could not
// be decoded has no findings here; [manifest.Parse] returns them.
func (v *Validator) Check(d *manifest.Document) []diag.Diagnostic { return v.check(d, v.compiled) }

func (v *Validator) check(d *manifest.Document, by *compiled) []diag.Diagnostic {
	if d.Root == nil || by.accepts(d.Root) {
		return nil
	}
	// Failures of templates are not reported, so the limit is raised until other failures are found.
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
