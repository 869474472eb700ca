package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/scaffold"
	"github.com/backendctl/backendctl/internal/source"
)

// A draft is a manifest that was checked: the target accepts it.
type draft struct {
	manifest *scaffold.Manifest
	text     scaffold.Text
	findings []diag.Diagnostic // the findings of lint, except those about placeholders
	// unchecked has the rules of a CRD about fields of the manifest that are not supported.
	unchecked []diag.Unchecked
}

// draft creates the manifest and checks it like any other input.
func (o *scaffoldOptions) draft(ctx context.Context) (*draft, error) {
	m, err := scaffold.New(o.request)
	if err != nil {
		return nil, usageError{err}
	}
	comments, err := scaffold.ParseComments(o.comments)
	if err != nil {
		return nil, usagef("--comments: %w", err)
	}
	text, err := m.Write(comments)
	if err != nil {
		return nil, err
	}
	result, err := check.Files(ctx, []*source.File{source.New(o.place(), []byte(text.YAML))}, check.Options{
		Targets: o.targets, Override: true,
		Rules: slices.DeleteFunc(rules.All(), func(r lint.Rule) bool { return r.OptIn || r.ID == "placeholder-value" }),
	})
	if err != nil {
		return nil, err
	}
	d := &draft{manifest: m, text: text}
	if result.Summary().Partial > 0 {
		d.unchecked = result.Unchecked
	}
	var refused []error
	for _, found := range result.Diagnostics {
		switch {
		case found.Severity == diag.Error:
			refused = append(refused, m.Refusal(found))
		case isLintRule(found.Rule):
			d.findings = append(d.findings, found)
		}
	}
	if len(refused) > 0 {
		return nil, usageError{errors.Join(refused...)}
	}
	return d, nil
}

// place returns the name of the destination for messages.
func (o *scaffoldOptions) place() string {
	if o.write == "" {
		return "<stdout>"
	}
	return o.write
}

// origin returns the settings of the URL or the Service that the flags select.
func (o *scaffoldOptions) origin(ctx context.Context, env *Env) (scaffold.Origin, error) {
	switch {
	case o.fromURL != "":
		origin, err := scaffold.FromURL(o.fromURL, o.request.Type)
		if err != nil {
			return origin, usagef("--from-url: %w", err)
		}
		return origin, nil
	case o.fromService != "":
		return o.service(ctx, env)
	}
	return scaffold.Origin{}, nil
}

func (o *scaffoldOptions) service(ctx context.Context, env *Env) (scaffold.Origin, error) {
	if o.request.Type.ID != "static" {
		return scaffold.Origin{}, usagef("--from-service: not supported for Backends of type %s", o.request.Type.ID)
	}
	if env.StdinTerminal {
		return scaffold.Origin{}, usagef("--from-service reads the Service from standard input: kubectl get service -o yaml %s | backendctl scaffold …",
			o.fromService)
	}
	o.paths, o.limit = []string{"-"}, maxServiceSize
	files, err := o.readAll(ctx, env)
	if err != nil {
		return scaffold.Origin{}, err
	}
	var documents []*manifest.Document
	for _, file := range files {
		read, _ := manifest.Parse(file, manifest.Options{})
		documents = append(documents, read...)
	}
	origin, err := scaffold.FromService(documents, o.fromService, o.servicePort)
	if err != nil {
		return origin, usagef("--from-service: %w", err)
	}
	return origin, nil
}

// maxServiceSize is the maximum size of a Service on standard input, in bytes.
const maxServiceSize = 32 << 20

// deliver writes the manifest to its destination.
func (o *scaffoldOptions) deliver(env *Env, d *draft) error {
	text := d.text.YAML
	if o.output == "json" {
		text = d.manifest.JSON()
	}
	if o.write == "" {
		_, err := fmt.Fprint(env.Stdout, text)
		return err
	}
	return o.file(env, text)
}

// file writes the manifest to a new file. With --append or --force, the file may exist.
func (o *scaffoldOptions) file(env *Env, text string) error {
	path := env.path(o.write)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && o.force && !info.IsDir():
		err = input.Write(path, []byte(text))
	case err == nil && info.IsDir():
		return usagef("--write: %s is a directory", o.write)
	case err == nil && o.appendTo:
		return o.extend(path, text)
	case err == nil:
		return usagef("--write: %s already exists: use --append to add to it, or --force to replace it", o.write)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", o.write, err)
	}
	return nil
}

// extend appends documents to an existing file, with the kind of line breaks that the file has.
func (o *scaffoldOptions) extend(path, text string) error {
	place, err := input.Locate(path)
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", o.write, err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", o.write, err)
	}
	file := source.New(o.write, raw)
	if err := unique(file, source.New(o.write, []byte(text))); err != nil {
		return err
	}
	whole := file.Text()
	if manifest.IsStream(whole) {
		return usagef("--append: only JSON objects can follow the JSON objects of %s: write to another file", o.write)
	}
	if strings.TrimSpace(whole) != "" {
		text = "---\n" + text
	}
	if whole != "" && !strings.HasSuffix(whole, "\n") {
		text = "\n" + text
	}
	if strings.Contains(whole, "\r\n") {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	if err := input.Replace(place, file, whole+text); err != nil {
		return fmt.Errorf("cannot write %s: %w", o.write, err)
	}
	return nil
}

// unique returns an error if a file already contains one of the objects to add.
func unique(old, added *source.File) error {
	there, _ := manifest.Parse(old, manifest.Options{Templates: true})
	fresh, _ := manifest.Parse(added, manifest.Options{})
	for _, d := range fresh {
		for _, other := range there {
			if other.Kind == d.Kind && other.Name == d.Name && other.Namespace == d.Namespace {
				return usagef("--append: %s already contains %s %s", old.Name(), d.Kind, d.Name)
			}
		}
	}
	return nil
}

// summary returns text that describes what the user has to do next. It fits the width in columns, if that is not 0.
func (o *scaffoldOptions) summary(d *draft, width int) string {
	var b strings.Builder
	if o.write != "" {
		fmt.Fprintf(&b, "wrote %s\n", source.Visible(o.write))
	}
	if open := d.manifest.Placeholders(); len(open) > 0 {
		fmt.Fprintf(&b, "%s to fill in:\n", counted(len(open), "value", "values"))
		b.WriteString(o.table(d, open, width))
	}
	for _, found := range d.findings {
		b.WriteString(wrapped(fmt.Sprintf("%s: %s: %s [%s]",
			found.Severity, source.Visible(diag.Field(found.Path)), source.Visible(found.Message), found.Rule), width))
	}
	for _, note := range d.manifest.Notes {
		b.WriteString(wrapped("note: "+o.reworded(note), width))
	}
	for _, line := range report.Unchecked(d.unchecked) {
		fmt.Fprintln(&b, line)
	}
	return b.String()
}

// wrapped returns a message with a line break at its end. If width is not 0, its lines are at most width columns wide, and all but the first
// one are indented.
func wrapped(message string, width int) string {
	if width == 0 {
		return message + "\n"
	}
	const indent = "  "
	return strings.Join(terminal.Wrap(message, width, max(width-len(indent), 1)), "\n"+indent) + "\n"
}

// reworded returns a message in the words of the form, or unchanged without a form.
func (o *scaffoldOptions) reworded(text string) string {
	if o.words == nil {
		return text
	}
	return o.words(text)
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// table returns the table of placeholders: position, field, expected value, and the flag that sets the value. If it would be too wide, all
// but the position are one column.
func (o *scaffoldOptions) table(d *draft, open []scaffold.Placeholder, width int) string {
	var rows, narrow terminal.Table
	for _, p := range open {
		where := ""
		if o.output == "yaml" && !o.appendTo {
			where = fmt.Sprintf("line %d", d.text.Line(p.Object, p.Pointer))
		}
		field := diag.Field(p.Pointer)
		if p.Kind != "Backend" {
			field = p.Kind + " " + field
		}
		flag := ""
		if p.Flag != "" {
			flag = o.reworded("--" + p.Flag)
		}
		rows = append(rows, []string{"  " + where, field, p.Expected, flag})
		narrow = append(narrow, []string{"  " + where, strings.TrimSuffix(field+": "+p.Expected+" ("+flag+")", " ()")})
	}
	text := rows.Text(0)
	for line := range strings.Lines(text) {
		if width > 0 && utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > width {
			return narrow.Text(width)
		}
	}
	return text
}

func keys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

// canAsk reports whether forms are possible: standard input is a terminal, and standard error, where forms are shown, is a terminal, too.
func (e *Env) canAsk() bool { return e.StdinTerminal && e.StderrTerminal }
