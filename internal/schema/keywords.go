package schema

import (
	"encoding/json"
	"math"
	"math/big"
	"slices"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/manifest"
)

// The supported keywords of JSON Schema 2020-12.

// never is the schema "false", which accepts no value.
type never struct{}

func (never) accepts(*manifest.Node) bool                { return false }
func (k never) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

// types are the allowed types of a value, one bit for each of typeNames.
type types int

var typeNames = []string{"null", "boolean", "number", "integer", "string", "array", "object"}

const (
	isNullType types = 1 << iota
	isBoolean
	isNumber
	isInteger
	isString
	isArray
	isObject
)

// typeOf returns the types of a node: a whole number is an integer and a number.
func typeOf(n *manifest.Node) types {
	switch n.Kind {
	case manifest.Mapping:
		return isObject
	case manifest.Sequence:
		return isArray
	}
	switch v := n.Value.(type) {
	case bool:
		return isBoolean
	case string:
		return isString
	case int64:
		return isInteger | isNumber
	case float64:
		if v == math.Trunc(v) {
			return isInteger | isNumber
		}
		return isNumber
	}
	return isNullType
}

func (t types) accepts(n *manifest.Node) bool            { return t&typeOf(n) != 0 }
func (t types) explain(e *explanation, _ *manifest.Node) { e.fail(t) }

// typesOrList is "type" with this project's keyword "orList": a value of these types, or a list of items that a schema accepts. The API
// server accepts such a list for a string with a format; messages do not suggest it.
type typesOrList struct {
	types types
	items *compiledSchema
}

func (k typesOrList) accepts(n *manifest.Node) bool {
	isRejected := func(item *manifest.Node) bool { return !k.items.accepts(item) }
	return k.types.accepts(n) || n.Kind == manifest.Sequence && !slices.ContainsFunc(n.Items, isRejected)
}
func (k typesOrList) explain(e *explanation, _ *manifest.Node) { e.fail(k.types) }

func (t types) names() []string {
	var out []string
	for i, name := range typeNames {
		if t&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// constant is the keyword "const": the only allowed scalar.
type constant struct{ value any }

func (k constant) accepts(n *manifest.Node) bool            { return equal(n, k.value) }
func (k constant) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

// equal reports whether a node equals a scalar. Numbers are compared by value: 1 equals 1.0.
func equal(n *manifest.Node, want any) bool {
	if n.Kind != manifest.Scalar {
		return false
	}
	if n.Value == want {
		return true
	}
	a, b := number(n.Value), number(want)
	return a != nil && b != nil && a.Cmp(b) == 0
}

// number converts a number from a manifest. It returns nil if v is not a number.
func number(v any) *big.Rat {
	switch v := v.(type) {
	case int64:
		return new(big.Rat).SetInt64(v)
	case float64:
		return new(big.Rat).SetFloat64(v)
	}
	return nil
}

// enum is the keyword "enum": the allowed scalars.
type enum struct {
	values  []any
	written []any // the same scalars as written in the schema, for messages
}

func (k enum) accepts(n *manifest.Node) bool {
	return slices.ContainsFunc(k.values, func(v any) bool { return equal(n, v) })
}
func (k enum) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

// reference is the keyword "$ref".
type reference struct{ to *compiledSchema }

func (k reference) accepts(n *manifest.Node) bool { return k.to.accepts(n) }
func (k reference) explain(e *explanation, n *manifest.Node) {
	e.together(k, []*compiledSchema{k.to}, n)
}

// negation is the keyword "not".
type negation struct{ schema *compiledSchema }

func (k negation) accepts(n *manifest.Node) bool            { return !k.schema.accepts(n) }
func (k negation) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

// all is the keyword "allOf".
type all []*compiledSchema

func (k all) accepts(n *manifest.Node) bool {
	for _, s := range k {
		if !s.accepts(n) {
			return false
		}
	}
	return true
}
func (k all) explain(e *explanation, n *manifest.Node) { e.together(k, k, n) }

// some is the keyword "anyOf".
type some []*compiledSchema

func (k some) accepts(n *manifest.Node) bool {
	for _, s := range k {
		if s.accepts(n) {
			return true
		}
	}
	return false
}
func (k some) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

// exactlyOne is the keyword "oneOf".
type exactlyOne []*compiledSchema

func (k exactlyOne) accepts(n *manifest.Node) bool {
	matched := 0
	for _, s := range k {
		if s.accepts(n) {
			matched++
		}
	}
	return matched == 1
}
func (k exactlyOne) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

// choice is the keyword "if" with "then" and "else", which are nil if missing.
type choice struct{ when, then, otherwise *compiledSchema }

func (k choice) branch(n *manifest.Node) *compiledSchema {
	if k.when.accepts(n) {
		return k.then
	}
	return k.otherwise
}

func (k choice) accepts(n *manifest.Node) bool {
	branch := k.branch(n)
	return branch == nil || branch.accepts(n)
}
func (k choice) explain(e *explanation, n *manifest.Node) {
	branch := k.branch(n)
	e.within(branch, branch == k.otherwise, n)
}

// requirement is the keyword "required": the fields that an object must have.
type requirement []string

// missingFields are the required fields that an object does not have.
type missingFields []string

func (k requirement) accepts(n *manifest.Node) bool {
	if n.Kind != manifest.Mapping {
		return true
	}
	for _, name := range k {
		if n.Field(name) == nil {
			return false
		}
	}
	return true
}

func (k requirement) explain(e *explanation, n *manifest.Node) {
	var missing missingFields
	for _, name := range k {
		if n.Field(name) == nil {
			missing = append(missing, name)
		}
	}
	e.fail(missing)
}

// properties are the schemas of an object's fields. For a duplicate key, the last value counts.
type properties map[string]*compiledSchema

func (k properties) accepts(n *manifest.Node) bool {
	for i := range n.Fields {
		if s := k[n.Fields[i].Key]; s != nil && n.Field(n.Fields[i].Key) == &n.Fields[i] && !s.accepts(n.Fields[i].Value) {
			return false
		}
	}
	return true
}

func (k properties) explain(e *explanation, n *manifest.Node) {
	for i := range n.Fields {
		f := &n.Fields[i]
		if s := k[f.Key]; s != nil && n.Field(f.Key) == f && !s.accepts(f.Value) {
			e.below(f.Key, s, f.Value)
		}
	}
}

// additional is the keyword "additionalProperties" with a schema for the fields that "properties" does not list.
type additional struct {
	closed
	schema *compiledSchema
}

func (k additional) accepts(n *manifest.Node) bool {
	return !slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return k.refuses(n, f) })
}

func (k additional) refuses(n *manifest.Node, f manifest.Field) bool {
	return k.isUnknown(f.Key) && n.Get(f.Key) == f.Value && !k.schema.accepts(f.Value)
}

func (k additional) explain(e *explanation, n *manifest.Node) {
	for _, f := range n.Fields {
		if k.refuses(n, f) {
			e.below(f.Key, k.schema, f.Value)
		}
	}
}

// closed is the keyword "additionalProperties" with the value false. The keys of named are the allowed fields.
type closed struct {
	named map[string]any
	scope scope
}

func (k closed) isUnknown(key string) bool {
	_, named := k.named[key]
	return !named && !k.scope.takesKey(key)
}

// unknownFields are fields that are not allowed, in the order of the manifest.
type unknownFields []string

func (k closed) accepts(n *manifest.Node) bool {
	for i := range n.Fields {
		if k.isUnknown(n.Fields[i].Key) {
			return false
		}
	}
	return true
}

func (k closed) explain(e *explanation, n *manifest.Node) {
	var unknown unknownFields
	for i := range n.Fields {
		if f := &n.Fields[i]; n.Field(f.Key) == f && k.isUnknown(f.Key) {
			unknown = append(unknown, f.Key)
		}
	}
	e.fail(unknown)
}

// items is the schema of each item of a list.
type items struct{ schema *compiledSchema }

func (k items) accepts(n *manifest.Node) bool {
	for _, item := range n.Items {
		if !k.schema.accepts(item) {
			return false
		}
	}
	return true
}

func (k items) explain(e *explanation, n *manifest.Node) {
	for i, item := range n.Items {
		if !k.schema.accepts(item) {
			e.item(i, k.schema, item)
		}
	}
}

// contains is the keyword "contains". least and most are the minimum and maximum number of items that must satisfy the schema. most is -1
// if there is no maximum.
type contains struct {
	schema      *compiledSchema
	least, most int
}

// tooMany is the failure of a list with too many items that satisfy a schema. got is the number of such items, and want is its maximum.
type tooMany struct{ got, want int }

func (k contains) count(n *manifest.Node) int {
	matched := 0
	for _, item := range n.Items {
		if k.schema.accepts(item) {
			matched++
		}
	}
	return matched
}

func (k contains) accepts(n *manifest.Node) bool {
	if n.Kind != manifest.Sequence {
		return true
	}
	matched := k.count(n)
	return matched >= k.least && (k.most < 0 || matched <= k.most)
}

func (k contains) explain(e *explanation, n *manifest.Node) {
	if got := k.count(n); k.most >= 0 && got > k.most {
		e.fail(tooMany{got, k.most})
		return
	}
	e.fail(k)
}

type (
	minItems int
	maxItems int
)

func (k minItems) accepts(n *manifest.Node) bool {
	return n.Kind != manifest.Sequence || len(n.Items) >= int(k)
}
func (k minItems) explain(e *explanation, _ *manifest.Node) { e.fail(k) }
func (k maxItems) accepts(n *manifest.Node) bool            { return len(n.Items) <= int(k) }
func (k maxItems) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

// uniqueItems requires that no two items of a list are equal.
type uniqueItems bool

func (k uniqueItems) accepts(n *manifest.Node) bool {
	if !k || len(n.Items) < 2 {
		return true
	}
	seen := make(map[string]bool, len(n.Items))
	for _, item := range n.Items {
		text, err := json.Marshal(item.JSON()) // Marshal sorts the keys of objects
		if err != nil || seen[string(text)] {
			return false
		}
		seen[string(text)] = true
	}
	return true
}
func (k uniqueItems) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

type (
	minLength int // minLength and maxLength count Unicode code points
	maxLength int
)

func (k minLength) accepts(n *manifest.Node) bool {
	text, ok := text(n)
	return !ok || utf8.RuneCountInString(text) >= int(k)
}
func (k minLength) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

func (k maxLength) accepts(n *manifest.Node) bool {
	text, ok := text(n)
	return !ok || len(text) <= int(k) || utf8.RuneCountInString(text) <= int(k)
}
func (k maxLength) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

// text returns the value of a node that is a string, and false for another node.
func text(n *manifest.Node) (string, bool) {
	s, ok := n.Value.(string)
	return s, ok
}

func (p pattern) accepts(n *manifest.Node) bool {
	text, ok := text(n)
	return !ok || p.re().MatchString(text)
}
func (p pattern) explain(e *explanation, _ *manifest.Node) { e.fail(p) }

type (
	minimum struct{ bound *big.Rat }
	maximum struct{ bound *big.Rat }
)

func (k minimum) accepts(n *manifest.Node) bool {
	v := number(n.Value)
	return v == nil || v.Cmp(k.bound) >= 0
}
func (k minimum) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

func (k maximum) accepts(n *manifest.Node) bool {
	v := number(n.Value)
	return v == nil || v.Cmp(k.bound) <= 0
}
func (k maximum) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

type (
	greater  struct{ bound *big.Rat } // the keyword "exclusiveMinimum"
	less     struct{ bound *big.Rat } // the keyword "exclusiveMaximum"
	multiple struct{ of *big.Rat }    // the keyword "multipleOf"
)

func (k greater) accepts(n *manifest.Node) bool {
	v := number(n.Value)
	return v == nil || v.Cmp(k.bound) > 0
}
func (k greater) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

func (k less) accepts(n *manifest.Node) bool {
	v := number(n.Value)
	return v == nil || v.Cmp(k.bound) < 0
}
func (k less) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

// accepts works like the API server: if the value is a whole number, the fraction of the factor is ignored, and no number is a multiple of
// 0.
func (k multiple) accepts(n *manifest.Node) bool {
	v := number(n.Value)
	if v == nil {
		return true
	}
	of := k.of
	if v.IsInt() {
		of = new(big.Rat).SetInt(new(big.Int).Quo(of.Num(), of.Denom()))
	}
	return of.Sign() > 0 && new(big.Rat).Quo(v, of).IsInt()
}
func (k multiple) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

// propertyNames is the keyword "propertyNames": a schema for the keys of an object.
type propertyNames struct {
	schema *compiledSchema
	scope  scope
}

// invalidKey is a key that does not satisfy "propertyNames".
type invalidKey struct{ key string }

func (k propertyNames) refuses(key string) bool {
	return !k.scope.takesKey(key) && !k.schema.accepts(&manifest.Node{Value: key})
}

func (k propertyNames) accepts(n *manifest.Node) bool {
	for i := range n.Fields {
		if k.refuses(n.Fields[i].Key) {
			return false
		}
	}
	return true
}

func (k propertyNames) explain(e *explanation, n *manifest.Node) {
	for i := range n.Fields {
		if f := &n.Fields[i]; n.Field(f.Key) == f && k.refuses(f.Key) {
			e.fail(invalidKey{f.Key})
		}
	}
}
