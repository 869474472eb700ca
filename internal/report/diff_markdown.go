package report

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/source"
)

// A forge is a place where Markdown is read.
type forge struct {
	most   int  // bytes of a comment
	alerts bool // > [!WARNING] is drawn
}

func diffGitHub(d *change.Difference, o Options) ([]byte, error) {
	return forge{most: 65_000, alerts: true}.comment(d, o), nil // GitHub takes 65,536 characters
}

func diffGitLab(d *change.Difference, o Options) ([]byte, error) {
	return forge{most: 900_000}.comment(d, o), nil // GitLab takes 1,000,000
}

// comment writes a comment, with as many documents as there is room for: those that break something first.
func (f forge) comment(d *change.Difference, o Options) []byte {
	o.Color = false
	changed := d.Changed()
	line := differs(d, newPen(o))
	if len(changed) == 0 {
		return []byte(strings.ToUpper(line[:1]) + line[1:] + ".\n" + f.uncompared(d, o))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n%s", line, f.uncompared(d, o))
	if n := d.Count(change.Breaking); n > 0 && f.alerts {
		fmt.Fprintf(&b, "\n> [!WARNING]\n> %s: traffic stops or goes elsewhere, or credentials or identity change.\n", count(n, "breaking change"))
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
		fmt.Fprintf(&b, "\n… and %s for which there is no room here.\n", count(left, "more document"))
	}
	return []byte(b.String())
}

// section writes a document. What breaks nothing is folded.
func section(d *change.Document, o Options) string {
	var b strings.Builder
	open := ""
	if d.Impact() == change.Breaking {
		open = " open"
	}
	name := title(d.Document())
	switch d.Status {
	case change.OnlyAfter:
		name += " is new"
	case change.OnlyBefore:
		name += " is gone"
	case change.Renamed:
		name += ", was " + title(d.Before)
	}
	fmt.Fprintf(&b, "\n<details%s><summary><b>%s</b>: %s</summary>\n\n", open, markup(name), tally(pen{}, impacts(d)))
	b.WriteString("| | field | before | after | what it does |\n|---|---|---|---|---|\n")
	for _, c := range d.Changes {
		before, after := cells(c, o)
		impact := c.Impact.String()
		if c.Impact == change.Breaking {
			impact = "**" + impact + "**"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s: %s |\n", signs[c.Op].ascii, code(c.Label), before, after, impact, markup(c.Reason))
	}
	fmt.Fprintf(&b, "\n%s\n\n</details>\n", code(sources(d)))
	return b.String()
}

// sources names where a document stands.
func sources(d *change.Document) string {
	switch {
	case d.Before == nil:
		return where(d.After)
	case d.After == nil || where(d.Before) == where(d.After):
		return where(d.Before)
	}
	return where(d.Before) + " → " + where(d.After)
}

func cells(c change.Change, o Options) (before, after string) {
	if c.Label == "" {
		return "", "" // the whole document, which is there to be looked at
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
		after += " (another one)"
	}
	return before, after
}

// mostOfCell is how much of a value a cell of a table shows.
const mostOfCell = 160

// code writes a text as code in a cell of a table. Nothing in it is markup.
func code(text string) string {
	if text == "" {
		return ""
	}
	text = strings.ReplaceAll(shorten(source.Visible(text), mostOfCell, "…"), "|", `\|`)
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + text + " " + fence
	}
	return fence + text + fence
}

// markup writes a text so that nothing in it is markup, or mentions somebody.
func markup(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "|", `\|`, "@", "@&#8203;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`).Replace(text)
}
