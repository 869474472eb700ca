package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/secret"
	"github.com/backendctl/backendctl/internal/source"
)

// A diff contains the lines that a fix changes.
type diff struct{ lines []diffLine }

// A diffLine is a removed ('-') or added ('+') line. number is the line number before the fix for a removed line, and after the fix for an
// added line.
type diffLine struct {
	sign   byte
	number int
	raw    string
	cells  []cell
	from   int // the first column that differs from the corresponding removed or added line
}

// maxDiffLines is the maximum number of lines of a fix in the text of a finding.
const maxDiffLines = 12

// diffs returns a diff for each fix of a finding.
func (p *printer) diffs(d diag.Diagnostic) []diff {
	out := make([]diff, len(d.Fixes))
	for i, fix := range d.Fixes {
		edits, err := edit.Merge(fix.Edits)
		if err != nil || edit.Validate(len(d.File.Text()), edits) != nil {
			continue // the title of a fix that cannot be applied is still shown
		}
		moved := 0
		for len(edits) > 0 {
			h := nextHunk(d.File, edits)
			lines, delta := p.hunkLines(d.File, h, moved)
			out[i].lines = append(out[i].lines, lines...)
			moved += delta
			edits = edits[len(h.edits):]
		}
	}
	return out
}

// A hunk is a range of whole lines, with the edits in them.
type hunk struct {
	first, last int // line numbers, counted from 1
	edits       []edit.Edit
}

// nextHunk returns the hunk with the first edit, and with the edits after it that share a line with the hunk.
func nextHunk(f *source.File, edits []edit.Edit) hunk {
	h := hunk{first: f.Position(edits[0].Span.Start).Line}
	h.last = h.first
	for _, e := range edits {
		if len(h.edits) > 0 && f.Position(e.Span.Start).Line > h.last {
			break
		}
		h.edits = append(h.edits, e)
		h.last = max(h.last, f.Position(e.Span.End).Line)
	}
	return h
}

// excerpt returns the lines of a hunk. It shortens long lines to the part near the edits.
func (h hunk) excerpt(f *source.File) source.Span {
	first, last := h.edits[0].Span.Start, h.edits[0].Span.End
	for _, e := range h.edits {
		first, last = min(first, e.Span.Start), max(last, e.Span.End)
	}
	start := excerpt(f, f.Line(h.first), first).Start
	end := excerpt(f, f.Line(h.last), last).End
	// An edit of a byte order mark or a line break is outside of its line, so the span is extended to the edits.
	return source.Span{Start: min(start, first), End: max(end, last)}
}

// hunkLines returns the lines that the edits of a hunk change. moved is the number of lines that earlier hunks added, and delta the number
// of lines that this hunk adds. Both are negative if lines are removed.
func (p *printer) hunkLines(f *source.File, h hunk, moved int) (lines []diffLine, delta int) {
	span := h.excerpt(f)
	edits := slices.Clone(h.edits)
	for i := range edits {
		edits[i].Span.Start -= span.Start
		edits[i].Span.End -= span.Start
	}
	after, err := edit.Apply(f.Slice(span), edits)
	if err != nil {
		return nil, 0
	}
	secrets := p.secrets.in(f)
	before := secrets.Spans.Within(span).Shift(-span.Start)
	gone := p.block('-', h.first, f.Slice(span), before)
	come := p.block('+', h.first+moved, after, spansAfter(after, edits, before, secrets))
	delta = len(come) - len(gone)
	gone, come = changed(gone, come)
	return append(gone, come...), delta
}

// block returns the lines of a text as removed or added lines. first is the number of the first line.
func (p *printer) block(sign byte, first int, text string, secrets secret.Spans) []diffLine {
	if text == "" {
		return nil
	}
	f := source.New("", []byte(text))
	var out []diffLine
	for n := range f.Lines() {
		line := f.Line(n + 1)
		out = append(out, diffLine{sign: sign, number: first + n, raw: f.Slice(line), cells: cellsOf(f, excerpt(f, line, line.Start), secrets)})
	}
	return out
}

// changed removes the common lines at the start and at the end of both lists. It sets the field from of the remaining lines.
func changed(gone, come []diffLine) ([]diffLine, []diffLine) {
	for len(gone) > 0 && len(come) > 0 && gone[0].raw == come[0].raw {
		gone, come = gone[1:], come[1:]
	}
	for len(gone) > 0 && len(come) > 0 && gone[len(gone)-1].raw == come[len(come)-1].raw {
		gone, come = gone[:len(gone)-1], come[:len(come)-1]
	}
	for i := range min(len(gone), len(come)) {
		at := differ(gone[i].cells, come[i].cells)
		gone[i].from, come[i].from = at, at
	}
	return gone, come
}

// differ returns the first column that differs between two lines.
func differ(a, b []cell) int {
	column := 0
	for i := range min(len(a), len(b)) {
		if a[i].text != b[i].text {
			return column
		}
		column += a[i].width
	}
	return column
}

// diff writes the lines that a fix changes.
func (f framer) diff(lines []diffLine) {
	for i, l := range lines {
		if i == maxDiffLines {
			f.line(strings.Repeat(" ", f.margin+1), f.Paint(terminal.Faint, fmt.Sprintf("%s %d more lines", f.Ellipsis(), len(lines)-i)))
			return
		}
		s := cut(l.cells, l.from, l.from+1, f.room(), f.Ellipsis())
		paint := terminal.Removed
		if l.sign == '+' {
			paint = terminal.Added
		}
		text := strings.TrimRight(string(l.sign)+" "+s.text, " ")
		f.line(f.Paint(terminal.Edge, fmt.Sprintf("%*d ", f.margin, l.number)), f.Paint(paint, text))
	}
}
