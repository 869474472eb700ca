package lsp_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
)

// requests are all requests about a document.
var requests = []string{
	"textDocument/hover", "textDocument/completion", "textDocument/definition", "textDocument/references", "textDocument/documentLink",
	"textDocument/prepareRename", "textDocument/rename", "textDocument/formatting", "textDocument/documentSymbol", "textDocument/foldingRange",
	"textDocument/codeAction", "textDocument/diagnostic",
}

// TestPositions sends every request with positions that are not in the text: negative, after the end, and inside a surrogate pair.
func TestPositions(t *testing.T) {
	text := strings.Replace(web, "name: web", "name: \"🙂🙂\" # 🙂", 1)
	c := open(t, map[string]string{"a.yaml": text}, object{})
	c.didOpen("a.yaml", text)
	for _, p := range []object{
		{"line": 3, "character": 10}, {"line": 3, "character": 9}, {"line": 3, "character": int64(1 << 40)}, {"line": int64(1 << 40), "character": 0},
		{"line": -1, "character": -1}, {"line": 0, "character": -5},
	} {
		for _, method := range requests {
			c.try(method, object{"textDocument": c.id("a.yaml"), "position": p, "range": object{"start": p, "end": object{"line": 0, "character": 0}}, "context": object{}, "newName": "x"})
		}
		c.edit("a.yaml", object{"range": object{"start": p, "end": p}, "text": "🙂"})
	}
	for _, method := range requests {
		for _, params := range []any{nil, object{}, []any{}, 1, object{"textDocument": 1}, object{"textDocument": object{"uri": "http://x/y"}}, object{"textDocument": object{"uri": "\x00%zz"}}} {
			if m := c.try(method, params); m.Error == nil && method != "textDocument/diagnostic" {
				t.Errorf("%s with the parameters %v: %s, want an error", method, params, m.Result)
			}
		}
	}
	if status := c.end(); status != 0 {
		t.Errorf("exit status %d, want 0", status)
	}
	if strings.Contains(c.stderr.String(), "panic") {
		t.Error(c.stderr.String())
	}
}

// TestStrangeDocuments opens documents that are not files, or not in a folder of the workspace, or whose URI is not valid.
func TestStrangeDocuments(t *testing.T) {
	c := open(t, map[string]string{"a.yaml": web}, object{})
	outside := filepath.Join(t.TempDir(), "out.yaml")
	write(t, outside, web)
	for _, uri := range []string{"untitled:Untitled-1", "file://" + outside, "git:/a.yaml?{\"ref\":\"HEAD\"}", "", "file:", "%", "file:///" + strings.Repeat("x/", 3000)} {
		c.notify("textDocument/didOpen", object{"textDocument": object{"uri": uri, "version": 1, "text": web}})
		if uri != "" && !strings.Contains(uri, "xxx") && uri != "%" {
			found := ask[struct{ Items []diagnostic }](c, "textDocument/diagnostic", object{"textDocument": object{"uri": uri}}).Items
			if !slices.Equal(rules(found), []string{"host-is-url"}) && !strings.HasPrefix(uri, "file:///x") {
				t.Errorf("%s: findings of %v, want one of host-is-url", uri, rules(found))
			}
		}
		c.notify("textDocument/didClose", object{"textDocument": object{"uri": uri}})
	}
	c.awaitRules("a.yaml", "host-is-url")
	c.end()
	if text := c.stderr.String(); text != "" {
		t.Errorf("the server logs errors:\n%s", text)
	}
}

// TestSingleFile checks that a file outside the workspace shows the findings of lint for that file.
func TestSingleFile(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, "route.yaml"), route)
	c := start(t, folder)
	c.initialize(object{"capabilities": object{}, "rootUri": nil})
	c.didOpen("route.yaml", route)
	if found := c.pull("route.yaml"); len(found) > 0 {
		t.Errorf("a missing Backend is reported in a single file: %v", found)
	}
	c.change("route.yaml", strings.Replace(route, "name: web\n  rules", "name: web\n  rulez", 1)+"      port: 80\n")
	if found := rules(c.pull("route.yaml")); !slices.Equal(found, []string{"backendref-port"}) {
		t.Errorf("findings of %q, want one of backendref-port", found)
	}
}

// FuzzEdits sends random edits with positions in UTF-16 units. The findings must be those of the whole text after the edits, and those of
// lint.
func FuzzEdits(f *testing.F) {
	for seed := range uint64(3) {
		f.Add(seed, web)
	}
	f.Add(uint64(4), "a: \"🙂\"\r\nb: é\rc\n")
	f.Fuzz(func(t *testing.T, seed uint64, text string) {
		text = strings.ToValidUTF8(text, "?")
		if len(text) > 1<<14 {
			return
		}
		c := open(t, nil, object{})
		defer c.end()
		random := rand.New(rand.NewPCG(seed, 1))
		c.didOpen("a.yaml", text)
		for range 20 {
			var changes []object
			for range 1 + random.IntN(3) {
				start, end := runeStart(text, random.IntN(len(text)+1)), runeStart(text, random.IntN(len(text)+1))
				if start > end {
					start, end = end, start
				}
				end = min(end, runeStart(text, min(start+20, len(text))))
				if splitsBreak(text, start) || splitsBreak(text, end) {
					continue
				}
				insert := []string{"", "x", "🙂", "\n", "\r\n", "  - a: b\n", "\r", "é: \"", web}[random.IntN(9)]
				changes = append(changes, object{"range": object{"start": lspPosition(text, start), "end": lspPosition(text, end)}, "text": insert})
				text = text[:start] + insert + text[end:]
			}
			c.edit("a.yaml", changes...)
		}
		got := c.pull("a.yaml")
		c.change("a.yaml", text)
		if diff := cmp.Diff(c.pull("a.yaml"), got); diff != "" {
			t.Errorf("edits that result in the text %q: findings differ (-whole text +edits):\n%s", text, diff)
		}
		write(t, filepath.Join(c.folder, "a.yaml"), text)
		c.changedOnDisk("a.yaml")
		c.compare(t, text)
	})
}

func runeStart(text string, at int) int {
	for at > 0 && at < len(text) && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

func splitsBreak(text string, at int) bool {
	return at > 0 && at < len(text) && text[at-1] == '\r' && text[at] == '\n'
}

// lspPosition is positionOf for texts with any line breaks.
func lspPosition(text string, offset int) object {
	before := strings.ReplaceAll(text[:offset], "\r\n", "\n\n") // two characters, so that offsets do not change
	lines := strings.Count(strings.ReplaceAll(text[:offset], "\r\n", "\n"), "\n") + strings.Count(strings.ReplaceAll(text[:offset], "\r\n", ""), "\r")
	start := strings.LastIndexAny(before, "\n\r") + 1
	return object{"line": lines, "character": positionOf(text[start:], offset-start)["character"]}
}

// TestMemory checks that memory does not grow with the number of changes.
func TestMemory(t *testing.T) {
	files := map[string]string{"route.yaml": route}
	for i := range 50 {
		files[fmt.Sprintf("%d.yaml", i)] = backends(fmt.Sprintf("w%d", i), 5)
	}
	c := open(t, files, object{})
	c.didOpen("1.yaml", files["1.yaml"])
	at := positionOf(files["1.yaml"], strings.Index(files["1.yaml"], "8080"))
	after := object{"line": at["line"], "character": at["character"].(int) + 1}
	changes := 1000
	if testenv.Full() {
		changes = 10000
	}
	var first uint64
	for i := range changes {
		c.edit("1.yaml", object{"range": object{"start": at, "end": at}, "text": "x"})
		c.edit("1.yaml", object{"range": object{"start": at, "end": after}, "text": ""})
		if i%10 == 0 {
			c.pull("1.yaml")
			c.call("textDocument/hover", c.at("1.yaml", files["1.yaml"], "8080", 1))
			c.call("textDocument/completion", c.at("1.yaml", files["1.yaml"], "8080", 1))
		}
		if i == changes/10 {
			first = heap()
		}
	}
	c.pull("1.yaml")
	last := heap()
	t.Logf("%d KiB after %d changes, %d KiB after %d", first>>10, changes/10, last>>10, changes)
	if last > first+first/4+1<<20 {
		t.Errorf("memory grows from %d to %d KiB with the number of changes", first>>10, last>>10)
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestSettings checks that the client's target is used: at the start, and later in each form that clients send.
func TestSettings(t *testing.T) {
	text := strings.Replace(web, "    - host: http://web.example.com/", "    - host: web.example.com", 1) + "  colour: red\n"
	folder := t.TempDir()
	write(t, filepath.Join(folder, "a.yaml"), text)
	c := start(t, folder)
	c.settings = object{"target": "2.1"}
	c.initialize(object{"capabilities": object{"workspace": object{"configuration": true, "didChangeWatchedFiles": object{"dynamicRegistration": true}}}, "initializationOptions": object{"target": "2.2"}})
	c.didOpen("a.yaml", text)
	expect := func(target string) {
		t.Helper()
		hover := c.call("textDocument/hover", c.at("a.yaml", text, "port", 1))
		if !strings.Contains(string(hover), "shown for: "+target) {
			t.Errorf("the hover is not for %s: %s", target, hover)
		}
	}
	expect("kgateway-2.2")
	configure := func(settings any) { c.notify("workspace/didChangeConfiguration", object{"settings": settings}) }
	configure(object{"backendctl": object{"target": "2.3"}})
	expect("kgateway-2.3")
	configure(object{"target": "2.0"})
	expect("kgateway-2.0")
	configure(object{"other": 1})
	expect("kgateway-2.0")
	configure(nil)
	c.settle("the client's answer", func() bool { return slices.Contains(c.requests, "workspace/configuration") })
	c.settle("a new check", func() bool { return len(c.published[c.uri("a.yaml")]) > 0 })
	for range 100 {
		if raw := c.call("textDocument/hover", c.at("a.yaml", text, "port", 1)); strings.Contains(string(raw), "2.1") {
			break
		}
	}
	expect("kgateway-2.1")
	configure(object{"backendctl": object{}})
	expect("kgateway-2.2")
	configure(object{"target": "2.99"})
	c.settle("a message", func() bool { return len(c.shown) > 0 && strings.Contains(c.shown[0], "2.99") })
	configure(object{"target": ""})
	expect(target.Latest().ID)
	if !slices.Contains(c.requests, "client/registerCapability") {
		t.Errorf("requests of the server: %q, want client/registerCapability", c.requests)
	}
}

// TestConfigurationErrors checks that an invalid configuration is a finding in its file, and that the other findings return when it is
// fixed.
func TestConfigurationErrors(t *testing.T) {
	c := open(t, map[string]string{"a.yaml": web, ".backendctl.yaml": "targt: 2.4\n"}, object{})
	c.awaitRules(".backendctl.yaml", "configuration")
	c.awaitRules("a.yaml")
	c.disk(t, ".backendctl.yaml", "target: 2.4\n")
	c.awaitRules(".backendctl.yaml")
	c.awaitRules("a.yaml", "host-is-url")
}

// TestConfigurationWhileEdited checks that the text of an open configuration has the findings of the command line, at their places, and that
// its settings apply only after it is saved.
func TestConfigurationWhileEdited(t *testing.T) {
	for _, c := range []struct{ name, text, want, place string }{
		{"an unknown key", "targt: 2.4\n", `unknown setting "targt", did you mean "target"?`, "0:0-5"},
		{"an unknown target", "target: [all, 2.99] # all\n", `unknown target "2.99"`, "0:14-18"},
		{"an unknown rule", "rules:\n  no-such: info\n", `unknown rule "no-such"`, "1:2-9"},
		{"a bad pattern after characters of two units", "exclude: [\"😀\", \"[a b\"] # x\n", "not a valid pattern", "0:16-22"},
		{"a flag without a setting", "select: errors # some\n", `"select" cannot be set in the file`, "0:0-6"},
		{"a value with spaces", "fail-on: at all # x\n", `unknown severity "at all"`, "0:9-15"},
		{"invalid YAML", "rules: {\n", "not valid YAML", "0:0-5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			const good = "rules: {host-is-url: \"off\"}\n"
			e := open(t, map[string]string{"a.yaml": web, ".backendctl.yaml": good}, object{})
			e.didOpen(".backendctl.yaml", good)
			e.didOpen("a.yaml", web)
			e.change(".backendctl.yaml", c.text)
			e.awaitRules(".backendctl.yaml", "configuration")
			found := e.pull(".backendctl.yaml")
			if len(found) != 1 || !strings.Contains(found[0].Message, c.want) {
				t.Fatalf("findings: %+v, want one: %s", found, c.want)
			}
			at := found[0].Range
			if place := fmt.Sprintf("%d:%d-%d", at.Start.Line, at.Start.Character, at.End.Character); place != c.place {
				t.Errorf("the finding is at %s, want %s", place, c.place)
			}
			if others := e.pull("a.yaml"); len(others) > 0 {
				t.Errorf("settings that are not saved apply: %v", others)
			}
			e.change(".backendctl.yaml", "# no settings\n")
			e.awaitRules(".backendctl.yaml")
			e.disk(t, ".backendctl.yaml", "# no settings\n")
			e.awaitRules("a.yaml", "host-is-url")
		})
	}
}

// TestNewConfiguration checks that a configuration is checked before it is saved for the first time, and no more after it is closed.
func TestNewConfiguration(t *testing.T) {
	c := open(t, map[string]string{"a.yaml": web}, object{})
	c.didOpen("inner/.backendctl.yaml", "overrides:\n- files: [x]\n")
	c.awaitRules("inner/.backendctl.yaml", "configuration")
	c.notify("textDocument/didClose", object{"textDocument": c.id("inner/.backendctl.yaml")})
	c.awaitRules("inner/.backendctl.yaml")
}

// TestNestedConfiguration checks that the configuration of the nearest folder around a file is used.
func TestNestedConfiguration(t *testing.T) {
	c := open(t, map[string]string{
		"a.yaml": web, "inner/b.yaml": web, "inner/.backendctl.yaml": "rules: {host-is-url: \"off\"}\n", "inner/more/c.yaml": strings.Replace(web, "name: web", "name: c", 1),
	}, object{})
	c.settle("findings of a.yaml", func() bool { return len(c.published[c.uri("a.yaml")]) > 0 })
	if got, want := fmt.Sprint(rules(c.pullAll()[c.uri("inner/b.yaml")])), fmt.Sprint(lintedRules(t, filepath.Join(c.folder, "inner"))); got != want {
		t.Errorf("rules with findings in inner/b.yaml: %s, want %s", got, want)
	}
}

func lintedRules(t *testing.T, folder string) []string {
	t.Helper()
	out := []string{}
	for _, line := range linted(t, folder) {
		out = append(out, strings.Fields(line)[2])
	}
	return out
}

// TestPolling checks that changes on disk are noticed if the client does not watch files.
func TestPolling(t *testing.T) {
	t.Parallel()
	c := open(t, map[string]string{"a.yaml": web}, object{})
	c.awaitRules("a.yaml", "host-is-url")
	write(t, filepath.Join(c.folder, "b.yaml"), strings.Replace(web, "name: web", "name: b", 1))
	c.awaitRules("b.yaml", "host-is-url")
	write(t, filepath.Join(c.folder, "b.yaml"), "# nothing\n")
	c.awaitRules("b.yaml")
	if err := os.Remove(filepath.Join(c.folder, "a.yaml")); err != nil {
		t.Fatal(err)
	}
	c.awaitRules("a.yaml")
}

// TestFolders checks that folders can be added to the workspace and removed from it.
func TestFolders(t *testing.T) {
	c := open(t, map[string]string{"a.yaml": web}, object{})
	c.awaitRules("a.yaml", "host-is-url")
	other := t.TempDir()
	write(t, filepath.Join(other, "b.yaml"), web)
	change := func(event string) {
		c.notify("workspace/didChangeWorkspaceFolders", object{"event": object{event: []any{object{"uri": "file://" + other, "name": "x"}}}})
	}
	uri := "file://" + filepath.ToSlash(filepath.Join(other, "b.yaml"))
	change("added")
	c.settle("the new folder", func() bool { return len(c.published[uri]) == 1 })
	change("removed")
	c.settle("the removal of the folder", func() bool { return len(c.published[uri]) == 0 && len(c.published) == 1 })
}

// TestPull checks a client that requests findings. It gets the answer "unchanged" for findings that it already has, and the server does not
// also push the findings.
func TestPull(t *testing.T) {
	c := open(t, map[string]string{"a.yaml": web, "b.yaml": strings.Replace(web, "name: web", "name: b", 1)}, object{"textDocument": object{"diagnostic": object{}}})
	c.awaitRules("a.yaml", "host-is-url")
	c.didOpen("a.yaml", web)
	c.awaitRules("a.yaml")
	type pulled struct {
		Kind, ResultID string
		Items          []diagnostic
	}
	first := ask[pulled](c, "textDocument/diagnostic", object{"textDocument": c.id("a.yaml")})
	if first.Kind != "full" || len(first.Items) != 1 {
		t.Errorf("first answer %+v, want a full report with one finding", first)
	}
	if again := ask[pulled](c, "textDocument/diagnostic", object{"textDocument": c.id("a.yaml"), "previousResultId": first.ResultID}); again.Kind != "unchanged" || again.ResultID != first.ResultID {
		t.Errorf("second answer %+v, want unchanged with the same id", again)
	}
	raw := c.call("workspace/diagnostic", object{"previousResultIds": []any{object{"uri": c.uri("a.yaml"), "value": first.ResultID}, object{"uri": c.uri("gone.yaml"), "value": "x"}}})
	var all struct {
		Items []struct {
			URI, Kind string
			Version   *int
		}
	}
	if err := json.Unmarshal(raw, &all); err != nil || len(all.Items) != 3 || all.Items[0].Kind != "unchanged" || all.Items[0].Version == nil || all.Items[1].Kind != "full" || all.Items[2].Kind != "full" {
		t.Errorf("workspace/diagnostic: %s, want an unchanged and two full reports", raw)
	}
	c.awaitRules("b.yaml") // the findings that were pushed are removed
}
