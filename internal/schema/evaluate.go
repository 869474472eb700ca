package schema

import (
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/manifest"
)

// A compiledSchema is a schema that is ready for evaluation.
type compiledSchema struct {
	at       string // the location of the schema, as a JSON Pointer into the document
	scope    scope
	keywords []keyword
}

// A keyword is one constraint of a schema. It accepts values of types that it does not apply to.
type keyword interface {
	// accepts reports whether a value satisfies the keyword. It collects no failures, because most values are valid, and a union only needs
	// to know which of its branches accept a value.
	accepts(n *manifest.Node) bool
	// explain adds the failures of a value that the keyword does not accept.
	explain(e *explanation, n *manifest.Node)
}

// accepts reports whether a value satisfies a schema.
func (s *compiledSchema) accepts(n *manifest.Node) bool {
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
	kind   any      // the keyword that failed, or a more specific type, such as missingFields
	branch *branch  // the innermost "then" or "else" that contains the schema; nil if none does
	causes []failure
}

// A branch is the "then" or "else" that applies to an object.
type branch struct {
	at     []string // the object, as the tokens of a JSON Pointer into the manifest
	schema string   // the schema that contains the "if", as a JSON Pointer into its document
	beside string   // the schema with the "allOf" that contains the schema with the "if"; empty if there is none
	not    bool     // the branch is the "else"
}

// mostFailures is the maximum number of errors that are reported for one document. Further errors usually have the same cause, and
// analysing each of them takes time.
const mostFailures = 1000

// explain returns the failures of a value that the schema does not accept, at most limit, and whether there are more.
func explain(s *compiledSchema, n *manifest.Node, limit int) (failures []failure, more bool) {
	e := &explanation{left: &limit}
	e.schema(s, n)
	return e.failures, *e.left < 0
}

// An explanation collects failures. at is the path of the current value, and location is the JSON Pointer to the current schema.
type explanation struct {
	at       []string
	location string
	allOf    string // the schema with the "allOf" that is being explained, or empty
	branch   *branch
	failures []failure
	left     *int // the number of failures that may still be added; negative if some were dropped
}

// schema adds the failures of a value that a schema does not accept. If "type" or "const" fails, it adds no other failures, because they
// have the same cause.
func (e *explanation) schema(s *compiledSchema, n *manifest.Node) {
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
		case types, typesOrList, constant, never:
			e.location = outer
			return
		}
	}
	e.location = outer
}

// fail adds a failure of the current value, unless the limit is reached.
func (e *explanation) fail(kind any) {
	if *e.left--; *e.left >= 0 {
		e.failures = append(e.failures, failure{at: slices.Clone(e.at), schema: e.location, kind: kind, branch: e.branch})
	}
}

// together adds one failure of the current value. The causes of this failure are the failures of all given schemas.
func (e *explanation) together(kind any, schemas []*compiledSchema, n *manifest.Node) {
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

// within adds the failures of a value in the "then" of the current schema, or in the "else" if the parameter not is true.
func (e *explanation) within(s *compiledSchema, not bool, n *manifest.Node) {
	outer := e.branch
	e.branch = &branch{at: slices.Clone(e.at), schema: e.location, beside: e.allOf, not: not}
	e.schema(s, n)
	e.branch = outer
}

// below adds the failures of a field of an object, or of an item of a list. token is the key of the field or the index of the item.
func (e *explanation) below(token string, s *compiledSchema, n *manifest.Node) {
	e.at = append(e.at, token)
	e.schema(s, n)
	e.at = e.at[:len(e.at)-1]
}

func (e *explanation) item(i int, s *compiledSchema, n *manifest.Node) {
	e.below(strconv.Itoa(i), s, n)
}
