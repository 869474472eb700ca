package schema

import (
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/manifest"
)

// compiled is one schema of a document, ready to judge values.
type compiled struct {
	at       string // its location, as a JSON Pointer into the document
	scope    scope
	keywords []keyword
}

// A keyword is one thing that a schema asks of a value. It accepts a value of a type that it is not about.
type keyword interface {
	// accepts says yes or no, and nothing of why. Most manifests are right, and the branches of a union are asked no more.
	accepts(n *manifest.Node) bool
	// explain says what is wrong with a value that is not accepted.
	explain(e *explanation, n *manifest.Node)
}

// accepts says whether a value satisfies a schema.
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

// A failure is one thing that a schema asks of a value and does not find.
type failure struct {
	at     []string // the value, as the tokens of a JSON Pointer into the manifest
	schema string   // the schema, as a JSON Pointer into its document
	kind   any      // the keyword, or more about what is wrong where the keyword does not tell
	causes []failure
}

// mostFailures is how much is said of one document. A document with more has one thing wrong with it a thousand times, and
// each of them is looked at from all sides.
const mostFailures = 1000

// explain returns why a schema does not accept a value, up to a number of failures, and whether there are more.
func explain(s *compiled, n *manifest.Node, limit int) (failures []failure, more bool) {
	e := &explanation{left: &limit}
	e.schema(s, n)
	return e.failures, *e.left < 0
}

// An explanation collects failures. The place of the value that is looked at is in at, that of the schema in location.
type explanation struct {
	at       []string
	location string
	failures []failure
	left     *int // how many may follow; below zero where some did not
}

// schema explains why a schema does not accept a value. Where its type is wrong, or a constant, nothing else is of interest.
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

// fail says that the value is not what a keyword asks for.
func (e *explanation) fail(kind any) {
	if *e.left--; *e.left >= 0 {
		e.failures = append(e.failures, failure{at: slices.Clone(e.at), schema: e.location, kind: kind})
	}
}

// together explains several schemas of the same value as one failure with causes.
func (e *explanation) together(kind any, schemas []*compiled, n *manifest.Node) {
	inner := &explanation{at: e.at, location: e.location, left: e.left}
	for _, s := range schemas {
		if !s.accepts(n) {
			inner.schema(s, n)
		}
	}
	e.failures = append(e.failures, failure{slices.Clone(e.at), e.location, kind, inner.failures})
}

// below explains a value in an object or a list.
func (e *explanation) below(token string, s *compiled, n *manifest.Node) {
	e.at = append(e.at, token)
	e.schema(s, n)
	e.at = e.at[:len(e.at)-1]
}

func (e *explanation) item(i int, s *compiled, n *manifest.Node) { e.below(strconv.Itoa(i), s, n) }
