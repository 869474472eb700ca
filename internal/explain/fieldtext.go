package explain

import (
	"strings"
	"unicode/utf8"
)

// A painter writes pages for a terminal that is width columns wide. heading formats a heading.
type painter struct {
	strings.Builder
	width   int
	heading func(string) string
}

const (
	margin     = "  "
	labelWidth = 12
)

// Text returns the page for a terminal with the given number of columns. heading formats a heading.
func (p *Page) Text(width int, heading func(string) string) string {
	b := &painter{width: width, heading: heading}
	best := p.newest()
	b.opening(p.title(), best.Description)
	shared, differ := split(p.shown())
	b.facts(append(p.about(), shared...))
	b.differing(p.shown(), differ)
	if !p.pinned {
		b.elsewhere(p.differences())
	}
	if best.Example != "" {
		b.section("Example")
		b.WriteString(indent(best.Example) + "\n")
	}
	b.children(p.children())
	b.rules(p)
	return b.String()
}

// about returns the facts about the field that do not depend on a target.
func (p *Page) about() []fact {
	out := []fact{{label: "releases", lines: []string{p.Releases()}}}
	if shown := p.shown(); len(shown) == 1 {
		out = append(out, fact{label: "shown for", lines: []string{shown[0].Target}})
	}
	if len(p.ReplacedBy) > 0 && (p.Until != "" || p.newest().Deprecated) {
		out = append(out, fact{label: "use instead", lines: []string{listed(p.ReplacedBy, "and")}})
	}
	return out
}

// opening writes the title and the description.
func (b *painter) opening(title, description string) {
	b.WriteString(b.heading(title) + "\n")
	if description != "" { // the CRD of another release may have none
		b.WriteString(fill(description, b.width, "") + "\n")
	}
	b.WriteString("\n")
}

func (b *painter) section(title string) { b.WriteString("\n" + b.heading(title) + "\n") }

func (b *painter) facts(facts []fact) {
	for _, f := range facts {
		for i, line := range f.lines {
			label := f.label
			if i > 0 {
				label = ""
			}
			b.line(label, labelWidth, line)
		}
	}
}

// line writes a label and a text beside it. The further lines of the text are below its first line.
func (b *painter) line(label string, width int, text string) {
	head := margin + pad(label, width) + " "
	body := wrap(text, b.width, strings.Repeat(" ", len(head)))
	b.WriteString(strings.TrimRight(head+strings.TrimLeft(body, " "), " ") + "\n")
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(width-utf8.RuneCountInString(text), 0))
}

// differing writes the differences between targets. It writes a table with a column for each target if the table fits the terminal, and
// otherwise a paragraph for each property.
func (b *painter) differing(fields []*Field, differ []tableRow) {
	if len(differ) == 0 {
		return
	}
	b.section("Differs")
	if widths, ok := b.columns(fields, differ); ok {
		b.table(fields, differ, widths)
		return
	}
	for _, r := range differ {
		b.WriteString(margin + r.label + "\n")
		for _, g := range grouped(fields, r) {
			b.line(margin+g.targets, groupWidth(fields), g.text)
		}
	}
}

// columns returns the width of the column of each target, and reports whether the table fits the terminal.
func (b *painter) columns(fields []*Field, differ []tableRow) ([]int, bool) {
	widths := make([]int, len(fields))
	total := len(margin) + labelWidth
	for i, f := range fields {
		widths[i] = len(f.Target)
		for _, r := range differ {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell(r.cells[i])))
		}
		total += len(margin) + widths[i]
	}
	return widths, total <= b.width
}

// table writes a table with a column for each target. widths are the widths of these columns.
func (b *painter) table(fields []*Field, differ []tableRow, widths []int) {
	line := func(label string, text func(int) string) {
		cells := []string{"", pad(label, labelWidth)}
		for i := range fields {
			cells = append(cells, pad(text(i), widths[i]))
		}
		b.WriteString(strings.TrimRight(strings.Join(cells, margin), " ") + "\n")
	}
	line("", func(i int) string { return fields[i].Target })
	for _, r := range differ {
		line(r.label, func(i int) string { return cell(r.cells[i]) })
	}
}

// elsewhere writes how the field differs in the other releases.
func (b *painter) elsewhere(differences []difference) {
	if len(differences) == 0 {
		return
	}
	b.section("Other releases")
	width := labelWidth
	for _, d := range differences {
		width = max(width, len(d.targets)+1)
	}
	for _, d := range differences {
		b.line(d.targets, width, d.text)
	}
}

// children writes a line for each nested field.
func (b *painter) children(fields []Child) {
	if len(fields) == 0 {
		return
	}
	b.section("Fields")
	names, types := 0, 0
	for _, c := range fields {
		names, types = max(names, len(c.Name)), max(types, len(c.dated()))
	}
	for _, c := range fields {
		head := margin + pad(c.Name, names) + margin + pad(c.dated(), types) + margin
		b.WriteString(strings.TrimRight(head+cut(c.Description, b.width-len(head)), " ") + "\n")
	}
}

// marked returns text with the type of the field, followed by "required" and "deprecated" if they apply.
func (c Child) marked() string {
	text := c.Type
	if c.Required {
		text += ", required"
	}
	if c.Deprecated {
		text += ", deprecated"
	}
	return text
}

// dated returns the result of marked, followed by the releases that have the field if they differ from those of the parent field.
func (c Child) dated() string {
	if c.Since == "" && c.Until == "" {
		return c.marked()
	}
	return c.marked() + ", " + dates(c.Since, c.Until)
}

// cut returns the first sentence of a text, shortened to the given number of columns. It returns "" for fewer than 16 columns.
func cut(text string, width int) string {
	const least, dots = 16, "..."
	sentence, _, more := strings.Cut(text, ". ")
	if more {
		sentence += "."
	}
	switch runes := []rune(sentence); {
	case width < least:
		return ""
	case len(runes) > width:
		head := string(runes[:width-len(dots)])
		if i := strings.LastIndexByte(head, ' '); i > 0 {
			head = head[:i]
		}
		return strings.TrimRight(head, " ,:;") + dots
	}
	return sentence
}

// rules writes the lint rules about the field.
func (b *painter) rules(p *Page) {
	if len(p.Rules) == 0 {
		return
	}
	b.section("Lint rules")
	width := 0
	for _, id := range p.Rules {
		width = max(width, len(id))
	}
	for _, id := range p.Rules {
		b.line(id, width+1, p.summaries[id])
	}
}
