package report

import (
	"charm.land/lipgloss/v2"

	"github.com/backendctl/backendctl/internal/diag"
)

// A style is a role of text. The sixteen colours of the terminal's own palette are all there is, so that its user's theme
// holds, so the terminal is not asked for its background; no style says anything that the text does not.
type style int

const (
	plain style = iota
	bold
	faint
	removed
	added
	edging // what frames are drawn with
	secondary
	errorRed
	warnYellow
	infoCyan
	removedPart // of a removed text, what is not in the other one
	addedPart
)

var styles = [...]lipgloss.Style{
	bold:       lipgloss.NewStyle().Bold(true),
	faint:      lipgloss.NewStyle().Faint(true),
	removed:    lipgloss.NewStyle().Foreground(lipgloss.Red),
	added:      lipgloss.NewStyle().Foreground(lipgloss.Green),
	edging:     lipgloss.NewStyle().Foreground(lipgloss.BrightBlue),
	secondary:  lipgloss.NewStyle().Foreground(lipgloss.BrightBlue),
	errorRed:   lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Red),
	warnYellow: lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Yellow),
	infoCyan:   lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Cyan),

	removedPart: lipgloss.NewStyle().Reverse(true).Foreground(lipgloss.Red),
	addedPart:   lipgloss.NewStyle().Reverse(true).Foreground(lipgloss.Green),
}

// severityStyle returns how a severity and the text that it marks are painted.
func severityStyle(s diag.Severity) style {
	switch s {
	case diag.Error:
		return errorRed
	case diag.Warning:
		return warnYellow
	default:
		return infoCyan
	}
}

// A pen knows what the terminal can show.
type pen struct {
	color, links, unicode bool
}

func newPen(o Options) pen { return pen{color: o.Color, links: o.Hyperlinks, unicode: o.Unicode} }

// paint wraps text in a style; empty text stays empty.
func (p pen) paint(s style, text string) string {
	if !p.color || s == plain || text == "" {
		return text
	}
	return styles[s].Render(text)
}

// link makes text a hyperlink.
func (p pen) link(url, text string) string {
	if !p.links {
		return text
	}
	return "\x1b]8;;" + url + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}

// pick returns the first of two spellings when the terminal shows Unicode.
func (p pen) pick(unicode, ascii string) string {
	if p.unicode {
		return unicode
	}
	return ascii
}

func (p pen) bar() string      { return p.pick("│", "|") }
func (p pen) gap() string      { return p.pick("┆", "...") }
func (p pen) ellipsis() string { return p.pick("…", "...") }

// Heading returns how a heading is painted.
func Heading(o Options) func(string) string {
	p := newPen(o)
	return func(text string) string { return p.paint(bold, text) }
}
