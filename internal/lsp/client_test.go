package lsp_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/backendctl/backendctl/internal/cli"
)

// object is a JSON object in a message.
type object = map[string]any

// A client is an editor in a test. It sends messages to `backendctl lsp` through pipes, and records the messages of the server.
type client struct {
	t       testing.TB
	folder  string
	out     io.WriteCloser
	status  chan int
	stderr  *bytes.Buffer
	answers chan reply // the answers that no request waits for

	mu        sync.Mutex
	lastID    int                     // the id of the last request
	waiting   map[int]chan reply      // the channels for the answers, by the id of the request
	published map[string][]diagnostic // the published findings by URI
	pushes    int                     // the number of times that findings were published
	shown     []string                // the messages that the server shows to the user
	requests  []string                // the methods of the server's requests
	settings  any                     // the client's answer to workspace/configuration
	versions  map[string]int          // the versions of documents by name
}

type reply struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

type position struct{ Line, Character int }

type span struct{ Start, End position }

type diagnostic struct {
	Range           span
	Severity        int
	Code, Message   string
	Source          string
	Tags            []int
	CodeDescription struct{ Href string }
	Related         []struct {
		Location struct {
			URI   string
			Range span
		}
		Message string
	} `json:"relatedInformation"`
}

// environment returns the environment of a command in a test.
func environment(folder string) *cli.Env {
	return &cli.Env{
		Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, Dir: folder, StdinTerminal: true,
		LookupEnv: func(string) (string, bool) { return "", false },
	}
}

// start starts a server. It sends no messages.
func start(t testing.TB, folder string) *client {
	t.Helper()
	toServer, out := io.Pipe()
	in, fromServer := io.Pipe()
	c := &client{
		t: t, folder: folder, out: out, status: make(chan int, 1), stderr: &bytes.Buffer{}, answers: make(chan reply, 100),
		waiting: map[int]chan reply{}, published: map[string][]diagnostic{}, versions: map[string]int{},
	}
	env := environment(folder)
	env.Stdin, env.Stdout, env.Stderr, env.StdinTerminal = toServer, fromServer, c.stderr, false
	go func() {
		c.status <- cli.Main(env, []string{"lsp"})
		_ = fromServer.Close()
		_ = toServer.Close()
	}()
	go c.read(bufio.NewReader(in))
	t.Cleanup(func() {
		_ = out.Close()
		_ = in.Close()
	})
	return c
}

// open starts a server in a folder with files, and initializes it. capabilities are the capabilities of the client.
func open(t testing.TB, files map[string]string, capabilities object) *client {
	t.Helper()
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		write(t, filepath.Join(folder, name), text)
	}
	c := start(t, folder)
	c.initialize(object{"capabilities": capabilities})
	return c
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (c *client) initialize(params object) json.RawMessage {
	c.t.Helper()
	if _, ok := params["rootUri"]; !ok {
		params["rootUri"] = "file://" + filepath.ToSlash(c.folder)
	}
	result := c.call("initialize", params)
	c.notify("initialized", object{})
	return result
}

// read receives and records the messages of the server.
func (c *client) read(r *bufio.Reader) {
	for {
		header, err := textproto.NewReader(r).ReadMIMEHeader()
		if err != nil {
			return
		}
		size, _ := strconv.Atoi(header.Get("Content-Length"))
		body := make([]byte, size)
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		var m reply
		if err := json.Unmarshal(body, &m); err != nil {
			c.t.Errorf("the server sent %q, which is not valid JSON", body)
			return
		}
		c.take(m)
	}
}

func (c *client) take(m reply) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case m.Method == "textDocument/publishDiagnostics":
		var p struct {
			URI         string
			Diagnostics []diagnostic
		}
		if json.Unmarshal(m.Params, &p) != nil || p.Diagnostics == nil {
			c.t.Errorf("the server published %s, want a list of diagnostics", m.Params)
		}
		c.pushes++
		if c.published[p.URI] = p.Diagnostics; len(p.Diagnostics) == 0 {
			delete(c.published, p.URI)
		}
	case m.Method == "window/showMessage":
		c.shown = append(c.shown, string(m.Params))
	case m.Method != "" && m.ID != nil:
		c.requests = append(c.requests, m.Method)
		var result any
		if m.Method == "workspace/configuration" {
			result = []any{c.settings}
		}
		go c.send(object{"id": m.ID, "result": result})
	case m.Method == "":
		id, err := strconv.Atoi(string(m.ID))
		if wait := c.waiting[id]; err == nil && wait != nil {
			delete(c.waiting, id)
			wait <- m
		} else {
			c.answers <- m
		}
	}
}

func (c *client) send(message object) {
	message["jsonrpc"] = "2.0"
	body, err := json.Marshal(message)
	if err != nil {
		c.t.Error(err)
	}
	c.sendRaw(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body))
}

func (c *client) sendRaw(text string) { _, _ = io.WriteString(c.out, text) }

func (c *client) notify(method string, params any) {
	c.send(object{"method": method, "params": params})
}

// begin sends a request. It returns the id of the request, and the channel on which the answer arrives.
func (c *client) begin(method string, params any) (int, chan reply) {
	c.mu.Lock()
	c.lastID++
	id, wait := c.lastID, make(chan reply, 1)
	c.waiting[id] = wait
	c.mu.Unlock()
	c.send(object{"id": id, "method": method, "params": params})
	return id, wait
}

// try sends a request and returns the answer.
func (c *client) try(method string, params any) reply {
	c.t.Helper()
	_, wait := c.begin(method, params)
	return c.await(method, wait)
}

func (c *client) await(method string, wait chan reply) reply {
	c.t.Helper()
	select {
	case m := <-wait:
		return m
	case <-time.After(30 * time.Second):
		c.t.Fatalf("%s: no answer", method)
	}
	return reply{}
}

// call sends a request and returns the result. The test fails if the answer is an error.
func (c *client) call(method string, params any) json.RawMessage {
	c.t.Helper()
	m := c.try(method, params)
	if m.Error != nil {
		c.t.Fatalf("%s: error %d: %s", method, m.Error.Code, m.Error.Message)
	}
	return m.Result
}

// ask sends a request and decodes the result.
func ask[T any](c *client, method string, params any) T {
	c.t.Helper()
	var out T
	if err := json.Unmarshal(c.call(method, params), &out); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
	return out
}

func (c *client) uri(name string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(c.folder, name))}
	return u.String()
}

func (c *client) id(name string) object { return object{"uri": c.uri(name)} }

func (c *client) didOpen(name, text string) {
	c.mu.Lock()
	c.versions[name] = 1
	c.mu.Unlock()
	c.notify("textDocument/didOpen", object{"textDocument": object{"uri": c.uri(name), "languageId": "yaml", "version": 1, "text": text}})
}

// change replaces the whole text of a document.
func (c *client) change(name, text string) { c.edit(name, object{"text": text}) }

func (c *client) edit(name string, changes ...object) {
	c.mu.Lock()
	c.versions[name]++
	version := c.versions[name]
	c.mu.Unlock()
	c.notify("textDocument/didChange", object{"textDocument": object{"uri": c.uri(name), "version": version}, "contentChanges": changes})
}

// at returns the parameters of a request about a position: n characters after the start of the first occurrence of word in text.
func (c *client) at(name, text, word string, n int) object {
	c.t.Helper()
	i := strings.Index(text, word)
	if i < 0 {
		c.t.Fatalf("%q is not in the text", word)
	}
	return object{"textDocument": c.id(name), "position": positionOf(text, i+n)}
}

// positionOf converts an offset to a position in UTF-16 units.
func positionOf(text string, offset int) object {
	line := strings.Count(text[:offset], "\n")
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	return object{"line": line, "character": len(utf16.Encode([]rune(text[start:offset])))}
}

// pull requests and returns the findings of a document.
func (c *client) pull(name string) []diagnostic {
	c.t.Helper()
	return ask[struct{ Items []diagnostic }](c, "textDocument/diagnostic", object{"textDocument": c.id(name)}).Items
}

// rules returns the ids of the rules of findings.
func rules(found []diagnostic) []string {
	out := []string{}
	for _, d := range found {
		out = append(out, d.Code)
	}
	return out
}

// settle waits until the function holds returns true for the messages of the server. what describes the condition in errors.
func (c *client) settle(what string, holds func() bool) {
	c.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		c.mu.Lock()
		ok := holds()
		c.mu.Unlock()
		if ok {
			return
		}
	}
	c.t.Fatalf("waited too long for %s; published %v", what, c.published)
}

// awaitRules waits until the published findings of a file have exactly these rules.
func (c *client) awaitRules(name string, want ...string) {
	c.t.Helper()
	c.settle(fmt.Sprint(name, " ", want), func() bool { return slices.Equal(rules(c.published[c.uri(name)]), want) })
}

// end shuts the server down. It returns the exit status of the server.
func (c *client) end() int {
	c.t.Helper()
	c.call("shutdown", nil)
	c.notify("exit", nil)
	select {
	case status := <-c.status:
		return status
	case <-time.After(10 * time.Second):
		c.t.Fatal("the server does not exit")
	}
	return -1
}

func itoa(n int) string { return strconv.Itoa(n) }

func mainOf(env *cli.Env, args ...string) int { return cli.Main(env, args) }

func read(t testing.TB, c *client, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
