// Package terminal formats text for a terminal. It has styles and links, and wraps and shortens text to a width in columns.
package terminal

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// A Style is the role of a text. A style uses one of the sixteen colours of the terminal's palette, so that the user's theme applies and
// the tool need not ask the terminal for its background colour. Text has the same meaning without styles.
type Style int

// The styles.
const (
	Plain Style = iota
	Bold
	Faint
	Removed
	Added
	Edge // the lines around source text in frames
	Secondary
	ErrorText
	WarningText
	InfoText
	RemovedPart // the part of a removed text that differs from the added text
	AddedPart
)

var styles = [...]lipgloss.Style{
	Bold:        lipgloss.NewStyle().Bold(true),
	Faint:       lipgloss.NewStyle().Faint(true),
	Removed:     lipgloss.NewStyle().Foreground(lipgloss.Red),
	Added:       lipgloss.NewStyle().Foreground(lipgloss.Green),
	Edge:        lipgloss.NewStyle().Foreground(lipgloss.BrightBlue),
	Secondary:   lipgloss.NewStyle().Foreground(lipgloss.BrightBlue),
	ErrorText:   lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Red),
	WarningText: lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Yellow),
	InfoText:    lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Cyan),

	RemovedPart: lipgloss.NewStyle().Reverse(true).Foreground(lipgloss.Red),
	AddedPart:   lipgloss.NewStyle().Reverse(true).Foreground(lipgloss.Green),
}

// A Pen formats text with the features that the terminal has.
type Pen struct {
	Color, Links, Unicode bool
}

// Paint wraps text in a style; empty text stays empty.
func (p Pen) Paint(s Style, text string) string {
	if !p.Color || s == Plain || text == "" {
		return text
	}
	return styles[s].Render(text)
}

// Link makes text a hyperlink.
func (p Pen) Link(url, text string) string {
	if !p.Links {
		return text
	}
	return "\x1b]8;;" + url + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}

// Pick returns the first text if the terminal can show Unicode, else the second.
func (p Pen) Pick(unicode, ascii string) string {
	if p.Unicode {
		return unicode
	}
	return ascii
}

// Bar returns the left edge of a frame.
func (p Pen) Bar() string { return p.Pick("│", "|") }

// Gap returns the replacement of omitted lines.
func (p Pen) Gap() string { return p.Pick("┆", "...") }

// Ellipsis returns the replacement of omitted text.
func (p Pen) Ellipsis() string { return p.Pick("…", "...") }

// LineStyle returns the style of a line in a unified diff.
func LineStyle(line string) Style {
	switch {
	case strings.HasPrefix(line, "+"):
		return Added
	case strings.HasPrefix(line, "-"):
		return Removed
	case strings.HasPrefix(line, "@@"):
		return Edge
	}
	return Plain
}
