package diff

import (
	"strings"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/report/terminal"
)

// unified returns a unified diff of the canonical forms of the documents that differ, as YAML. A line for each document that cannot be
// compared follows.
func unified(d *change.Difference, o report.Options) ([]byte, error) {
	p := o.Pen()
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
			out.WriteString(p.Paint(terminal.LineStyle(text), text) + "\n")
		}
	}
	for _, l := range uncompared(d) {
		out.WriteString(strings.TrimSpace(l) + "\n") // patch and git apply ignore lines outside hunks
	}
	return []byte(out.String()), nil
}
