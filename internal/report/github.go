package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// github writes a workflow command for each finding. The most severe findings come first, because GitHub shows only the first ten of each
// severity in a step.
func github(r *diag.Result, o Options) ([]byte, error) {
	var b strings.Builder
	for _, d := range bySeverity(r) {
		fmt.Fprintf(&b, "::%s %s::%s\n", command(d.Severity), properties(d, o.Tool), escapeData(located(d)+message(d)))
	}
	return []byte(source.InertWords(b.String(), `\#`)), nil
}

// bySeverity returns the findings that are not suppressed, the most severe first.
func bySeverity(r *diag.Result) []diag.Diagnostic {
	out := slices.DeleteFunc(slices.Clone(r.Diagnostics), func(d diag.Diagnostic) bool { return d.Suppressed != nil })
	stable.Sort(out, func(a, b diag.Diagnostic) int { return int(b.Severity) - int(a.Severity) })
	return out
}

func command(s diag.Severity) string {
	switch s {
	case diag.Error:
		return "error"
	case diag.Warning:
		return "warning"
	default:
		return "notice"
	}
}

// located returns the location as text for the message of a finding in standard input, for which GitHub has no file. It returns "" for
// other findings.
func located(d diag.Diagnostic) string {
	if d.File.Name() != diag.StandardInput {
		return ""
	}
	start, _ := positions(d.File, d.Span)
	return fmt.Sprintf("%s:%d:%d: ", diag.StandardInput, start.Line, start.Column)
}

// properties returns the location and the title of a finding as properties of a workflow command. Columns are left out if the finding has
// several lines, because GitHub does not accept them. For standard input, there is only the title.
func properties(d diag.Diagnostic, t Tool) string {
	title := "title=" + escapeProperty(t.Name+" ("+d.Rule+")")
	if d.File.Name() == diag.StandardInput {
		return title
	}
	start, end := positions(d.File, d.Span)
	last := lastLine(d.File, d.Span)
	var b strings.Builder
	fmt.Fprintf(&b, "file=%s,line=%d,endLine=%d", escapeProperty(source.Visible(diag.CleanName(d.File.Name()))), start.Line, last)
	if end.Line == start.Line {
		fmt.Fprintf(&b, ",col=%d,endColumn=%d", start.Column, end.Column)
	}
	b.WriteString("," + title)
	return b.String()
}

// lastLine returns the line of the last character in a span.
func lastLine(f *source.File, s source.Span) int {
	s = clamp(s, f)
	return frame{file: f}.lastLine(mark{span: s})
}

// message returns the message of a finding. GitHub also shows it in the log, so control characters are escaped.
func message(d diag.Diagnostic) string {
	if d.Help == "" {
		return source.Visible(d.Message)
	}
	return source.Visible(d.Message) + "\nhelp: " + source.Visible(d.Help)
}

var (
	dataEscapes     = []string{"%", "%25", "\r", "%0D", "\n", "%0A"}
	propertyEscapes = append(slices.Clone(dataEscapes), ":", "%3A", ",", "%2C")
)

func escapeData(s string) string     { return strings.NewReplacer(dataEscapes...).Replace(s) }
func escapeProperty(s string) string { return strings.NewReplacer(propertyEscapes...).Replace(s) }
