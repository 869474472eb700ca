package report

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// notes writes the notes of a finding below its frames: help, fixes and links.
func (f framer) notes(d diag.Diagnostic, fixes []diff) {
	var notes []note
	if severalTargets(f.result) && len(d.Targets) > 0 {
		notes = append(notes, note{name: "targets", text: ranges(d.Targets, f.result.Releases())})
	}
	if d.Suppressed != nil {
		notes = append(notes, note{name: "suppressed", text: d.Suppressed.Reason})
	}
	if d.Help != "" {
		notes = append(notes, note{name: "help", text: d.Help})
	}
	if f.options.Verbose {
		notes = append(notes, note{name: "see", url: f.url(d.Rule)})
	}
	for i, fix := range d.Fixes {
		notes = append(notes, note{name: fixName(fix), text: fix.Title, lines: fixes[i].lines})
	}
	if len(notes) > 0 {
		f.row("", "")
	}
	for _, n := range notes {
		f.note(n)
	}
}

// A note is a line below the frames. It contains a text, or a URL that must not be wrapped. A note about a fix also has the lines that the
// fix changes.
type note struct {
	name, text, url string
	lines           []diffLine
}

func fixName(fix diag.Fix) string {
	if fix.Safety == diag.Unsafe {
		return "unsafe fix"
	}
	return "fix"
}

func (f framer) note(n note) {
	lead := strings.Repeat(" ", f.margin+1)
	hang := len(lead) + len("= ") + len(n.name) + len(": ")
	if n.url != "" {
		f.line(lead, f.Paint(terminal.Edge, "="), " ", f.Paint(terminal.Bold, n.name+":"), " ", f.Link(n.url, n.url))
		return
	}
	for i, l := range terminal.Wrap(source.Visible(n.text), f.width-hang, f.width-hang) {
		if i > 0 {
			f.line(strings.Repeat(" ", hang), l)
			continue
		}
		if l != "" {
			l = " " + l
		}
		f.line(lead, f.Paint(terminal.Edge, "="), " ", f.Paint(terminal.Bold, n.name+":"), l)
	}
	f.diff(n.lines)
}
