package report

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/secret"
	"github.com/backendctl/backendctl/internal/source"
)

const tabStop = 4

// A cell is the terminal output for one user-perceived character of the source.
type cell struct {
	text  string
	width int
	span  source.Span // the bytes of the character in the file
}

// far is the number of bytes that are laid out before and after an offset. It is more than the width of any terminal, and limits the work,
// because a line may have 100 MB.
const far = 1 << 10

// excerpt returns the part of a line that is at most far bytes from the offset at.
func excerpt(f *source.File, line source.Span, at int) source.Span {
	text := f.Text()
	if at-far > line.Start {
		line.Start = at - far
	}
	if at+far < line.End {
		line.End = at + far
	}
	for line.Start < line.End && !utf8.RuneStart(text[line.Start]) {
		line.Start++
	}
	for line.End > line.Start && line.End < len(text) && !utf8.RuneStart(text[line.End]) {
		line.End--
	}
	return line
}

// cellsOf returns the cells of a span of a file. It replaces tabs with spaces, hidden characters with escapes, and secrets with asterisks.
func cellsOf(f *source.File, span source.Span, secrets secret.Spans) []cell {
	var cells []cell
	column, offset, indented := 0, span.Start, true
	secrets = secrets.Within(span)
	clusters := displaywidth.StringGraphemes(f.Slice(span))
	for clusters.Next() {
		c := newCell(clusters.Value(), clusters.Width(), column)
		c.span = source.Span{Start: offset, End: offset + len(clusters.Value())}
		indented = indented && strings.Trim(clusters.Value(), " \t") == ""
		if !indented && len(secrets.Within(c.span)) > 0 {
			c.text = strings.Repeat("*", c.width)
		}
		cells = append(cells, c)
		column, offset = column+c.width, c.span.End
	}
	return cells
}

func newCell(cluster string, width, column int) cell {
	if cluster == "\t" {
		n := tabStop - column%tabStop
		return cell{text: strings.Repeat(" ", n), width: n}
	}
	if shown := source.Visible(cluster); shown != cluster {
		return cell{text: shown, width: displaywidth.String(shown)}
	}
	return cell{text: cluster, width: width}
}

// columns returns the first column of a span and the column after its last one, counted from 0. For an empty span, or a span past the end
// of the line, it returns one column, so that there is a column to underline.
func columns(cells []cell, span source.Span) (from, to int) {
	from, to = -1, -1
	at := 0
	for _, c := range cells {
		if from < 0 && span.Start < c.span.End {
			from = at
		}
		at += c.width
		if c.span.Start < span.End {
			to = at
		}
	}
	if from < 0 {
		from = at
	}
	return from, max(to, from+1)
}

// A strip is a line that was cut to a width. The first shift columns were removed.
type strip struct {
	text  string
	shift int
	width int // the maximum width of text
}

// column converts a column of the whole line to a column of the strip. Columns that were removed become the nearest edge of the strip.
func (s strip) column(c int) int { return min(max(c-s.shift, 0), s.width) }

// cut cuts cells to a width in columns. It keeps the columns from..to, where to is exclusive, if they fit.
func cut(cells []cell, from, to, width int, ellipsis string) strip {
	total := 0
	for _, c := range cells {
		total += c.width
	}
	edge := displaywidth.String(ellipsis)
	left := 0
	if max(total, to) > width && to > width-edge {
		lead := (width - 2*edge - min(to-from, width-2*edge)) / 2
		left = min(max(from-lead-edge, 0), max(total+1-width, 0))
	}
	return strip{text: window(cells, left, left+width, total, ellipsis), shift: left, width: width}
}

// window returns the columns left..right of a line, where right is exclusive, with an ellipsis at each end that was cut. total is the width
// of the line.
func window(cells []cell, left, right, total int, ellipsis string) string {
	edge := displaywidth.String(ellipsis)
	var b strings.Builder
	drawn, first, last := left, left, right
	if left > 0 {
		b.WriteString(ellipsis)
		drawn, first = left+edge, left+edge
	}
	if total > right {
		last = right - edge
	}
	at := 0
	for _, c := range cells {
		if at >= first && at+c.width <= last {
			// A wide character that is cut in half at the left edge is replaced by spaces.
			b.WriteString(strings.Repeat(" ", at-drawn) + c.text)
			drawn = at + c.width
		}
		at += c.width
	}
	if total > right {
		b.WriteString(strings.Repeat(" ", max(last-drawn, 0)) + ellipsis)
	}
	return strings.TrimRight(b.String(), " ")
}
