package cli

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// A progress shows a line on the terminal if a run takes longer than progressAfter.
type progress struct {
	mu     sync.Mutex
	stderr io.Writer
	verb   string
	silent bool
	start  time.Time
	next   time.Duration // the time since start after which the line is shown again
	shown  bool
}

const (
	progressAfter = 500 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

func newProgress(env *Env, quiet bool, verb string) *progress {
	return &progress{stderr: env.Stderr, verb: verb, silent: quiet || !env.StderrTerminal || env.getenv("TERM") == "dumb", start: time.Now(), next: progressAfter}
}

// show shows the number of finished files, or of finished documents if the number of files is unknown (total is 0). It is safe for
// concurrent use.
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

// clear removes the line from the terminal.
func (p *progress) clear() {
	if p.shown {
		_, _ = io.WriteString(p.stderr, "\r\x1b[K")
	}
}
