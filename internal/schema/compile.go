package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
)

// A document is a decoded JSON Schema. The compiled schema decides whether a value is valid; the document contains the texts for messages.
type document map[string]any

// compile compiles a target's schema for whole objects or for parts of objects. Keywords have the meaning of JSON Schema 2020-12; tests
// compare the verdicts with those of a complete implementation. Locations are JSON Pointers into the document.
func compile(doc document, scope scope) (*compiledSchema, error) {
	c := &compiler{doc: doc, scope: scope, schemas: map[string]*compiledSchema{}}
	root := c.schema("", map[string]any(doc))
	return root, c.err
}

type compiler struct {
	doc     document
	scope   scope
	schemas map[string]*compiledSchema // by location; a schema that refers to itself is compiled once
	err     error
}

func (c *compiler) fail(at, format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("%s: %s", at, fmt.Sprintf(format, args...))
	}
}

func (c *compiler) schema(at string, v any) *compiledSchema {
	if s := c.schemas[at]; s != nil {
		return s
	}
	s := &compiledSchema{at: at, scope: c.scope}
	c.schemas[at] = s
	switch v := v.(type) {
	case bool:
		if !v {
			s.keywords = []keyword{never{}}
		}
	case map[string]any:
		defer s.say(v)
		for _, name := range keywordOrder {
			if value, there := v[name]; there && !c.scope.leavesOut(name, v) {
				s.keywords = append(s.keywords, c.keyword(at, name, value, v))
			}
		}
		for name := range v {
			if !slices.Contains(keywordOrder, name) && !annotates(name) && !joins(name, v) {
				// Ignoring an unknown keyword would accept invalid values.
				c.fail(at+diag.Pointer(name), "the keyword %s is not supported", name)
			}
		}
	default:
		c.fail(at, "a schema must be an object or a boolean, not %T", v)
	}
	return s
}

// keywordOrder is the order in which keywords are checked. If "type" or "const" fails, no other failure of the schema is reported.
var keywordOrder = []string{
	"type", "const", "$ref", "required", "properties", "additionalProperties", "minItems", "maxItems", "uniqueItems", "items", "contains",
	"minLength", "maxLength", "pattern", "stringFormat", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "not", "allOf", "anyOf", "oneOf", "if",
	"enum", "uniqueBy", "maxTotalSize", "minSet", "maxSet", "propertyNames",
}

// joins reports whether a keyword is compiled with another keyword of the same schema: "then" and "else" with "if", for example.
func joins(name string, s map[string]any) bool {
	switch name {
	case "then", "else":
		return s["if"] != nil
	case "minContains", "maxContains":
		return s["contains"] != nil
	case "orList":
		return s["type"] != nil
	}
	return false
}

// annotates reports whether a keyword does not affect validity.
func annotates(name string) bool {
	switch name {
	case "$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples", "deprecated", "format":
		return true
	}
	return strings.HasPrefix(name, "x-")
}

// keyword compiles one keyword of the schema s. name is in keywordOrder, v is the value of the keyword, and at is the location of s.
func (c *compiler) keyword(at, name string, v any, s map[string]any) keyword {
	below := at + diag.Pointer(name)
	switch name {
	case "type":
		allowed := c.types(below, v)
		if items, ok := s["orList"]; ok {
			return typesOrList{allowed, c.schema(at+"/orList", items)}
		}
		return allowed
	case "const":
		return constant{c.scalar(below, v)}
	case "enum":
		return c.enum(below, v)
	case "$ref":
		return reference{c.ref(below, v)}
	case "not":
		return negation{c.schema(below, v)}
	case "allOf":
		return all(c.list(below, v))
	case "anyOf":
		return some(c.list(below, v))
	case "oneOf":
		return exactlyOne(c.list(below, v))
	case "if":
		return c.choice(at, s)
	case "pattern":
		return newPattern(v)
	case "minimum":
		return minimum{rational(v)}
	case "maximum":
		return maximum{rational(v)}
	case "exclusiveMinimum":
		return greater{rational(v)}
	case "exclusiveMaximum":
		return less{rational(v)}
	case "multipleOf":
		return multiple{rational(v)}
	case "stringFormat":
		return stringFormat(fmt.Sprint(v))
	case "minLength":
		return minLength(count(v))
	case "maxLength":
		return maxLength(count(v))
	case "maxTotalSize":
		return maxTotalSize(count(v))
	}
	return c.structural(at, name, v, s)
}

// structural compiles the keywords for objects and lists. Its parameters are those of keyword.
func (c *compiler) structural(at, name string, v any, s map[string]any) keyword {
	below := at + diag.Pointer(name)
	switch name {
	case "required":
		return requirement(words(v))
	case "properties":
		return c.properties(below, v)
	case "additionalProperties":
		return c.additional(below, v, s["properties"])
	case "items":
		return items{c.schema(below, v)}
	case "contains":
		return c.contains(below, v, s)
	case "minItems":
		return minItems(count(v))
	case "maxItems":
		return maxItems(count(v))
	case "uniqueItems":
		return uniqueItems(v == true)
	case "uniqueBy":
		return c.uniqueBy(v, s)
	case "minSet", "maxSet":
		return c.setFields(name, v, s)
	default:
		return propertyNames{c.schema(below, v), c.scope}
	}
}

func (c *compiler) ref(at string, v any) *compiledSchema {
	pointer, ok := strings.CutPrefix(fmt.Sprint(v), "#")
	target := c.doc.at(pointer)
	if !ok || target == nil {
		c.fail(at, "the schema %v does not exist", v)
		return nil
	}
	return c.schema(pointer, target)
}

func (c *compiler) list(at string, v any) []*compiledSchema {
	items, _ := v.([]any)
	out := make([]*compiledSchema, len(items))
	for i, item := range items {
		out[i] = c.schema(fmt.Sprintf("%s/%d", at, i), item)
	}
	return out
}

func (c *compiler) choice(at string, s map[string]any) choice {
	out := choice{when: c.schema(at+"/if", s["if"])}
	if then, there := s["then"]; there {
		out.then = c.schema(at+"/then", then)
	}
	if otherwise, there := s["else"]; there {
		out.otherwise = c.schema(at+"/else", otherwise)
	}
	return out
}

func (c *compiler) properties(at string, v any) properties {
	fields, _ := v.(map[string]any)
	out := make(properties, len(fields))
	for name, field := range fields {
		out[name] = c.schema(at+diag.Pointer(name), field)
	}
	return out
}

// additional compiles "additionalProperties", which applies to the fields that "properties" does not list.
func (c *compiler) additional(at string, v, known any) keyword {
	named, _ := known.(map[string]any)
	if v == false {
		return closed{named, c.scope}
	}
	return additional{closed{named, c.scope}, c.schema(at, v)}
}

func (c *compiler) contains(at string, v any, s map[string]any) contains {
	out := contains{schema: c.schema(at, v), least: 1, most: -1}
	if least, there := s["minContains"]; there {
		out.least = count(least)
	}
	if most, there := s["maxContains"]; there {
		out.most = count(most)
	}
	return out
}

func (c *compiler) enum(at string, v any) enum {
	values, _ := v.([]any)
	if len(values) == 0 {
		c.fail(at, "an enum must have at least one value")
	}
	out := enum{written: values}
	for _, value := range values {
		out.values = append(out.values, c.scalar(at, value))
	}
	return out
}

// scalar converts a value of "const" or "enum" to the Go type that the value has in a manifest.
func (c *compiler) scalar(at string, v any) any {
	switch v := v.(type) {
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i
		}
		f, err := v.Float64()
		if err != nil {
			c.fail(at, "%s is too large", v)
		}
		return f
	case map[string]any, []any:
		c.fail(at, "only scalars are supported in const and enum")
	}
	return v
}

func (c *compiler) types(at string, v any) types {
	names := words(v)
	if one, ok := v.(string); ok {
		names = []string{one}
	}
	var t types
	for _, name := range names {
		i := slices.Index(typeNames, name)
		if i < 0 {
			c.fail(at, "unknown type %q", name)
			return t
		}
		t |= 1 << i
	}
	return t
}

func words(v any) []string {
	items, _ := v.([]any)
	out := make([]string, len(items))
	for i, item := range items {
		out[i], _ = item.(string)
	}
	return out
}

func count(v any) int {
	number, _ := v.(json.Number)
	n, _ := strconv.Atoi(number.String())
	return n
}

// rational returns a JSON number with all its digits, because a float64 cannot represent the limits of int64 exactly. It returns 0 if v is
// not a number.
func rational(v any) *big.Rat {
	number, _ := v.(json.Number)
	if r, ok := new(big.Rat).SetString(number.String()); ok {
		return r
	}
	return new(big.Rat)
}

// A pattern is compiled when the first value is matched, because most manifests use few of a schema's patterns.
type pattern struct {
	re func() *regexp.Regexp
}

func newPattern(v any) pattern {
	expr, _ := v.(string)
	return pattern{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })}
}

// at returns the value at a JSON Pointer, or nil if there is none.
func (d document) at(pointer string) any {
	var v any = map[string]any(d)
	for _, token := range diag.Tokens(pointer) {
		switch parent := v.(type) {
		case map[string]any:
			v = parent[token]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(parent) {
				return nil
			}
			v = parent[i]
		default:
			return nil
		}
	}
	return v
}

func parseDocument(data []byte) (document, error) {
	var d document
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&d); err != nil {
		return nil, fmt.Errorf("reading the schema: %w", err)
	}
	return d, nil
}
