package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// A judge checks one document.
type judge struct {
	document *manifest.Document
	options  *Options
	problems []diag.Diagnostic // the errors of decoding the document
	patches  []kustomize.Patch // the entries of Kustomizations that use the document as a patch
	// check checks the document against a target's schema. It is nil for a whole object, which [schema.Validator.Check] checks.
	check func(*schema.Validator) []diag.Diagnostic

	row   diag.Document // the entry of the document in the Result
	found []diag.Diagnostic
	by    []target.Target // the targets that the findings belong to
}

func (j *judge) run() error {
	d := j.document
	j.row = diag.Document{
		File: d.File, Index: d.Index, Line: d.Line(), Path: d.Path,
		APIVersion: d.APIVersion, Kind: d.Kind, Namespace: d.Namespace, Name: d.Name,
		Origin: d.Origin(),
	}
	switch {
	case j.isPart():
		return j.part()
	case kustomize.HasPatches(d):
		j.skip("")
		return j.inlineParts()
	}
	identity := identify(d)
	switch {
	case identity.other:
		j.other()
		return nil
	case d.Encrypted:
		j.encrypted()
		return nil
	}
	return j.decide(identity.misnamed)
}

// decide checks the document against the targets that apply to it.
func (j *judge) decide(misnamed []diag.Diagnostic) error {
	targets, pinned := j.targets()
	if j.document.Template {
		j.templateNote()
	}
	if pinned {
		return j.pinned(targets, misnamed)
	}
	return j.auto(misnamed)
}

func (j *judge) encrypted() {
	j.skip("encrypted by SOPS")
	j.note(ruleEncrypted, j.document.Root.Field("sops").KeySpan, "encrypted by SOPS, so it was not checked")
}

func (j *judge) skip(reason string) {
	j.row.Skipped, j.row.SkipReason = true, reason
}

// note adds a finding of one of this package's rules, with the rule's severity.
func (j *judge) note(rule string, span source.Span, message string) *diag.Diagnostic {
	j.found = append(j.found, diag.Diagnostic{
		Rule: rule, Severity: descriptor(rule).Severity, Message: message,
		File: j.document.File, Span: span, Document: j.document.Index, Path: j.document.Path,
	})
	return &j.found[len(j.found)-1]
}

func (j *judge) templateNote() {
	spans := templates(j.document.Root)
	if len(spans) == 0 {
		return
	}
	message := "this value is an unrendered template and was not checked"
	if len(spans) > 1 {
		message = fmt.Sprintf("%d values are unrendered templates, the first one here; they were not checked", len(spans))
	}
	j.note(ruleTemplate, spans[0], message)
}

// templates returns the spans of the values and keys with templates, in order.
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

// An assessment is the result of checking a document against one target.
type assessment struct {
	target target.Target
	schema *schema.Validator
	found  []diag.Diagnostic
	errors int
	valid  bool
}

// assess checks the document against one target. The assessment includes the errors of decoding, and misnamed, the findings about
// apiVersion and kind.
func (j *judge) assess(v *schema.Validator, misnamed []diag.Diagnostic) assessment {
	t := v.Target()
	o := assessment{target: t, schema: v}
	for _, p := range slices.Concat(j.problems, misnamed) {
		if isVersion(p, j.document) && t.Serves(j.document.APIVersion) {
			continue
		}
		p.Targets = []string{t.ID}
		o.found = append(o.found, p)
	}
	check := j.check
	if check == nil {
		check = func(v *schema.Validator) []diag.Diagnostic { return v.Check(j.document) }
	}
	for _, f := range check(v) {
		if len(misnamed) == 0 || !isName(strings.TrimPrefix(f.Path, j.document.Path)) {
			o.found = append(o.found, f)
		}
	}
	for i := range o.found {
		if o.found[i].Severity == diag.Error {
			o.errors++
		}
	}
	o.valid = o.errors == 0
	return o
}

// isVersion reports whether a finding is about the apiVersion of a document, such as a version that no release serves.
func isVersion(p diag.Diagnostic, d *manifest.Document) bool {
	return p.Rule == ruleKind && p.Path == d.Path+"/apiVersion"
}

// isName reports whether a JSON Pointer is a field that findings of the rule unknown-kind are about.
func isName(path string) bool { return path == "/apiVersion" || path == "/kind" }

// pinned checks the document against the given targets. A finding that several targets have in common is reported once.
func (j *judge) pinned(targets []target.Target, misnamed []diag.Diagnostic) error {
	j.by = targets
	var all []diag.Diagnostic
	for _, t := range targets {
		v, err := schema.For(t)
		if err != nil {
			return err
		}
		o := j.assess(v, misnamed)
		j.row.Verdicts = append(j.row.Verdicts, diag.Verdict{Target: t.ID, Valid: o.valid, Partial: o.valid && t.Custom() && v.Partial(j.document)})
		all = append(all, o.found...)
		if t.Catalog() {
			all = append(all, v.UnknownFields(j.document)...)
		}
	}
	j.found = append(j.found, diag.Merge(all)...)
	return nil
}
