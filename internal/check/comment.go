package check

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// targets returns what the document is judged by, and false for auto. A flag wins over the document's own comment, and
// the comment over the configuration.
func (j *judge) targets() ([]target.Target, bool) {
	if len(j.options.Targets) > 0 && j.options.Override {
		return j.options.Targets, true
	}
	for _, span := range j.document.Comments() {
		ids, at, ok := targetComment(j.document.File, span)
		if !ok {
			continue
		}
		if ids == "auto" {
			return nil, false
		}
		targets, err := target.ParseList(ids)
		if err == nil {
			return targets, true
		}
		j.note(ruleTarget, at, err.Error())
	}
	return j.options.Targets, len(j.options.Targets) > 0
}

// targetComment reads `# backendctl: target=kgateway-2.2,kgateway-2.3` and returns the ids with their place.
func targetComment(f *source.File, comment source.Span) (string, source.Span, bool) {
	text := f.Slice(comment)
	directive, ok := strings.CutPrefix(strings.TrimLeft(text, "# \t"), "backendctl:")
	if !ok {
		return "", source.Span{}, false
	}
	ids, ok := strings.CutPrefix(strings.TrimSpace(directive), "target=")
	if !ok {
		return "", source.Span{}, false
	}
	ids, _, _ = strings.Cut(ids, " ")
	start := comment.Start + strings.LastIndex(text, "target="+ids) + len("target=")
	return ids, source.Span{Start: start, End: start + len(ids)}, true
}

// The rules of this package.
const (
	ruleKind      = "unknown-kind"
	ruleOutdated  = "target-outdated"
	ruleClosest   = "closest-target"
	ruleTarget    = "unknown-target"
	ruleTemplate  = "template-value"
	ruleEncrypted = "encrypted-document"
	ruleBadIgnore = "invalid-ignore"

	ruleUnusedIgnore = "unused-ignore"
)

func descriptor(id string) diag.Descriptor {
	return own[slices.IndexFunc(own, func(d diag.Descriptor) bool { return d.ID == id })]
}
