package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// Migration writes a row for each converted document: where it is, what shape it has and what it needs.
func Migration(w io.Writer, r *diag.Result, o Options) error {
	p := newPrinter(r, o)
	rows := [][]string{{"FILE", "RESOURCE", "FROM", "NEEDS"}}
	widths := make([]int, len(rows[0]))
	for _, d := range r.Documents {
		if d.Conversion == nil {
			continue
		}
		from := cmp.Or(strings.TrimPrefix(d.Conversion.From, releases), "unknown")
		rows = append(rows, []string{source.Visible(fmt.Sprintf("%s:%d", d.File.Name(), d.Line)), source.Visible(d.Title()), from, source.Visible(needs(d))})
	}
	if len(rows) == 1 {
		return nil
	}
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], displaywidth.String(cell))
		}
	}
	p.narrow(widths)
	for i, row := range rows {
		p.migrationRow(row, widths, i == 0)
	}
	_, err := io.WriteString(w, source.Inert(p.b.String()))
	return err
}

// narrow gives the names of files and resources less room where that of the needs would be less than half.
func (p *printer) narrow(widths []int) {
	const least = 12
	room := p.width - widths[2] - 6
	for widths[0]+widths[1] > room/2 && max(widths[0], widths[1]) > least {
		if widths[0] > widths[1] {
			widths[0]--
		} else {
			widths[1]--
		}
	}
}

// migrationRow writes a row; what it needs goes on below itself where it is too long for one line.
func (p *printer) migrationRow(row []string, widths []int, head bool) {
	var names strings.Builder
	for i := range 3 {
		names.WriteString(pad(shorten(row[i], widths[i], p.ellipsis()), widths[i]) + "  ")
	}
	line := names.String()
	room := max(p.width-displaywidth.String(line), minWidth/2)
	for i, part := range wrap(row[3], room, room) {
		if i > 0 {
			line = strings.Repeat(" ", displaywidth.String(line))
		}
		if head {
			p.line(p.paint(bold, line+part))
			continue
		}
		p.line(line, p.paint(needStyle(row[3]), part))
	}
}

const (
	nothing    = "nothing"
	correction = "a correction"
)

func needStyle(need string) style {
	switch {
	case need == nothing:
		return faint
	case strings.Contains(need, " lost") || strings.Contains(need, "no form"), strings.HasPrefix(need, correction):
		return errorRed
	}
	return plain
}

// needs says what a document needs.
func needs(d diag.Document) string {
	c := d.Conversion
	switch c.Outcome {
	case "unchanged":
		return nothing
	case "removed":
		return "to go: the Backend says it"
	case "invalid":
		if c.From == "" {
			return correction + ": it cannot be read"
		}
		return correction + ": it is not valid in " + c.From
	case "unfit":
		return "a decision: it has no form in " + c.To
	}
	var parts []string
	if kind, _, _ := strings.Cut(c.Resource, "/"); kind != d.Kind {
		parts = append(parts, "to become "+kind)
	}
	if n := moved(d); n > 0 {
		parts = append(parts, count(n, "field")+" moved")
	}
	for _, name := range c.Companions {
		parts = append(parts, "adds "+name)
	}
	if n := len(c.Placeholders); n > 0 {
		parts = append(parts, count(n, "placeholder"))
	}
	if n := c.Count("lost"); n > 0 {
		parts = append(parts, fmt.Sprintf("%d lost", n))
	}
	if len(parts) == 0 {
		return "fields to be added or left out"
	}
	return strings.Join(parts, ", ")
}

// moved counts the fields that are in another place.
func moved(d diag.Document) int {
	n := 0
	for _, f := range d.Conversion.Fields {
		if f.Outcome != "mapped" || len(f.To) == 0 {
			continue
		}
		_, path, _ := strings.Cut(f.To[0], " ")
		if path != strings.TrimPrefix(f.Path, d.Path) {
			n++
		}
	}
	return n
}
