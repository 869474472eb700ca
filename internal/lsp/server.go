// Package lsp is a language server: it keeps the open documents of an editor and answers the editor's requests with the functions of other
// packages. It contains no rules, opens no sockets and writes no files.
//
// One goroutine reads messages and another one handles them in order, so that the state needs no locks. A request that is cancelled before
// its turn, or while the workspace is checked, ends early.
package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"runtime/debug"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/backendctl/backendctl/internal/source"
)

// ErrNoShutdown is returned by [Serve] if the client ends without the shutdown request. LSP prescribes the exit status 1 for it.
var ErrNoShutdown = errors.New("the client ended without a shutdown request")

// A server contains the state of one connection. Only the goroutine of loop uses it.
type server struct {
	ctx     context.Context // ends when the connection ends
	host    Host
	conn    *jsonrpc2.Conn
	answers chan func() // functions to run in the loop, with the client's answers
	log     io.Writer
	version string

	state    state
	client   initializeParams
	encoding encoding
	initial  Settings // from the initializationOptions
	settings Settings

	folders   []string // the folders of the workspace, as absolute paths
	projects  []*project
	loaded    bool                 // the projects of the folders have been loaded
	documents map[string]*document // the open documents by URI
	byPath    map[string]*document // the open documents by path

	pages       map[string]string // output of explain by name and target
	diagnostics diagnosticState
	watch       watchState
}

type state int

// The states of a connection.
const (
	starting state = iota
	running
	stopping // after the shutdown request
)

// A handler handles a request or a notification. The result of a notification is ignored.
type handler func(s *server, ctx context.Context, params json.RawMessage) (any, error)

// with returns a handler that decodes the parameters of a message and calls do with them.
func with[P any](do func(*server, context.Context, P) (any, error)) handler {
	return func(s *server, ctx context.Context, raw json.RawMessage) (any, error) {
		var p P
		if err := json.Unmarshal(raw, &p); err != nil {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: "invalid parameters: " + err.Error()}
		}
		return do(s, ctx, p)
	}
}

// handlers returns the handlers by the names of their methods.
func handlers() map[string]handler {
	return map[string]handler{
		"initialize":                          with((*server).initialize),
		"initialized":                         (*server).initialized,
		"shutdown":                            (*server).shutdown,
		"textDocument/didOpen":                with((*server).didOpen),
		"textDocument/didChange":              with((*server).didChange),
		"textDocument/didClose":               with((*server).didClose),
		"textDocument/didSave":                with((*server).didSave),
		"workspace/didChangeWatchedFiles":     with((*server).didChangeWatchedFiles),
		"workspace/didChangeWorkspaceFolders": with((*server).didChangeFolders),
		"workspace/didChangeConfiguration":    with((*server).didChangeConfiguration),
		"textDocument/diagnostic":             with((*server).pullDocument),
		"workspace/diagnostic":                with((*server).pullWorkspace),
		"textDocument/hover":                  with((*server).hover),
		"textDocument/codeAction":             with((*server).codeAction),
		"textDocument/completion":             with((*server).completion),
		"textDocument/formatting":             with((*server).formatting),
		"textDocument/definition":             with((*server).definition),
		"textDocument/references":             with((*server).references),
		"textDocument/documentLink":           with((*server).documentLinks),
		"textDocument/prepareRename":          with((*server).prepareRename),
		"textDocument/rename":                 with((*server).rename),
		"textDocument/documentSymbol":         with((*server).documentSymbols),
		"workspace/symbol":                    with((*server).workspaceSymbols),
		"textDocument/foldingRange":           with((*server).folding),
	}
}

// Options contain what a server needs from its caller.
type Options struct {
	Host    Host
	In      io.Reader
	Out     io.Writer
	Log     io.Writer // receives errors that the client does not get
	Version string
}

// Serve runs a server until the client ends the connection. It returns [ErrNoShutdown] if the client did not send the shutdown request
// before.
func Serve(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{
		ctx: ctx, answers: make(chan func()),
		host: o.Host, log: o.Log, version: o.Version, encoding: utf16Units,
		documents: map[string]*document{}, byPath: map[string]*document{},
		pages: map[string]string{}, diagnostics: newDiagnosticState(),
	}
	q := newQueue(ctx)
	quiet := jsonrpc2.SetLogger(log.New(io.Discard, "", 0))
	s.conn = jsonrpc2.NewConn(ctx, newStream(o.In, o.Out, q.end), q, quiet)
	defer func() { _ = s.conn.Close() }()
	s.loop(ctx, q)
	if s.state != stopping {
		return ErrNoShutdown
	}
	return nil
}

// loop handles messages in order. It publishes diagnostics when the client pauses.
func (s *server) loop(ctx context.Context, q *queue) {
	methods := handlers()
	for {
		for m, ok := q.next(); ok; m, ok = q.next() {
			if m.request.Method == "exit" {
				return
			}
			s.handle(methods, m)
		}
		if q.isOver() {
			return
		}
		select {
		case <-q.arrived:
		case then := <-s.answers:
			then()
		case <-s.diagnostics.timer.C:
			s.publish(ctx)
		case <-s.watch.tick():
			s.poll(ctx)
		case <-s.conn.DisconnectNotify():
			return
		}
	}
}

// handle runs the handler of a message and sends the answer.
func (s *server) handle(methods map[string]handler, m message) {
	defer m.done()
	result, err := s.call(methods, m)
	if m.request.Notif {
		if err != nil {
			s.logf("%s: %v", m.request.Method, err)
		}
		return
	}
	if m.ctx.Err() != nil {
		result, err = nil, &jsonrpc2.Error{Code: codeRequestCancelled, Message: "cancelled"}
	}
	// The error of a closed connection is ignored, because it also ends the loop.
	ctx := context.WithoutCancel(m.ctx)
	if err != nil {
		_ = s.conn.ReplyWithError(ctx, m.request.ID, asError(err))
		return
	}
	_ = s.conn.Reply(ctx, m.request.ID, result)
}

func asError(err error) *jsonrpc2.Error {
	if e, ok := errors.AsType[*jsonrpc2.Error](err); ok {
		return e
	}
	return &jsonrpc2.Error{Code: codeRequestFailed, Message: err.Error()}
}

// call runs the handler of a message. After a panic, it returns an error, and the server continues with the next message.
func (s *server) call(methods map[string]handler, m message) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.logf("%s: panic: %v\n%s", m.request.Method, p, debug.Stack())
			result, err = nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInternalError, Message: "internal error; see the server log"}
		}
	}()
	do, known := methods[m.request.Method]
	isInitialize := m.request.Method == "initialize"
	switch {
	case s.state == starting && !isInitialize:
		if m.request.Notif {
			return nil, nil
		}
		return nil, &jsonrpc2.Error{Code: codeNotInitialized, Message: "the first request must be initialize"}
	case s.state == stopping, s.state == running && isInitialize:
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: m.request.Method + " is not allowed now"}
	case !known && m.request.Notif:
		return nil, nil // LSP requires ignoring unknown $/ notifications; clients also send other unknown notifications
	case !known:
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: fmt.Sprintf("unknown method %.100q", m.request.Method)}
	case m.ctx.Err() != nil:
		return nil, m.ctx.Err()
	}
	params := json.RawMessage("{}")
	if m.request.Params != nil {
		params = *m.request.Params
	}
	return do(s, m.ctx, params)
}

func (s *server) logf(format string, args ...any) {
	// If standard error is closed, the message is lost.
	_, _ = fmt.Fprintln(s.log, source.VisibleLines(fmt.Sprintf(format, args...)))
}

// notify sends a notification. It ignores the error of a closed connection, because the loop ends then.
func (s *server) notify(method string, params any) {
	_ = s.conn.Notify(context.Background(), method, params)
}

// request sends a request to the client. When the client's result arrives, then is called with it in the goroutine of the loop.
func (s *server) request(method string, params any, then func(result json.RawMessage)) {
	call, err := s.conn.DispatchCall(s.ctx, method, params)
	if err != nil {
		return
	}
	go func() {
		var result json.RawMessage
		if call.Wait(s.ctx, &result) != nil || then == nil {
			return
		}
		select {
		case s.answers <- func() { then(result) }:
		case <-s.ctx.Done():
		}
	}()
}

// The kinds of messages to the user.
const (
	messageError   = 1
	messageWarning = 2
)

// show shows a message to the user.
func (s *server) show(kind int, text string) {
	s.notify("window/showMessage", messageParams{kind, source.Visible(text)})
}

// debounce is the time without changes after which the server publishes diagnostics.
const debounce = 20 * time.Millisecond
