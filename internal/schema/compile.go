package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/backendctl/backendctl/internal/diag"
)

// A document is a schema as JSON: the compiled form answers whether a value is valid, this one why not.
type document map[string]any

// compile builds the library's compiled form straight from one of our own schemas. The library's compiler would first
// check the schema against its metaschema and resolve URLs, which takes longer than judging a hundred manifests; tests do
// both once and hold the two compiled forms to the same verdicts. Locations are JSON Pointers into the document.
func compile(doc document) (*jsonschema.Schema, error) {
	c := &compiler{doc: doc, schemas: map[string]*jsonschema.Schema{}}
	root := c.schema("", map[string]any(doc))
	return root, c.err
}

type compiler struct {
	doc     document
	schemas map[string]*jsonschema.Schema // by location, so that a recursive $ref ends
	err     error
}

func (c *compiler) fail(at, format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("%s: %s", at, fmt.Sprintf(format, args...))
	}
}

func (c *compiler) schema(at string, v any) *jsonschema.Schema {
	if s := c.schemas[at]; s != nil {
		return s
	}
	s := &jsonschema.Schema{DraftVersion: 2020, Location: at}
	c.schemas[at] = s
	switch v := v.(type) {
	case bool:
		s.Bool = &v
	case map[string]any:
		for keyword, value := range v {
			c.keyword(s, at+diag.Pointer(keyword), keyword, value)
		}
	default:
		c.fail(at, "a schema is an object or a boolean, not %T", v)
	}
	return s
}

// keyword sets one keyword. One that is not known here is an error, unless it only annotates: a schema that asks for more
// than we check must not pass.
func (c *compiler) keyword(s *jsonschema.Schema, at, keyword string, v any) {
	switch keyword {
	case "$ref":
		s.Ref = c.ref(at, v)
	case "type":
		s.Types = types(v)
	case "enum":
		s.Extensions = append(s.Extensions, c.enum(at, v))
	case "const":
		s.Const = &v
	case "allOf":
		s.AllOf = c.list(at, v)
	case "anyOf":
		s.AnyOf = c.list(at, v)
	case "oneOf":
		s.OneOf = c.list(at, v)
	case "not":
		s.Not = c.schema(at, v)
	case "if":
		s.If = c.schema(at, v)
	case "then":
		s.Then = c.schema(at, v)
	case "else":
		s.Else = c.schema(at, v)
	case "properties":
		s.Properties = c.properties(at, v)
	case "additionalProperties":
		s.AdditionalProperties = c.additional(at, v)
	case "items":
		s.Items2020 = c.schema(at, v)
	case "contains":
		s.Contains = c.schema(at, v)
	case "required":
		s.Required = words(v)
	case "pattern":
		s.Pattern = newPattern(v)
	case "minimum":
		s.Minimum = rational(v)
	case "maximum":
		s.Maximum = rational(v)
	default:
		c.counted(s, at, keyword, v)
	}
}

// counted sets the keywords that take a number of things, and our own.
func (c *compiler) counted(s *jsonschema.Schema, at, keyword string, v any) {
	switch keyword {
	case "minLength":
		s.MinLength = count(v)
	case "maxLength":
		s.MaxLength = count(v)
	case "minItems":
		s.MinItems = count(v)
	case "maxItems":
		s.MaxItems = count(v)
	case "minContains":
		s.MinContains = count(v)
	case "maxContains":
		s.MaxContains = count(v)
	case "uniqueItems":
		s.UniqueItems, _ = v.(bool)
	case "uniqueBy":
		s.Extensions = append(s.Extensions, uniqueBy(words(v)))
	case "maxTotalSize":
		s.Extensions = append(s.Extensions, maxTotalSize(*count(v)))
	case "propertyNames":
		s.Extensions = append(s.Extensions, keyNames{c.schema(at, v)})
	default:
		if !annotates(keyword) {
			c.fail(at, "the keyword %s is not supported", keyword)
		}
	}
}

// annotates says whether a keyword has no say in whether a value is valid.
func annotates(keyword string) bool {
	switch keyword {
	case "$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples", "deprecated", "format":
		return true
	}
	return strings.HasPrefix(keyword, "x-")
}

func (c *compiler) ref(at string, v any) *jsonschema.Schema {
	pointer, ok := strings.CutPrefix(fmt.Sprint(v), "#")
	target := c.doc.at(pointer)
	if !ok || target == nil {
		c.fail(at, "nothing is at %v", v)
		return nil
	}
	return c.schema(pointer, target)
}

func (c *compiler) list(at string, v any) []*jsonschema.Schema {
	items, _ := v.([]any)
	out := make([]*jsonschema.Schema, len(items))
	for i, item := range items {
		out[i] = c.schema(fmt.Sprintf("%s/%d", at, i), item)
	}
	return out
}

func (c *compiler) properties(at string, v any) map[string]*jsonschema.Schema {
	fields, _ := v.(map[string]any)
	out := make(map[string]*jsonschema.Schema, len(fields))
	for name, field := range fields {
		out[name] = c.schema(at+diag.Pointer(name), field)
	}
	return out
}

func (c *compiler) additional(at string, v any) any {
	if allowed, ok := v.(bool); ok {
		return allowed
	}
	return c.schema(at, v)
}

func (c *compiler) enum(at string, v any) enumeration {
	values, _ := v.([]any)
	if len(values) == 0 {
		c.fail(at, "an enum needs values")
	}
	return values
}

func types(v any) *jsonschema.Types {
	var t jsonschema.Types
	if one, ok := v.(string); ok {
		t.Add(one)
		return &t
	}
	for _, name := range words(v) {
		t.Add(name)
	}
	return &t
}

func words(v any) []string {
	items, _ := v.([]any)
	out := make([]string, len(items))
	for i, item := range items {
		out[i], _ = item.(string)
	}
	return out
}

func count(v any) *int {
	number, _ := v.(json.Number)
	n, _ := strconv.Atoi(number.String())
	return &n
}

// rational keeps every digit: the bounds of int64 are no float64.
func rational(v any) *big.Rat {
	number, _ := v.(json.Number)
	r, _ := new(big.Rat).SetString(number.String())
	return r
}

// A pattern is compiled when the first value meets it: most manifests meet few of a schema's patterns.
type pattern struct {
	expr string
	re   func() *regexp.Regexp
}

func newPattern(v any) pattern {
	expr, _ := v.(string)
	return pattern{expr, sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })}
}

func (p pattern) MatchString(s string) bool { return p.re().MatchString(s) }
func (p pattern) String() string            { return p.expr }

// at returns what a JSON Pointer leads to, nil if to nothing.
func (d document) at(pointer string) any {
	var v any = map[string]any(d)
	for _, token := range diag.Tokens(pointer) {
		switch parent := v.(type) {
		case map[string]any:
			v = parent[token]
		case []any:
			var i int
			if _, err := fmt.Sscan(token, &i); err != nil || i < 0 || i >= len(parent) {
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
