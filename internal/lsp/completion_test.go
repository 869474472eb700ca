package lsp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

type completionItem struct {
	Label, Detail, SortText string
	Kind                    int
	InsertTextFormat        int
	TextEdit                textEdit
	Tags                    []int
}

// complete requests completions at the mark | in a text. It returns the items in the order in which an editor shows them.
func (c *client) complete(name, marked string) (text string, items []completionItem) {
	c.t.Helper()
	at := strings.Index(marked, "|")
	text = marked[:at] + marked[at+1:]
	c.change(name, text)
	items = ask[struct{ Items []completionItem }](c, "textDocument/completion", object{"textDocument": c.id(name), "position": positionOf(text, at)}).Items
	slices.SortStableFunc(items, func(a, b completionItem) int { return strings.Compare(a.SortText, b.SortText) })
	return text, items
}

func labels(items []completionItem) []string {
	out := []string{}
	for _, i := range items {
		out = append(out, i.Label)
	}
	return out
}

const head = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: new\n"

// TestCompletion checks the completions at a position, and the text after one of them is applied.
func TestCompletion(t *testing.T) {
	c := open(t, map[string]string{
		"a.yaml":      web,
		"secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: api-key, namespace: apps}\n",
		"b.yaml":      "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: orders, namespace: apps}\nspec: {static: {hosts: [{host: a.b, port: 80}]}}\n",
	}, object{"textDocument": object{"completion": object{"completionItem": object{"snippetSupport": true}}}})
	c.didOpen("new.yaml", "")
	for _, test := range []struct {
		name, text string
		first      []string // the labels of the first items; an empty list that is not nil if there must be no items
		absent     []string // labels that no item may have
		choose     string   // the label of the item to apply
		want       string   // a part of the text after the item was applied
	}{
		{name: "an empty file", text: "|", first: []string{"apiVersion", "kind", "metadata"}, choose: "apiVersion", want: "apiVersion: "},
		{name: "a kind", text: "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: B|", first: []string{"Backend"}, absent: []string{"Secret"}, choose: "Backend", want: "kind: Backend"},
		{name: "an apiVersion", text: "apiVersion: |\nkind: Backend\n", first: []string{"gateway.kgateway.dev/v1alpha1"}, absent: []string{"v1"}, choose: "gateway.kgateway.dev/v1alpha1", want: "apiVersion: gateway.kgateway.dev/v1alpha1\n"},
		{name: "the members of the union", text: head + "spec:\n  st|", absent: []string{"metadata"}, choose: "static", want: "  static:\n  hosts:\n  - host: ${1}\n    port: ${2}"},
		{name: "a union with a member", text: head + "spec:\n  static:\n    hosts: []\n  |", absent: []string{"aws", "static", "gcp"}},
		{name: "the member for the type AWS", text: head + "spec:\n  type: AWS\n  |", first: []string{"aws"}, absent: []string{"type"}},
		{name: "types", text: head + "spec:\n  type: |\n", first: []string{"AWS", "DynamicForwardProxy", "GCP"}, choose: "Static", want: "  type: Static\n"},
		{name: "required fields first", text: head + "spec:\n  aws:\n    |", first: []string{"auth", "ec2", "lambda"}},
		{name: "a list item", text: head + "spec:\n  static:\n    hosts:\n    - |", first: []string{"host", "port"}, choose: "host", want: "    - host: ${1}"},
		{name: "the remaining fields of a list item", text: head + "spec:\n  static:\n    hosts:\n    - host: a\n      p|\n    - host: b\n", first: []string{"port"}, absent: []string{"host"}},
		{name: "a broken document", text: head + "spec:\n  static:\n    hosts:\n    - host: a\n      p|\n    other: [\n", first: []string{"port"}},
		{name: "an indented list", text: head + "spec:\n  static:\n    hosts:\n      - host: a\n        |\n", first: []string{"port"}, absent: []string{"host"}},
		{name: "before a colon", text: head + "spec:\n  sta|tic:\n    hosts: []\n", choose: "static", want: "\n  static:\n    hosts: []\n"},
		{name: "in a value", text: head + "spec:\n  type: A|WS # comment\n", choose: "GCP", want: "\n  type: GCP # comment\n"},
		{name: "in a quoted key", text: `{"apiVersion": "gateway.kgateway.dev/v1alpha1", "kind": "Backend", "spec": {"st|atic": {}}}`, choose: "static", want: `"spec": {"static": {}}`},
		{name: "in a quoted key of block YAML", text: head + "spec:\n  \"sta|tic\":\n    hosts: []\n", choose: "static", want: "\n  \"static\":\n    hosts: []\n"},
		{name: "in a key in single quotes", text: head + "spec:\n  static:\n    hosts:\n    - 'ho|'\n", choose: "host", want: "\n    - 'host'\n"},
		{name: "in a rule", text: "# backendctl:ignore host-is|-blank\n" + head, choose: "host-is-url", want: "# backendctl:ignore host-is-url\n"},
		{name: "a boolean", text: "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nspec:\n  tls:\n    insecureSkipVerify: |", first: []string{"false", "true"}},
		{name: "a field of a policy", text: "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nspec:\n  tls:\n    sn|", choose: "sni", want: "    sni: "},
		{name: "in braces", text: head + "spec:\n  static: {hosts: [{host: a, |}]}\n", first: []string{"port"}, absent: []string{"host"}},
		{name: "a value in braces", text: head + "spec: {type: |}\n", first: []string{"AWS"}},
		{name: "JSON", text: `{"apiVersion": "gateway.kgateway.dev/v1alpha1", "kind": "Backend", "spec": {"|`, choose: "static", want: `"spec": {"static`},
		{name: "the name of a Secret", text: head + "  namespace: apps\nspec:\n  aws:\n    auth:\n      type: Secret\n      secretRef:\n        name: |", first: []string{"api-key"}},
		{name: "the name of a Secret in JSON", text: `{"apiVersion": "gateway.kgateway.dev/v1alpha1", "kind": "Backend", "metadata": {"name": "a", "namespace": "apps"}, "spec": {"aws": {"auth": {"secretRef": {"name": "|`, first: []string{"api-key"}},
		{name: "the fields next to an object in braces", text: `{"apiVersion": "gateway.kgateway.dev/v1alpha1", "kind": "Backend", "metadata": {"name": "a"}, "|`, first: []string{"spec"}, absent: []string{"metadata"}},
		{name: "the name of a Backend", text: route[:strings.LastIndex(route, "name: web")] + "name: |\n", first: []string{"orders", "web"}},
		{name: "the name of a Backend in a different namespace", text: route[:strings.LastIndex(route, "name: web")] + "namespace: other\n      name: |\n", first: []string{"web"}, absent: []string{"orders"}},
		{name: "a namespace", text: "apiVersion: v1\nkind: Secret\nmetadata:\n  namespace: |", first: []string{"apps"}},
		{name: "a rule in an ignore comment", text: "# backendctl:ignore host-is|\n" + head, choose: "host-is-url", want: "# backendctl:ignore host-is-url\n"},
		{name: "a second rule in an ignore comment", text: "# backendctl:ignore host-is-url,|\n" + head, absent: []string{"host-is-url"}, choose: "type-deprecated", want: "host-is-url,type-deprecated\n"},
		{name: "directives", text: "# backendctl:|\n" + head, first: []string{"ignore", "ignore-file", "target="}},
		{name: "a target in a comment", text: "# backendctl: target=|\n" + head, choose: "kgateway-2.4", want: "target=kgateway-2.4\n"},
		{name: "a comment", text: head + "# a |", first: []string{}},
		{name: "a scalar of several lines", text: head + "  annotations:\n    x: |\n      spec:\n        |", first: []string{}},
		{name: "a kind without known fields", text: "apiVersion: apps/v1\nkind: Deployment\nspec:\n  |", first: []string{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			marked := test.text
			if strings.Count(marked, "|") == 2 { // the first | begins a scalar with several lines
				marked = strings.Replace(marked, "|", "\x00", 1)
			}
			at := strings.Index(marked, "|")
			text := strings.ReplaceAll(marked[:at]+marked[at+1:], "\x00", "|")
			c.change("new.yaml", text)
			items := ask[struct{ Items []completionItem }](c, "textDocument/completion", object{"textDocument": c.id("new.yaml"), "position": positionOf(text, at)}).Items
			slices.SortStableFunc(items, func(a, b completionItem) int { return strings.Compare(a.SortText, b.SortText) })
			got := labels(items)
			if len(got) < len(test.first) || !slices.Equal(got[:len(test.first)], test.first) || test.first != nil && len(test.first) == 0 && len(got) > 0 {
				t.Errorf("completions %q, want %q first", got, test.first)
			}
			for _, label := range test.absent {
				if slices.Contains(got, label) {
					t.Errorf("completions %q, want none with the label %s", got, label)
				}
			}
			if test.choose == "" {
				return
			}
			i := slices.Index(got, test.choose)
			if i < 0 {
				t.Fatalf("completions %q, want one with the label %s", got, test.choose)
			}
			if after := applied(t, text, []textEdit{items[i].TextEdit}); !strings.Contains(after, test.want) {
				t.Errorf("the text after the completion is\n%s\nwant %q in it", after, test.want)
			}
		})
	}
}

// TestCompletionWithoutSnippets checks that a client that does not support snippets gets plain text.
func TestCompletionWithoutSnippets(t *testing.T) {
	c := open(t, nil, object{})
	c.didOpen("new.yaml", "")
	_, items := c.complete("new.yaml", head+"spec:\n  |")
	for _, item := range items {
		if item.InsertTextFormat == 2 || strings.Contains(item.TextEdit.NewText, "$") {
			t.Errorf("the item is a snippet: %+v", item)
		}
	}
	if i := slices.Index(labels(items), "static"); i < 0 || items[i].TextEdit.NewText != "static:" {
		t.Errorf("items %+v, want one for static with the text \"static:\"", items)
	}
}

// TestCompletionAnywhere requests completions at every position of valid and invalid texts, in YAML and JSON.
func TestCompletionAnywhere(t *testing.T) {
	c := open(t, nil, object{})
	json := `{"apiVersion": "gateway.kgateway.dev/v1alpha1", "kind": "Backend", "metadata": {"name": "a"}, "spec": {"static": {"hosts": [{"host": "a", "port": 80}]}}}`
	for i, text := range []string{web, route, json, "- - - a: [{", "{", "[]]]}", "a: |\n  b: c\n- ", "\t:\n\"", web + "---\n" + json, "'a' : {b: 'c"} {
		name := fmt.Sprintf("%d.yaml", i)
		c.didOpen(name, text)
		for at := range len(text) + 1 {
			c.call("textDocument/completion", object{"textDocument": c.id(name), "position": positionOf(text, at)})
			c.call("textDocument/hover", object{"textDocument": c.id(name), "position": positionOf(text, at)})
		}
	}
	if text := c.stderr.String(); text != "" {
		t.Errorf("the server logs errors:\n%s", text)
	}
}

// TestFormatting checks that the server formats a Backend as fmt does, and does not change a file without one.
func TestFormatting(t *testing.T) {
	text := strings.Replace(web, "    - host: http://web.example.com/\n      port: 8080", "        - port:   8080\n          host: \"web.example.com\" # a", 1)
	c := open(t, map[string]string{"a.yaml": text}, object{})
	c.didOpen("a.yaml", text)
	edits := ask[[]textEdit](c, "textDocument/formatting", object{"textDocument": c.id("a.yaml"), "options": object{"tabSize": 4}})
	env := environment(c.folder)
	if status := mainOf(env, "fmt", "a.yaml"); status != 0 {
		t.Fatalf("fmt: status %d", status)
	}
	if got, want := applied(t, text, edits), read(t, c, "a.yaml"); got != want || got == text {
		t.Errorf("formatting gives\n%s\nfmt writes\n%s", got, want)
	}
	c.didOpen("other.yaml", "a:   1\n")
	if edits := ask[[]textEdit](c, "textDocument/formatting", object{"textDocument": c.id("other.yaml")}); len(edits) > 0 {
		t.Errorf("a file without a Backend gets the edits %v", edits)
	}
}

// TestForeignFiles checks that completions in files of other programs do not contain the fields of Kubernetes objects.
func TestForeignFiles(t *testing.T) {
	c := open(t, map[string]string{}, object{})
	for name, marked := range map[string]string{
		"docker-compose.yaml": "services:\n  web: {image: x}\n|\n", ".backendctl.yaml": "|\n", "new.yaml": "services: {}\n---\n|\n",
	} {
		c.didOpen(name, "")
		_, items := c.complete(name, marked)
		if want := name == "new.yaml"; len(items) > 0 != want {
			t.Errorf("%s: completions %q, want some: %v", name, labels(items), want)
		}
	}
}
