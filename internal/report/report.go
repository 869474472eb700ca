// Package report writes a Result, one file for each format. It does not decide what is a finding, what a run exits with, or where its
// output goes.
package report

import (
	"fmt"
	"io"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// Options say how to write, never what was found.
type Options struct {
	Tool        Tool
	Color       bool // human formats may use ANSI colours
	Width       int  // columns that human formats keep to; 0 means 80
	Unicode     bool // human formats may draw with more than ASCII
	Hyperlinks  bool // rule ids link to their page (OSC 8)
	ShowSecrets bool // print the values of keys that hold secrets
	Verbose     bool // show suppressed findings, the pages of rules and why documents were skipped
	Quiet       bool // findings and nothing else: no summary, no matrix
	Statistics  bool // text has a count a rule instead of the findings, json has it besides
	Fixes       FixOffer

	concealer *concealer // of a result that is being written
}

// A FixOffer is what the summary says of fixes: how many findings have one, and the commands that apply the safe ones and show
// the unsafe ones. Without a command only the numbers are printed.
type FixOffer struct {
	Safe, Unsafe int
	Apply, Show  string
	// Piped says that the commands read standard input, as the run did.
	Piped bool
}

// Tool names the program in the reports that programs read.
type Tool struct{ Name, Version string }

const (
	defaultWidth = 80
	// MinWidth is the width in columns below which a frame is not readable. Narrower terminals wrap it themselves.
	MinWidth = 40
)

// Columns returns the width in columns that human formats keep to.
func (o Options) Columns() int {
	if o.Width <= 0 {
		return defaultWidth
	}
	return max(o.Width, MinWidth)
}

// Pen returns what draws for the terminal of the options.
func (o Options) Pen() terminal.Pen {
	return terminal.Pen{Color: o.Color, Links: o.Hyperlinks, Unicode: o.Unicode}
}

// Write writes the result in a format, in one piece.
func Write(w io.Writer, f Format, r *diag.Result, o Options) error {
	if f.render == nil {
		return fmt.Errorf("no format %q to write", f.Name)
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
