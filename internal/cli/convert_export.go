package cli

import (
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/source"
)

// export writes the files to a directory, with their paths relative to the input paths. It does not write files with a loss that was not
// allowed, or files whose references depend on such files. If two files would be written to the same path, it writes nothing and returns an
// error.
func (w *conversionWriter) export() error {
	places := map[string]string{}
	var names []string
	for i, f := range w.result.Files {
		name, err := w.exportName(w.read[i].entry)
		if err != nil {
			return err
		}
		if other, taken := places[name]; taken {
			return usagef("%s and %s would both be written to %s: convert them to separate directories", other, f.Before.Name(), path.Join(w.options.directory, name))
		}
		places[name] = f.Before.Name()
		names = append(names, name)
	}
	kept := w.result.Kept()
	var failed []*source.File
	for i, f := range w.result.Files {
		if f.Changed() && kept[f.Before] != "" {
			continue
		}
		if err := w.exportFile(names[i], f); err != nil {
			w.errs = append(w.errs, fmt.Errorf("cannot write %s: %w", path.Join(w.options.directory, names[i]), err))
			failed = append(failed, f.Before)
			kept = w.result.Kept(failed...)
		}
	}
	w.sayKept(kept, "was not written")
	return nil
}

// exportName returns the path of a file relative to --output-dir. If the output has another syntax than the file, the path has the
// extension of that syntax.
func (w *conversionWriter) exportName(e input.Entry) (string, error) {
	name := e.Rel()
	if e.IsStdin() {
		if w.options.stdinName == "" {
			return "", usagef("--output-dir requires --stdin-filename for standard input")
		}
		name = path.Base(filepath.ToSlash(w.options.stdinName))
	}
	stem := strings.TrimSuffix(name, path.Ext(name))
	switch {
	case w.options.syntax == convert.JSON:
		return stem + ".json", nil
	case w.options.syntax == convert.YAML && strings.EqualFold(path.Ext(name), ".json"):
		return stem + ".yaml", nil
	}
	return name, nil
}

func (w *conversionWriter) exportFile(name string, f convert.File) error {
	data := f.Before.Raw()
	if f.Changed() {
		data = f.Before.Encode(f.Text)
	}
	if err := input.WriteBelow(w.env.path(w.options.directory), name, data); err != nil {
		return err
	}
	w.written++
	return nil
}

// migration prints the changes that each Backend needs.
func (w *conversionWriter) migration() error {
	o := w.options
	options := o.reportOptions(w.env, toStdout)
	if o.output == "json" {
		format, err := report.Parse("json")
		if err != nil {
			return err
		}
		return report.Write(w.env.Stdout, format, w.result.Result, options)
	}
	return report.Migration(w.env.Stdout, w.result.Result, options)
}

// say writes losses, placeholders, notes and the summary to standard error.
func (w *conversionWriter) say() error {
	o := w.options
	if o.check && o.output == "json" {
		return nil // the JSON report contains the messages
	}
	format, err := report.Parse("text")
	if err != nil {
		return err
	}
	said := *w.result.Result
	said.Targets = said.Targets[:0:0] // the verdicts of targets are not part of the messages
	if o.quiet {
		said.Diagnostics = slices.DeleteFunc(slices.Clone(said.Diagnostics), func(d diag.Diagnostic) bool { return d.Severity == diag.Info })
	}
	options := o.reportOptions(w.env, toStderr)
	// An error cannot be reported if standard error is closed.
	_ = report.Write(w.env.Stderr, format, &said, options)
	if o.quiet {
		return nil
	}
	if len(said.Diagnostics) > 0 {
		_, _ = io.WriteString(w.env.Stderr, "\n")
	}
	_, _ = fmt.Fprintln(w.env.Stderr, w.summary())
	o.sayUnchecked(w.env, o.target)
	o.omitted.say(w.env)
	return nil
}

// summary returns a one-line summary of the run.
func (w *conversionWriter) summary() string {
	r := w.result
	text := w.converted()
	if n := r.Invalid(); n > 0 {
		text += ", " + plural(n, "document") + " not valid"
	}
	if n := r.Unfit(); n > 0 {
		text += ", " + plural(n, "document") + " not convertible"
	}
	if n := r.Lost() - r.Unfit(); n > 0 {
		text += ", " + plural(n, "field") + " lost"
	}
	if n := r.Placeholders(); n > 0 {
		text += ", " + plural(n, "placeholder")
	}
	if w.written > 0 {
		text += "; " + files(w.written) + " written"
	}
	if w.kept > 0 && w.written == 0 {
		text += "; nothing was written"
	}
	if w.kept > 0 {
		text += fmt.Sprintf("; %s not converted", files(w.kept))
	}
	return text
}

// converted returns a clause with the number of converted objects. With a flag that writes nothing, it is the number that would be
// converted.
func (w *conversionWriter) converted() string {
	o, r := w.options, w.result
	if r.Changed()+r.ChangedBeside()+r.Invalid()+r.Unfit()+r.Lost() == 0 {
		return fmt.Sprintf("nothing to convert to %s (%s)", o.target, plural(r.Backends(), "Backend"))
	}
	text := plural(r.Changed(), "Backend")
	writesNone := o.check || o.diff || (o.inPlace || o.directory != "") && w.written == 0
	if writesNone {
		text = fmt.Sprintf("%d of %s", r.Changed(), plural(r.Backends(), "Backend"))
	}
	if n := r.ChangedBeside(); n > 0 {
		text += " and " + plural(n, "other resource")
	}
	if writesNone {
		return text + " would be converted to " + o.target.ID
	}
	return text + " converted to " + o.target.ID
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
