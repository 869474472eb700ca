package report

import (
	"strings"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// Patch writes the change of a file as a unified diff. Secrets are masked on both sides, which leaves a diff that can be
// read and, where it says that it has some, not be applied; o.ShowSecrets shows them.
func Patch(name, before, after string, o Options) (patch string, hasMasked bool) {
	diff := edit.Unified(name, before, after)
	if !o.ShowSecrets {
		exact := diff
		diff = edit.Unified(name, masked(before), masked(after))
		hasMasked = diff != exact
	}
	p := pen{color: o.Color}
	var b strings.Builder
	for line := range strings.Lines(diff) {
		text := strings.TrimRight(line, "\r\n")
		b.WriteString(p.paint(lineStyle(text), visibleLine(text)))
		b.WriteString(line[len(text):])
	}
	return b.String(), hasMasked
}

// masked returns a text with all its secrets masked.
func masked(text string) string {
	var b strings.Builder
	at := 0
	for _, secret := range secretsOf(text) {
		if secret.Start < at {
			continue
		}
		b.WriteString(text[at:secret.Start])
		b.WriteString(mask(text, []source.Span{secret}, secret))
		at = secret.End
	}
	return b.String() + text[at:]
}

// visibleLine is visible, but for tabs: they do no harm, and a diff has to be exact.
func visibleLine(text string) string {
	parts := strings.Split(text, "\t")
	for i, part := range parts {
		parts[i] = source.Visible(part)
	}
	return strings.Join(parts, "\t")
}

// lineStyle returns how a line of a unified diff is painted.
func lineStyle(line string) style {
	switch {
	case strings.HasPrefix(line, "+"):
		return added
	case strings.HasPrefix(line, "-"):
		return removed
	case strings.HasPrefix(line, "@@"):
		return edging
	}
	return plain
}
