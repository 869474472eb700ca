package lsp

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/sourcegraph/jsonrpc2"
)

// A message is a message from the client. Its context ends if the client cancels the request.
type message struct {
	ctx     context.Context
	request *jsonrpc2.Request
	done    func() // must be called after the message was handled
}

// A queue contains the messages that were received and not handled yet. Its length is not limited, because a client may send all of its
// messages before it reads an answer.
type queue struct {
	arrived chan struct{} // contains an element if messages may be waiting

	ctx context.Context // the parent of the contexts of all messages

	mu       sync.Mutex
	over     bool // no more messages will be added
	messages []message
	cancels  map[jsonrpc2.ID]context.CancelFunc // the functions that cancel the requests that have no answer yet, by id
}

func newQueue(ctx context.Context) *queue {
	return &queue{ctx: ctx, arrived: make(chan struct{}, 1), cancels: map[jsonrpc2.ID]context.CancelFunc{}}
}

// Handle adds a message to the queue. A cancellation is not added: it takes effect immediately.
func (q *queue) Handle(_ context.Context, _ *jsonrpc2.Conn, r *jsonrpc2.Request) {
	if r.Method == "$/cancelRequest" {
		q.cancel(r.Params)
		return
	}
	ctx, cancel := context.WithCancel(q.ctx)
	q.mu.Lock()
	defer q.mu.Unlock()
	m := message{ctx: ctx, request: r, done: cancel}
	if !r.Notif {
		q.cancels[r.ID] = cancel
		m.done = func() { q.forget(r.ID, cancel) }
	}
	q.messages = append(q.messages, m)
	q.signal()
}

func (q *queue) signal() {
	select {
	case q.arrived <- struct{}{}:
	default:
	}
}

// end records that the client sends no more messages.
func (q *queue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.over = true
	q.signal()
}

func (q *queue) cancel(params *json.RawMessage) {
	var p struct {
		ID jsonrpc2.ID `json:"id"`
	}
	if params == nil || json.Unmarshal(*params, &p) != nil {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if cancel := q.cancels[p.ID]; cancel != nil {
		cancel()
	}
}

func (q *queue) forget(id jsonrpc2.ID, cancel context.CancelFunc) {
	cancel()
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.cancels, id)
}

// next removes and returns the first message. It returns false if the queue is empty.
func (q *queue) next() (message, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.messages) == 0 {
		return message{}, false
	}
	m := q.messages[0]
	q.messages[0] = message{}
	if q.messages = q.messages[1:]; len(q.messages) == 0 {
		q.messages = nil // allows the garbage collector to free the array
	}
	return m, true
}

// isOver reports whether all messages were handled and no more will be added.
func (q *queue) isOver() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.over && len(q.messages) == 0
}
