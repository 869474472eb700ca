package diff

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// A printer writes a difference as text for people.
type printer struct {
	terminal.Pen
	options report.Options
	width   int
	b       strings.Builder
}

func text(d *change.Difference, o report.Options) ([]byte, error) {
	p := &printer{Pen: o.Pen(), options: o, width: o.Columns()}
	for i, doc := range d.Changed() {
		if i > 0 {
			p.line("")
		}
		p.document(doc)
	}
	p.uncompared(d)
	return []byte(p.b.String()), nil
}

func (p *printer) line(parts ...string) {
	p.b.WriteString(strings.Join(parts, "") + "\n")
}

// document writes the changes of one document. An added or removed document has one line, and one more line for each field that decides
// its impact.
func (p *printer) document(d *change.Document) {
	name := titleOf(d)
	switch d.Status {
	case change.OnlyAfter:
		p.whole(terminal.Added, "+ ", d, d.After)
		return
	case change.OnlyBefore:
		p.whole(terminal.Removed, "- ", d, d.Before)
		return
	case change.Renamed:
		name += ", was " + title(d.Before)
	}
	if room := p.width - displaywidth.String(name) - 2; room >= leastPlaces {
		p.line(p.Paint(terminal.Bold, name), "  ", p.Paint(terminal.Faint, p.places(d, room)))
	} else {
		p.line(p.Paint(terminal.Bold, name))
		p.line("    ", p.Paint(terminal.Faint, p.places(d, p.width-4)))
	}
	p.under(newBranch(d.Changes), "", "  ")
}

// leastPlaces is the minimum width of the locations of a pair, in columns.
const leastPlaces = 28

// places returns the locations of both documents of a pair. A long path is cut in the middle, so that they fit in room columns.
func (p *printer) places(d *change.Document, room int) string {
	from, to, arrow := where(d.Before), where(d.After), p.Pick(" → ", " -> ")
	if from == to {
		return p.place(d.Before, room)
	}
	if displaywidth.String(from+arrow+to) <= room {
		return from + arrow + to
	}
	half := (room - displaywidth.String(arrow)) / 2
	return p.place(d.Before, half) + arrow + p.place(d.After, half)
}

// place returns the location of a document, cut to fit in room columns.
func (p *printer) place(d *manifest.Document, room int) string {
	line := ":" + strconv.Itoa(d.Line())
	return terminal.Shorten(source.Visible(d.File.Name()), room-len(line), p.Ellipsis()) + line
}

// whole writes an added or removed document: a line with its effect, then the fields that decide its impact or, with Verbose, the whole
// document.
func (p *printer) whole(s terminal.Style, sign string, d *change.Document, is *manifest.Document) {
	c := d.Changes[0]
	p.withImpact(p.Paint(s, sign)+p.Paint(terminal.Bold, titleOf(d))+"  "+p.Paint(terminal.Faint, where(is)), "    ", c)
	if !p.options.Verbose {
		for _, f := range c.Fields {
			p.wholeField(s, sign, f, c)
		}
		return
	}
	for _, l := range block(cmp.Or(c.To, c.From), p.options) {
		p.line(p.Paint(s, "  "+sign+terminal.Shorten(l, p.width-4, p.Ellipsis())))
	}
}

// wholeField writes a field of an added or removed document. It writes the effect of the field if that differs from the document's effect.
func (p *printer) wholeField(s terminal.Style, sign string, f, whole change.Change) {
	label, text := source.Visible(f.Label), flow(cmp.Or(f.To, f.From), p.options)
	room := p.width - displaywidth.String(label) - 8
	line, isNarrow := "    "+p.Paint(s, sign)+label+":", room < min(report.MinWidth, displaywidth.String(text))
	if !isNarrow {
		line += " " + p.Paint(s, terminal.Shorten(text, room, p.Ellipsis()))
	}
	if f.Reason == "" || f.Reason == whole.Reason {
		p.line(line)
	} else {
		p.withImpact(line, "        ", f)
	}
	if isNarrow {
		p.line("        ", p.Paint(s, terminal.Shorten(text, p.width-8, p.Ellipsis())))
	}
}

func where(d *manifest.Document) string {
	return source.Visible(fmt.Sprintf("%s:%d", d.File.Name(), d.Line()))
}

// withImpact writes a line and the effect of the change: on the same line if the effect fits, else wrapped on the next lines.
func (p *printer) withImpact(line, indent string, c change.Change) {
	text := c.Impact.String() + ": " + c.Reason
	paint := func(text string) string {
		word, reason, _ := strings.Cut(text, ":")
		if word != c.Impact.String() {
			return p.Paint(terminal.Faint, text)
		}
		return p.Paint(impactStyle(c.Impact), word+":") + p.Paint(terminal.Faint, reason)
	}
	if displaywidth.String(stripped(line))+2+displaywidth.String(text) <= p.width {
		p.line(line, "  ", paint(text))
		return
	}
	p.line(line)
	for _, l := range terminal.Wrap(text, p.width-len(indent), p.width-len(indent)) {
		p.line(indent, paint(l))
	}
}

// stripped returns a text without colours, so that its width can be measured.
func stripped(text string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, text, _ = strings.Cut(after, "m")
	}
}
