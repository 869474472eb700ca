package report

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// Uncompared writes which document cannot be compared, and why.
func Uncompared(p change.Problem, o Options) string {
	return source.Visible(fmt.Sprintf("cannot be compared: %s:%d: %s", p.Document.File.Name(), p.Line, reasonOf(p, o)))
}

// reasonOf returns why a document cannot be compared, without the secrets of its file.
func reasonOf(p change.Problem, o Options) string {
	c := o.concealer
	if c == nil {
		c = newConcealer(o)
	}
	return c.in(p.Document.File).Conceal(p.Reason)
}

// uncompared writes the documents that cannot be compared, each with what the other side has in its place.
func uncompared(d *change.Difference, o Options) []string {
	var lines []string
	for _, p := range d.Problems {
		lines = append(lines, Uncompared(p, o))
		for _, other := range p.Counterparts {
			lines = append(lines, fmt.Sprintf("    not compared: %s  %s", title(other), where(other)))
		}
	}
	return lines
}

// uncompared writes the documents that cannot be compared below those that can.
func (p *diffPrinter) uncompared(d *change.Difference) {
	if p.b.Len() > 0 && len(d.Problems) > 0 {
		p.line("")
	}
	for _, l := range uncompared(d, p.options) {
		if strings.HasPrefix(l, " ") {
			p.line(p.paint(faint, l))
			continue
		}
		for i, part := range wrap(l, p.width, p.width-4) {
			p.line(strings.Repeat(" ", 4*min(i, 1)), p.paint(errorRed, part))
		}
	}
}

// mostUncompared is how many documents a comment lists that cannot be compared.
const mostUncompared = 20

// uncompared writes the documents that cannot be compared as a list.
func (f forge) uncompared(d *change.Difference, o Options) string {
	if len(d.Problems) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n")
	if f.alerts {
		b.WriteString("> [!CAUTION]\n> ")
	}
	b.WriteString(count(len(d.Problems), "document") + " cannot be compared.\n\n")
	for _, p := range d.Problems[:min(len(d.Problems), mostUncompared)] {
		fmt.Fprintf(&b, "- %s: %s", code(fmt.Sprintf("%s:%d", p.Document.File.Name(), p.Line)), markup(source.Visible(reasonOf(p, o))))
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

// jsonProblemOf writes a document that cannot be compared.
func jsonProblemOf(p change.Problem, o Options) jsonProblem {
	out := jsonProblem{
		Side: p.Side.String(), File: p.Document.File.Name(), Document: p.Document.Index, Line: p.Line, Reason: reasonOf(p, o), NotCompared: []jsonObject{},
	}
	for _, other := range p.Counterparts {
		out.NotCompared = append(out.NotCompared, objectOf(other))
	}
	return out
}

func objectOf(d *manifest.Document) jsonObject {
	return jsonObject{d.APIVersion, d.Kind, *sideOf(d)}
}
