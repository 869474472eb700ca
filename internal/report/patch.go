package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/secret"
	"github.com/backendctl/backendctl/internal/source"
)

// Patch returns the change of a file as a unified diff. Secrets are masked on both sides unless o.ShowSecrets is set. hasMasked reports
// whether a secret was masked, so that the diff cannot be applied.
func Patch(name, before, after string, o Options) (patch string, hasMasked bool) {
	name = source.Visible(name)
	diff := edit.Unified(name, before, after)
	if !o.ShowSecrets {
		exact := diff
		old, changed := secret.In(source.New(name, []byte(before))), secret.In(source.New(name, []byte(after)))
		diff = edit.Unified(name, masked(before, old, changed), masked(after, changed, old))
		if hasMasked = diff != exact; diff == "" && hasMasked {
			diff = fmt.Sprintf("--- a/%[1]s\n+++ b/%[1]s\nonly secrets differ\n", name)
		}
	}
	p := terminal.Pen{Color: o.Color}
	var b strings.Builder
	for line := range strings.Lines(diff) {
		text := strings.TrimRight(line, "\r\n")
		b.WriteString(p.Paint(terminal.LineStyle(text), visibleLine(text)))
		b.WriteString(line[len(text):])
	}
	return source.Inert(b.String()), hasMasked
}

// masked returns a text with its own secrets masked, and with copies of the secrets of the other side masked.
func masked(text string, own, other *secret.Secrets) string {
	spans := secret.NewSpans(slices.Concat(own.Spans, other.Repeated(text)))
	return secret.Mask(text, spans, source.Span{End: len(text)})
}

// visibleLine escapes control characters, except tabs: a tab is harmless, and a diff without it would not be exact.
func visibleLine(text string) string {
	parts := strings.Split(text, "\t")
	for i, part := range parts {
		parts[i] = source.Visible(part)
	}
	return strings.Join(parts, "\t")
}
