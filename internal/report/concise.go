package report

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// concise writes one line for each finding, in the format of compiler errors, which editors can parse. Lines are not wrapped.
func concise(r *diag.Result, o Options) ([]byte, error) {
	p := newPrinter(r, o)
	for _, d := range p.shown() {
		remark := ""
		if severalTargets(r) && len(d.Targets) > 0 {
			remark = " (" + ranges(d.Targets, r.Releases()) + ")"
		}
		if doc, ok := p.owners.Of(d); ok && doc.Origin != "" {
			remark += " (from " + source.Visible(doc.Origin) + ")"
		}
		if d.Suppressed != nil {
			remark += " (suppressed)"
		}
		p.line(conciseLine(p.Pen, d, remark))
	}
	return []byte(p.b.String()), nil
}

func conciseLine(p terminal.Pen, d diag.Diagnostic, remark string) string {
	at := d.File.Position(d.Span.Start)
	severity := p.Paint(severityStyle(d.Severity), d.Severity.String())
	rule := p.Paint(terminal.Faint, "[") + p.Link(diag.Descriptor{ID: d.Rule}.URL(), p.Paint(terminal.Faint, d.Rule)) + p.Paint(terminal.Faint, "]")
	return fmt.Sprintf("%s:%d:%d: %s: %s%s %s", source.Visible(d.File.Name()), at.Line, at.Column, severity, source.Visible(d.Message), remark, rule)
}
