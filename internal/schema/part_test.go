package schema

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// partFindings checks a text as a part of a Backend and returns each finding as "path «marked text» message".
func partFindings(t *testing.T, release, text string, judge func(*Validator, *manifest.Document) []diag.Diagnostic) []string {
	t.Helper()
	tg, err := target.Parse(release)
	if err != nil {
		t.Fatal(err)
	}
	v, err := For(tg)
	if err != nil {
		t.Fatal(err)
	}
	documents, problems := manifest.Parse(source.New("x.yaml", []byte(text)), manifest.Options{Templates: true})
	if len(problems) > 0 {
		t.Fatal(problems[0].Message)
	}
	var out []string
	for _, d := range judge(v, documents[0]) {
		out = append(out, d.Path+" «"+d.File.Slice(d.Span)+"» "+d.Message)
	}
	return out
}

func TestCheckPart(t *testing.T) {
	for _, c := range []struct {
		name, release, text string
		want                []string
	}{
		{"only a name", "2.4", "metadata: {name: x}", nil},
		{"no name", "2.4", "spec: {static: {}}", nil},
		{"a list item without a required field", "2.4", "spec: {static: {hosts: [{host: a}]}}", nil},
		{"an empty list", "2.4", "spec: {static: {hosts: []}}", nil},
		{"two members", "2.4", "spec: {static: {}, gcp: {}}", nil},
		{"a type without its member", "2.4", "spec: {type: AWS}", nil},
		{"a type with the member of another type", "2.2", "spec: {type: AWS, static: {hosts: [{host: a, port: 1}]}}", nil},
		{"a host without its port", "2.1", "spec: {ai: {llm: {host: a}}}", nil},
		{"nulls", "2.4", "metadata: null\nspec: {type: null, static: {hosts: null, appProtocol: null}}", nil},
		{"null for a list item", "2.4", "spec: {static: {hosts: [null]}}", nil},
		{"the directive for deletion", "2.4", "metadata: {name: x}\n$patch: delete", nil},
		{"directives in objects and lists", "2.4", "spec:\n  $retainKeys: [static]\n  static:\n    $patch: replace\n    $setElementOrder/hosts: [{host: a}]\n    hosts: [{$patch: replace}]\n", nil},
		{"directives in maps", "2.4", "metadata: {labels: {$patch: replace, a: b}, finalizers: [x], $deleteFromPrimitiveList/finalizers: [x]}", nil},
		{"a template", "2.4", "spec: {static: {hosts: [{port: '${PORT}'}]}}", nil},
		{"an unknown field", "2.4", "spec: {static: {hosts: [{prot: 1}]}}", []string{`/spec/static/hosts/0/prot «prot» unknown field "prot", did you mean "port"?`}},
		{"a misspelt directive", "2.4", "spec: {$pach: delete}", []string{`/spec/$pach «$pach» unknown field "$pach"`}},
		{"a directive without the name of its list", "2.4", "spec: {$setElementOrder: [a]}", []string{`/spec/$setElementOrder «$setElementOrder» unknown field "$setElementOrder"`}},
		{"a wrong type", "2.4", "spec: {static: {hosts: {host: a}}}", []string{`/spec/static/hosts «{host: a}» expected a list, got a mapping`}},
		{"a value that is not allowed", "2.4", "spec: {static: {appProtocol: HTTP2}}", []string{`/spec/static/appProtocol «HTTP2» unknown value "HTTP2", did you mean "http2"?`}},
		{"a value that does not match a pattern", "2.4", "spec: {aws: {region: 'x y'}}", []string{`/spec/aws/region «'x y'» "x y" is not valid: expected an AWS region, such as "us-east-1"`}},
		{"an invalid label key", "2.4", "metadata: {labels: {'a b': c}}", []string{`/metadata/labels/a b «'a b'» the key "a b" is not valid: expected at most 63 letters, digits, '-', '_' and '.', after an optional DNS prefix and '/', such as "app.kubernetes.io/name"`}},
		{"a field of another release", "2.0", "spec: {static: {appProtocol: http2}}", []string{`/spec/static/appProtocol «appProtocol» unknown field "appProtocol"`}},
		{"an unknown field, in the catalog", "catalog", "spec: {static: {hosts: [{prot: 1}]}}", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := partFindings(t, c.release, c.text, (*Validator).CheckPart); !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestCheckOperations(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"valid operations", "[{op: add, path: /spec/static/hosts/-, value: {host: a}}, {op: remove, path: /spec/static/hosts/0}, {op: test, path: /spec/gcp/host, value: a}]", nil},
		{"a path to the whole object", `[{op: add, path: "", value: {spec: {static: {}}}}]`, nil},
		{"an escaped name", "[{op: add, path: /metadata/annotations/example.com~1a, value: b}]", nil},
		{"null as the value", "[{op: replace, path: /spec/static, value: null}]", nil},
		{"items without a valid path", "[{op: add}, 1, {path: 1}]", nil},
		{"a template", "[{op: add, path: '/spec/${MEMBER}', value: 1}, {op: add, path: /spec/static/hosts/0/port, value: '${PORT}'}]", nil},
		{"an unknown field", "[{op: remove, path: /spec/gcp/hots}]", []string{`/0/path «hots» unknown field "hots", did you mean "host"?`}},
		{"an unknown field, in quotes", `[{op: remove, path: "/spec/gcp/hots"}]`, []string{`/0/path «hots» unknown field "hots", did you mean "host"?`}},
		{"an unknown field, after an escape", `[{op: remove, path: "/spec/gcp\u002Fhots"}]`, []string{`/0/path «"/spec/gcp\u002Fhots"» unknown field "hots", did you mean "host"?`}},
		{"an unknown field in from", "[{op: move, from: /spec/statik, path: /spec/static}]", []string{`/0/from «statik» unknown field "statik", did you mean "static"?`}},
		{"a path without its leading slash", "[{op: remove, path: spec/gcp}]", []string{`/0/path «spec/gcp» "spec/gcp" is not valid: expected a JSON Pointer, which begins with /, such as /spec/static/hosts/0/port`}},
		{"a word instead of an index", "[{op: remove, path: /spec/static/hosts/first}]", []string{`/0/path «first» "first" is not valid: spec.static.hosts is a list, so an index or - is expected`}},
		{"a path below a string", "[{op: remove, path: /spec/gcp/host/name}]", []string{`/0/path «name» "name" is not valid: spec.gcp.host is a single value, which has no fields`}},
		{"a wrong type", "[{op: replace, path: /spec/static/hosts/0/port, value: '1'}]", []string{`/0/value «'1'» expected an integer, got the string "1"`}},
		{"a value that is not allowed", "[{op: add, path: /spec/static/appProtocol, value: htp2}]", []string{`/0/value «htp2» unknown value "htp2", did you mean "http2"?`}},
		{"an unknown field in the value", "[{op: test, path: /spec/static/hosts/0, value: {prot: 1}}]", []string{`/0/value/prot «prot» unknown field "prot", did you mean "port"?`}},
		{"an unknown operation", "[{op: repalce, path: /spec/gcp/host, value: a}]", []string{`/0/op «repalce» unknown value "repalce", did you mean "replace"?`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := partFindings(t, "2.4", c.text, (*Validator).CheckOperations); !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// TestOperationsHideTokens checks that messages do not contain the value of an operation that sets a credential.
func TestOperationsHideTokens(t *testing.T) {
	got := partFindings(t, "2.1", "[{op: add, path: /spec/ai/llm/openai/authToken/inline, value: 123456}]", (*Validator).CheckOperations)
	if want := []string{"/0/value «123456» expected a string, got a number"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
