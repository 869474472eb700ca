package report

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

func (s *sariffer) finding(d diag.Diagnostic, fingerprint string) sarifResult {
	out := sarifResult{
		RuleID:              d.Rule,
		RuleIndex:           slices.IndexFunc(s.rules, func(r diag.Descriptor) bool { return r.ID == d.Rule }),
		Level:               sarifLevel(d.Severity),
		Message:             sarifText{Text: withHelp(d)},
		Locations:           []sarifLocation{{Physical: s.physical(d.File, d.Span)}},
		Fingerprints:        map[string]string{"backendctl/v1": fingerprint},
		PartialFingerprints: s.lineHash(d),
		Fixes:               s.fixes(d),
		// If one result has the key suppressions, all results must have it.
		Suppressions:  []sarifSuppression{},
		BaselineState: s.baselineState(d),
	}
	if field := diag.Field(d.Path); field != "" {
		out.Locations[0].Logical = []sarifLogical{{field}}
	}
	for i, r := range d.Related {
		l := sarifLocation{ID: i + 1, Physical: s.physical(relatedFile(d, r), r.Span)}
		if r.Message != "" {
			l.Message = &sarifText{Text: r.Message}
		}
		out.RelatedLocations = append(out.RelatedLocations, l)
	}
	if d.Suppressed != nil {
		out.Suppressions = []sarifSuppression{{d.Suppressed.Kind, d.Suppressed.Reason}}
	}
	if len(d.Targets) > 0 {
		out.Properties = &sarifTargets{d.Targets}
	}
	return out
}

// baselineState returns new or unchanged, depending on whether the baseline contains the finding, and "" without a baseline.
func (s *sariffer) baselineState(d diag.Diagnostic) string {
	switch {
	case !s.result.Baselined:
		return ""
	case d.InBaseline():
		return "unchanged"
	}
	return "new"
}

// lineHash returns the hash by which GitHub recognizes the same alert in a later run. It is omitted for files that are not UTF-8, because
// GitHub's action reads every file as UTF-8 and would compute another hash.
func (s *sariffer) lineHash(d diag.Diagnostic) map[string]string {
	if d.File.Encoding() != source.UTF8 {
		return nil
	}
	if s.hashes[d.File] == nil {
		s.hashes[d.File] = lineHashes(d.File.Text())
	}
	start, _ := positions(d.File, d.Span)
	return map[string]string{"primaryLocationLineHash": s.hashes[d.File][start.Line-1]}
}

// withHelp returns the message of a finding followed by its help, for viewers that show only the message.
func withHelp(d diag.Diagnostic) string {
	if d.Help == "" {
		return d.Message
	}
	return d.Message + "\nhelp: " + d.Help
}

func (s *sariffer) physical(f *source.File, span source.Span) sarifPhysical {
	return sarifPhysical{s.artifact(f), region(f, span)}
}

func region(f *source.File, span source.Span) sarifRegion {
	start, end := positions(f, span)
	return sarifRegion{start.Line, start.Column, end.Line, end.Column}
}

func (s *sariffer) fixes(d diag.Diagnostic) []sarifFix {
	var out []sarifFix
	for _, fix := range d.Fixes {
		if len(fix.Edits) == 0 || s.masked(d.File, fix) {
			continue // a masked text must not be written, and SARIF requires the inserted text, so the fix is left out
		}
		change := sarifArtifactChange{Artifact: s.artifact(d.File)}
		for _, e := range fix.Edits {
			r := sarifReplacement{Deleted: region(d.File, e.Span)}
			if e.New != "" {
				r.Inserted = &sarifText{Text: s.inserted(d.File, e)}
			}
			change.Replacements = append(change.Replacements, r)
		}
		out = append(out, sarifFix{sarifText{Text: fix.Title}, []sarifArtifactChange{change}, sarifSafety{string(fix.Safety)}})
	}
	return out
}

// masked reports whether a fix contains a secret that the report must not show.
func (s *sariffer) masked(f *source.File, fix diag.Fix) bool {
	return slices.ContainsFunc(fix.Edits, func(e edit.Edit) bool { return s.inserted(f, e) != e.New })
}
