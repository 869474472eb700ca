package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// A frame is the part of a file that a finding points to.
type frame struct {
	file  *source.File
	marks []mark // the location of the first mark is the location of the frame
}

// A mark is a span to underline, with a label.
type mark struct {
	span    source.Span
	label   string
	primary bool
}

// framesOf returns the frame of the file of a finding, and a frame for each other file that contains a related place.
func framesOf(d diag.Diagnostic) []frame {
	frames := []frame{{file: d.File, marks: []mark{{span: clamp(d.Span, d.File), label: d.Label, primary: true}}}}
	for _, r := range d.Related {
		file := relatedFile(d, r)
		m := mark{span: clamp(r.Span, file), label: r.Message}
		i := slices.IndexFunc(frames, func(f frame) bool { return f.file == file })
		if i < 0 {
			frames = append(frames, frame{file: file})
			i = len(frames) - 1
		}
		frames[i].marks = append(frames[i].marks, m)
	}
	return frames
}

// relatedFile returns the file of a related place; a place without a file is in the finding's file.
func relatedFile(d diag.Diagnostic, r diag.Related) *source.File { return cmp.Or(r.File, d.File) }

func clamp(s source.Span, f *source.File) source.Span {
	start := min(max(s.Start, 0), len(f.Text()))
	return source.Span{Start: start, End: min(max(s.End, start), len(f.Text()))}
}

// at returns the location of the frame as file:line:column, which terminals and editors make clickable.
func (f frame) at() string {
	p := f.file.Position(f.marks[0].span.Start)
	return fmt.Sprintf("%s:%d:%d", source.Visible(f.file.Name()), p.Line, p.Column)
}

// lastLine returns the last line of a mark. A span that ends with a line break does not reach the next line.
func (f frame) lastLine(m mark) int {
	end := m.span.End
	if end > m.span.Start {
		end--
	}
	return f.file.Position(end).Line
}

func (f frame) firstLine(m mark) int { return f.file.Position(m.span.Start).Line }

// lines returns the numbers of the lines to show: the first line of each mark, the lines next to the first line of the primary mark, and
// lines that would otherwise be a gap of a single line.
func (f frame) lines() []int {
	show := map[int]bool{}
	for _, m := range f.marks {
		n := f.firstLine(m)
		show[n] = true
		if m.primary {
			show[n-1] = show[n-1] || f.isContext(n-1)
			show[n+1] = show[n+1] || f.isContext(n+1)
		}
	}
	var out []int
	for n := range show {
		if show[n] {
			out = append(out, n)
		}
		if show[n] && !show[n+1] && show[n+2] {
			out = append(out, n+1)
		}
	}
	slices.Sort(out)
	return out
}

// isContext reports whether a line next to the primary mark is shown: the line exists, and is neither blank nor a document marker.
func (f frame) isContext(n int) bool {
	if n < f.file.FirstLine() || n > f.file.Lines() {
		return false
	}
	text := strings.TrimSpace(f.file.Slice(f.file.Line(n)))
	return text != "" && text != "---" && text != "..."
}

// byLine returns the marks by the number of their first line. The marks of a line are sorted from left to right.
func (f frame) byLine() map[int][]mark {
	out := map[int][]mark{}
	for _, m := range f.marks {
		n := f.firstLine(m)
		out[n] = append(out[n], m)
	}
	for _, marks := range out {
		stable.Sort(marks, func(a, b mark) int { return cmp.Compare(a.span.Start, b.span.Start) })
	}
	return out
}

// margin returns the number of digits of the longest line number in the frames and fixes.
func margin(frames []frame, fixes []diff) int {
	last := 1
	for _, f := range frames {
		last = max(last, slices.Max(f.lines()))
	}
	for _, d := range fixes {
		for _, l := range d.lines {
			last = max(last, l.number)
		}
	}
	return len(strconv.Itoa(last))
}

// A framer draws the frames of one finding. All frames have the same margin.
type framer struct {
	*printer
	style  terminal.Style // the style of the primary mark
	margin int
}

// room returns the number of columns that are left for the source text.
func (f framer) room() int { return f.width - f.margin - len(" | ") }

// row writes a line to the right of the bar, without trailing spaces.
func (f framer) row(number, text string) {
	lead := fmt.Sprintf("%*s ", f.margin, number)
	if text != "" {
		text = " " + text
	}
	f.line(f.Paint(terminal.Edge, lead+f.Bar()), text)
}

// location writes the location of a frame and the name of the document. If the name does not fit on the line, it is on the next line.
func (f framer) location(arrow, at, name string) {
	indent := strings.Repeat(" ", f.margin)
	lead := indent + f.Paint(terminal.Edge, arrow) + " "
	used := f.margin + len(arrow) + 1 + displaywidth.String(at)
	switch {
	case name == "":
		f.line(lead, at)
	case used+2+displaywidth.String(name) <= f.width:
		f.line(lead, at, "  ", f.Paint(terminal.Faint, name))
	default:
		hang := indent + "    "
		f.line(lead, at)
		f.line(hang, f.Paint(terminal.Faint, terminal.Shorten(name, f.width-len(hang), f.Ellipsis())))
	}
}

// draw writes the lines of a frame with their marks.
func (f framer) draw(fr frame) {
	f.row("", "")
	before, marks := 0, fr.byLine()
	for _, n := range fr.lines() {
		if before > 0 && n > before+1 {
			f.line(f.Paint(terminal.Edge, strings.Repeat(" ", f.margin+1)+f.Gap()))
		}
		f.source(fr, n, marks[n])
		before = n
	}
}

func (f framer) source(fr frame, n int, marks []mark) {
	line := fr.file.Line(n)
	focus := mark{span: source.Span{Start: line.Start, End: line.Start}}
	if len(marks) > 0 {
		focus = marks[max(slices.IndexFunc(marks, func(m mark) bool { return m.primary }), 0)]
	}
	cells := cellsOf(fr.file, excerpt(fr.file, line, focus.span.Start), f.secrets.in(fr.file).Spans)
	from, to := 0, 0
	if len(marks) > 0 {
		from, to = columns(cells, focus.span)
	}
	s := cut(cells, from, to, f.room(), f.Ellipsis())
	f.row(strconv.Itoa(n), s.text)
	f.underline(f.bars(fr, n, marks, cells, s))
}
