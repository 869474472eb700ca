// Package diff writes a change.Difference in the formats of the diff command. It does not compare documents, and does not determine the
// exit status.
package diff

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/secret"
	"github.com/backendctl/backendctl/internal/source"
)

// A Format is an output format for a difference.
type Format struct {
	Name    string
	Summary string // one line for help and completion
	Machine bool   // the format is meant for programs
	JSON    bool   // the format is JSON
	Lists   bool   // the format includes the documents that cannot be compared
	render  func(*change.Difference, report.Options) ([]byte, error)
}

var formats = []Format{
	{Name: "text", Lists: true, Summary: "a tree of the changes with their effects", render: text},
	{Name: "summary", Summary: "one line", render: oneLine},
	{Name: "unified", Lists: true, Summary: "a unified diff of the differences in meaning", render: unified},
	{Name: "json", Lists: true, Summary: "all details, with the schema of `backendctl schema diff`", Machine: true, JSON: true, render: writeJSON},
	{Name: "json-patch", Summary: "a JSON Patch (RFC 6902) that turns the older document into the newer one", Machine: true, JSON: true, render: jsonPatch},
	{Name: "merge-patch", Summary: "a merge patch (RFC 7386) that turns the older document into the newer one", Machine: true, JSON: true, render: mergePatch},
	{Name: "github", Lists: true, Summary: "Markdown for a comment on a pull request on GitHub", Machine: true, render: gitHub},
	{Name: "gitlab", Lists: true, Summary: "Markdown for a comment on a merge request on GitLab", Machine: true, render: gitLab},
}

// Formats returns all formats for a difference. The first one is the default.
func Formats() []Format { return slices.Clone(formats) }

// Parse returns the format with the given name, or an error that lists the formats.
func Parse(name string) (Format, error) {
	names := make([]string, len(formats))
	for i, f := range formats {
		if f.Name == name {
			return f, nil
		}
		names[i] = f.Name
	}
	if near, ok := fuzzy.Nearest(name, names); ok {
		return Format{}, fmt.Errorf("unknown format %q, did you mean %q? The formats are %s", name, near, strings.Join(names, ", "))
	}
	return Format{}, fmt.Errorf("unknown format %q; the formats are %s", name, strings.Join(names, ", "))
}

// Write writes a difference in a format, with a single call of w.Write. If the format is a patch and cannot represent the difference, it
// writes nothing, and the error wraps [ErrPatch].
func Write(w io.Writer, f Format, d *change.Difference, o report.Options) error {
	out, err := f.render(concealed(d, o), o)
	if err != nil {
		return fmt.Errorf("format %s: %w", f.Name, err)
	}
	if !f.JSON {
		out = []byte(source.Inert(string(out)))
	}
	_, err = w.Write(out)
	return err
}

// Secrets returns the spans of the secrets in the YAML document that contains the document d.
func Secrets(d *manifest.Document) []source.Span { return secret.InDocument(d).Spans }

// ErrPatch means that one patch cannot represent a difference, that the patch would contain a secret, or that a document cannot be compared.
var ErrPatch = errors.New("no patch can be written")

// patched returns the only document that differs, or nil if no document differs. The error wraps [ErrPatch] if a document cannot be compared,
// if several documents differ, or if the only one is missing on a side.
func patched(d *change.Difference) (*change.Document, error) {
	changed := d.Changed()
	switch {
	case len(d.Problems) > 0:
		return nil, fmt.Errorf("%w: %s", ErrPatch, describe(d.Problems[0]))
	case len(changed) == 0:
		return nil, nil
	case len(changed) > 1:
		return nil, fmt.Errorf("%w: %s differ, but a patch can change only one; -o json writes a patch for each", ErrPatch, terminal.Count(len(changed), "document"))
	case changed[0].Before == nil || changed[0].After == nil:
		return nil, fmt.Errorf("%w: %s is on one side only", ErrPatch, title(changed[0].Document()))
	}
	return changed[0], nil
}

// errSecret is the error for a patch that would contain a masked secret.
var errSecret = fmt.Errorf("%w: it would contain a secret; add --show-secrets to include it", ErrPatch)

func jsonPatch(d *change.Difference, o report.Options) ([]byte, error) {
	doc, err := patched(d)
	switch {
	case err != nil:
		return nil, err
	case doc == nil:
		return []byte("[]\n"), nil
	case doc.HasSecrets() && !o.ShowSecrets:
		return nil, errSecret
	}
	return report.MarshalJSON(doc.JSONPatch())
}

func mergePatch(d *change.Difference, o report.Options) ([]byte, error) {
	doc, err := patched(d)
	switch {
	case err != nil:
		return nil, err
	case doc == nil:
		return []byte("{}\n"), nil
	}
	patch, secret := doc.MergePatch()
	if secret && !o.ShowSecrets {
		return nil, errSecret
	}
	return report.MarshalJSON(patch)
}

// Summary writes a one-line summary of a difference.
func Summary(w io.Writer, d *change.Difference, o report.Options) error {
	line, err := oneLine(d, o)
	if err == nil {
		_, err = w.Write(line)
	}
	return err
}

func oneLine(d *change.Difference, o report.Options) ([]byte, error) {
	return []byte(source.Inert(differs(d, o.Pen()) + "\n")), nil
}

// differs returns a line with the number of changes by impact and the number of documents that cannot be compared.
func differs(d *change.Difference, p terminal.Pen) string {
	changed := d.Changed()
	suffix := ""
	if n := len(d.Problems); n > 0 {
		suffix = "; " + terminal.Count(n, "document") + " cannot be compared"
	}
	switch {
	case len(changed) == 0 && !d.Compared:
		return "nothing was compared" + suffix
	case len(changed) == 0:
		return "no difference in " + terminal.Count(d.Total(), "document") + suffix
	}
	total := 0
	for _, doc := range changed {
		total += len(doc.Changes)
	}
	return fmt.Sprintf("%s in %d of %s: %s", terminal.Count(total, "change"), len(changed), terminal.Count(d.Total(), "document"), tally(p, d.Count)) + suffix
}

// tally returns a text with the number of changes for each impact, the highest impact first. It leaves out impacts without changes.
func tally(p terminal.Pen, of func(change.Impact) int) string {
	var parts []string
	for i := change.Breaking; i >= change.Cosmetic; i-- {
		if n := of(i); n > 0 {
			parts = append(parts, p.Paint(impactStyle(i), fmt.Sprintf("%d %s", n, i)))
		}
	}
	return strings.Join(parts, ", ")
}

func impactStyle(i change.Impact) terminal.Style {
	switch i {
	case change.Breaking:
		return terminal.ErrorText
	case change.Behavioural:
		return terminal.WarningText
	}
	return terminal.Faint
}

// impacts returns a function that returns the number of changes of a document with a given impact.
func impacts(d *change.Document) func(change.Impact) int {
	return func(i change.Impact) int {
		n := 0
		for _, c := range d.Changes {
			if c.Impact == i {
				n++
			}
		}
		return n
	}
}

// titleOf returns the display name of a pair of documents.
func titleOf(d *change.Document) string {
	if is := d.Document(); !d.IsKustomization || is.Kind != "" {
		return title(is)
	}
	return "Kustomization"
}

// title returns the display name of a document, such as Backend shop/web.
func title(d *manifest.Document) string {
	name := d.Name
	if d.Namespace != "" {
		name = d.Namespace + "/" + name
	}
	return source.Visible(strings.TrimSpace(d.Kind + " " + name))
}
