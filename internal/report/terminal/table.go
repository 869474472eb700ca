package terminal

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

const (
	columnGap = 2
	// A last column is wrapped in place if it has at least leastLast columns.
	leastLast = 30
	// Cells that have lines of their own are indented by cellIndent columns.
	cellIndent = 4
)

// A Table is text in aligned columns. The first row has the names of the columns.
type Table [][]string

// Text returns the table, one row per line. If width is not 0, lines are not wider than width: the last column is wrapped or, if it would
// be too narrow, the columns that do not fit have lines of their own below the others. Only the first column is never wrapped.
func (t Table) Text(width int) string {
	widths := t.widths()
	start := 0 // where the last column begins
	for _, w := range widths[:len(widths)-1] {
		start += w + columnGap
	}
	last := widths[len(widths)-1]
	switch {
	case width == 0 || start+last <= width:
		return t.rows(widths, last)
	case start+leastLast <= width:
		return t.rows(widths, width-start)
	}
	return t.narrow(widths, width)
}

// widths returns the width of each column.
func (t Table) widths() []int {
	var widths []int
	for _, row := range t {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], displaywidth.String(cell))
		}
	}
	return widths
}

// rows returns the table with the last column wrapped to last columns.
func (t Table) rows(widths []int, last int) string {
	var b strings.Builder
	for _, row := range t {
		end := len(widths) - 1
		lines := []string{""}
		if len(row) > end && row[end] != "" {
			lines = Wrap(row[end], last, last)
		}
		for i, line := range lines {
			cells := row[:min(end, len(row))]
			if i > 0 {
				cells = nil
			}
			b.WriteString(strings.TrimRight(aligned(cells, widths[:end])+line, " ") + "\n")
		}
	}
	return b.String()
}

// aligned returns cells as the beginning of a line, with the gap after each column.
func aligned(cells []string, widths []int) string {
	var b strings.Builder
	for i, w := range widths {
		cell := ""
		if i < len(cells) {
			cell = cells[i]
		}
		b.WriteString(Pad(cell, w+columnGap))
	}
	return b.String()
}

// narrow returns the table with the first columns that are short and fit on one line, and each other cell on a line of its own. If several
// columns have lines of their own, the name of the column precedes each cell, and cells with - are left out.
func (t Table) narrow(widths []int, width int) string {
	fit, used := 1, widths[0]
	for fit < len(widths) && widths[fit] <= leastLast && used+columnGap+widths[fit] <= width {
		used += columnGap + widths[fit]
		fit++
	}
	var b strings.Builder
	for r, row := range t {
		b.WriteString(strings.TrimRight(aligned(row[:fit], widths[:fit]), " ") + "\n")
		for i := fit; i < len(row); i++ {
			cell := row[i]
			several := len(widths)-fit > 1
			if cell == "" || several && (r == 0 || cell == "-") {
				continue
			}
			if several {
				cell = strings.ToLower(t[0][i]) + ": " + cell
			}
			for _, line := range Wrap(cell, width-cellIndent, width-cellIndent) {
				b.WriteString(strings.Repeat(" ", cellIndent) + line + "\n")
			}
		}
	}
	return b.String()
}
