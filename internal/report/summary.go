package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// Summary writes what a person wants to know when a run is over: how much was found in how much, and what to do next. It
// is for standard error, whatever the format.
func Summary(w io.Writer, r *diag.Result, o Options) error {
	if o.Quiet {
		return nil
	}
	p := newPrinter(r, o)
	if o.Verbose {
		p.skipped()
	}
	p.line(p.verdictLine())
	p.fixable()
	if r.Auto && r.Summary().Backends > 0 {
		p.line(p.paint(faint, "no target is pinned; pin one with --target, or target: in .backendctl.yaml"))
	}
	_, err := io.WriteString(w, p.b.String())
	return err
}

// skipped says why documents were skipped, where there is more to say than that they are of another kind.
func (p *printer) skipped() {
	for _, d := range p.result.Documents {
		if !d.Skipped {
			continue
		}
		parts := []string{fmt.Sprintf("skipped %s:%d", source.Visible(d.File.Name()), d.Line)}
		if name := source.Visible(d.Title()); name != "" {
			parts = append(parts, name)
		}
		line := strings.Join(parts, " ")
		if d.SkipReason != "" {
			line += ": " + source.Visible(d.SkipReason)
		}
		p.line(p.paint(faint, line))
	}
}

func (p *printer) verdictLine() string {
	s := p.result.Summary()
	found := p.found(s)
	switch {
	case s.Files == 0:
		return "no file to read"
	case found == "" && s.Documents == 0:
		return "no Backend in " + count(s.Files, "file")
	case found == "" && s.Backends == 0:
		return "no Backend among " + count(s.Documents, "document") + aside(suppressed(s), inBaseline(s))
	case found == "":
		return "checked " + count(s.Backends, "Backend") + " in " + count(s.Files, "file") + p.against() + ": " +
			p.paint(added, "no findings") + aside(skippedCount(s), suppressed(s), inBaseline(s))
	case s.Backends == 0:
		return found + "; no Backend among " + count(s.Documents, "document") + aside(count(s.Files, "file"), suppressed(s), inBaseline(s))
	}
	return found + " in " + count(s.Backends, "Backend") + aside(count(s.Files, "file"), skippedCount(s), suppressed(s), inBaseline(s))
}

// found counts the findings by severity, the worst first; it is empty when there is none.
func (p *printer) found(s diag.Summary) string {
	var parts []string
	add := func(n int, severity diag.Severity, word string) {
		if n > 0 {
			parts = append(parts, p.paint(severityStyle(severity), count(n, word)))
		}
	}
	add(s.Errors, diag.Error, "error")
	add(s.Warnings, diag.Warning, "warning")
	add(s.Infos, diag.Info, "info")
	if n := len(parts); n > 1 {
		return strings.Join(parts[:n-1], ", ") + " and " + parts[n-1]
	}
	return strings.Join(parts, "")
}

// against names the targets when they were pinned.
func (p *printer) against() string {
	if p.result.Auto || len(p.result.Targets) == 0 {
		return ""
	}
	return " against " + ranges(p.result.Targets, p.result.Targets)
}

// fixable says how many findings have a fix, and how to have it made.
func (p *printer) fixable() {
	t := p.result.Tally()
	switch safe, unsafe := t.FixSafe, t.FixUnsafe; {
	case safe > 0 && unsafe > 0:
		p.line(fmt.Sprintf("%s a fix: run backendctl lint --fix (%d more with --unsafe-fixes)", have(safe), unsafe))
	case safe > 0:
		p.line(have(safe) + " a fix: run backendctl lint --fix")
	case unsafe > 0:
		p.line(have(unsafe) + " a fix that has to be looked at: run backendctl lint --unsafe-fixes --diff")
	}
}

func have(n int) string {
	if n == 1 {
		return "1 finding has"
	}
	return fmt.Sprintf("%d findings have", n)
}

func skippedCount(s diag.Summary) string {
	if s.Skipped == 0 {
		return ""
	}
	return count(s.Skipped, "document") + " skipped"
}

func suppressed(s diag.Summary) string {
	if s.Suppressed == 0 {
		return ""
	}
	return fmt.Sprintf("%d suppressed", s.Suppressed)
}

func inBaseline(s diag.Summary) string {
	if s.Baselined == 0 {
		return ""
	}
	return fmt.Sprintf("%d in the baseline", s.Baselined)
}

// aside puts what there is to say in parentheses.
func aside(parts ...string) string {
	var said []string
	for _, s := range parts {
		if s != "" {
			said = append(said, s)
		}
	}
	if len(said) == 0 {
		return ""
	}
	return " (" + strings.Join(said, ", ") + ")"
}

func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
