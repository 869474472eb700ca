package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// Migration writes a row for each converted document: its location, its name, the release or product that it was written for, and the
// required changes.
func Migration(w io.Writer, r *diag.Result, o Options) error {
	p := newPrinter(r, o)
	rows, styles := [][]string{{"FILE", "RESOURCE", "FROM", "NEEDS"}}, []terminal.Style{terminal.Bold}
	widths := make([]int, len(rows[0]))
	for _, d := range r.Documents {
		if d.Conversion == nil {
			continue
		}
		from := cmp.Or(strings.TrimPrefix(d.Conversion.From, releases), "unknown")
		n := needs(d)
		rows = append(rows, []string{source.Visible(fmt.Sprintf("%s:%d", d.File.Name(), d.Line)), source.Visible(d.Title()), from, source.Visible(n.text)})
		styles = append(styles, n.style)
	}
	if len(rows) == 1 {
		return nil
	}
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], displaywidth.String(cell))
		}
	}
	if o.Width > 0 { // a terminal has a width; in a pipe, names are complete
		p.narrow(widths)
	} else {
		p.width = math.MaxInt32
	}
	for i, row := range rows {
		p.migrationRow(row, widths, styles[i])
	}
	_, err := io.WriteString(w, source.Inert(p.b.String()))
	return err
}

// narrow reduces the widths of the file and resource columns until at least half of the line is left for the needs. Longer names continue
// on the next line.
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

// migrationRow writes a row. A cell that is too long continues on the next line, so that no name is cut.
func (p *printer) migrationRow(row []string, widths []int, s terminal.Style) {
	room := p.width
	for i := range 3 {
		room -= widths[i] + 2
	}
	room = max(room, MinWidth/2)
	cells := [][]string{terminal.Wrap(row[3], room, room)}
	lines := len(cells[0])
	for i := range 3 {
		cells = append(cells, terminal.Wrap(row[i], widths[i], widths[i]))
		lines = max(lines, len(cells[i+1]))
	}
	for at := range lines {
		var names strings.Builder
		for i := range 3 {
			names.WriteString(terminal.Pad(lineAt(cells[i+1], at), widths[i]) + "  ")
		}
		if s == terminal.Bold {
			p.line(p.Paint(s, strings.TrimRight(names.String()+lineAt(cells[0], at), " ")))
		} else if part := lineAt(cells[0], at); part != "" {
			p.line(names.String(), p.Paint(s, part))
		} else {
			p.line(strings.TrimRight(names.String(), " "))
		}
	}
}

// lineAt returns a line of a cell by its index, or "" after the last line.
func lineAt(lines []string, at int) string {
	if at >= len(lines) {
		return ""
	}
	return lines[at]
}

// A need is the text about the required changes of a document, with its style.
type need struct {
	text  string
	style terminal.Style
}

// needs returns the text about the required changes of a document.
func needs(d diag.Document) need {
	c := d.Conversion
	switch c.Outcome {
	case "unchanged":
		if len(c.Lost) > 0 { // a document such as a DestinationRule stays, but the Backends that use its settings do not have all of them
			return need{"loses " + listed(named(c.Lost, d.Path)), terminal.ErrorText}
		}
		return need{"nothing", terminal.Faint}
	case "removed":
		return need{"removal: the Backend contains its settings", terminal.Plain}
	case "invalid":
		if c.From == "" {
			return need{"a correction: see its error", terminal.ErrorText}
		}
		return need{"a correction: it is not valid in " + c.From, terminal.ErrorText}
	case "unfit":
		return need{"a decision: " + formless(c), terminal.ErrorText}
	}
	n := need{style: terminal.Plain}
	if len(c.Lost)+len(c.LostBeside) > 0 {
		n.style = terminal.ErrorText
	}
	n.text = strings.Join(changes(d), "; ")
	return n
}

// formless returns the reason why a document cannot be converted.
func formless(c *diag.Conversion) string {
	for _, f := range c.Fields {
		if f.Reason != "" {
			return f.Reason
		}
	}
	return "it cannot be represented in " + c.To
}

// changes returns the required changes of a document, with the names of the fields.
func changes(d diag.Document) []string {
	c := d.Conversion
	var parts []string
	if kind, _, _ := strings.Cut(c.Resource, "/"); kind != d.Kind {
		parts = append(parts, "to become "+kind)
	}
	if n := moved(d); n > 0 {
		parts = append(parts, terminal.Count(n, "field")+" moved")
	}
	name := func(what string, fields []string) {
		if len(fields) > 0 {
			parts = append(parts, what+" "+listed(fields))
		}
	}
	name("change", named(c.Changed, d.Path))
	name("add", named(c.Added, ""))
	name("leave out", leftOut(d))
	name("create", c.Companions)
	name("fill in", placeholders(c))
	name("loses", append(named(c.Lost, d.Path), c.LostBeside...))
	if len(parts) == 0 {
		parts = append(parts, "to be written in another way")
	}
	return parts
}

// listed returns names joined by commas. A long list is cut, and ends with the number of the other names.
func listed(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// named returns the names of the fields at JSON Pointers. path is the common prefix to remove.
func named(pointers []string, path string) []string {
	var out []string
	for _, p := range pointers {
		out = append(out, diag.Field(strings.TrimPrefix(p, path)))
	}
	return out
}

// leftOut returns the names of the fields that were dropped because they have no meaning in the target shape.
func leftOut(d diag.Document) []string {
	var out []string
	for _, f := range d.Conversion.Fields {
		if f.Outcome == "dropped" {
			out = append(out, diag.Field(strings.TrimPrefix(f.Path, d.Path)))
		}
	}
	return out
}

// placeholders returns the names of the fields to fill in. The fields of companions have the name of the companion.
func placeholders(c *diag.Conversion) []string {
	var out []string
	for _, p := range c.Placeholders {
		object, path, _ := strings.Cut(p, " ")
		if object != c.Resource {
			out = append(out, diag.Field(path)+" of "+object)
		} else {
			out = append(out, diag.Field(path))
		}
	}
	return out
}

// moved returns the number of fields that have moved.
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
