package report

import (
	"fmt"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// A printer writes a result as text for people.
type printer struct {
	terminal.Pen
	b       strings.Builder
	result  *diag.Result
	options Options
	width   int
	owners  diag.Owners
	count   map[string]int // the number of documents in each file
	secrets *concealer
}

func newPrinter(r *diag.Result, o Options) *printer {
	p := &printer{Pen: o.Pen(), result: r, options: o, width: o.Columns()}
	p.owners = r.Owners()
	if p.secrets = o.concealer; p.secrets == nil {
		p.secrets = newConcealer(o)
	}
	p.count = map[string]int{}
	for _, d := range r.Documents {
		p.count[d.File.Name()] = max(p.count[d.File.Name()], d.Index+1, r.Unlisted.YAMLDocuments)
	}
	return p
}

func (p *printer) line(parts ...string) {
	for _, s := range parts {
		p.b.WriteString(s)
	}
	p.b.WriteByte('\n')
}

// shown returns the findings to print.
func (p *printer) shown() []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, d := range p.result.Diagnostics {
		if d.Suppressed == nil || p.options.Verbose {
			out = append(out, d)
		}
	}
	return out
}

// text writes the default format: a frame for each finding, and the matrix of verdicts if the user selected several targets. With
// Options.Statistics, it writes the statistics instead.
func text(r *diag.Result, o Options) ([]byte, error) {
	p := newPrinter(r, o)
	if o.Statistics {
		p.statistics()
		return []byte(p.b.String()), nil
	}
	for i, d := range p.shown() {
		if i > 0 {
			p.line()
		}
		p.finding(d)
	}
	if severalTargets(r) && !o.Quiet {
		if p.b.Len() > 0 {
			p.line()
		}
		p.matrix()
	}
	return []byte(p.b.String()), nil
}

// finding writes one finding: the message, the location, the source text, and the notes.
func (p *printer) finding(d diag.Diagnostic) {
	p.header(d)
	frames := framesOf(d)
	fixes := p.diffs(d)
	f := framer{printer: p, style: severityStyle(d.Severity), margin: margin(frames, fixes)}
	for i, frame := range frames {
		if i == 0 {
			f.location("-->", frame.at(), p.document(d))
		} else {
			f.row("", "")
			f.location("-->", frame.at(), "")
		}
		f.draw(frame)
	}
	f.notes(d, fixes)
}

func (p *printer) header(d diag.Diagnostic) {
	s := severityStyle(d.Severity)
	name := d.Severity.String()
	head := p.Paint(s, name+"[") + p.Link(p.url(d.Rule), p.Paint(s, d.Rule)) + p.Paint(s, "]") + p.Paint(terminal.Bold, ":")
	const hang = "    "
	used := displaywidth.String(name+d.Rule) + len("[]: ")
	lines := terminal.Wrap(source.Visible(d.Message), p.width-used, p.width-len(hang))
	if lines[0] != "" {
		head += " "
	}
	p.line(head, p.Paint(terminal.Bold, lines[0]))
	for _, l := range lines[1:] {
		p.line(hang, p.Paint(terminal.Bold, l))
	}
}

// url returns the address of the page of a rule. It depends only on the id, so that a rule without a descriptor also has one.
func (p *printer) url(rule string) string { return diag.Descriptor{ID: rule}.URL() }

// document returns the name of a finding's document, with its number if the file has several.
func (p *printer) document(d diag.Diagnostic) string {
	if d.Document < 0 {
		return ""
	}
	var parts, remarks []string
	doc, known := p.owners.Of(d)
	if name := doc.Title(); known && name != "" {
		parts = append(parts, name)
	}
	if n := p.count[d.File.Name()]; n > 1 {
		remarks = append(remarks, fmt.Sprintf("document %d of %d", d.Document+1, n))
	}
	if doc.Origin != "" {
		remarks = append(remarks, "from "+doc.Origin)
	}
	if len(remarks) > 0 {
		parts = append(parts, "("+strings.Join(remarks, ", ")+")")
	}
	return source.Visible(strings.Join(parts, " "))
}
