package diff

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// Uncompared returns a line with the location and the reason for each document that cannot be compared. Secrets are masked, unless the
// options show them.
func Uncompared(d *change.Difference, o report.Options) []string {
	var lines []string
	for _, p := range concealed(d, o).Problems {
		lines = append(lines, describe(p))
	}
	return lines
}

func describe(p change.Problem) string {
	return source.Visible(fmt.Sprintf("cannot be compared: %s:%d: %s", p.Document.File.Name(), p.Line, p.Reason))
}

// uncompared returns a line for each document that cannot be compared, with its counterparts on the other side.
func uncompared(d *change.Difference) []string {
	var lines []string
	for _, p := range d.Problems {
		lines = append(lines, describe(p))
		for _, other := range p.Counterparts {
			lines = append(lines, fmt.Sprintf("    not compared: %s  %s", title(other), where(other)))
		}
	}
	return lines
}

// uncompared writes the documents that cannot be compared, after the documents that differ.
func (p *printer) uncompared(d *change.Difference) {
	if p.b.Len() > 0 && len(d.Problems) > 0 {
		p.line("")
	}
	for _, l := range uncompared(d) {
		if strings.HasPrefix(l, " ") {
			p.line(p.Paint(terminal.Faint, l))
			continue
		}
		for i, part := range terminal.Wrap(l, p.width, p.width-4) {
			p.line(strings.Repeat(" ", 4*min(i, 1)), p.Paint(terminal.ErrorText, part))
		}
	}
}

// mostUncompared is the maximum number of documents that a Markdown comment lists as not comparable.
const mostUncompared = 20

// uncompared returns a Markdown list of the documents that cannot be compared.
func (f forge) uncompared(d *change.Difference) string {
	if len(d.Problems) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n")
	if f.alerts {
		b.WriteString("> [!CAUTION]\n> ")
	}
	b.WriteString(terminal.Count(len(d.Problems), "document") + " cannot be compared.\n\n")
	for _, p := range d.Problems[:min(len(d.Problems), mostUncompared)] {
		fmt.Fprintf(&b, "- %s: %s", code(fmt.Sprintf("%s:%d", p.Document.File.Name(), p.Line)), markup(source.Visible(p.Reason)))
		for i, other := range p.Counterparts {
			b.WriteString([]string{"; not compared: ", ", "}[min(i, 1)] + code(title(other)))
		}
		b.WriteString("\n")
	}
	if more := len(d.Problems) - mostUncompared; more > 0 {
		fmt.Fprintf(&b, "- … and %d more\n", more)
	}
	return b.String()
}

// jsonProblemOf returns the JSON of a document that cannot be compared.
func jsonProblemOf(p change.Problem) jsonProblem {
	out := jsonProblem{
		Side: p.Side.String(), File: p.Document.File.Name(), Document: p.Document.Index, Line: p.Line, Reason: p.Reason, NotCompared: []jsonObject{},
	}
	for _, other := range p.Counterparts {
		out.NotCompared = append(out.NotCompared, objectOf(other))
	}
	return out
}

func objectOf(d *manifest.Document) jsonObject {
	return jsonObject{d.APIVersion, d.Kind, *sideOf(d)}
}
