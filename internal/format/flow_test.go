package format

import "testing"

// TestFlow checks how braces and brackets in a Backend in block style are formatted.
func TestFlow(t *testing.T) {
	const head = envelopeText + "spec:\n"
	for _, c := range []struct{ name, before, after string }{
		{"order, spaces and quotes", "  static:\n    hosts: [ {port: 80, 'host' : \"a\"} ]\n", "  static:\n    hosts: [{host: a, port: 80}]\n"},
		{"a list of words", "  x: [ a,b ,'c' ]\n", "  x: [a, b, c]\n"},
		{"empty braces and brackets", "  x: {  }\n  y: [ ]\n", "  x: {}\n  y: []\n"},
		{"like JSON", "  static: {\"hosts\":[{\"port\":80,\"host\":\"a\"}]}\n", "  static: {hosts: [{host: a, port: 80}]}\n"},
		{"a comma at the end", "  x: [a, b, ]\n", "  x: [a, b]\n"},
		{"required quotes", "  x: ['80', 'a, b', \"a: b\", 'it''s', \"y\", 'http://a', \"{\"]\n", "  x: [\"80\", \"a, b\", \"a: b\", \"it's\", \"y\", \"http://a\", \"{\"]\n"},
		{"after a dash", "  static:\n    hosts:\n    - {port: 80,host: a}\n", "  static:\n    hosts:\n    - {host: a, port: 80}\n"},
		{"unknown keys keep their order", "  x: {b: 1,   a: 2}\n", "  x: {b: 1, a: 2}\n"},
		{"a comment at the end", "  x: [ a ]   # why\n", "  x: [a]   # why\n"},
		{
			"line breaks are kept, and entries on separate lines are sorted",
			"  static:\n    hosts: [{\n      port: 80,\n      host: a\n    }, {port: 81 , host: b}]\n",
			"  static:\n    hosts: [{\n      host: a,\n      port: 80\n    }, {host: b, port: 81}]\n",
		},
		{
			"entries with a comment keep their order",
			"  static:\n    hosts:\n    - {\n        port:   80, # plain\n        host: 'a'\n      }\n",
			"  static:\n    hosts:\n    - {\n        port: 80, # plain\n        host: a\n      }\n",
		},
		{"a template", "  static:\n    hosts: [{ port: {{ .p }},  host: '{{ .h }}' }]\n", "  static:\n    hosts: [{host: '{{ .h }}', port: {{ .p }}}]\n"},
		{"a key without a value is not formatted", "  x: { b , a:  1 }\n", "  x: { b , a:  1 }\n"},
		{"a tag is not formatted", "  x: [ ! 'a',  b ]\n", "  x: [ ! 'a',  b ]\n"},
		{"an alias stays after its anchor", "  static:\n    hosts: [{port: &p 80, host: a}, {port:  *p, host: b}]\n", "  static:\n    hosts: [{port: &p 80, host: a}, {host: b, port: *p}]\n"},
		{"an alias in the same collection as its anchor", "  static: {appProtocol: &a http2, hosts: [{host: *a, port: 1}]}\n", "  static: {appProtocol: &a http2, hosts: [{host: *a, port: 1}]}\n"},
	} {
		if got := checkProperties(t, c.name, head+c.before).Text; got != head+c.after {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got[len(head):], c.after)
		}
	}
}
