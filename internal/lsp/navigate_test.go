package lsp_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// referring returns files that contain all kinds of references to the Backend web.
func referring() map[string]string {
	return map[string]string{
		"base/web.yaml":   strings.Replace(web, "http://web.example.com/", "web.example.com", 1),
		"base/route.yaml": route,
		"base/policy.yaml": "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nmetadata: {name: tls}\nspec:\n  targetRefs:\n" +
			"  - {group: gateway.kgateway.dev, kind: Backend, name: \"web\"}\n  connectTimeout: 5s\n",
		"base/grant.yaml": "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {name: g}\nspec:\n  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: x}]\n" +
			"  to: [{group: gateway.kgateway.dev, kind: Backend, name: web}]\n",
		"base/kustomization.yaml": "resources: [web.yaml, route.yaml]\npatches:\n- path: patch.yaml\n- patch: |\n    apiVersion: gateway.kgateway.dev/v1alpha1\n    kind: Backend\n    metadata:\n      name: web\n" +
			"- target: {kind: Backend, name: web}\n  patch: |\n    - {op: remove, path: /spec/type}\n",
		"base/patch.yaml":  "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: web\nspec:\n  type: Static\n",
		"base/secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\nstringData: {a: b}\n",
		"other/web.yaml":   strings.Replace(web, "http://web.example.com/", "other.example.com", 1),
	}
}

type uriRange struct {
	URI   string
	Range span
}

func (c *client) places(places []uriRange) []string {
	out := []string{}
	for _, p := range places {
		out = append(out, strings.TrimPrefix(p.URI, c.uri("")+"/")+":"+itoa(p.Range.Start.Line+1))
	}
	slices.Sort(out)
	return out
}

// TestDefinitionAndReferences checks the definition and the references of the object at a position. References to the Backend in base do
// not refer to the Backend with the same name in the folder other.
func TestDefinitionAndReferences(t *testing.T) {
	files := referring()
	files["aws.yaml"] = head + "spec:\n  type: AWS\n  aws:\n    lambda: {functionName: f}\n    accountId: \"123456789012\"\n    auth:\n      type: Secret\n      secretRef:\n        name: key\n"
	files["secrets/key.yaml"] = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: key\nstringData: {accessKey: b, secretKey: c}\n"
	c := open(t, files, object{})
	for name, text := range files {
		if !strings.HasPrefix(name, "secrets/") {
			c.didOpen(name, text)
		}
	}
	all := []string{"base/grant.yaml:6", "base/kustomization.yaml:8", "base/kustomization.yaml:9", "base/patch.yaml:4", "base/policy.yaml:6", "base/route.yaml:12"}
	for _, test := range []struct {
		file, word             string
		definition, references []string
	}{
		{"base/route.yaml", "Backend", []string{"base/web.yaml:4"}, all},
		{"base/policy.yaml", "\"web\"", []string{"base/web.yaml:4"}, all},
		{"base/patch.yaml", "web", []string{"base/web.yaml:4"}, all},
		{"base/kustomization.yaml", "web}", []string{"base/web.yaml:4"}, all},
		{"base/grant.yaml", "web}", []string{"base/web.yaml:4"}, all},
		{"base/web.yaml", "web\n", []string{"base/web.yaml:4"}, all},
		{"base/route.yaml", "gw", []string{}, []string{}},
		{"aws.yaml", "key", []string{"secrets/key.yaml:4"}, []string{"aws.yaml:13"}},
		{"base/kustomization.yaml", "route.yaml", []string{"base/route.yaml:1"}, nil},
	} {
		at := c.at(test.file, files[test.file], test.word, 1)
		if got := c.places(ask[[]uriRange](c, "textDocument/definition", at)); !slices.Equal(got, test.definition) {
			t.Errorf("definition of %s in %s: %q, want %q", test.word, test.file, got, test.definition)
		}
		at["context"] = object{"includeDeclaration": false}
		if got := c.places(ask[[]uriRange](c, "textDocument/references", at)); test.references != nil && !slices.Equal(got, test.references) {
			t.Errorf("references of %s in %s: %q, want %q", test.word, test.file, got, test.references)
		}
	}
	at := c.at("base/web.yaml", files["base/web.yaml"], "web\n", 1)
	at["context"] = object{"includeDeclaration": true}
	if got := c.places(ask[[]uriRange](c, "textDocument/references", at)); len(got) != len(all)+1 {
		t.Errorf("references with the declaration: %q, want %d", got, len(all)+1)
	}
}

// TestDocumentLinks checks the links in a Kustomize file and in a route.
func TestDocumentLinks(t *testing.T) {
	files := referring()
	c := open(t, files, object{})
	c.didOpen("base/kustomization.yaml", files["base/kustomization.yaml"])
	c.didOpen("base/route.yaml", files["base/route.yaml"])
	for name, want := range map[string][]string{
		"base/kustomization.yaml": {"base/web.yaml", "base/route.yaml", "base/patch.yaml", "base/web.yaml#L4"},
		"base/route.yaml":         {"base/web.yaml#L4"},
	} {
		var got []string
		for _, l := range ask[[]struct{ Target string }](c, "textDocument/documentLink", object{"textDocument": c.id(name)}) {
			got = append(got, strings.TrimPrefix(l.Target, c.uri("")+"/"))
		}
		if !slices.Equal(got, want) {
			t.Errorf("links in %s: %q, want %q", name, got, want)
		}
	}
}

// TestRename renames a Backend: at its own name, and at its name in a route and in a policy. Afterwards lint must have the same number of
// findings as before.
func TestRename(t *testing.T) {
	for from, word := range map[string]string{"base/web.yaml": "web\n", "base/route.yaml": "web\n", "base/policy.yaml": "web\""} {
		files := referring()
		c := open(t, files, object{})
		before := linted(t, c.folder)
		c.didOpen(from, files[from])
		at := object{"textDocument": c.id(from), "position": positionOf(files[from], strings.LastIndex(files[from], word)+1)}
		prepared := ask[struct{ Placeholder string }](c, "textDocument/prepareRename", at)
		if prepared.Placeholder != "web" {
			t.Fatalf("prepareRename in %s: %+v, want the name web", from, prepared)
		}
		at["newName"] = "shop"
		edit := ask[workspaceEdit](c, "textDocument/rename", at)
		changed := map[string]int{}
		for uri, edits := range edit.Changes {
			name := strings.TrimPrefix(uri, c.uri("")+"/")
			changed[name] = len(edits)
			write(t, filepath.Join(c.folder, name), applied(t, files[name], edits))
		}
		want := map[string]int{"base/web.yaml": 1, "base/route.yaml": 1, "base/policy.yaml": 1, "base/grant.yaml": 1, "base/kustomization.yaml": 2, "base/patch.yaml": 1}
		if !maps.Equal(changed, want) {
			t.Errorf("rename in %s: numbers of edits %v, want %v", from, changed, want)
		}
		if text := read(t, c, "base/policy.yaml"); !strings.Contains(text, `name: "shop"}`) {
			t.Errorf("the new name in the policy has no quotes:\n%s", text)
		}
		after := linted(t, c.folder)
		for i := range after {
			after[i] = strings.ReplaceAll(after[i], "shop", "web")
		}
		if len(before) != len(after) {
			t.Errorf("rename in %s: lint finds %q, before %q", from, after, before)
		}
	}
}

// TestRenameRefused checks the errors for names that are not valid or already used, and for positions without the name of a Backend.
func TestRenameRefused(t *testing.T) {
	files := map[string]string{"a.yaml": web, "b.yaml": strings.Replace(web, "name: web", "name: taken", 1), "route.yaml": route}
	c := open(t, files, object{})
	c.didOpen("a.yaml", web)
	c.didOpen("route.yaml", route)
	for newName, want := range map[string]string{"": "not a valid name", "Web": "not a valid name", "a b": "not a valid name", strings.Repeat("a", 300): "not a valid name", "taken": "already"} {
		at := c.at("a.yaml", web, "web\n", 0)
		at["newName"] = newName
		if m := c.try("textDocument/rename", at); m.Error == nil || !strings.Contains(m.Error.Message, want) {
			t.Errorf("rename to %.20q: answer %+v, want an error with %q", newName, m, want)
		}
	}
	for _, at := range []object{c.at("a.yaml", web, "Static", 1), c.at("route.yaml", route, "gw", 1), c.at("route.yaml", route, "web", 1)} {
		if raw := c.call("textDocument/prepareRename", at); string(raw) != "null" {
			t.Errorf("prepareRename at %v: %s, want null", at, raw)
		}
		at["newName"] = "x"
		if m := c.try("textDocument/rename", at); m.Error == nil {
			t.Errorf("rename at %v: %s, want an error", at, m.Result)
		}
	}
}

// TestSymbols checks the symbols of a document, also after its text became invalid, and the symbols of the workspace that match a query.
func TestSymbols(t *testing.T) {
	c := open(t, referring(), object{"textDocument": object{"documentSymbol": object{"hierarchicalDocumentSymbolSupport": true}}})
	text := web + "---\n" + route
	c.didOpen("new.yaml", text)
	type symbol struct {
		Name     string
		Range    span
		Children []symbol
	}
	for _, text := range []string{text, text + "  x: [\n"} {
		c.change("new.yaml", text)
		symbols := ask[[]symbol](c, "textDocument/documentSymbol", object{"textDocument": c.id("new.yaml")})
		if len(symbols) != 2 || symbols[0].Name != "Backend web" || symbols[1].Name != "HTTPRoute web" || len(symbols[0].Children) != 2 || symbols[0].Range.End.Line != 9 {
			t.Errorf("symbols of the document: %+v, want Backend web and HTTPRoute web", symbols)
		}
	}
	var found []string
	for _, s := range ask[[]struct {
		Name     string
		Location uriRange
	}](c, "workspace/symbol", object{"query": "bkweb"}) {
		found = append(found, s.Name+" "+strings.TrimPrefix(s.Location.URI, c.uri("")+"/"))
	}
	if want := []string{"Backend web base/web.yaml", "Backend web new.yaml", "Backend web other/web.yaml"}; !slices.Equal(found, want) {
		t.Errorf("symbols of the workspace: %q, want %q", found, want)
	}
}

// TestFolding checks the ranges of a comment, of an object and of a field.
func TestFolding(t *testing.T) {
	c := open(t, nil, object{})
	c.didOpen("a.yaml", "# a\n# b\n"+web)
	folds := ask[[]struct {
		StartLine, EndLine int
		Kind               string
	}](c, "textDocument/foldingRange", object{"textDocument": c.id("a.yaml")})
	got, err := json.Marshal(folds)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`{"StartLine":0,"EndLine":1,"Kind":"comment"}`, `{"StartLine":2,"EndLine":11,"Kind":"region"}`, `{"StartLine":6,"EndLine":11,"Kind":""}`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("folding ranges %s, want one that is %s", got, want)
		}
	}
}

// TestOtherFiles checks that requests about documents without relevant objects have empty results.
func TestOtherFiles(t *testing.T) {
	text := "a: 1\nb:\n  c: [\n"
	c := open(t, map[string]string{"x.yaml": text}, object{})
	c.didOpen("x.yaml", text)
	at := object{"textDocument": c.id("x.yaml"), "position": object{"line": 0, "character": 0}, "range": object{}, "context": object{}}
	for method, want := range map[string]string{
		"textDocument/hover": "null", "textDocument/codeAction": "[]", "textDocument/definition": "null", "textDocument/references": "[]",
		"textDocument/documentLink": "[]", "textDocument/prepareRename": "null", "textDocument/formatting": "[]", "textDocument/documentSymbol": "[]",
		"textDocument/foldingRange": "[]",
	} {
		if raw := c.call(method, at); string(raw) != want {
			t.Errorf("%s: %s, want %s", method, raw, want)
		}
	}
	if found := c.pull("x.yaml"); len(found) > 0 {
		t.Errorf("findings %v, want none", found)
	}
	if _, err := os.Stat(filepath.Join(c.folder, "x.yaml")); err != nil {
		t.Error(err)
	}
}
