package check

import (
	"cmp"
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
	options  Options
	problems []diag.Diagnostic // what kept it from being decoded

	row   diag.Document
	found []diag.Diagnostic
}

func (j *judge) run() error {
	d := j.document
	j.row = diag.Document{
		File: d.File, Index: d.Index, Line: d.Line(), Path: d.Path,
		APIVersion: d.APIVersion, Kind: d.Kind, Namespace: d.Namespace, Name: d.Name,
	}
	identity := identify(d)
	switch {
	case d.Encrypted:
		j.skip("encrypted by SOPS")
		j.note(ruleEncrypted, d.Root.Field("sops").KeySpan, "encrypted by SOPS, so nothing in it was judged")
		return nil
	case identity.other:
		j.skip("")
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
		if len(misnamed) == 0 || f.Path != "/apiVersion" && f.Path != "/kind" {
			o.found = append(o.found, f)
		}
	}
	o.valid = !slices.ContainsFunc(o.found, func(d diag.Diagnostic) bool { return d.Severity == diag.Error })
	return o, nil
}

// pinned judges by the given targets. What several of them say alike is said once.
func (j *judge) pinned(targets []target.Target, misnamed []diag.Diagnostic) error {
	var all []diag.Diagnostic
	for _, t := range targets {
		o, err := j.ask(t, misnamed)
		if err != nil {
			return err
		}
		j.row.Verdicts = append(j.row.Verdicts, diag.Verdict{Target: t.ID, Valid: o.valid})
		all = append(all, o.found...)
	}
	j.found = append(j.found, merged(all)...)
	return nil
}

// merged joins findings that differ in their target only.
func merged(all []diag.Diagnostic) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, d := range all {
		i := slices.IndexFunc(out, func(o diag.Diagnostic) bool { return diag.Compare(o, d) == 0 })
		if i < 0 {
			out = append(out, d)
			continue
		}
		out[i].Targets = append(out[i].Targets, d.Targets...)
	}
	return out
}

// auto judges by the newest target that accepts the document, and otherwise by the one that comes closest.
func (j *judge) auto(misnamed []diag.Diagnostic) error {
	targets := target.All()
	slices.SortStableFunc(targets, preference)
	newest, err := j.ask(targets[0], misnamed)
	if err != nil {
		return err
	}
	if newest.valid && !j.options.AllVerdicts {
		j.row.Verdicts = []diag.Verdict{{Target: newest.target.ID, Valid: true}}
		j.found = append(j.found, newest.found...)
		return nil
	}
	opinions := []opinion{newest}
	for _, t := range targets[1:] {
		o, err := j.ask(t, misnamed)
		if err != nil {
			return err
		}
		opinions = append(opinions, o)
	}
	j.verdicts(opinions)
	j.conclude(opinions)
	return nil
}

// preference puts the newest release first and the catalog last.
func preference(a, b target.Target) int {
	if a.Catalog() != b.Catalog() {
		return cmp.Compare(rank(a), rank(b))
	}
	return cmp.Compare(b.Order, a.Order)
}

func rank(t target.Target) int {
	if t.Catalog() {
		return 1
	}
	return 0
}

// verdicts fills the document's row, in the order of the result's columns.
func (j *judge) verdicts(opinions []opinion) {
	for _, t := range target.All() {
		i := slices.IndexFunc(opinions, func(o opinion) bool { return o.target.ID == t.ID })
		j.row.Verdicts = append(j.row.Verdicts, diag.Verdict{Target: t.ID, Valid: opinions[i].valid})
	}
}

// conclude says what auto found, from the opinions of all targets in order of preference.
func (j *judge) conclude(opinions []opinion) {
	newest := opinions[0]
	accepting := slices.IndexFunc(opinions, func(o opinion) bool { return o.valid })
	switch accepting {
	case 0:
		j.found = append(j.found, newest.found...)
	case -1:
		j.closest(opinions)
	default:
		j.found = append(j.found, opinions[accepting].found...)
		j.outdated(newest, opinions)
	}
}

// closest gives the findings of the target that the document comes closest to. The published schema has no unions and is
// open to unknown fields, so it has less to say of any manifest; it counts only for one that is written in its own terms.
func (j *judge) closest(opinions []opinion) {
	candidates := opinions
	if last := opinions[len(opinions)-1]; last.target.Catalog() && !j.speaksOf(last.target, opinions[0]) {
		candidates = opinions[:len(opinions)-1]
	}
	closest := slices.MinFunc(candidates, func(a, b opinion) int { return cmp.Compare(errorCount(a), errorCount(b)) })
	j.found = append(j.found, closest.found...)
	if j.document.Root == nil {
		return // it is rejected for what it is, whoever judges
	}
	d := j.note(ruleClosest, j.start(), fmt.Sprintf("no target accepts this document; the findings are those of %s, which comes closest", closest.target.ID))
	d.Targets = []string{closest.target.ID}
}

// speaksOf says whether the document has a field that the newest release does not know and a target does.
func (j *judge) speaksOf(t target.Target, newest opinion) bool {
	v, err := schema.For(t)
	return err == nil && slices.ContainsFunc(newest.found, func(d diag.Diagnostic) bool {
		return v.Knows(strings.TrimPrefix(d.Path, j.document.Path)) && !newest.knows(d.Path, j.document.Path)
	})
}

func (o opinion) knows(path, document string) bool {
	v, err := schema.For(o.target)
	return err == nil && v.Knows(strings.TrimPrefix(path, document))
}

func errorCount(o opinion) int {
	n := 0
	for _, d := range o.found {
		if d.Severity == diag.Error {
			n++
		}
	}
	return n
}

// outdated warns that the newest release rejects what an older target accepts, at the first place that it would name.
func (j *judge) outdated(newest opinion, opinions []opinion) {
	var accept []string
	for _, t := range target.All() {
		if slices.ContainsFunc(opinions, func(o opinion) bool { return o.valid && o.target.ID == t.ID }) {
			accept = append(accept, t.ID)
		}
	}
	first := firstError(newest)
	d := j.note(ruleOutdated, first.Span, fmt.Sprintf("accepted by %s only; %s rejects it: %s", strings.Join(target.Ranges(accept), ", "), newest.target.ID, first.Message))
	d.Path, d.Label, d.Help, d.Related, d.Fixes = first.Path, first.Label, first.Help, first.Related, first.Fixes
	d.Targets = []string{newest.target.ID}
}

func firstError(o opinion) diag.Diagnostic {
	failed := slices.DeleteFunc(slices.Clone(o.found), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	return slices.MinFunc(failed, diag.Compare)
}
