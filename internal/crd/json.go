package crd

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// lineWidth is the maximum length in bytes of a line with a whole object or array.
const lineWidth = 116

// An Object is a JSON object that keeps the order of its members.
type Object []Member

// A Member is a key of an [Object] with its value: an Object, []any, string, number, bool or nil.
type Member struct {
	Key   string
	Value any
}

// keywords is the order of a schema's members. The schemas of fields and items are last.
var keywords = strings.Fields(`$schema $id title description x-provenance $ref type const enum format default
	minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern x-expected minItems maxItems uniqueBy maxTotalSize
	minSet maxSet x-described-by x-kubernetes-list-type x-kubernetes-map-type additionalProperties propertyNames required x-required-because deprecated
	x-since x-until examples properties items`)

// one returns an object with one member. A call of one compiles to less code than an Object literal.
func one(key string, value any) Object { return Object{{key, value}} }

// Set adds a member unless its value is empty. Most fields set only a few keywords, so most values are empty.
func (o *Object) Set(key string, value any) {
	switch v := value.(type) {
	case nil:
		return
	case string:
		if v == "" {
			return
		}
	case []any:
		if len(v) == 0 {
			return
		}
	case Object:
		if len(v) == 0 {
			return
		}
	case *int64:
		if v == nil {
			return
		}
		value = *v
	case *json.Number:
		if v == nil {
			return
		}
		value = *v
	}
	*o = append(*o, Member{key, value})
}

// Ordered returns the members of a schema in the order of keywords, followed by other members.
func (o Object) Ordered() Object {
	rank := func(key string) int {
		if i := slices.Index(keywords, key); i >= 0 {
			return i
		}
		return len(keywords)
	}
	sorted := slices.Clone(o)
	slices.SortStableFunc(sorted, func(a, b Member) int { return rank(a.Key) - rank(b.Key) })
	return sorted
}

// list returns a JSON array of strings.
func list(texts []string) []any {
	values := make([]any, len(texts))
	for i, text := range texts {
		values[i] = text
	}
	return values
}

// Decoded returns the object in the form that encoding/json decodes, with numbers as json.Number, without encoding it.
func (o Object) Decoded() map[string]any {
	out := make(map[string]any, len(o))
	for _, m := range o {
		out[m.Key] = decoded(m.Value)
	}
	return out
}

func decoded(v any) any {
	switch v := v.(type) {
	case Object:
		return v.Decoded()
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = decoded(item)
		}
		return out
	case int64:
		return json.Number(strconv.FormatInt(v, 10))
	}
	return v
}

// Encode returns a value as JSON with two spaces of indentation; objects and arrays that fit on one line stay on one line.
func Encode(value any) []byte {
	var b bytes.Buffer
	encodeTo(&b, value, 0, 0)
	b.WriteByte('\n')
	return b.Bytes()
}

func encodeTo(b *bytes.Buffer, value any, indent, used int) {
	if line := oneLine(value); used+len(line) <= lineWidth || !isNested(value) {
		b.WriteString(line)
		return
	}
	inner := "\n" + strings.Repeat(" ", indent+2)
	separator := inner
	switch v := value.(type) {
	case Object:
		b.WriteByte('{')
		for _, m := range v {
			key := quote(m.Key) + ": "
			b.WriteString(separator + key)
			encodeTo(b, m.Value, indent+2, indent+2+len(key)+1)
			separator = "," + inner
		}
	case []any:
		b.WriteByte('[')
		for _, item := range v {
			b.WriteString(separator)
			encodeTo(b, item, indent+2, indent+3)
			separator = "," + inner
		}
	}
	b.WriteString(inner[:1+indent])
	b.WriteByte(map[bool]byte{true: '}', false: ']'}[isObject(value)])
}

func isObject(value any) bool {
	_, ok := value.(Object)
	return ok
}

func isNested(value any) bool {
	_, isList := value.([]any)
	return isList || isObject(value)
}

func oneLine(value any) string {
	var parts []string
	switch v := value.(type) {
	case Object:
		for _, m := range v {
			parts = append(parts, quote(m.Key)+": "+oneLine(m.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		for _, item := range v {
			parts = append(parts, oneLine(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return quote(value)
}

func quote(scalar any) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(scalar); err != nil {
		panic(err) // encoding a scalar cannot fail
	}
	return strings.TrimSuffix(b.String(), "\n")
}
