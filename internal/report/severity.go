package report

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
)

// severityStyle returns the style of a severity and of the text that it marks.
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
