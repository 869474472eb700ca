package report

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
)

// severityStyle returns the style for the name of a severity and for the marks of its findings.
func severityStyle(s diag.Severity) terminal.Style {
	switch s {
	case diag.Error:
		return terminal.ErrorText
	case diag.Warning:
		return terminal.WarningText
	default:
		return terminal.InfoText
	}
}

// Heading returns a function that styles a heading.
func Heading(o Options) func(string) string {
	p := o.Pen()
	return func(text string) string { return p.Paint(terminal.Bold, text) }
}
