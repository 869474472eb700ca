package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/target"
)

// A Pass is one run of a rule over the set for one target.
type Pass struct {
	Target target.Target
	Set    *Set

	rule     *Rule
	backends []*manifest.Document
	judged   map[*manifest.Document]bool
	found    []*diag.Diagnostic
	memo     map[memoKey]any
}

// Backends returns the Backends that are checked for the target, in input order. Other Backends of the set are checked for other targets,
// and are only used to resolve references.
func (p *Pass) Backends() []*manifest.Document { return p.backends }

// About returns the Backends that are checked for the target and whose spec has one of the members.
func (p *Pass) About(members ...string) []*manifest.Document {
	var out []*manifest.Document
	for _, b := range p.backends {
		if isAbout(b.Root.Get("spec"), members) {
			out = append(out, b)
		}
	}
	return out
}

// Judges reports whether a Backend is one of p.Backends.
func (p *Pass) Judges(b *manifest.Document) bool { return p.judged[b] }

// Since reports whether the target is a release line such as "2.3", or a newer one. It returns false for the catalog.
func (p *Pass) Since(line string) bool {
	return !p.Target.Catalog() && p.Target.Within(line, "")
}

// Takes reports whether the target's schema allows one of the JSON types at a place of a Backend. It returns true if the schemas are not
// known.
func (p *Pass) Takes(at Place, types ...string) bool {
	if p.Set.Types == nil {
		return true
	}
	allowed := p.Set.Types(p.Target, strings.TrimPrefix(at.Pointer(), at.Document.Path))
	return slices.ContainsFunc(types, func(t string) bool { return slices.Contains(allowed, t) })
}

// Report adds a finding at a place. The caller may set its help, label, related places and fixes. If the rule applies only to some of the
// target's patch releases, the message names them. If the target is a line without a patch, the finding is at most a warning, because the
// cluster may run another patch. If the target is a CRD and the rule does not apply to all releases, the message names the release that the
// CRD is treated as.
func (p *Pass) Report(at Place, format string, args ...any) *diag.Diagnostic {
	message, severity := fmt.Sprintf(format, args...), p.rule.Severity
	if patches := p.Target.Patches(p.rule.Since, p.rule.Until); patches != "" {
		message += " (kgateway " + patches + ")"
		if p.Target.AnyPatch() {
			severity = min(severity, diag.Warning)
		}
	}
	if p.Target.Custom() && (p.rule.Since != "" || p.rule.Until != "") {
		message += " (as in " + p.Target.Base().Title + ")"
	}
	d := &diag.Diagnostic{
		Rule: p.rule.ID, Severity: severity, Message: message,
		File: at.Document.File, Span: at.Span, Document: at.Document.Index, Path: at.Pointer(),
		Targets: []string{p.Target.ID},
	}
	p.found = append(p.found, d)
	return d
}
