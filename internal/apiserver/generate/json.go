package generate

import (
	"encoding/json"
	"strings"
)

// asJSON writes the manifest as JSON, sometimes with a changed or a duplicate field. It leaves out anchors, tags and values that JSON
// cannot represent.
func asJSON(g *Generator, m *object) string {
	if g.chance(60) {
		pick(g, dropField, nullField, wrongType, unknownField, boundary, metadataField, duplicateKey)(g, m)
	}
	text := jsonText(m)
	switch g.IntN(10) {
	case 0:
		return strings.ReplaceAll(text, ", ", ",\n\t")
	case 1:
		return strings.ReplaceAll(text, ", ", ",\n  ") + "\n"
	case 2:
		return strings.Replace(text, ", ", pick(g, ",,", ", // c\n", " "), 1)
	case 3:
		return text[:len(text)-1] + pick(g, ",}", "", "}}", `, "status": 1e400}`, `, "status": "\ud83d\ude00"}`)
	default:
		return text
	}
}

// jsonOf converts a value to one that encoding/json can write. It keeps the order of fields and duplicate fields.
func jsonOf(v any) any {
	switch v := v.(type) {
	case *object:
		var parts []string
		for _, f := range v.fields {
			parts = append(parts, jsonText(f.key)+": "+jsonText(f.value))
		}
		return json.RawMessage("{" + strings.Join(parts, ", ") + "}")
	case *list:
		items := []any{}
		for _, item := range v.items {
			items = append(items, jsonOf(item))
		}
		return items
	case raw:
		if json.Valid([]byte(v)) {
			return json.RawMessage(v)
		}
		return string(v)
	case prefixed:
		return jsonOf(v.value)
	case block:
		return strings.Join(v.lines, "\n")
	default:
		return v
	}
}

func jsonText(v any) string {
	text, err := json.Marshal(jsonOf(v))
	if err != nil {
		return "null"
	}
	return string(text)
}
