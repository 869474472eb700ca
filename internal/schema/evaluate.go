package schema

import (
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/manifest"
)

// compiled is one compiled schema of a document.
type compiled struct {
	at       string // its location, as a JSON Pointer into the document
	scope    scope
	keywords []keyword
}

// A keyword is one constraint of a schema. It accepts values of types that it does not apply to.
type keyword interface {
	// accepts reports whether a value is valid, without reasons. Most manifests are valid, and the branches of a union need only this.
	accepts(n *manifest.Node) bool
	// explain adds the failures of a value that is not accepted.
	explain(e *explanation, n *manifest.Node)
}

// accepts reports whether a value satisfies a schema.
func (s *compiled) accepts(n *manifest.Node) bool {
	if s.scope == part && isNull(n) {
		return true
	}
	for _, k := range s.keywords {
		if !k.accepts(n) {
			return false
		}
	}
	return true
}

// A failure is one constraint of a schema that a value does not satisfy.
type failure struct {
	at     []string // the value, as the tokens of a JSON Pointer into the manifest
	schema string   // the schema, as a JSON Pointer into its document
	kind   any      // the keyword, or a more specific description
	branch *branch  // the innermost then or else that the schema is in; nil if it is in none
	causes []failure
}

// A branch is the then or else that applies to an object.
type branch struct {
	at     []string // the object, as the tokens of a JSON Pointer into the manifest
	schema string   // the schema with the if, as a JSON Pointer into its document
	beside string   // the schema whose allOf has that one, or empty
	not    bool     // the else
}

// mostFailures is the maximum number of failures of one document. More of them usually have the same cause, and analysing each takes time.
const mostFailures = 1000

// explain returns why a schema does not accept a value, up to a number of failures, and whether there are more.
func explain(s *compiled, n *manifest.Node, limit int) (failures []failure, more bool) {
	e := &explanation{left: &limit}
	e.schema(s, n)
	return e.failures, *e.left < 0
}

// An explanation collects failures. at is the place of the current value, and location that of the current schema.
type explanation struct {
	at       []string
	location string
	allOf    string // the schema whose allOf is being explained, or empty
	branch   *branch
	failures []failure
	left     *int // how many more are allowed; negative if some were dropped
}

// schema explains why a schema does not accept a value. If type or const fails, other failures are not useful.
func (e *explanation) schema(s *compiled, n *manifest.Node) {
	if s.scope == part && isNull(n) {
		return
	}
	outer := e.location
	for _, k := range s.keywords {
		if *e.left < 0 {
			break
		}
		if k.accepts(n) {
			continue
		}
		e.location = s.at
		k.explain(e, n)
		switch k.(type) {
		case types, constant, never:
			e.location = outer
			return
		}
	}
	e.location = outer
}

// fail adds a failure of the current value.
func (e *explanation) fail(kind any) {
	if *e.left--; *e.left >= 0 {
		e.failures = append(e.failures, failure{at: slices.Clone(e.at), schema: e.location, kind: kind, branch: e.branch})
	}
}

// together explains several schemas of the same value as one failure with causes.
func (e *explanation) together(kind any, schemas []*compiled, n *manifest.Node) {
	inner := &explanation{at: e.at, location: e.location, left: e.left}
	if _, isAll := kind.(all); isAll {
		inner.allOf, inner.branch = e.location, e.branch
	}
	for _, s := range schemas {
		if !s.accepts(n) {
			inner.schema(s, n)
		}
	}
	e.failures = append(e.failures, failure{at: slices.Clone(e.at), schema: e.location, kind: kind, branch: e.branch, causes: inner.failures})
}

// within explains a value by the then or else of the current schema.
func (e *explanation) within(s *compiled, not bool, n *manifest.Node) {
	outer := e.branch
	e.branch = &branch{at: slices.Clone(e.at), schema: e.location, beside: e.allOf, not: not}
	e.schema(s, n)
	e.branch = outer
}

// below explains a value in an object or a list.
func (e *explanation) below(token string, s *compiled, n *manifest.Node) {
	e.at = append(e.at, token)
	e.schema(s, n)
	e.at = e.at[:len(e.at)-1]
}

func (e *explanation) item(i int, s *compiled, n *manifest.Node) { e.below(strconv.Itoa(i), s, n) }
