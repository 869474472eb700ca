// Package schema checks a document against a target. It decides whether the target accepts the document and, if not, returns each reason
// with its place and a suggestion. No other package of the program evaluates JSON Schema. Package schema checks the values as they are in
// the manifest; the schemas include the API server's treatment of nulls and defaults.
package schema

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/target"
)

// A Validator checks documents against one target. It is safe for concurrent use.
type Validator struct {
	target   target.Target
	version  string
	others   []*Validator // the Validators of the other versions that the target serves
	doc      document
	compiled *compiledSchema
	part     func() *compiledSchema     // for parts of objects, compiled on first use
	places   func() map[string][]string // for each field name, the objects that have such a field, as dotted paths
}

var validators sync.Map // map from target.Target to func() (*Validator, error)

// For returns the Validator of a target. The Validator is created on first use. An error means that the target's schema is damaged.
func For(t target.Target) (*Validator, error) {
	t = t.Line()
	load, _ := validators.LoadOrStore(t, sync.OnceValues(func() (*Validator, error) { return loadVersions(t) }))
	return load.(func() (*Validator, error))()
}

// loadVersions returns the Validator of the first version that a target serves. Its field others has the Validators of the other versions.
func loadVersions(t target.Target) (*Validator, error) {
	versions := t.Versions()
	first, err := load(t, versions[0])
	if err != nil {
		return nil, err
	}
	for _, version := range versions[1:] {
		other, err := load(t, version)
		if err != nil {
			return nil, err
		}
		first.others = append(first.others, other)
	}
	return first, nil
}

func load(t target.Target, version string) (*Validator, error) {
	doc, err := t.Decoded(version)
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", t.ID, err)
	}
	compiled, err := compile(doc, whole)
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", t.ID, err)
	}
	v := &Validator{target: t, version: version, doc: doc, compiled: compiled}
	v.part = sync.OnceValue(v.compilePart)
	v.places = sync.OnceValue(v.findPlaces)
	return v, nil
}

// Target returns the target of v.
func (v *Validator) Target() target.Target { return v.target }

// Check returns the reasons why the target does not accept a document, or nil if the target accepts it. A template counts as a valid value.
// A document that could not be decoded has no findings here; [manifest.Parse] returns them.
func (v *Validator) Check(d *manifest.Document) []diag.Diagnostic {
	v = v.of(d)
	return v.check(d, v.compiled)
}

// of returns the Validator of the version in the document's apiVersion, or v if the target does not serve this version.
func (v *Validator) of(d *manifest.Document) *Validator {
	for _, other := range v.others {
		if strings.HasSuffix(d.APIVersion, "/"+other.version) {
			return other
		}
	}
	return v
}

func (v *Validator) check(d *manifest.Document, by *compiledSchema) []diag.Diagnostic {
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

// Partial reports whether the verdict about a document is not certain: the document has a field with a CRD rule that is not supported.
func (v *Validator) Partial(d *manifest.Document) bool {
	v = v.of(d)
	return slices.ContainsFunc(v.target.Unjudged(v.version), func(u crd.Unjudged) bool { return reaches(d.Root, u.Field) })
}

// reaches reports whether a node has a value other than null at a path of fields, such as spec.static.hosts[].
func reaches(n *manifest.Node, path string) bool {
	if n == nil || isNull(n) {
		return false
	}
	if path == "" {
		return true
	}
	name, rest, _ := strings.Cut(path, ".")
	field, inside, _ := strings.Cut(strings.ReplaceAll(name, "{}", "[]"), "[]")
	if field != "" {
		return reaches(n.Get(field), strings.TrimPrefix(strings.TrimPrefix(name, field)+"."+rest, "."))
	}
	below := strings.Trim(inside+"."+rest, ".")
	for _, item := range n.Items {
		if reaches(item, below) {
			return true
		}
	}
	return slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return reaches(f.Value, below) })
}
