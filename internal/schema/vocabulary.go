package schema

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// The project's own keywords, for conditions that JSON Schema cannot express.

// uniqueBy requires that no two objects of a list have the same values in the given keys. A missing or null key counts as its default,
// because the API server sets defaults before it compares the objects. Without a default, it counts as the empty string.
type uniqueBy struct {
	keys     []string
	defaults map[string]any
}

// uniqueBy compiles the keyword, with the defaults that the schema of the items has for the keys.
func (c *compiler) uniqueBy(v any, s map[string]any) uniqueBy {
	k := uniqueBy{keys: words(v), defaults: map[string]any{}}
	items, _ := s["items"].(map[string]any)
	if ref, ok := items["$ref"].(string); ok {
		items, _ = c.doc.at(strings.TrimPrefix(ref, "#")).(map[string]any)
	}
	properties, _ := items["properties"].(map[string]any)
	for _, key := range k.keys {
		k.defaults[key] = ""
		if property, _ := properties[key].(map[string]any); property["default"] != nil {
			k.defaults[key] = c.scalar(key, property["default"])
		}
	}
	return k
}

// duplicateEntry describes an item of a list that has the same values in keys as an earlier item. first and again are the indexes of the
// two items.
type duplicateEntry struct {
	keys         []string
	first, again int
}

// duplicates calls f for each item that has the same values in k.keys as an earlier item, until f returns false.
func (k uniqueBy) duplicates(n *manifest.Node, f func(first, again int) bool) {
	if len(n.Items) < 2 {
		return
	}
	seen := make(map[string]int, len(n.Items))
	for i, item := range n.Items {
		if item.Kind != manifest.Mapping {
			continue
		}
		id := k.identity(item)
		first, again := seen[id]
		if !again {
			seen[id] = i
		} else if !f(first, i) {
			return
		}
	}
}

func (k uniqueBy) accepts(n *manifest.Node) bool {
	unique := true
	k.duplicates(n, func(int, int) bool {
		unique = false
		return false
	})
	return unique
}

func (k uniqueBy) explain(e *explanation, n *manifest.Node) {
	k.duplicates(n, func(first, again int) bool {
		e.fail(duplicateEntry{k.keys, first, again})
		return *e.left >= 0
	})
}

func (k uniqueBy) identity(object *manifest.Node) string {
	var b strings.Builder
	for _, key := range k.keys {
		v := k.defaults[key]
		if field := object.Get(key); field != nil && !isNull(field) {
			v = field.JSON()
		}
		fmt.Fprintf(&b, "%T %v\x00", v, v)
	}
	return b.String()
}

// maxTotalSize limits the total bytes of an object's keys and string values.
type maxTotalSize int

// size returns the total number of bytes of an object's keys and string values.
func (maxTotalSize) size(n *manifest.Node) int {
	size := 0
	for i := range n.Fields {
		if f := &n.Fields[i]; n.Field(f.Key) == f {
			size += len(f.Key) + len(f.Value.String())
		}
	}
	return size
}

func (k maxTotalSize) accepts(n *manifest.Node) bool            { return k.size(n) <= int(k) }
func (k maxTotalSize) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

// setFields limits the number of fields of an object that are set. A field is set if the object has it and its value is not null. A
// nullable field is also set if its value is null.
type setFields struct {
	limit    int
	most     bool
	nullable map[string]bool
}

func (c *compiler) setFields(keyword string, v any, s map[string]any) setFields {
	k := setFields{limit: count(v), most: keyword == "maxSet", nullable: map[string]bool{}}
	properties, _ := s["properties"].(map[string]any)
	for name, property := range properties {
		p, _ := property.(map[string]any)
		k.nullable[name] = p["x-kubernetes-nullable"] == true
	}
	return k
}

func (k setFields) count(n *manifest.Node) int {
	set := 0
	for i := range n.Fields {
		if f := &n.Fields[i]; n.Field(f.Key) == f && (k.nullable[f.Key] || !isNull(f.Value)) {
			set++
		}
	}
	return set
}

func (k setFields) accepts(n *manifest.Node) bool {
	if n.Kind != manifest.Mapping {
		return true
	}
	if k.most {
		return k.count(n) <= k.limit
	}
	return k.count(n) >= k.limit
}

func (k setFields) explain(e *explanation, n *manifest.Node) { e.fail(setCount{k, k.count(n)}) }

// setCount describes an object with too few or too many fields that are set. got is the number of fields that are set.
type setCount struct {
	setFields
	got int
}

// bounds returns the limit as text, such as "at most 1".
func (k setCount) bounds() string {
	if k.most {
		return fmt.Sprintf("at most %d", k.limit)
	}
	return fmt.Sprintf("at least %d", k.limit)
}

// A crdRule is a rule of a CRD, expressed by keywords. A failure of any of them is reported with message, the text of the rule in the CRD.
type crdRule struct {
	keywords []keyword
	message  string
}

// say combines the keywords of a schema that expresses a rule of a CRD into one keyword, so that a failure is reported as a failure of the
// rule. Such a schema has the rule's message in x-rule.
func (s *compiledSchema) say(v map[string]any) {
	if message, ok := v["x-rule"].(string); ok {
		s.keywords = []keyword{crdRule{s.keywords, message}}
	}
}

func (k crdRule) accepts(n *manifest.Node) bool {
	for _, inner := range k.keywords {
		if !inner.accepts(n) {
			return false
		}
	}
	return true
}

func (k crdRule) explain(e *explanation, _ *manifest.Node) { e.fail(k) }
