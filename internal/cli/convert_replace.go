package cli

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/convert"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/source"
)

// replace overwrites the changed files. It does not write files with a loss that was not allowed, or files whose references depend on such
// files.
func (w *conversionWriter) replace() error {
	for _, r := range w.read {
		if r.entry.IsStdin() {
			return usagef("--in-place requires files, not standard input")
		}
	}
	kept := w.result.Kept()
	var failed []*source.File
	var written []int
	for i, f := range w.result.Files {
		if !f.Changed() || kept[f.Before] != "" {
			continue
		}
		if err := input.Replace(w.read[i].entry.Place(), f.Before, f.Text); err != nil {
			w.errs = append(w.errs, fmt.Errorf("cannot write %s: %w", f.Before.Name(), err))
			failed = append(failed, f.Before)
			kept = w.result.Kept(failed...)
			continue
		}
		written = append(written, i)
	}
	w.written = len(written)
	for _, i := range written {
		if f := w.result.Files[i]; kept[f.Before] != "" {
			w.undo(i, f)
		}
	}
	w.sayKept(kept, "was not changed")
	return nil
}

// undo restores the original text of a file, because the file depends on another file that could not be written.
func (w *conversionWriter) undo(i int, f convert.File) {
	written := source.New(f.Before.Name(), f.Before.Encode(f.Text))
	if err := input.Replace(w.read[i].entry.Place(), written, f.Before.Text()); err != nil {
		w.errs = append(w.errs, fmt.Errorf("cannot restore %s, which depends on a file that could not be written: %w", f.Before.Name(), err))
		return
	}
	w.written--
}

// sayKept prints a note with the reason for each changed file that is not written, and counts these files.
func (w *conversionWriter) sayKept(kept map[*source.File]string, outcome string) {
	for _, f := range w.result.Files {
		if why := kept[f.Before]; why != "" && f.Changed() {
			w.kept++
			w.options.note(w.env, f.Before.Name()+" "+outcome+": "+why)
		}
	}
}
