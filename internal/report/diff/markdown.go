package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// A forge is a website that renders Markdown.
type forge struct {
	most   int  // the maximum length of a comment in bytes
	alerts bool // the forge renders > [!WARNING] as an alert
}

func gitHub(d *change.Difference, o report.Options) ([]byte, error) {
	return forge{most: 65_000, alerts: true}.comment(d, o), nil // GitHub's limit is 65,536 characters
}

func gitLab(d *change.Difference, o report.Options) ([]byte, error) {
	return forge{most: 900_000}.comment(d, o), nil // GitLab's limit is 1,000,000 characters
}

// comment returns a comment with as many documents as the limit allows. Documents with breaking changes come first.
func (f forge) comment(d *change.Difference, o report.Options) []byte {
	o.Color = false
	changed := d.Changed()
	line := differs(d, o.Pen())
	if len(changed) == 0 {
		return []byte(strings.ToUpper(line[:1]) + line[1:] + ".\n" + f.uncompared(d))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n%s", line, f.uncompared(d))
	if n := d.Count(change.Breaking); n > 0 && f.alerts {
		fmt.Fprintf(&b, "\n> [!WARNING]\n> %s: traffic stops or goes elsewhere, or protection, credentials or identity change.\n", terminal.Count(n, "breaking change"))
	}
	left := 0
	for i := change.Breaking; i >= change.Cosmetic; i-- {
		for _, doc := range changed {
			if doc.Impact() != i {
				continue
			}
			if text := section(doc, o); left == 0 && b.Len()+len(text) <= f.most {
				b.WriteString(text)
			} else {
				left++
			}
		}
	}
	if left > 0 {
		fmt.Fprintf(&b, "\n… and %s; this comment is full.\n", terminal.Count(left, "more document"))
	}
	return []byte(b.String())
}

// section returns the section of a document. The section is folded if no change of the document is breaking.
func section(d *change.Document, o report.Options) string {
	var b strings.Builder
	open := ""
	if d.Impact() == change.Breaking {
		open = " open"
	}
	name := titleOf(d)
	switch d.Status {
	case change.OnlyAfter:
		name += " is added"
	case change.OnlyBefore:
		name += " is removed"
	case change.Renamed:
		name += ", was " + title(d.Before)
	}
	fmt.Fprintf(&b, "\n<details%s><summary><b>%s</b>: %s</summary>\n\n", open, markup(name), tally(terminal.Pen{}, impacts(d)))
	b.WriteString("| | field | before | after | what it does |\n|---|---|---|---|---|\n")
	highestFirst := func(a, b change.Change) int { return int(b.Impact - a.Impact) }
	for _, c := range slices.SortedStableFunc(slices.Values(d.Changes), highestFirst) {
		writeRow(&b, c, o)
		for _, f := range c.Fields {
			writeRow(&b, f, o)
		}
	}
	fmt.Fprintf(&b, "\n%s\n\n</details>\n", code(sources(d)))
	return b.String()
}

// writeRow writes a change as a row of a table. A field without a reason has the effect of its whole document, so its last cell is empty.
func writeRow(b *strings.Builder, c change.Change, o report.Options) {
	before, after := cells(c, o)
	does := c.Impact.String()
	if c.Impact == change.Breaking {
		does = "**" + does + "**"
	}
	if does += ": " + markup(c.Reason); c.Reason == "" {
		does = ""
	}
	fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", signs[c.Op].ascii, code(c.Label), before, after, does)
}

// sources returns the locations of a document on both sides.
func sources(d *change.Document) string {
	switch {
	case d.Before == nil:
		return where(d.After)
	case d.After == nil || where(d.Before) == where(d.After):
		return where(d.Before)
	}
	return where(d.Before) + " → " + where(d.After)
}

func cells(c change.Change, o report.Options) (before, after string) {
	if c.Label == "" {
		return "", "" // a whole document: its fields have their own rows
	}
	if c.Op == change.Moved && len(c.Order[0]) == 0 {
		return code(listOf(c.Before)), code(listOf(c.After))
	}
	if c.Op == change.Moved {
		return code(strings.Join(c.Order[0], ", ")), code(strings.Join(c.Order[1], ", "))
	}
	for i, v := range []*change.Value{c.From, c.To} {
		if v == nil {
			continue
		}
		text := code(flow(v, o))
		if v.Default {
			text += " (default)"
		}
		if i == 0 {
			before = text
		} else {
			after = text
		}
	}
	if before == after && before != "" {
		after += " (changed)"
	}
	return before, after
}

// mostOfCell is the maximum width of a value in a table cell, in columns.
const mostOfCell = 160

// code returns a text as inline code for a table cell, shortened to mostOfCell columns. Markup in the text has no effect there.
func code(text string) string {
	if text == "" {
		return ""
	}
	text = strings.ReplaceAll(terminal.Shorten(source.Visible(text), mostOfCell, "…"), "|", `\|`)
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + text + " " + fence
	}
	return fence + text + fence
}

// markup escapes a text for Markdown, so that it contains no markup and does not notify users.
func markup(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "|", `\|`, "@", "@&#8203;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`).Replace(text)
}
