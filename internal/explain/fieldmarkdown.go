package explain

import (
	"fmt"
	"strings"
)

// Markdown returns the page as Markdown.
func (p *Page) Markdown() string {
	var b strings.Builder
	best := p.newest()
	fmt.Fprintf(&b, "# %s\n\n%s\n\n", p.title(), best.Description)
	shared, differ := split(p.shown())
	for _, f := range append(p.about(), shared...) {
		writeItem(&b, f)
	}
	writeTable(&b, p.shown(), differ)
	if differences := p.differences(); !p.pinned && len(differences) > 0 {
		b.WriteString("\n## Other releases\n\n")
		for _, d := range differences {
			fmt.Fprintf(&b, "- %s: %s\n", d.targets, d.text)
		}
	}
	if best.Example != "" {
		fmt.Fprintf(&b, "\n## Example\n\n```yaml\n%s```\n", best.Example)
	}
	writeFields(&b, p.children())
	if len(p.Rules) > 0 {
		b.WriteString("\n## Lint rules\n\n")
		for _, id := range p.Rules {
			fmt.Fprintf(&b, "- `%s`: %s\n", id, p.summaries[id])
		}
	}
	return b.String()
}

// writeItem writes a fact as a list item. If it has several lines, they become nested items.
func writeItem(b *strings.Builder, f fact) {
	name := strings.TrimLeft(f.label, " ")
	item := f.label[:len(f.label)-len(name)] + "- " + name // the label of a detail begins with spaces
	switch {
	case f.code:
		fmt.Fprintf(b, "%s: `%s`\n", item, f.lines[0])
	case len(f.lines) == 1:
		fmt.Fprintf(b, "%s: %s\n", item, f.lines[0])
	default:
		fmt.Fprintf(b, "%s:\n", item)
		for _, line := range f.lines {
			fmt.Fprintf(b, "  - %s\n", line)
		}
	}
}

// inCell escapes or replaces the characters that would end a cell of a table.
var inCell = strings.NewReplacer("|", `\|`, "\n", " ")

func writeTable(b *strings.Builder, fields []*Field, differ []tableRow) {
	if len(differ) == 0 {
		return
	}
	b.WriteString("\n## Differs\n\n| |")
	for _, f := range fields {
		b.WriteString(" " + f.Target + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(fields)) + "\n")
	for _, r := range differ {
		fmt.Fprintf(b, "| %s |", strings.TrimSpace(r.label))
		for _, lines := range r.cells {
			text := inCell.Replace(cell(lines))
			if r.code && lines != nil {
				text = "`" + text + "`"
			}
			b.WriteString(" " + text + " |")
		}
		b.WriteString("\n")
	}
}

func writeFields(b *strings.Builder, fields []Child) {
	if len(fields) == 0 {
		return
	}
	b.WriteString("\n## Fields\n\n| field | type | |\n|---|---|---|\n")
	for _, c := range fields {
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", c.Name, c.dated(), inCell.Replace(c.Description))
	}
}
