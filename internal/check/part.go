package check

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
)

const inlineReason = "contains inline patches (parts of objects)"

// isPart reports whether the document is a patch, and not an object.
func (j *judge) isPart() bool { return len(j.patches) > 0 }

// part checks a patch of a Backend: a list as a JSON patch, anything else as a strategic merge patch. It skips a patch of any other kind of
// object.
func (j *judge) part() error {
	d := j.document
	j.skip("")
	if d.Root != nil && d.Root.Kind == manifest.Sequence {
		if !slices.ContainsFunc(j.patches, func(p kustomize.Patch) bool { return operatesOnBackend(p, d) }) {
			return nil
		}
		j.check = func(v *schema.Validator) []diag.Diagnostic { return v.CheckOperations(d) }
		return j.asPart(nil)
	}
	identity := identify(d)
	isOurs := !identity.other
	if d.Root == nil && d.Kind == "" { // only the patch's target contains the kind
		isOurs = slices.ContainsFunc(j.patches, selectsBackends)
	}
	if !isOurs {
		return nil
	}
	j.check = func(v *schema.Validator) []diag.Diagnostic { return v.CheckPart(d) }
	if slices.ContainsFunc(j.patches, func(p kustomize.Patch) bool { return p.Target != nil }) {
		// The target selects the objects, so the names in the patch do not matter.
		j.check = func(v *schema.Validator) []diag.Diagnostic {
			return slices.DeleteFunc(v.CheckPart(d), func(f diag.Diagnostic) bool { return isName(strings.TrimPrefix(f.Path, d.Path)) })
		}
		identity.misnamed = nil
	}
	return j.asPart(identity.misnamed)
}

func (j *judge) asPart(misnamed []diag.Diagnostic) error {
	j.skip(kustomize.PartReason)
	j.row.Parts = 1
	if j.document.Encrypted {
		j.encrypted()
		return nil
	}
	err := j.decide(misnamed)
	j.row.Verdicts = nil // only the patched object has a verdict
	return err
}

// operatesOnBackend reports whether a JSON patch applies to kgateway's Backends and to no other kind. Other groups have a kind Backend as
// well, so if the target has no group, a path in the patch must begin with a member of a kgateway Backend.
func operatesOnBackend(p kustomize.Patch, d *manifest.Document) bool {
	if !selectsBackends(p) {
		return false
	}
	if p.Target.Group != "" {
		return literal(p.Target.Group) == group
	}
	return slices.ContainsFunc(d.Root.Items, func(item *manifest.Node) bool {
		words := strings.Split(item.Get("path").String(), "/")
		return len(words) > 2 && words[1] == "spec" && isMember(words[2])
	})
}

// selectsBackends reports whether the target of a patch selects only the kind Backend.
func selectsBackends(p kustomize.Patch) bool {
	return p.Target != nil && literal(p.Target.Kind) == kind
}

// literal returns the only name that a target's regular expression selects: the expression without anchors and escaped dots. Kustomize
// matches the expression with the whole name. The result for an expression with other special characters is not a name, so it equals no
// kind and no group.
func literal(expression string) string {
	return strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(expression, "^"), "$"), `\.`, ".")
}

// inlineParts checks the patches inside a Kustomization of Kustomize or Flux. Their findings belong to the Kustomization.
func (j *judge) inlineParts() error {
	for _, p := range kustomize.Read(j.document).Patches {
		if p.Text == nil {
			continue
		}
		inline := p.Parse(j.document, manifest.Options{Templates: j.options.Templates})
		for i, d := range inline.Documents {
			inner := judge{document: d, options: j.options, problems: inline.Problems[i], patches: []kustomize.Patch{p}}
			if err := inner.run(); err != nil {
				return err
			}
			if !inline.Verbatim {
				relocate(inner.found, j.document.File, p.Text.Span)
			}
			j.found = append(j.found, inner.found...)
			if inner.row.Parts > 0 {
				j.skip(inlineReason)
				j.row.Parts++
			}
		}
	}
	return nil
}

// relocate sets the span of findings to the span of a patch's text. It is used if the positions inside the text are not known, and it
// therefore removes related places and fixes.
func relocate(found []diag.Diagnostic, f *source.File, span source.Span) {
	for i := range found {
		found[i].File, found[i].Span, found[i].Related, found[i].Fixes = f, span, nil, nil
	}
}

// isMember reports whether a word is a member of a Backend's spec, or a misspelling of one.
func isMember(word string) bool {
	for member := range members {
		if word == member || isNear(word, member) {
			return true
		}
	}
	return false
}
