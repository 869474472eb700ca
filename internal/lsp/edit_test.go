package lsp_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/backendctl/backendctl/internal/target"
)

type textEdit struct {
	Range   span
	NewText string
}

type workspaceEdit struct{ Changes map[string][]textEdit }

// offsetOf converts a position in UTF-16 units to an offset.
func offsetOf(text string, p position) int {
	lines := strings.SplitAfter(text, "\n")
	offset := len(strings.Join(lines[:min(p.Line, len(lines))], ""))
	if p.Line < len(lines) {
		units := utf16.Encode([]rune(lines[p.Line]))
		offset += len(string(utf16.Decode(units[:p.Character])))
	}
	return offset
}

// applied returns a text after edits were applied as a client applies them. The test fails if they overlap.
func applied(t testing.TB, text string, edits []textEdit) string {
	t.Helper()
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b textEdit) int {
		return offsetOf(text, b.Range.Start) - offsetOf(text, a.Range.Start)
	})
	last := len(text)
	for _, e := range edits {
		start, end := offsetOf(text, e.Range.Start), offsetOf(text, e.Range.End)
		if start > end || end > last {
			t.Fatalf("edits overlap: %+v", edits)
		}
		text, last = text[:start]+e.NewText+text[end:], start
	}
	return text
}

// rangeOf returns the range of the first occurrence of word in a text.
func rangeOf(text, word string) object {
	at := strings.Index(text, word)
	return object{"start": positionOf(text, at), "end": positionOf(text, at+len(word))}
}

type codeAction struct {
	Title, Kind string
	IsPreferred bool
	Diagnostics []diagnostic
	Edit        workspaceEdit
}

func (c *client) actions(name, text, word string, context object) []codeAction {
	c.t.Helper()
	context["diagnostics"] = []any{}
	return ask[[]codeAction](c, "textDocument/codeAction", object{"textDocument": c.id(name), "range": rangeOf(text, word), "context": context})
}

func titles(actions []codeAction) []string {
	var out []string
	for _, a := range actions {
		out = append(out, a.Title)
	}
	return out
}

// TestHover checks the explanations of fields, values and rules, for the target of the document.
func TestHover(t *testing.T) {
	policy := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nmetadata: {name: p}\nspec:\n  targetRefs:\n  - {group: gateway.kgateway.dev, kind: Backend, name: web}\n  tls:\n    sni: a.b\n"
	text := "# backendctl:ignore-file host-is-url the proxy rewrites it\n" + web
	old := "# backendctl: target=2.2\n" + web
	configuration := "rules:\n  host-is-url: warning\n"
	files := map[string]string{"p.yaml": policy, "a.yaml": text, "old.yaml": old, "other.yaml": route, ".backendctl.yaml": configuration}
	c := open(t, files, object{})
	for name, text := range files {
		c.didOpen(name, text)
	}
	for _, h := range []struct {
		file, text, word string
		at               int
		want             []string
	}{
		{"a.yaml", text, "port:", 1, []string{"# spec.static.hosts[].port", "shown for: " + target.Latest().ID}},
		{"a.yaml", text, "8080", 2, []string{"# spec.static.hosts[].port"}},
		{"a.yaml", text, "Static", 2, []string{"`Static`: a value of this field; needs static", "# spec.type"}},
		{"a.yaml", text, "host-is-url", 3, []string{"# host-is-url", "## Why"}},
		{"old.yaml", old, "port:", 1, []string{"shown for: kgateway-2.2"}},
		{"p.yaml", policy, "sni", 1, []string{"# BackendConfigPolicy.spec.tls.sni"}},
		{".backendctl.yaml", configuration, "host-is-url", 1, []string{"# host-is-url"}},
		{"a.yaml", text, "name:", 1, nil},
		{"other.yaml", route, "parentRefs", 1, nil},
	} {
		raw := c.call("textDocument/hover", c.at(h.file, h.text, h.word, h.at))
		var got struct {
			Contents struct{ Kind, Value string }
			Range    span
		}
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatal(err)
		}
		if h.want == nil && string(raw) != "null" {
			t.Errorf("hover on %s in %s: %s, want none", h.word, h.file, raw)
		}
		for _, want := range h.want {
			if !strings.Contains(got.Contents.Value, want) || got.Contents.Kind != "markdown" {
				t.Errorf("hover on %s in %s: %s, want Markdown with %q", h.word, h.file, raw, want)
			}
		}
	}
}

// TestFixAction checks the actions for a finding with a safe fix, and the texts after they are applied.
func TestFixAction(t *testing.T) {
	c := open(t, map[string]string{"a.yaml": web}, object{})
	c.didOpen("a.yaml", web)
	actions := c.actions("a.yaml", web, "http:", object{})
	want := []string{"Write web.example.com", "Ignore host-is-url here", "Apply all safe fixes"}
	if !slices.Equal(titles(actions), want) {
		t.Fatalf("actions %q, want %q", titles(actions), want)
	}
	fixed := strings.Replace(web, "http://web.example.com/", "web.example.com", 1)
	for _, i := range []int{0, 2} {
		if got := applied(t, web, actions[i].Edit.Changes[c.uri("a.yaml")]); got != fixed {
			t.Errorf("the action %q gives\n%s\nwant\n%s", actions[i].Title, got, fixed)
		}
	}
	if !actions[0].IsPreferred || actions[0].Diagnostics[0].Code != "host-is-url" || actions[1].IsPreferred {
		t.Errorf("actions %+v, want a preferred fix of host-is-url first", actions)
	}
	ignored := applied(t, web, actions[1].Edit.Changes[c.uri("a.yaml")])
	if !strings.Contains(ignored, "    # backendctl:ignore host-is-url TODO: add a reason\n    - host:") {
		t.Errorf("the text has no ignore comment:\n%s", ignored)
	}
	c.change("a.yaml", ignored)
	if found := c.pull("a.yaml"); len(found) > 0 {
		t.Errorf("findings with the ignore comment: %v, want none", found)
	}
	if got := titles(c.actions("a.yaml", web, "metadata", object{})); len(got) > 0 {
		t.Errorf("actions on a line without a finding: %q, want none", got)
	}
}

// TestActionKinds checks that a client gets only the kinds of actions that it requests. want is the number of actions.
func TestActionKinds(t *testing.T) {
	c := open(t, map[string]string{"a.yaml": web}, object{})
	c.didOpen("a.yaml", web)
	for only, want := range map[string]int{"quickfix": 2, "source": 1, "source.fixAll": 1, "source.fixAll.backendctl": 1, "source.fixAll.ruff": 0, "refactor": 0} {
		if got := c.actions("a.yaml", web, "http:", object{"only": []string{only}}); len(got) != want {
			t.Errorf("request for the kind %s: actions %q, want %d", only, titles(got), want)
		}
	}
	if got := c.actions("a.yaml", web, "http:", object{"triggerKind": 2}); len(got) != 2 {
		t.Errorf("automatic request: actions %q, want 2", titles(got))
	}
}

// TestUnsafeFix checks that an unsafe fix is marked as unsafe and is not preferred, and that fixAll does not include it.
func TestUnsafeFix(t *testing.T) {
	text := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayParameters\nmetadata: {name: p}\nspec:\n  kube:\n    aiExtension:\n      enabled: true\n    service: {type: ClusterIP}\n"
	c := open(t, map[string]string{"a.yaml": text}, object{})
	c.didOpen("a.yaml", text)
	actions := c.actions("a.yaml", text, "aiExtension", object{})
	if len(actions) != 2 || !strings.HasSuffix(actions[0].Title, "(may change the meaning)") || actions[0].IsPreferred || !strings.HasPrefix(actions[1].Title, "Ignore") {
		t.Errorf("actions %+v, want an unsafe fix that is not preferred, and an ignore comment", actions)
	}
}

// TestIgnoreInJSON checks that no ignore comment is offered in JSON, because JSON has no comments.
func TestIgnoreInJSON(t *testing.T) {
	json := `{"apiVersion": "gateway.kgateway.dev/v1alpha1", "kind": "Backend", "metadata": {"name": "a"}, "spec": {"static": {"hots": []}}}`
	c := open(t, map[string]string{"a.json": json}, object{})
	c.didOpen("a.json", json)
	if len(c.pull("a.json")) == 0 {
		t.Fatal("the text has no finding")
	}
	for _, a := range c.actions("a.json", json, "hots", object{}) {
		if strings.HasPrefix(a.Title, "Ignore") {
			t.Errorf("an ignore comment is offered: %+v", a)
		}
	}
}

// TestConvertAction converts one of two Backends in a document. The other Backend must not change, and the result must be valid.
func TestConvertAction(t *testing.T) {
	text := "# first\n" + strings.Replace(web, "http://web.example.com/", "web.example.com", 1) + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: fn
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    region: us-west-2
    lambdaFunctionName: orders
`
	c := open(t, map[string]string{"a.yaml": text}, object{})
	c.didOpen("a.yaml", text)
	actions := c.actions("a.yaml", text, "lambdaFunctionName", object{"only": []string{"refactor"}})
	if len(actions) != 1 || actions[0].Title != "Convert to "+target.Latest().ID {
		t.Fatalf("actions %q, want only the conversion to %s", titles(actions), target.Latest().ID)
	}
	got := applied(t, text, actions[0].Edit.Changes[c.uri("a.yaml")])
	first, _, _ := strings.Cut(text, "---")
	if !strings.Contains(got, "functionName: orders") || !strings.HasPrefix(got, first) {
		t.Errorf("the converted text has no functionName, or its first Backend has changed:\n%s", got)
	}
	c.change("a.yaml", got)
	for _, d := range c.pull("a.yaml") {
		if d.Severity == 1 {
			t.Errorf("an error after the conversion: %+v", d)
		}
	}
}
