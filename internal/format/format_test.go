package format

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// TestCases formats the cases in testdata. Each case is a comment that describes it, and the file before and after formatting.
func TestCases(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatal("testdata has no cases:", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(path)
			if err != nil || len(a.Files) != 2 {
				t.Fatal("a case must have two files, before and after:", err)
			}
			before, after := string(a.Files[0].Data), string(a.Files[1].Data)
			r := checkProperties(t, path, before)
			if r.Text != after {
				t.Errorf("formatted:\n%s\nwant:\n%s", r.Text, after)
			}
			if len(r.Left) > 0 {
				t.Errorf("documents that are not formatted: %v", r.Left)
			}
		})
	}
}

const envelopeText = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: web\n"

// TestQuotes checks which quotes are removed, and that each value stays a string.
func TestQuotes(t *testing.T) {
	for _, c := range []struct{ before, after string }{
		{`"web"`, "web"}, {`'web'`, "web"}, {`"a b"`, "a b"}, {`"http://a:80/b"`, "http://a:80/b"}, {`"日本"`, "日本"}, {`'it''s'`, "it's"},
		{`"10.0.0.1"`, "10.0.0.1"}, {`"a, b"`, "a, b"}, {`"a]"`, "a]"}, {`"x{y}"`, "x{y}"}, {`'say "x"'`, `say "x"`}, {`'a\d'`, `a\d`},
		{`"gpt-4o"`, "gpt-4o"}, {`"v1.2"`, "v1.2"}, {`"1.2.3"`, "1.2.3"}, {`"0x"`, "0x"}, {`"12ab"`, "12ab"}, {`"/a/b"`, "/a/b"},
		{`""`, `""`}, {`''`, `""`}, {`' a'`, `" a"`}, {`'a '`, `"a "`},
		{`"8080"`, `"8080"`}, {`'8080'`, `"8080"`}, {`"017"`, `"017"`}, {`"0o17"`, `"0o17"`}, {`"0x1F"`, `"0x1F"`}, {`"0b1"`, `"0b1"`}, {`"1_000"`, `"1_000"`},
		{`"1,000"`, `"1,000"`}, {`"1e3"`, `"1e3"`}, {`"1E+3"`, `"1E+3"`}, {`".5"`, `".5"`}, {`"5."`, `"5."`}, {`"-1"`, `"-1"`}, {`"+1"`, `"+1"`}, {`"1.5"`, `"1.5"`},
		{`".inf"`, `".inf"`}, {`".NaN"`, `".NaN"`}, {`"000000000000"`, `"000000000000"`}, {`"089"`, `"089"`},
		{`"12:30"`, `"12:30"`}, {`"190:20:30"`, `"190:20:30"`}, {`"2001-12-14"`, `"2001-12-14"`}, {`"2001-12-14T21:59:43Z"`, `"2001-12-14T21:59:43Z"`},
		{`"y"`, `"y"`}, {`'No'`, `"No"`}, {`"oN"`, `"oN"`}, {`"off"`, `"off"`}, {`"true"`, `"true"`}, {`"null"`, `"null"`}, {`"~"`, `"~"`}, {`"="`, `"="`}, {`"<<"`, `"<<"`},
		{`"a: b"`, `"a: b"`}, {`"a #b"`, `"a #b"`}, {`"a:"`, `"a:"`}, {`"- a"`, `"- a"`}, {`"-a"`, `"-a"`}, {`"#a"`, `"#a"`}, {`"*"`, `"*"`}, {`"&a"`, `"&a"`},
		{`"!a"`, `"!a"`}, {`"%a"`, `"%a"`}, {`"@a"`, `"@a"`}, {`"{a}"`, `"{a}"`}, {`"[a"`, `"[a"`}, {`'"a"'`, `'"a"'`}, {`'"a\b"'`, `'"a\b"'`},
		{`"a\tb"`, `"a\tb"`}, {`"\u0061"`, `"\u0061"`}, {"\"a\u00a0b\"", "\"a\u00a0b\""}, {"\"a\u200bb\"", "\"a\u200bb\""}, {"'a\tb'", "'a\tb'"},
		{`"{{ .Values.x }}"`, `"{{ .Values.x }}"`}, {`'{{ .Values.x }}'`, `'{{ .Values.x }}'`}, {`"${HOST}"`, `"${HOST}"`}, {`'$HOST'`, `'$HOST'`},
		{`!!str "5"`, `!!str "5"`}, {`! "a"`, `! "a"`}, {`["a", 'b']`, `[a, b]`}, {`{"a": 'b'}`, `{a: b}`},
	} {
		text := envelopeText + "  annotations:\n    a: %s\n"
		if got := checkProperties(t, c.before, fmt.Sprintf(text, c.before)).Text; got != fmt.Sprintf(text, c.after) {
			t.Errorf("%s: got %q, want %s", c.before, got[len(envelopeText):], c.after)
		}
	}
}

// TestLeft checks which documents are not changed, and the reasons.
func TestLeft(t *testing.T) {
	for _, c := range []struct {
		name, text string
		cause      Cause
		reason     string
	}{
		{"another kind", "kind:   Service\napiVersion: v1\n\n\n", OtherKind, "not a Backend"},
		{"a near miss", "kind:   Backnd\napiVersion: gateway.kgateway.dev/v1alpha1\n", OtherKind, "not a Backend"},
		{"an AgentgatewayBackend", "kind:   AgentgatewayBackend\napiVersion: agentgateway.dev/v1alpha1\n", OtherKind, "not a Backend"},
		{"JSON", `{"kind": "Backend", "apiVersion": "gateway.kgateway.dev/v1alpha1"}  `, Flow, "JSON"},
		{"YAML in braces", "{kind: Backend, apiVersion: gateway.kgateway.dev/v1alpha1}  \n\n", Flow, "braces"},
		{"a List of Backends", "kind: List\napiVersion: v1\nitems:\n  - kind: Backend\n    apiVersion: gateway.kgateway.dev/v1alpha1\n  - kind: Backend\n    apiVersion: gateway.kgateway.dev/v1alpha1\n", Unusual, "a list of objects"},
		{"SOPS", "kind: Backend\napiVersion: gateway.kgateway.dev/v1alpha1\nsops:\n    mac: ENC[x]\n", Encrypted, "SOPS"},
		{"a block template", "kind: Backend\napiVersion: gateway.kgateway.dev/v1alpha1\n{{- if .x }}\nspec: {}\n{{- end }}\n", Broken, "template"},
		{"a template that depends on indentation", "kind: Backend\napiVersion: gateway.kgateway.dev/v1alpha1\nmetadata:\n labels: {{- toYaml .x | nindent 2 }}\n", Template, "indentation"},
		{"a syntax error", "kind: Backend\napiVersion: gateway.kgateway.dev/v1alpha1\nspec: [\n", Broken, "not valid YAML"},
		{"a key that overrides a key of a merge", "kind: Backend\napiVersion: gateway.kgateway.dev/v1alpha1\nspec: {a: &m {b: 1}, c: {<<: *m, b: 2}}\n", Rejected, "overrides the same key from the merge key"},
		{"a duplicate key in another kind", "kind: Service\napiVersion: v1\nspec: {}\nspec: {}\n", OtherKind, "not a Backend"},
		{"a duplicate key", "kind: Backend\napiVersion: gateway.kgateway.dev/v1alpha1\nspec: {}\nspec: {}\n", Broken, `key "spec" is set twice`},
		{"a syntax error in another kind", "kind: Deployment\napiVersion: apps/v1\nspec: [\n", OtherKind, "not a Backend"},
		{"line separators", "kind: Backend\napiVersion: gateway.kgateway.dev/v1alpha1 # \u2028\n", Unusual, "line breaks"},
		{"line breaks that are only CR", "kind: Backend\rapiVersion: gateway.kgateway.dev/v1alpha1\r", Unusual, "line breaks"},
		{"an explicit key", "kind: Backend\napiVersion: gateway.kgateway.dev/v1alpha1\n? spec\n: {}\n", Unusual, "does not begin its line"},
		{"an anchor on a key", "kind: Backend\napiVersion: gateway.kgateway.dev/v1alpha1\n&a spec: {}\n", Unusual, "does not begin its line"},
		{"a block scalar below its key", "kind: Backend\napiVersion: gateway.kgateway.dev/v1alpha1\nspec:\n  |\n   x\n", Unusual, "does not begin on the line of its key"},
		{"text after the end of the document", "  kind: Backend\n  apiVersion: gateway.kgateway.dev/v1alpha1\nspec: {}\n", Unusual, "the document ends above"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := format(t, c.text)
			if r.Text != c.text {
				t.Errorf("the text is changed to %q", r.Text)
			}
			if len(r.Left) != 1 || r.Left[0].Cause != c.cause || !strings.Contains(r.Left[0].Reason, c.reason) {
				t.Errorf("not formatted: %v, want the cause %d and a reason with %q", r.Left, c.cause, c.reason)
			}
		})
	}
}

// TestNeighbours checks that only the Backends of a file change. The markers between documents and the other documents do not change.
func TestNeighbours(t *testing.T) {
	backend := "kind:  Backend\napiVersion: gateway.kgateway.dev/v1alpha1"
	formatted := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n"
	other := "\nkind:  Service  \n\n\n\n"
	for _, c := range []struct{ name, before, after string }{
		{"after another document", "a:  1  \n---\n" + backend, "a:  1  \n---\n" + formatted},
		{"before another document", backend + "\n---" + other, formatted + "---" + other},
		{"blank lines before a marker", backend + "\n\n\n\n--- # c\n" + backend, formatted + "\n--- # c\n" + formatted},
		{"end markers", backend + "\n...\n# x\n---\n" + backend + "\n...\n", formatted + "...\n# x\n---\n" + formatted + "...\n"},
		{"an empty document last", "---\n" + backend + "\n---\n", "---\n" + formatted + "---\n"},
		{"a document with a syntax error between two Backends", backend + "\n---\na: [\n---\n" + backend, formatted + "---\na: [\n---\n" + formatted},
		{"a directive", "%YAML 1.1\n---\n" + backend, "%YAML 1.1\n---\n" + formatted},
		{"blank lines before and after", "\n\n" + backend + "\n\n\n", formatted},
		{"a byte order mark", "\uFEFF" + backend, "\uFEFF" + formatted},
		{"a byte order mark and quotes", "\uFEFF\"kind\": Backend\napiVersion: gateway.kgateway.dev/v1alpha1\n", "\uFEFF" + formatted},
		{"byte order marks after markers", backend + "\n---\n\uFEFF" + backend + "\n---\n\uFEFF# c\n" + backend, formatted + "---\n" + formatted + "---\n# c\n" + formatted},
		{"CRLF", strings.ReplaceAll(backend, "\n", "\r\n"), strings.ReplaceAll(formatted, "\n", "\r\n")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if r := checkProperties(t, c.name, c.before); r.Text != c.after {
				t.Errorf("formatted to %q, want %q", r.Text, c.after)
			}
		})
	}
}

// TestOrder checks the order of fields for some targets.
func TestOrder(t *testing.T) {
	for _, c := range []struct{ target, path, want string }{
		{"2.4", "spec", "type aws dynamicForwardProxy gcp priorityGroups static"},
		{"2.4", "spec aws", "region auth ec2 lambda accountId"},
		{"2.4", "spec aws auth", "type assumeRole secretRef"},
		{"2.4", "spec aws lambda", "functionName accountId endpointURL invocationMode payloadTransformMode qualifier"},
		{"2.4", "spec static", "hosts appProtocol"},
		{"2.4", "spec static hosts", "host port"},
		{"2.4", "spec gcp", "host audience"},
		{"2.4", "metadata", "name generateName namespace labels annotations"},
		{"catalog", "spec", "type static aws ai"},
	} {
		tg, err := target.Parse(c.target)
		if err != nil {
			t.Fatal(err)
		}
		o, err := orderOf(tg)
		if err != nil {
			t.Fatal(err)
		}
		for name := range strings.FieldsSeq(c.path) {
			o = o.inside(name)
		}
		want := strings.Fields(c.want)
		known := slices.DeleteFunc(slices.Clone(o.names), func(name string) bool { return !slices.Contains(want, name) }) // a newer release may have more
		if got := strings.Join(known, " "); got != c.want {
			t.Errorf("the order of %s in %s is %s, want %s", c.path, c.target, got, c.want)
		}
	}
}

// TestTargets checks that fields that the target does not have keep their order, after the fields that it has.
func TestTargets(t *testing.T) {
	text := envelopeText + "spec:\n  zzz: 1\n  ai:\n    b: 1\n    a: 2\n  type: AI\n"
	want := envelopeText + "spec:\n  type: AI\n  zzz: 1\n  ai:\n    b: 1\n    a: 2\n"
	if got := checkProperties(t, "newest", text).Text; got != want {
		t.Errorf("formatted for the newest release to\n%s\nwant\n%s", got, want)
	}
	old, err := target.Parse("2.0")
	if err != nil {
		t.Fatal(err)
	}
	r, err := File(source.New("x.yaml", []byte(text)), Options{Target: old})
	if want := envelopeText + "spec:\n  type: AI\n  ai:\n    b: 1\n    a: 2\n  zzz: 1\n"; err != nil || r.Text != want {
		t.Errorf("formatted for 2.0 to\n%s\n(error %v), want\n%s", r.Text, err, want)
	}
}

// BenchmarkFile formats a megabyte of text, in one document and in many documents.
func BenchmarkFile(b *testing.B) {
	host := "      - port: 8080\n        host: \"web.example.com\" # one of many\n"
	one := envelopeText + "spec:\n  static:\n    hosts:\n" + strings.Repeat(host, 1<<20/len(host)) + "  type: Static\n"
	document := "---\n" + envelopeText + "spec:\n  static:\n    hosts:\n" + host + "  type: Static\n"
	for name, text := range map[string]string{"one": one, "many": strings.Repeat(document, 1<<20/len(document))} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if r := format(b, text); r.Text == text || len(r.Left) > 0 {
					b.Fatal("the text was not changed, or a document was not formatted:", r.Left)
				}
			}
		})
	}
}
