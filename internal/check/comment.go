package check

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/target"
)

// targets returns the targets to check the document against, and false for auto. A flag has precedence over the document's own comment, and
// the comment over the configuration. A comment with an unknown target gets a finding.
func (j *judge) targets() ([]target.Target, bool) {
	if len(j.options.Targets) > 0 && j.options.Override {
		return j.options.Targets, true
	}
	for _, span := range j.document.Comments() {
		ids, at, ok := manifest.TargetComment(j.document.File, span)
		if !ok {
			continue
		}
		if ids == "auto" {
			return nil, false
		}
		targets, err := j.options.Names.ParseList(ids)
		if err == nil {
			return targets, true
		}
		j.note(ruleTarget, at, err.Error())
	}
	return j.options.Targets, len(j.options.Targets) > 0
}

const (
	ruleKind      = "unknown-kind"
	ruleOutdated  = "target-outdated"
	ruleTarget    = "unknown-target"
	ruleTemplate  = "template-value"
	ruleEncrypted = "encrypted-document"
	ruleBadIgnore = "invalid-ignore"

	ruleUnknownField = "unknown-field" // of package schema

	ruleUnusedIgnore = "unused-ignore"
)

func descriptor(id string) diag.Descriptor {
	return own[slices.IndexFunc(own, func(d diag.Descriptor) bool { return d.ID == id })]
}
