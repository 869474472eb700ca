// Package report writes a diag.Result in all formats. Each format has its own file. The package does not determine findings, the exit
// status or the destination of the output.
package report

import (
	"fmt"
	"io"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// Options control how a result is written. They do not change the contents of the result.
type Options struct {
	Tool        Tool
	Color       bool // human formats may use ANSI colours
	Width       int  // maximum line length of human formats; 0 means 80
	Unicode     bool // human formats may use Unicode
	Hyperlinks  bool // rule ids link to their page (OSC 8)
	ShowSecrets bool // print secrets instead of asterisks
	Verbose     bool // show suppressed findings, the pages of rules and why documents were skipped
	Quiet       bool // print only the findings: no summary and no matrix
	Statistics  bool // text prints the number of findings per rule instead of the findings; json prints both
	Fixes       FixOffer

	concealer *concealer // the concealer of the result that is being written
}

// A FixOffer contains the numbers of findings that have a fix, and the commands that apply the safe fixes and show the unsafe fixes. If a
// command is empty, the summary contains only the number.
type FixOffer struct {
	Safe, Unsafe int
	Apply, Show  string
	// Piped means that the commands read standard input, as this run did.
	Piped bool
}

// Tool is the name and version of the program for machine formats.
type Tool struct{ Name, Version string }

const (
	defaultWidth = 80
	// MinWidth is the minimum width of a readable frame, in columns. On a narrower terminal, the terminal wraps the lines.
	MinWidth = 40
)

// Columns returns the maximum line length of human formats.
func (o Options) Columns() int {
	if o.Width <= 0 {
		return defaultWidth
	}
	return max(o.Width, MinWidth)
}

// Pen returns the pen for the options.
func (o Options) Pen() terminal.Pen {
	return terminal.Pen{Color: o.Color, Links: o.Hyperlinks, Unicode: o.Unicode}
}

// Write writes a result in a format, with a single call of w.Write.
func Write(w io.Writer, f Format, r *diag.Result, o Options) error {
	if f.render == nil {
		return fmt.Errorf("unknown format %q", f.Name)
	}
	if o.concealer == nil {
		o.concealer = newConcealer(o)
	}
	out, err := f.render(o.concealer.result(r), o)
	if err != nil {
		return fmt.Errorf("format %s: %w", f.Name, err)
	}
	if !f.Machine {
		out = []byte(source.Inert(string(out)))
	}
	_, err = w.Write(out)
	return err
}
