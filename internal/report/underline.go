package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// A bar is the underline of one mark in one line: its columns, counted from 0, and its label.
type bar struct {
	from, to int
	label    string
	primary  bool
	more     bool // the mark continues on the next line
}

// bars returns the bars of the marks of a line. Their columns are those of the visible strip.
func (f framer) bars(fr frame, line int, marks []mark, cells []cell, s strip) []bar {
	var out []bar
	for _, m := range marks {
		from, to := columns(cells, m.span)
		b := bar{from: min(s.column(from), s.width-1), label: strings.TrimSpace(source.Visible(m.label)), primary: m.primary}
		b.to = max(s.column(to), b.from+1)
		if last := fr.lastLine(m); last > line {
			b.more = true
			b.label = strings.TrimPrefix(fmt.Sprintf("%s, to line %d", b.label, last), ", ")
		}
		out = append(out, b)
	}
	stable.Sort(out, func(a, b bar) int { return a.from - b.from })
	return out
}

// underline writes the rows below a line: one row with all bars and, if it fits, the label of the last bar; then a row for each other
// label, which starts below its bar.
func (f framer) underline(bars []bar) {
	if len(bars) == 0 {
		return
	}
	row, width := f.underlines(bars)
	pending := bars
	last := bars[len(bars)-1]
	if rightmost(bars) && last.label != "" && width+1+displaywidth.String(last.label) <= f.room() {
		row += " " + f.Paint(f.styleOf(last), last.label)
		pending = bars[:len(bars)-1]
	}
	f.row("", row)
	f.labels(slices.DeleteFunc(slices.Clone(pending), func(b bar) bool { return b.label == "" }), len(bars) > 1)
}

// rightmost reports whether no other bar is to the right of the last bar, so that the last bar's label fits next to it.
func rightmost(bars []bar) bool {
	last := bars[len(bars)-1]
	return !slices.ContainsFunc(bars, func(b bar) bool { return b.to > last.to })
}

// underlines returns one row with all bars, and its width in columns. The primary bar hides the others.
func (f framer) underlines(bars []bar) (row string, width int) {
	order := slices.Clone(bars)
	stable.Sort(order, func(a, b bar) int { return cmp.Compare(sign(a), sign(b)) })
	for _, b := range order {
		width = max(width, b.to)
	}
	marks := []byte(strings.Repeat(" ", width))
	for _, b := range order {
		for i := b.from; i < b.to; i++ {
			marks[i] = sign(b)
		}
	}
	row = f.paintRuns(string(marks))
	if last := bars[len(bars)-1]; last.more && last.to == width && width+displaywidth.String(f.Ellipsis()) <= f.room() {
		row += f.Paint(f.styleOf(last), f.Ellipsis())
		width += displaywidth.String(f.Ellipsis())
	}
	return row, width
}

// paintRuns returns a row of signs in colour. Each run of the same sign is styled once.
func (f framer) paintRuns(marks string) string {
	var b strings.Builder
	for len(marks) > 0 {
		n := len(marks) - len(strings.TrimLeft(marks, marks[:1]))
		s := map[byte]terminal.Style{' ': terminal.Plain, '-': terminal.Secondary, '^': f.style}[marks[0]]
		b.WriteString(f.Paint(s, marks[:n]))
		marks = marks[n:]
	}
	return b.String()
}

// labels writes the labels that are not next to their bars, from right to left. If lead is set, vertical lines connect the bars with the
// labels.
func (f framer) labels(bars []bar, lead bool) {
	if lead && len(bars) > 0 {
		f.row("", f.leads(bars, f.room()))
	}
	for i := len(bars) - 1; i >= 0; i-- {
		b := bars[i]
		indent := max(min(b.from, f.room()-displaywidth.String(b.label)), 0)
		if indent < b.from && f.room()-b.from >= f.room()/2 {
			indent = b.from
		}
		for _, l := range terminal.Wrap(b.label, f.room()-indent, f.room()-indent) {
			before := f.leads(bars[:i], indent)
			blank := strings.Repeat(" ", indent-leadsWidth(bars[:i], indent))
			f.row("", before+blank+f.Paint(f.styleOf(b), l))
		}
	}
}

// leads returns the vertical lines below the starts of bars, for the bars that start before a column.
func (f framer) leads(bars []bar, before int) string {
	var b strings.Builder
	at := 0
	for _, bar := range bars {
		if bar.from >= at && bar.from < before {
			b.WriteString(strings.Repeat(" ", bar.from-at) + f.Paint(f.styleOf(bar), f.Bar()))
			at = bar.from + 1
		}
	}
	return b.String()
}

// leadsWidth returns the width of the result of [framer.leads].
func leadsWidth(bars []bar, before int) int {
	at := 0
	for _, b := range bars {
		if b.from >= at && b.from < before {
			at = b.from + 1
		}
	}
	return at
}

func (f framer) styleOf(b bar) terminal.Style {
	if b.primary {
		return f.style
	}
	return terminal.Secondary
}

// sign returns the character that stands for a bar. The character of the primary bar is the greatest, so that the primary bar is drawn on
// top.
func sign(b bar) byte {
	if b.primary {
		return '^'
	}
	return '-'
}
