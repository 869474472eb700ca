package apiserver

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

type jsonObject = map[string]any

// A mutator changes the schema of spec in a CRD.
type mutator struct {
	*rand.Rand
	spec  jsonObject
	added int
}

func newMutator(definition jsonObject, seed uint64) *mutator {
	version := definition["spec"].(jsonObject)["versions"].([]any)[0].(jsonObject)
	root := version["schema"].(jsonObject)["openAPIV3Schema"].(jsonObject)
	return &mutator{Rand: rand.New(rand.NewPCG(seed, seed)), spec: root["properties"].(jsonObject)["spec"].(jsonObject)}
}

// mutate makes several changes to the schema, some of each kind.
func (m *mutator) mutate(t *testing.T) {
	var names []string
	for _, kind := range []struct {
		name   string
		change func() string
		times  int
	}{
		{"field", m.addField, 4}, {"limit", m.changeLimit, 3}, {"enum", m.changeEnum, 2}, {"union", m.addRule, 3},
		{"list keys", m.changeKeys, 1}, {"default", m.changeDefault, 3}, {"required", m.require, 1}, {"nullable", m.makeNullable, 2},
	} {
		for range kind.times {
			names = append(names, kind.name+": "+kind.change())
		}
	}
	t.Log(strings.Join(names, "; "))
}

// A spot is a schema with its path.
type spot struct {
	path   string
	schema jsonObject
}

// spots returns the schemas below spec for which matches returns true, in order.
func (m *mutator) spots(matches func(jsonObject) bool) []spot {
	var out []spot
	var walk func(path string, s jsonObject)
	walk = func(path string, s jsonObject) {
		if matches(s) {
			out = append(out, spot{path, s})
		}
		properties, _ := s["properties"].(jsonObject)
		for _, name := range slices.Sorted(maps.Keys(properties)) {
			walk(path+"."+name, properties[name].(jsonObject))
		}
		if items, ok := s["items"].(jsonObject); ok {
			walk(path+"[]", items)
		}
	}
	walk("spec", m.spec)
	return out
}

// one returns a random spot with a schema for which the function matches returns true. It returns false if there is no such spot.
func (m *mutator) one(matches func(jsonObject) bool) (spot, bool) {
	all := m.spots(matches)
	if len(all) == 0 {
		return spot{}, false
	}
	return all[m.IntN(len(all))], true
}

func isObjectSchema(s jsonObject) bool { return s["properties"] != nil }

func parsed(text string) jsonObject {
	var s jsonObject
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		panic(err) // this cannot happen, because the text is a constant of these tests
	}
	return s
}

var newFields = []string{
	`{"type":"string","maxLength":5,"default":"ab"}`,
	`{"type":"string","nullable":true,"maxLength":9}`,
	`{"type":"integer","format":"int32","minimum":1,"maximum":9,"default":3}`,
	`{"type":"number","multipleOf":0.5,"maximum":10,"exclusiveMaximum":true}`,
	`{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}],"maxLength":4}`,
	`{"type":"boolean","default":true}`,
	`{"type":"object","additionalProperties":{"type":"string","minLength":1},"minProperties":1,"maxProperties":2}`,
	`{"type":"array","items":{"type":"string","maxLength":12},"x-kubernetes-list-type":"set","maxItems":3}`,
	`{"type":"object","default":{"inner":"x"},"properties":{"inner":{"type":"string"},"other":{"type":"integer","default":2}},"required":["inner"]}`,
	`{"type":"string","enum":["A","B"],"nullable":true,"default":"A"}`,
	`{"type":"string","format":"ipv4"}`,
	`{"type":"string","format":"date-time"}`,
	`{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"known":{"type":"integer"}}}`,
	`{"type":"array","maxItems":4,"items":{"type":"object","properties":{"name":{"type":"string","default":"n"},"port":{"type":"integer","default":1},"x":{"type":"string"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name","port"]}`,
	`{"type":"object","properties":{"a":{"type":"string","maxLength":9},"b":{"type":"integer"},"c":{"type":"boolean"}},"minProperties":1,"maxProperties":2}`,
	`{"type":"integer","format":"int64","minimum":2,"exclusiveMinimum":true}`,
	`{"type":"array","maxItems":3,"items":{"type":"integer","default":4,"maximum":70}}`,
}

func (m *mutator) addField() string {
	at, _ := m.one(isObjectSchema)
	m.added++
	name := fmt.Sprintf("extra%d", m.added)
	at.schema["properties"].(jsonObject)[name] = parsed(newFields[m.IntN(len(newFields))])
	if m.IntN(3) == 0 {
		required, _ := at.schema["required"].([]any)
		at.schema["required"] = append(required, name)
	}
	return at.path + "." + name
}

func (m *mutator) changeLimit() string {
	at, ok := m.one(func(s jsonObject) bool {
		return s["type"] == "string" && s["enum"] == nil && s["pattern"] == nil && s["format"] == nil && s["default"] == nil || s["type"] == "integer" && s["default"] == nil || s["type"] == "array"
	})
	if !ok {
		return "none"
	}
	n := float64(1 + m.IntN(3))
	keyword := map[string][]string{"string": {"minLength", "maxLength"}, "integer": {"minimum", "maximum"}, "array": {"minItems", "maxItems"}}[at.schema["type"].(string)]
	at.schema[keyword[0]] = n
	at.schema[keyword[1]] = n + float64(m.IntN(3))
	return at.path
}

func (m *mutator) changeEnum() string {
	at, ok := m.one(func(s jsonObject) bool { e, _ := s["enum"].([]any); return len(e) > 1 && s["default"] == nil })
	if !ok {
		return "none"
	}
	values := at.schema["enum"].([]any)
	if m.IntN(2) == 0 {
		at.schema["enum"] = append(slices.Clone(values), "Other")
	} else {
		at.schema["enum"] = values[1:]
	}
	return at.path
}

var newRules = []string{
	"[has(self.A),has(self.B)].filter(x,x==true).size() == 1",
	"[has(self.A), has(self.B)].filter(x, x).size() <= 1",
	"has(self.A) || has(self.B)",
	"!has(self.A) || has(self.B)",
	"has(self.A) ? !has(self.B) : true",
	"has(self.A) == has(self.B) || true",
	"!(has(self.A) && has(self.B))",
	"(has(self.A) ? 1 : 0) + (has(self.B) ? 1 : 0) <= 1",
	"!has(self.TEXT) || self.TEXT != 'web'",
	"!has(self.TEXT) || self.TEXT in ['a', 'web', 'prod', 'v1', 'n'] || size(self.TEXT) > 3",
	"self.TEXT.size() > 1",
	"!has(self.TEXT) || !self.TEXT.startsWith('a')",
	"!has(self.TEXT) || self.TEXT.matches('^[a-z0-9.-]*$') || has(self.B)",
	"!has(self.NUMBER) || self.NUMBER < 40000 || self.NUMBER >= 50000",
	"self.NUMBER != 80",
	"!has(self.LIST) || self.LIST.size() < 3",
}

// addRule adds a CEL rule, or a combination of constraints with keywords such as oneOf.
func (m *mutator) addRule() string {
	at, ok := m.one(func(s jsonObject) bool { p, _ := s["properties"].(jsonObject); return len(p) > 1 })
	if !ok {
		return "none"
	}
	properties := at.schema["properties"].(jsonObject)
	names := slices.Sorted(maps.Keys(properties))
	a := m.IntN(len(names))
	b := (a + 1 + m.IntN(len(names)-1)) % len(names)
	if m.IntN(4) == 0 {
		combination := []string{
			`{"anyOf":[{"required":["A"]},{"required":["B"]}]}`, `{"not":{"required":["A","B"]}}`, `{"oneOf":[{"required":["A"]},{"required":["B"]}]}`,
			`{"allOf":[{"anyOf":[{"required":["A"]},{"not":{"required":["B"]}}]}]}`,
		}[m.IntN(4)]
		for keyword, value := range parsed(strings.NewReplacer("A", names[a], "B", names[b]).Replace(combination)) {
			if at.schema[keyword] == nil {
				at.schema[keyword] = value
			}
		}
		return at.path + " " + combination
	}
	of := func(kind string) string {
		for _, i := range m.Perm(len(names)) {
			if s := properties[names[i]].(jsonObject); s["type"] == kind && s["nullable"] == nil {
				return names[i]
			}
		}
		return ""
	}
	rule := newRules[m.IntN(len(newRules))]
	for word, name := range map[string]string{"TEXT": of("string"), "NUMBER": of("integer"), "LIST": of("array")} {
		if strings.Contains(rule, word) && name == "" {
			rule = newRules[m.IntN(7)]
		}
		rule = strings.ReplaceAll(rule, word, name)
	}
	rule = strings.NewReplacer("self.A", "self."+names[a], "self.B", "self."+names[b]).Replace(rule)
	rule = strings.ReplaceAll(rule, "self.namespace", "self.__namespace__")
	rules, _ := at.schema["x-kubernetes-validations"].([]any)
	at.schema["x-kubernetes-validations"] = append(rules, jsonObject{"rule": rule, "message": "a new rule"})
	return at.path + " " + rule
}

func (m *mutator) changeKeys() string {
	at, ok := m.one(func(s jsonObject) bool {
		items, _ := s["items"].(jsonObject)
		properties, _ := items["properties"].(jsonObject)
		return len(properties) > 0
	})
	if !ok {
		return "none"
	}
	items := at.schema["items"].(jsonObject)
	properties := items["properties"].(jsonObject)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		key := properties[name].(jsonObject)
		if kind := key["type"]; kind != "string" && kind != "integer" || key["nullable"] != nil {
			continue
		}
		required, _ := items["required"].([]any)
		if !slices.Contains(required, any(name)) && key["default"] == nil {
			items["required"] = append(required, name)
		}
		at.schema["x-kubernetes-list-type"], at.schema["x-kubernetes-list-map-keys"] = "map", []any{name}
		return at.path + " by " + name
	}
	return "none"
}

func (m *mutator) changeDefault() string {
	at, ok := m.one(func(s jsonObject) bool {
		return s["type"] == "string" && s["pattern"] == nil && s["format"] == nil || s["type"] == "integer" && s["minimum"] == nil
	})
	if !ok {
		return "none"
	}
	switch enum, _ := at.schema["enum"].([]any); {
	case at.schema["default"] != nil && m.IntN(2) == 0:
		delete(at.schema, "default")
	case len(enum) > 0:
		at.schema["default"] = enum[m.IntN(len(enum))]
	case at.schema["type"] == "string":
		at.schema["default"] = "abc"
	default:
		at.schema["default"] = 8080.0
	}
	return at.path
}

func (m *mutator) require() string {
	at, _ := m.one(isObjectSchema)
	names := slices.Sorted(maps.Keys(at.schema["properties"].(jsonObject)))
	if len(names) == 0 {
		return "none"
	}
	required, _ := at.schema["required"].([]any)
	if name := any(names[m.IntN(len(names))]); !slices.Contains(required, name) {
		at.schema["required"] = append(required, name)
	} else {
		at.schema["required"] = slices.DeleteFunc(slices.Clone(required), func(v any) bool { return v == name })
	}
	return at.path
}

func (m *mutator) makeNullable() string {
	at, ok := m.one(func(s jsonObject) bool { return s["type"] == "string" && s["enum"] == nil || s["properties"] != nil })
	if !ok || at.path == "spec" {
		return "none"
	}
	at.schema["nullable"] = true
	return at.path
}
