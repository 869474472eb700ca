package report

import "github.com/backendctl/backendctl/internal/diag"

// A style is the parameter of an SGR sequence. The sixteen colours of the terminal's own palette are all there is, so
// that its user's theme holds, and no style says anything that the text does not. A style library would cost start-up
// time for the same bytes.
type style string

const (
	plain      style = ""
	bold       style = "1"
	faint      style = "2"
	removed    style = "31"
	added      style = "32"
	edging     style = "94" // what frames are drawn with
	secondary  style = "94"
	errorRed   style = "1;31"
	warnYellow style = "1;33"
	infoCyan   style = "1;36"
)

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
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
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
