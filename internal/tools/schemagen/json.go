package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// lineWidth is where an object or array no longer fits on a line of its own.
const lineWidth = 116

// An object is a JSON object whose members keep their order.
type object []member

type member struct {
	key   string
	value any // object, []any, string, int64, bool or nil
}

// keywords is the order of a schema's members: what it is for, then its constraints, then what is below it.
var keywords = strings.Fields(`$schema $id title description x-provenance $ref type const enum format default
	minimum maximum minLength maxLength pattern x-expected minItems maxItems uniqueBy maxTotalSize
	x-described-by x-kubernetes-list-type x-kubernetes-map-type additionalProperties propertyNames required x-required-because deprecated
	x-since x-until examples properties items`)

// set adds a member unless its value is empty, as most keywords are for most fields.
func (o *object) set(key string, value any) {
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
	case object:
		if len(v) == 0 {
			return
		}
	case *int64:
		if v == nil {
			return
		}
		value = *v
	}
	*o = append(*o, member{key, value})
}

// ordered returns the members of a schema in the order of keywords, others after them as they came.
func (o object) ordered() object {
	rank := func(key string) int {
		if i := slices.Index(keywords, key); i >= 0 {
			return i
		}
		return len(keywords)
	}
	sorted := slices.Clone(o)
	slices.SortStableFunc(sorted, func(a, b member) int { return rank(a.key) - rank(b.key) })
	return sorted
}

// list makes a JSON array of strings.
func list(texts []string) []any {
	values := make([]any, len(texts))
	for i, text := range texts {
		values[i] = text
	}
	return values
}

// valueOf turns YAML into JSON values that keep their order.
func valueOf(node *yaml.Node) any {
	switch node.Kind {
	case yaml.MappingNode:
		o := object{}
		for i := 0; i < len(node.Content); i += 2 {
			o = append(o, member{node.Content[i].Value, valueOf(node.Content[i+1])})
		}
		return o
	case yaml.SequenceNode:
		values := make([]any, len(node.Content))
		for i, item := range node.Content {
			values[i] = valueOf(item)
		}
		return values
	}
	return scalarOf(node)
}

func scalarOf(node *yaml.Node) any {
	switch node.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return node.Value == "true"
	case "!!int":
		n, err := strconv.ParseInt(node.Value, 10, 64)
		if err != nil {
			panic(err) // our own tables
		}
		return n
	}
	return node.Value
}

// encode writes a value as JSON with two spaces of indentation; what fits on one line stays on one line.
func encode(value any) []byte {
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
	case object:
		b.WriteByte('{')
		for _, m := range v {
			key := quote(m.key) + ": "
			b.WriteString(separator + key)
			encodeTo(b, m.value, indent+2, indent+2+len(key)+1)
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
	_, ok := value.(object)
	return ok
}

func isNested(value any) bool {
	_, isList := value.([]any)
	return isList || isObject(value)
}

func oneLine(value any) string {
	var parts []string
	switch v := value.(type) {
	case object:
		for _, m := range v {
			parts = append(parts, quote(m.key)+": "+oneLine(m.value))
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
		panic(err) // scalars always encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}
