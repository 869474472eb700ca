package lsp_test

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

const web = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: http://web.example.com/
      port: 8080
`

const route = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  parentRefs:
  - name: gw
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
`

// TestInitialize checks that the server chooses UTF-8 if the client offers it, and UTF-16 otherwise.
func TestInitialize(t *testing.T) {
	for want, offered := range map[string][]string{
		"utf-16": nil,
		"utf-8":  {"utf-8", "utf-16"},
	} {
		c := start(t, t.TempDir())
		var result struct {
			Capabilities struct{ PositionEncoding string }
			ServerInfo   struct{ Name string }
		}
		raw := c.initialize(object{"capabilities": object{"general": object{"positionEncodings": offered}}})
		if err := json.Unmarshal(raw, &result); err != nil || result.Capabilities.PositionEncoding != want || result.ServerInfo.Name != "backendctl" {
			t.Errorf("the client offers the encodings %q: initialize returns %s, want %s", offered, raw, want)
		}
		if status := c.end(); status != 0 {
			t.Errorf("exit status %d, want 0", status)
		}
	}
}

// TestCapabilities checks that the server announces all features that it has.
func TestCapabilities(t *testing.T) {
	c := start(t, t.TempDir())
	var result struct{ Capabilities map[string]any }
	if err := json.Unmarshal(c.initialize(object{"capabilities": object{}}), &result); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"codeAction", "completion", "definition", "diagnostic", "documentFormatting", "documentLink", "documentSymbol", "foldingRange", "hover",
		"references", "rename", "workspaceSymbol",
	} {
		if result.Capabilities[name+"Provider"] == nil {
			t.Errorf("%sProvider is not announced", name)
		}
	}
}

// TestOrder checks that the server rejects messages that are not allowed in its current state, and continues.
func TestOrder(t *testing.T) {
	c := start(t, t.TempDir())
	expect := func(method string, params any, code int) {
		t.Helper()
		if m := c.try(method, params); m.Error == nil || m.Error.Code != code {
			t.Errorf("%s: answer %+v, want the error %d", method, m, code)
		}
	}
	expect("textDocument/hover", object{}, -32002)
	c.notify("textDocument/didOpen", object{})
	c.initialize(object{"capabilities": object{}})
	expect("initialize", object{}, -32600)
	expect("textDocument/nothing", object{}, -32601)
	expect("textDocument/diagnostic", []int{1}, -32602)
	c.notify("$/setTrace", object{"value": "off"})
	c.notify("textDocument/didChange", object{"textDocument": object{"uri": "file:///never/opened.yaml"}})
	c.notify("textDocument/didClose", object{"textDocument": object{"uri": "file:///never/opened.yaml"}})
	c.call("shutdown", nil)
	expect("textDocument/diagnostic", object{}, -32600)
	c.notify("exit", nil)
	if status := <-c.status; status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// TestClientDies checks that the server ends if its client ends, and that it has the exit status that LSP requires.
func TestClientDies(t *testing.T) {
	for name, die := range map[string]func(c *client){
		"exit without shutdown":      func(c *client) { c.notify("exit", nil) },
		"input ends":                 func(c *client) { _ = c.out.Close() },
		"input ends in a message":    func(c *client) { c.sendRaw("Content-Length: 100\r\n\r\n{"); _ = c.out.Close() },
		"input ends in a header":     func(c *client) { c.sendRaw("Content-Le"); _ = c.out.Close() },
		"a message without a header": func(c *client) { go c.sendRaw(strings.Repeat("x", 1<<20)) },
		"a huge message":             func(c *client) { c.sendRaw("Content-Length: 99999999999\r\n\r\n") },
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, map[string]string{"a.yaml": web}, object{})
			die(c)
			select {
			case status := <-c.status:
				if status != 1 {
					t.Errorf("exit status %d, want 1", status)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("the server does not end")
			}
		})
	}
}

// TestFullOutput checks that the server ends with the exit status 3 and an error if it cannot write to standard output.
func TestFullOutput(t *testing.T) {
	in, out := io.Pipe()
	env := environment(t.TempDir())
	var stderr strings.Builder
	env.Stdin, env.Stdout, env.Stderr, env.StdinTerminal = in, failing{}, &stderr, false
	go func() {
		body := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`
		_, _ = io.WriteString(out, "Content-Length: "+itoa(len(body))+"\r\n\r\n"+body)
	}()
	if status := mainOf(env, "lsp"); status != 3 || !strings.Contains(stderr.String(), "cannot write to standard output: no space") {
		t.Errorf("status %d, want 3; standard error %s", status, stderr.String())
	}
	_ = out.Close()
}

// failing is a writer that always returns an error.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("no space") }

// TestMalformed checks that the server answers a message that is not JSON-RPC with an error, and reads the next message.
func TestMalformed(t *testing.T) {
	c := open(t, nil, object{})
	for _, body := range []string{"{", "[]", "1", `{"jsonrpc":"2.0"}`, "\xff\xfe", `{"id":{"a":1},"method":"x"}`, strings.Repeat("[", 100000)} {
		c.sendRaw("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: " + itoa(len(body)) + "\r\n\r\n" + body)
		if m := <-c.answers; m.Error == nil || m.Error.Code != -32700 {
			t.Errorf("%.20q: answer %+v, want the error -32700", body, m)
		}
	}
	if status := c.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// TestPipedSession checks that requests are answered even if the input ends directly after them, as if it was a file.
func TestPipedSession(t *testing.T) {
	c := start(t, t.TempDir())
	_, first := c.begin("initialize", object{"capabilities": object{}})
	_, second := c.begin("shutdown", nil)
	c.notify("exit", nil)
	_ = c.out.Close()
	c.await("initialize", first)
	c.await("shutdown", second)
	if status := <-c.status; status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// TestCancel sends requests and cancels the last of them. The answer must arrive: LSP's error for cancellation, or the result if the
// request was handled before. Cancellations of unknown requests must have no effect.
func TestCancel(t *testing.T) {
	c := open(t, map[string]string{"a.yaml": web}, object{})
	id, wait := 0, make(chan reply)
	for range 50 {
		id, wait = c.begin("workspace/diagnostic", object{"previousResultIds": []any{}})
	}
	c.notify("$/cancelRequest", object{"id": id})
	c.notify("$/cancelRequest", object{"id": "unknown"})
	c.notify("$/cancelRequest", nil)
	if m := c.await("workspace/diagnostic", wait); m.Error == nil || m.Error.Code != -32800 {
		t.Logf("the request was not cancelled: error %+v", m.Error)
	}
	if status := c.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// TestLogsNothing checks that the server writes nothing to standard error if there is no error.
func TestLogsNothing(t *testing.T) {
	c := open(t, map[string]string{"a.yaml": web}, object{})
	c.awaitRules("a.yaml", "host-is-url")
	c.end()
	if text := c.stderr.String(); text != "" {
		t.Errorf("standard error has the text %s", text)
	}
}

// TestTerminal checks that the command is a usage error, with a hint, if a user starts it in a terminal.
func TestTerminal(t *testing.T) {
	env := environment(t.TempDir())
	var stderr strings.Builder
	env.Stderr, env.Stdin = &stderr, io.MultiReader()
	if status := mainOf(env, "lsp"); status != 2 || !strings.Contains(stderr.String(), "must be started by an editor") {
		t.Errorf("status %d, want 2 and a hint; standard error %q", status, stderr.String())
	}
}

// TestPush checks that findings are published when they change: those of the changed document, and those of other files. After a document
// is closed, they are those of the file on disk.
func TestPush(t *testing.T) {
	c := open(t, map[string]string{"a.yaml": web, "b/route.yaml": route, "c.txt": web}, object{})
	c.awaitRules("a.yaml", "host-is-url")
	c.didOpen("a.yaml", web)
	c.change("a.yaml", strings.ReplaceAll(web, "http://web.example.com/", "web.example.com"))
	c.awaitRules("a.yaml")
	c.change("a.yaml", strings.Replace(web, "name: web", "name: other", 1))
	c.settle("a finding about the route's missing Backend", func() bool { return slices.Contains(rules(c.published[c.uri("b/route.yaml")]), "backendref-missing") })
	c.notify("textDocument/didClose", object{"textDocument": c.id("a.yaml")})
	c.settle("no finding in the route after the file on disk is used again", func() bool { return len(c.published[c.uri("b/route.yaml")]) == 0 })
}

// TestReopened checks that findings are published again when a document is opened again, because Neovim drops the findings of a closed
// document.
func TestReopened(t *testing.T) {
	c := open(t, map[string]string{"a.yaml": web}, object{})
	c.awaitRules("a.yaml", "host-is-url")
	c.didOpen("a.yaml", web)
	c.awaitRules("a.yaml", "host-is-url")
	c.notify("textDocument/didClose", object{"textDocument": c.id("a.yaml")})
	c.mu.Lock()
	delete(c.published, c.uri("a.yaml"))
	c.mu.Unlock()
	c.didOpen("a.yaml", web)
	c.awaitRules("a.yaml", "host-is-url")
}
