package cli

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// A progress is a line on the terminal for work that takes longer than a person likes to wait without a sign.
type progress struct {
	mu     sync.Mutex
	stderr io.Writer
	verb   string
	silent bool
	start  time.Time
	next   time.Duration // when to show it again, after start
	shown  bool
}

const (
	progressAfter = 500 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

func newProgress(env *Env, quiet bool, verb string) *progress {
	return &progress{stderr: env.Stderr, verb: verb, silent: quiet || !env.StderrTerminal || env.getenv("TERM") == "dumb", start: time.Now(), next: progressAfter}
}

// show says how many of all files are done or, if their number is unknown, how many documents. Several goroutines may call
// it.
func (p *progress) show(done, total int) {
	if p.silent {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if passed := time.Since(p.start); passed >= p.next {
		what := fmt.Sprintf("%d of %s", done, files(total))
		if total == 0 {
			what = plural(done, "document")
		}
		_, _ = fmt.Fprintf(p.stderr, "\r\x1b[K%s %s", p.verb, what)
		p.shown, p.next = true, passed+progressEvery
	}
}

// clear takes the line away.
func (p *progress) clear() {
	if p.shown {
		_, _ = io.WriteString(p.stderr, "\r\x1b[K")
	}
}
