package cli

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// A spelling is a notation for a scalar or a key in block style. Its lines after the first are indented below the key.
type spelling struct {
	name  string
	write func(text string) string
	flow  bool // the spelling is also valid in flow style
	// define, if not nil, returns a text with an anchor that the spelling refers to. The text must be written elsewhere in the document.
	define func(text string) string
}

func double(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(out)
}

func single(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// escaped returns a text in double quotes. The characters at byte offsets from (inclusive) to to (exclusive) are written as escapes.
func escaped(text string, from, to int) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case i >= from && i < to:
			fmt.Fprintf(&b, `\u%04x`, r)
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return `"` + b.String() + `"`
}

func always(text string) func(string) string { return func(string) string { return text } }

// valueSpellings are notations for a text as the value of a key, alone or as a part of another value.
var valueSpellings = []spelling{
	{name: "plain", write: func(s string) string { return s }, flow: true},
	{name: "plain with a comment", write: func(s string) string { return s + " # why" }},
	{name: "single quotes", write: single, flow: true},
	{name: "a quote in single quotes", write: func(s string) string { return single("ab'" + s) }, flow: true},
	{name: "double quotes", write: double, flow: true},
	{name: "an escape", write: func(s string) string { return escaped(s, 0, 1) }, flow: true},
	{name: "escapes", write: func(s string) string { return escaped(s, 0, len(s)) }, flow: true},
	{name: "escapes at the end", write: func(s string) string { return escaped(s, len(s)/2, len(s)) }, flow: true},
	{name: "an escaped line break", write: func(s string) string { return `"` + s[:9] + "\\\n  " + s[9:] + `"` }, flow: true},
	{name: "double quotes over two lines", write: func(s string) string { return "\"xx\n  " + s + `"` }, flow: true},
	{name: "single quotes over two lines", write: func(s string) string { return "'xx\n\n  " + s + "'" }, flow: true},
	{name: "plain over two lines", write: func(s string) string { return "xx\n  " + s }, flow: true},
	{name: "the next line", write: func(s string) string { return "\n  " + s }, flow: true},
	{name: "after comments", write: func(s string) string { return "# one\n  # another\n  " + s }, flow: true},
	{name: "quoted, after a comment", write: func(s string) string { return "# one\n\n  " + double(s) }, flow: true},
	{name: "literal", write: func(s string) string { return "|\n  " + s }},
	{name: "literal, stripped", write: func(s string) string { return "|-\n\n  xx\n  " + s }},
	{name: "literal with an indentation", write: func(s string) string { return "|2-\n    " + s }},
	{name: "literal with a comment", write: func(s string) string { return "| # why\n  " + s }},
	{name: "folded", write: func(s string) string { return ">-\n  xx\n  " + s }},
	{name: "a tag", write: func(s string) string { return "!!str " + s }, flow: true},
	{name: "a tag before quotes", write: func(s string) string { return "!!str \"xx\n  " + s + `"` }, flow: true},
	{name: "a tag above", write: func(s string) string { return "!!str\n  " + s }},
	{name: "a verbatim tag", write: func(s string) string { return "!<tag:yaml.org,2002:str> " + s }, flow: true},
	{name: "a non-specific tag", write: func(s string) string { return "! " + s }, flow: true},
	{name: "binary", write: func(s string) string { return "!!binary " + base64.StdEncoding.EncodeToString([]byte(s)) }, flow: true},
	{name: "an anchor", write: func(s string) string { return "&own " + s }, flow: true},
	{name: "an anchor and a tag before a literal", write: func(s string) string { return "&own !!str |-\n  " + s }},
	{name: "a list", write: func(s string) string { return "[" + s + "]" }, flow: true},
	{name: "a list over lines", write: func(s string) string { return "[\n  xx,\n  " + double(s) + "\n  ]" }, flow: true},
	{name: "a block list", write: func(s string) string { return "\n  - xx\n  - " + s }},
	{name: "a mapping", write: func(s string) string { return "{value: " + s + "}" }, flow: true},
	{name: "a key", write: func(s string) string { return "{" + double(s) + ": 1}" }, flow: true},
	{name: "a block mapping", write: func(s string) string { return "\n  value: " + s + "\n  other: 1" }},
	{name: "a list of mappings", write: func(s string) string { return "\n  - value:\n      deep: [" + double(s) + "]" }},
	{name: "a mapping with a key that is a list", write: func(s string) string { return "\n  ? [a]\n  : " + s }},
	{name: "an alias", write: always("*defined"), define: func(s string) string { return "&defined " + double(s) }, flow: true},
	{name: "an alias of a list", write: always("*defined"), define: func(s string) string { return "&defined [" + double(s) + "]" }, flow: true},
	{name: "an alias of a literal", write: always("*defined"), define: func(s string) string { return "&defined |-\n  " + s }, flow: true},
	{name: "a merge", write: always("{<<: *defined}"), define: func(s string) string { return "&defined {value: " + double(s) + "}" }, flow: true},
	{name: "a template", write: func(s string) string { return `{{ .Values.x | default "` + s + `" }}` }},
	{name: "a quoted template", write: func(s string) string { return `"{{ .Values.x | default '` + s + `' }}"` }, flow: true},
	{name: "a default in a shell variable", write: func(s string) string { return "${X:-" + s + "}" }},
}

// keySpellings are notations for a key with its colon.
var keySpellings = []spelling{
	{name: "plain", write: func(k string) string { return k + ":" }, flow: true},
	{name: "plain", write: func(k string) string { return k + ":" }, flow: true},
	{name: "a space before the colon", write: func(k string) string { return k + " :" }, flow: true},
	{name: "single quotes", write: func(k string) string { return "'" + k + "':" }, flow: true},
	{name: "double quotes", write: func(k string) string { return `"` + k + `":` }, flow: true},
	{name: "an escape", write: func(k string) string { return escaped(k, 1, 2) + ":" }, flow: true},
	{name: "escapes", write: func(k string) string { return escaped(k, 0, len(k)) + ":" }, flow: true},
	{name: "explicit", write: func(k string) string { return "? " + k + "\n:" }},
	{name: "explicit and quoted", write: func(k string) string { return "? \"" + k + "\" # why\n# and\n:" }},
	{name: "explicit and literal", write: func(k string) string { return "? |-\n  " + k + "\n:" }},
	{name: "explicit, over two lines", write: func(k string) string { return "? \"" + k[:2] + "\\\n  " + k[2:] + "\"\n:" }},
	{name: "a tag", write: func(k string) string { return "!!str " + k + ":" }, flow: true},
	{name: "binary", write: func(k string) string {
		return "!!binary " + base64.StdEncoding.EncodeToString([]byte(k)) + " :"
	}, flow: true},
	{name: "an anchor", write: func(k string) string { return "&key " + k + ":" }, flow: true},
}

// slips are functions that return an entry with a syntax error.
var slips = []func(key, text string) string{
	func(k, s string) string { return k + "=" + s },
	func(k, s string) string { return k + " " + s },
	func(k, s string) string { return k + ":" + s },
	func(k, s string) string { return k + `: "` + s },
	func(k, s string) string { return k + ": '" + s + `"` },
	func(k, s string) string { return k + ": [" + s },
	func(k, s string) string { return k + ": {value: " + s },
	func(k, s string) string { return k + ": " + s + ": x" },
	func(k, s string) string { return k + ":\n\t" + s },
	func(k, s string) string { return `"` + k + `" "` + s + `"` },
	func(k, s string) string { return escaped(k, 1, 2) + `: "` + s + "\n" },
	func(k, s string) string { return "? " + k + "\n: [" + s },
}
