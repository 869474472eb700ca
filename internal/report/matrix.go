package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// A table is the matrix of verdicts. It has a row for each checked document and a column for each target. The text format ends with it if
// the user selected several targets.
type table struct {
	heads           []string
	rows            []row
	gap             int // spaces before each target
	places, objects int // widths in columns
}

type row struct {
	place, object, name string // name is the name of the object without its kind, for narrow terminals
	document            diag.Document
}

func (p *printer) matrix() {
	t := p.table()
	if len(t.rows) == 0 {
		return
	}
	var head strings.Builder
	for _, h := range t.heads {
		head.WriteString(strings.Repeat(" ", t.gap) + h)
	}
	p.line(strings.Repeat(" ", t.places+2+t.objects), p.Paint(terminal.Bold, head.String()))
	for _, r := range t.rows {
		place := terminal.Pad(terminal.Shorten(r.place, t.places, p.Ellipsis()), t.places)
		object := terminal.Pad(terminal.Shorten(r.object, t.objects, p.Ellipsis()), t.objects)
		p.line(place, "  ", object, p.marks(t, r.document))
	}
}

func (p *printer) table() table {
	t := table{gap: 2}
	used := 2
	for _, id := range p.result.Targets {
		h := strings.TrimPrefix(id, releases)
		t.heads = append(t.heads, h)
		used += t.gap + len(h)
	}
	for _, d := range p.result.Documents {
		if d.Skipped || d.Unchanged {
			continue
		}
		t.rows = append(t.rows, row{
			place: source.Visible(fmt.Sprintf("%s:%d", d.File.Name(), d.Line)), object: source.Visible(d.Title()), name: source.Visible(d.FullName()), document: d,
		})
	}
	t.measure()
	t.fit(p.width - used)
	return t
}

func (t *table) measure() {
	t.places, t.objects = 0, 0
	for _, r := range t.rows {
		t.places = max(t.places, displaywidth.String(r.place))
		t.objects = max(t.objects, displaywidth.String(r.object))
	}
}

// fit limits the total width of the two columns of names to room. It first reduces the gaps between targets, then removes the kinds, and
// then cuts names: to half of the room in each column if both are too wide.
func (t *table) fit(room int) {
	if t.places+t.objects > room {
		t.gap = 1
		room += len(t.heads)
	}
	if t.places+t.objects > room {
		for i := range t.rows {
			t.rows[i].object = t.rows[i].name
		}
		t.measure()
	}
	const least = 8
	room = max(room, 2*least)
	t.objects = min(t.objects, max(room/2, room-t.places))
	t.places = min(t.places, room-t.objects)
}

// marks returns the verdicts of a document, each centred in its target's column. A document that selects a target in a comment has only
// the verdict of that target.
func (p *printer) marks(t table, d diag.Document) string {
	var b strings.Builder
	for i, id := range p.result.Targets {
		mark, s := p.verdict(d, id)
		free := max(len(t.heads[i])-displaywidth.String(mark), 0)
		b.WriteString(strings.Repeat(" ", t.gap+free/2) + p.Paint(s, mark))
		if i < len(t.heads)-1 {
			b.WriteString(strings.Repeat(" ", free-free/2))
		}
	}
	return b.String()
}

func (p *printer) verdict(d diag.Document, target string) (string, terminal.Style) {
	i := slices.IndexFunc(d.Verdicts, func(v diag.Verdict) bool { return v.Target == target })
	switch {
	case i < 0:
		return p.Pick("·", "."), terminal.Faint
	case d.Verdicts[i].Valid:
		return p.Pick("✓", "ok"), terminal.Added
	default:
		return p.Pick("✗", "--"), terminal.ErrorText
	}
}
