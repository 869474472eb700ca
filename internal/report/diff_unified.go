package report

import (
	"strings"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/edit"
)

// diffUnified writes the documents that differ as YAML of one form, and what differs between them.
func diffUnified(d *change.Difference, o Options) ([]byte, error) {
	p := newPen(o)
	var out strings.Builder
	for _, doc := range d.Changed() {
		before, after := doc.Canonical()
		var texts [2]string
		for i, v := range []*change.Value{before, after} {
			if v != nil {
				texts[i] = strings.Join(block(v, o), "\n") + "\n"
			}
		}
		name := strings.ReplaceAll(title(doc.Document()), " ", "/")
		for l := range strings.Lines(edit.Unified(name, texts[0], texts[1])) {
			text := strings.TrimSuffix(l, "\n")
			out.WriteString(p.paint(lineStyle(text), text) + "\n")
		}
	}
	for _, l := range uncompared(d, o) {
		out.WriteString(strings.TrimSpace(l) + "\n") // patch and git apply skip lines outside of a hunk
	}
	return []byte(out.String()), nil
}
