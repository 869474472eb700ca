package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// A judge judges one document.
type judge struct {
	document *manifest.Document
	options  *Options
	problems []diag.Diagnostic // what kept it from being decoded

	row   diag.Document
	found []diag.Diagnostic
	by    []target.Target // what the findings are of
}

func (j *judge) run() error {
	d := j.document
	j.row = diag.Document{
		File: d.File, Index: d.Index, Line: d.Line(), Path: d.Path,
		APIVersion: d.APIVersion, Kind: d.Kind, Namespace: d.Namespace, Name: d.Name,
		Origin: d.Origin(),
	}
	if d.Partial {
		j.skip("")
		return nil
	}
	identity := identify(d)
	switch {
	case identity.other:
		j.other()
		return nil
	case d.Encrypted:
		j.skip("encrypted by SOPS")
		j.note(ruleEncrypted, d.Root.Field("sops").KeySpan, "encrypted by SOPS, so nothing in it was judged")
		return nil
	}
	targets, pinned := j.targets()
	if d.Template {
		j.templateNote()
	}
	if pinned {
		return j.pinned(targets, identity.misnamed)
	}
	return j.auto(identity.misnamed)
}

func (j *judge) skip(reason string) {
	j.row.Skipped, j.row.SkipReason = true, reason
}

// note adds a finding of this package at its rule's own severity.
func (j *judge) note(rule string, span source.Span, message string) *diag.Diagnostic {
	j.found = append(j.found, diag.Diagnostic{
		Rule: rule, Severity: descriptor(rule).Severity, Message: message,
		File: j.document.File, Span: span, Document: j.document.Index, Path: j.document.Path,
	})
	return &j.found[len(j.found)-1]
}

// start is where a note about the whole document stands: its first key.
func (j *judge) start() source.Span {
	root := j.document.Root
	if root != nil && len(root.Fields) > 0 {
		return root.Fields[0].KeySpan
	}
	at := j.document.Span.Start
	return source.Span{Start: at, End: at}
}

func (j *judge) templateNote() {
	spans := templates(j.document.Root)
	if len(spans) == 0 {
		return
	}
	message := "this value is an unrendered template, so any value is taken for right"
	if len(spans) > 1 {
		message = fmt.Sprintf("%d values are unrendered templates, the first one here, so any value is taken for right", len(spans))
	}
	j.note(ruleTemplate, spans[0], message)
}

// templates returns the spans of the values and keys that hold template expressions, in order.
func templates(n *manifest.Node) []source.Span {
	if n == nil {
		return nil
	}
	var out []source.Span
	if n.Template {
		out = append(out, n.Span)
	}
	for _, f := range n.Fields {
		if f.Template {
			out = append(out, f.KeySpan)
		}
		out = append(out, templates(f.Value)...)
	}
	for _, item := range n.Items {
		out = append(out, templates(item)...)
	}
	return out
}

// An opinion is what one target says of a document.
type opinion struct {
	target target.Target
	found  []diag.Diagnostic
	valid  bool
}

// ask judges the document by one target. What could not be decoded is in every target's opinion.
func (j *judge) ask(t target.Target, misnamed []diag.Diagnostic) (opinion, error) {
	v, err := schema.For(t)
	if err != nil {
		return opinion{}, err
	}
	o := opinion{target: t}
	for _, p := range slices.Concat(j.problems, misnamed) {
		p.Targets = []string{t.ID}
		o.found = append(o.found, p)
	}
	for _, f := range v.Check(j.document) {
		if len(misnamed) == 0 || !isName(strings.TrimPrefix(f.Path, j.document.Path)) {
			o.found = append(o.found, f)
		}
	}
	o.valid = !slices.ContainsFunc(o.found, func(d diag.Diagnostic) bool { return d.Severity == diag.Error })
	return o, nil
}

// isName says whether a field is one that misnamed speaks of.
func isName(path string) bool { return path == "/apiVersion" || path == "/kind" }

// pinned judges by the given targets. What several of them say alike is said once.
func (j *judge) pinned(targets []target.Target, misnamed []diag.Diagnostic) error {
	j.by = targets
	var all []diag.Diagnostic
	for _, t := range targets {
		o, err := j.ask(t, misnamed)
		if err != nil {
			return err
		}
		j.row.Verdicts = append(j.row.Verdicts, diag.Verdict{Target: t.ID, Valid: o.valid})
		all = append(all, o.found...)
	}
	j.found = append(j.found, diag.Merge(all)...)
	return nil
}
