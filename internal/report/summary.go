package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// Summary writes the summary of a run: the number of findings and of checked files, and the next steps. It is written to standard error for
// all formats.
func Summary(w io.Writer, r *diag.Result, o Options) error {
	if o.Quiet {
		return nil
	}
	p := newPrinter(r, o)
	if o.Verbose {
		p.skipped()
	}
	p.line(p.verdictLine())
	p.unchecked()
	p.closest()
	for _, line := range p.unreported() {
		p.line(p.Paint(terminal.Faint, line))
	}
	p.fixable()
	if r.Auto && r.Summary().Backends+r.Summary().Parts > 0 {
		p.line(p.Paint(terminal.Faint, "no target is pinned; pin one with --target, or target: in .backendctl.yaml"))
	}
	_, err := io.WriteString(w, source.Inert(p.b.String()))
	return err
}

// skipped prints a line for each document that was not checked completely, with the reason if there is one.
func (p *printer) skipped() {
	for _, d := range p.result.Documents {
		if !d.Skipped {
			continue
		}
		verb := "other document:"
		switch {
		case d.Parts > 0:
			verb = "checked"
		case d.SkipReason != "":
			verb = "skipped"
		}
		parts := []string{fmt.Sprintf("%s %s:%d", verb, source.Visible(d.File.Name()), d.Line)}
		if name := source.Visible(d.Title()); name != "" {
			parts = append(parts, name)
		}
		line := strings.Join(parts, " ")
		if d.SkipReason != "" {
			line += ": " + source.Visible(d.SkipReason)
		}
		p.line(p.Paint(terminal.Faint, line))
	}
}

func (p *printer) verdictLine() string {
	s := p.result.Summary()
	found := p.found(s)
	switch {
	case s.Files == 0:
		return "no manifest found"
	case found == "" && s.Documents == 0:
		return "no Backend in " + terminal.Count(s.Files, "file")
	case found == "" && s.Backends+s.Parts == 0 && s.Unchanged > 0:
		return "no Backend changed since " + source.Visible(p.result.Since) + aside(terminal.Count(s.Unchanged, "document")+" unchanged", suppressed(s), inBaseline(s))
	case found == "" && s.Backends+s.Parts == 0:
		return "no Backend among " + terminal.Count(s.Documents, "document") + aside(suppressed(s), inBaseline(s))
	case found == "":
		return "checked " + judged(s) + " in " + terminal.Count(s.Files, "file") + p.against() + ": " +
			p.Paint(terminal.Added, "no findings"+asFarAsKnown(s)) + aside(skippedCount(s), unchangedCount(s), suppressed(s), inBaseline(s))
	case s.Backends+s.Parts == 0:
		return found + "; no Backend among " + terminal.Count(s.Documents, "document") + aside(terminal.Count(s.Files, "file"), unchangedCount(s), suppressed(s), inBaseline(s))
	}
	return found + " in " + judged(s) + aside(terminal.Count(s.Files, "file"), skippedCount(s), unchangedCount(s), suppressed(s), inBaseline(s))
}

// asFarAsKnown returns a qualifier for a verdict if some rules of the target were not checked, else "".
func asFarAsKnown(s diag.Summary) string {
	if s.Partial > 0 {
		return ", as far as known"
	}
	return ""
}

// unchecked prints the rules of the targets that were not checked for any document.
func (p *printer) unchecked() {
	if s := p.result.Summary(); s.Backends+s.Parts == 0 {
		return
	}
	for _, line := range Unchecked(p.result.Unchecked) {
		p.line(line)
	}
}

// mostUnchecked is the maximum number of rules that Unchecked lists.
const mostUnchecked = 10

// Unchecked returns a line for each CEL rule of a CRD that was not checked. If there are more than mostUnchecked rules, the last line has the
// number of the others.
func Unchecked(rules []diag.Unchecked) []string {
	var lines []string
	for i, u := range rules {
		if i == mostUnchecked {
			return append(lines, fmt.Sprintf("and %d more rules; validate -o json lists them", len(rules)-i))
		}
		line := fmt.Sprintf("not checked: %s of %s: %s", cmp.Or(u.Field, "the whole object"), u.Target, u.Rule)
		if u.Message != "" {
			line += " (" + u.Message + ")"
		}
		lines = append(lines, source.Visible(diag.Shorten(line)))
	}
	return lines
}

// unreported returns lines with the numbers of findings and documents that are not reported.
func (p *printer) unreported() []string {
	var lines []string
	w := p.result.Withheld
	if w.Unchanged > 0 {
		lines = append(lines, terminal.Count(w.Unchanged, "finding")+" in unchanged documents not reported (compared with "+source.Visible(p.result.Since)+")")
	}
	if w.Unselected > 0 {
		lines = append(lines, terminal.Count(w.Unselected, "error")+" of unselected rules not reported")
	}
	if p.result.Unread != "" {
		lines = append(lines, source.Visible(p.result.Unread))
	}
	return lines
}

// found returns the numbers of findings by severity, the highest severity first, or "" if there are no findings.
func (p *printer) found(s diag.Summary) string {
	var parts []string
	add := func(n int, severity diag.Severity, word string) {
		if n > 0 {
			parts = append(parts, p.Paint(severityStyle(severity), terminal.Count(n, word)))
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

// against returns text with the names of the targets if the user selected them, else "".
func (p *printer) against() string {
	if p.result.Auto || len(p.result.Targets) == 0 {
		return ""
	}
	return " against " + ranges(p.result.Targets, p.result.Releases())
}

// closest prints the release whose errors are shown for documents that no release accepts.
func (p *printer) closest() {
	t := p.result.Tally()
	if t.Errors == 0 {
		return // the errors of these documents are in the baseline
	}
	for _, id := range p.result.Targets {
		if n := t.Closest[id]; n > 0 {
			verb := "are"
			if n == 1 {
				verb = "is"
			}
			p.line(fmt.Sprintf("%s %s not valid in any release; errors shown for kgateway %s", terminal.Count(n, "Backend"), verb, strings.TrimPrefix(id, releases)))
		}
	}
}

// fixable prints the numbers of findings that have a fix, and the commands that apply and show the fixes.
func (p *printer) fixable() {
	offer := p.options.Fixes
	switch safe, unsafe := offer.Safe, offer.Unsafe; {
	case safe > 0 && unsafe > 0:
		p.line(have(safe) + " a fix" + offer.command(": ", offer.Apply) + fmt.Sprintf(" (%d more with --unsafe-fixes)", unsafe))
	case safe > 0:
		p.line(have(safe) + " a fix" + offer.command(": ", offer.Apply))
	case unsafe == 1:
		p.line("1 unsafe fix is available" + offer.command("; to review it, ", offer.Show))
	case unsafe > 1:
		p.line(fmt.Sprintf("%d unsafe fixes are available", unsafe) + offer.command("; to review them, ", offer.Show))
	}
}

// command returns the text words followed by an instruction to run the command, or "" if the command is empty.
func (o FixOffer) command(words, command string) string {
	switch {
	case command == "":
		return ""
	case o.Piped:
		return words + "pipe the same input to " + source.Visible(command)
	}
	return words + "run " + source.Visible(command)
}

func have(n int) string {
	if n == 1 {
		return "1 finding has"
	}
	return fmt.Sprintf("%d findings have", n)
}

// skippedCount returns text with the number of documents that have no verdict. Rules may still read these documents.
func skippedCount(s diag.Summary) string {
	n := s.Skipped - s.PartDocuments
	if n == 0 {
		return ""
	}
	return terminal.Count(n, "other document")
}

// judged returns text with the number of Backends, and the number of patches if there are patches.
func judged(s diag.Summary) string {
	patches := strings.Replace(terminal.Count(s.Parts, "patch"), "patchs", "patches", 1)
	switch {
	case s.Parts == 0:
		return terminal.Count(s.Backends, "Backend")
	case s.Backends == 0:
		return patches
	}
	return terminal.Count(s.Backends, "Backend") + " and " + patches
}

func unchangedCount(s diag.Summary) string {
	if s.Unchanged == 0 {
		return ""
	}
	return fmt.Sprintf("%d unchanged", s.Unchanged)
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

// aside returns the non-empty parts in parentheses, joined by commas.
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
