package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/target"
)

// A Pass is one rule looking at the set for one target.
type Pass struct {
	Target target.Target
	Set    *Set

	rule     *Rule
	backends []*manifest.Document
	judged   map[*manifest.Document]bool
	found    []*diag.Diagnostic
	memo     map[memoKey]any
}

// Backends returns the Backends that the target judges, in the order of the input. Others of the set are judged by another
// target, and count for what refers to what only.
func (p *Pass) Backends() []*manifest.Document { return p.backends }

// About returns the Backends that the target judges and whose spec has one of some members.
func (p *Pass) About(members ...string) []*manifest.Document {
	var out []*manifest.Document
	for _, b := range p.backends {
		if isAbout(b.Root.Get("spec"), members) {
			out = append(out, b)
		}
	}
	return out
}

// Judges says whether the target judges a Backend.
func (p *Pass) Judges(b *manifest.Document) bool { return p.judged[b] }

// Since says whether the target is a release line such as "2.3", or a newer one. The catalog is none.
func (p *Pass) Since(line string) bool {
	return !p.Target.Catalog() && p.Target.Within(line, "")
}

// Takes reports whether the target's schema allows one of some JSON types at a place of a Backend. Where the schemas are not
// known, it allows all of them.
func (p *Pass) Takes(at Place, types ...string) bool {
	if p.Set.Types == nil {
		return true
	}
	allowed := p.Set.Types(p.Target, strings.TrimPrefix(at.Pointer(), at.Document.Path))
	return slices.ContainsFunc(types, func(t string) bool { return slices.Contains(allowed, t) })
}

// Report adds a finding at a place. The caller may give it help, a label, related places and fixes. Where the rule is about some of the
// target's patch releases, the message names them. If the target is any patch of its line, the finding is at most a warning: the patch that
// runs may be another one.
func (p *Pass) Report(at Place, format string, args ...any) *diag.Diagnostic {
	message, severity := fmt.Sprintf(format, args...), p.rule.Severity
	if patches := p.Target.Patches(p.rule.Since, p.rule.Until); patches != "" {
		message += " (kgateway " + patches + ")"
		if p.Target.AnyPatch() {
			severity = min(severity, diag.Warning)
		}
	}
	d := &diag.Diagnostic{
		Rule: p.rule.ID, Severity: severity, Message: message,
		File: at.Document.File, Span: at.Span, Document: at.Document.Index, Path: at.Pointer(),
		Targets: []string{p.Target.ID},
	}
	p.found = append(p.found, d)
	return d
}
