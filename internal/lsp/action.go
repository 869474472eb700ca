package lsp

import (
	"context"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fix"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// The kinds of code actions.
const (
	kindQuickFix = "quickfix"
	kindRewrite  = "refactor.rewrite"
	kindFixAll   = "source.fixAll.backendctl"
)

// automatic is the trigger kind of requests that an editor sends by itself, not because of an action of the user.
const automatic = 2

type (
	actionParams struct {
		Document documentID `json:"textDocument"`
		Range    Range      `json:"range"`
		Context  struct {
			Only    []string `json:"only"`
			Trigger int      `json:"triggerKind"`
		} `json:"context"`
	}

	action struct {
		Title       string         `json:"title"`
		Kind        string         `json:"kind"`
		Diagnostics []diagnostic   `json:"diagnostics,omitempty"`
		Preferred   bool           `json:"isPreferred,omitempty"`
		Edit        *workspaceEdit `json:"edit,omitempty"`
	}
)

// wants reports whether the client requests actions of a kind. A request without kinds is a request for all kinds.
func (p actionParams) wants(kind string) bool {
	return len(p.Context.Only) == 0 || slices.ContainsFunc(p.Context.Only, func(only string) bool {
		return only == "" || only == kind || strings.HasPrefix(kind, only+".")
	})
}

// codeAction returns the actions for the findings in a range of a document, for the object at the start of the range, and for the document.
func (s *server) codeAction(ctx context.Context, p actionParams) (any, error) {
	d := s.documents[p.Document.URI]
	if d == nil {
		return nil, errNotOpen(p.Document.URI)
	}
	project := s.projectOf(d)
	r, err := project.check(ctx)
	if err != nil {
		return nil, err
	}
	actions := []action{}
	span := d.text.span(p.Range)
	found := project.byFile[project.name(s.pathOf(d))]
	if p.wants(kindQuickFix) {
		actions = append(actions, s.fixActions(d, project, r, touching(d.text, r, found, span))...)
		actions = append(actions, s.ignoreActions(d, project, r, touching(d.text, r, found, span))...)
	}
	isAsked := p.Context.Trigger != automatic || len(p.Context.Only) > 0
	if p.wants(kindFixAll) && isAsked && slices.ContainsFunc(found, func(i int) bool { return len(r.Diagnostics[i].Fixes) > 0 }) {
		after, err := s.fixed(ctx, d, project)
		if err != nil {
			return nil, err
		}
		if after != d.text.content {
			actions = append(actions, action{Title: "Apply all safe fixes", Kind: kindFixAll, Edit: d.replace(after)})
		}
	}
	if p.wants(kindRewrite) && isAsked {
		converted, err := s.convertActions(ctx, d, project, span.Start)
		if err != nil {
			return nil, err
		}
		actions = append(actions, converted...)
	}
	return actions, nil
}

// touching returns the findings that share a line with a span. found contains the indexes of the findings in the result.
func touching(t text, r *diag.Result, found []int, span source.Span) []int {
	first, last := t.lineOf(span.Start), t.lineOf(span.End)
	var out []int
	for _, i := range found {
		at := r.Diagnostics[i].Span
		if t.lineOf(at.Start) <= last && t.lineOf(at.End) >= first {
			out = append(out, i)
		}
	}
	return out
}

// edits returns a workspace edit that changes only this document.
func (d *document) edits(edits []textEdit) *workspaceEdit {
	return &workspaceEdit{map[string][]textEdit{d.uri: edits}}
}

func (d *document) replace(after string) *workspaceEdit { return d.edits(d.text.rewrite(after)) }

// fixActions returns an action for each fix of the findings. The first safe fix of each finding is marked as preferred.
func (s *server) fixActions(d *document, p *project, r *diag.Result, found []int) []action {
	var out []action
	for _, i := range found {
		finding := &r.Diagnostics[i]
		for n, f := range finding.Fixes {
			title := source.Visible(f.Title)
			if f.Safety != diag.Safe {
				title += " (may change the meaning)"
			}
			out = append(out, action{
				Title: strings.ToUpper(title[:1]) + title[1:], Kind: kindQuickFix, Preferred: n == 0 && f.Safety == diag.Safe,
				Diagnostics: []diagnostic{s.diagnostic(p, r, finding)}, Edit: d.edits(d.text.textEdits(f.Edits)),
			})
		}
	}
	return out
}

// ignoreReason is the reason in a new ignore comment. It is a placeholder, because a reason is required and only the user knows it.
const ignoreReason = "TODO: add a reason"

// ignoreActions returns an action for each rule of the findings. The action adds an ignore comment above the line of the finding.
func (s *server) ignoreActions(d *document, p *project, r *diag.Result, found []int) []action {
	var out []action
	seen := map[string]bool{}
	for _, i := range found {
		finding := &r.Diagnostics[i]
		if seen[finding.Rule] {
			continue
		}
		seen[finding.Rule] = true
		if comment, ok := ignoreComment(d, finding); ok {
			out = append(out, action{
				Title: "Ignore " + finding.Rule + " here", Kind: kindQuickFix,
				Diagnostics: []diagnostic{s.diagnostic(p, r, finding)}, Edit: d.edits([]textEdit{comment}),
			})
		}
	}
	return out
}

// ignoreComment returns an edit that adds an ignore comment above the line of a finding. It returns false if a comment is not possible, as
// in JSON and inside a scalar with several lines, or if the rule cannot be ignored.
func ignoreComment(d *document, finding *diag.Diagnostic) (textEdit, bool) {
	before := d.parse()
	if o := before.object(finding.Span.Start); o == nil || o.Root == nil || o.Root.Flow {
		return textEdit{}, false
	}
	line := d.text.lineOf(finding.Span.Start)
	start, end := d.text.line(line)
	content := d.text.content
	indent := content[start:end][:len(content[start:end])-len(strings.TrimLeft(content[start:end], " "))]
	comment := indent + "# backendctl:ignore " + finding.Rule + " " + ignoreReason + manifest.LineBreak(before.file)
	after := content[:start] + comment + content[start:]
	objects, _ := manifest.Parse(source.New(before.file.Name(), []byte(after)), manifest.Options{Templates: true})
	if comments(objects) != comments(before.objects)+1 {
		return textEdit{}, false
	}
	at := d.text.position(start)
	return textEdit{Range{at, at}, comment}, true
}

// comments returns the number of comments in objects. The comments of a List are counted once, not for each of its items.
func comments(objects []*manifest.Document) int {
	n, last := 0, -1
	for _, o := range objects {
		if o.Index != last {
			n += len(o.Comments())
		}
		last = o.Index
	}
	return n
}

// fixed returns the text of a document after all safe fixes, as `lint --fix` would write it. The other files are not changed.
func (s *server) fixed(ctx context.Context, d *document, p *project) (string, error) {
	path := s.pathOf(d)
	name := p.name(path)
	defer func() {
		p.overlay = nil
		p.changed(path)
	}()
	judge := func(ctx context.Context, files []*source.File) (*diag.Result, error) {
		p.overlay = files[0]
		p.changed(path)
		r, err := p.check(ctx)
		if err != nil {
			return nil, err
		}
		own := *r
		own.Diagnostics = slices.DeleteFunc(slices.Clone(r.Diagnostics), func(d diag.Diagnostic) bool { return d.File.Name() != name })
		return &own, nil
	}
	outcome, err := fix.Run(ctx, []*source.File{source.New(name, []byte(d.text.content))}, diag.Safe, judge)
	if err != nil {
		return "", err
	}
	for _, c := range outcome.Changes {
		return c.After.Text(), nil
	}
	return d.text.content, nil
}
