package lsp

import (
	"context"

	"github.com/backendctl/backendctl/internal/convert"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// convertActions returns an action that converts the object at an offset to the newest of the configured targets, or to the newest release
// if no target is configured. It returns no action if the conversion would change nothing.
func (s *server) convertActions(ctx context.Context, d *document, p *project, offset int) ([]action, error) {
	at, ok := d.locate(offset)
	if !ok || p.session == nil {
		return nil, nil
	}
	to := p.newestTarget()
	whole := at.object.Whole
	text := d.text.content[whole.Start:min(whole.End, len(d.text.content))]
	c, err := convert.Files(ctx, []*source.File{source.New(d.name(), []byte(text))}, convert.Options{To: to, Templates: p.lint.Options.Templates})
	if err != nil || len(c.Files) != 1 || len(c.Files[0].Broken) > 0 || !c.Files[0].Changed() {
		return nil, err
	}
	after := d.text.content[:whole.Start] + c.Files[0].Text + d.text.content[whole.Start+len(text):]
	title := "Convert to " + to.String()
	if isLossy(c.Result) {
		title += " (loses fields)"
	}
	return []action{{Title: title, Kind: kindRewrite, Edit: d.replace(after)}}, nil
}

func isLossy(r *diag.Result) bool {
	for _, d := range r.Diagnostics {
		if d.Rule == "conversion-loss" {
			return true
		}
	}
	return false
}
