package report

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// concise is one line a finding, as compilers write it and editors read it. Lines are as long as they are.
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
		p.line(conciseLine(p.pen, d, remark))
	}
	return []byte(p.b.String()), nil
}

func conciseLine(p pen, d diag.Diagnostic, remark string) string {
	at := d.File.Position(d.Span.Start)
	severity := p.paint(severityStyle(d.Severity), d.Severity.String())
	rule := p.paint(faint, "[") + p.link(diag.Descriptor{ID: d.Rule}.URL(), p.paint(faint, d.Rule)) + p.paint(faint, "]")
	return fmt.Sprintf("%s:%d:%d: %s: %s%s %s", source.Visible(d.File.Name()), at.Line, at.Column, severity, source.Visible(d.Message), remark, rule)
}
