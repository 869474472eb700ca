package rules_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// namedRelease matches a release of kgateway in a text. Other software, such as HTTP/1.1 and Envoy 1.38, has versions with another major
// number.
var namedRelease = regexp.MustCompile(`\b2\.\d+(\.\d+)?\b`)

// nearRange reports whether the text of a rule may mention a release: a release in the rule's range, or the release before or after the
// range.
func nearRange(d diag.Descriptor, name string) bool {
	t, err := target.Parse(name)
	if err != nil {
		return d.OptIn && d.Until == "" // the release is newer than those that this build knows
	}
	all := target.Releases()
	i := slices.Index(all, t)
	return slices.ContainsFunc(all[max(0, i-1):min(len(all), i+2)], func(near target.Target) bool { return near.Within(d.Since, d.Until) })
}

// TestReleasesInText checks that the releases in the text of a rule correspond to its range: each release is in the range or next to it.
// The text of a rule whose range ends before the newest release must mention the end.
func TestReleasesInText(t *testing.T) {
	for _, r := range rules.All() {
		named := namedRelease.FindAllString(r.Summary+"\n"+r.Why, -1)
		for _, name := range named {
			if !nearRange(r.Descriptor, name) {
				t.Errorf("%s mentions kgateway %s, but applies from %q to %q", r.ID, name, r.Since, r.Until)
			}
		}
		if r.Until != "" && !slices.ContainsFunc(named, func(name string) bool { return endsRange(r.Descriptor, name) }) {
			t.Errorf("%s applies until %s, but its text does not mention that", r.ID, r.Until)
		}
	}
}

// endsRange reports whether a release is the last one of a rule's range, a patch of it, or the release directly before or after the range.
func endsRange(d diag.Descriptor, name string) bool {
	t, err := target.ParseList(name)
	if err != nil {
		return false
	}
	until, _ := target.Parse(d.Until)
	return name == d.Until || t[0].Line() == until || nearRange(d, name) && !t[0].Within(d.Since, d.Until)
}

// TestReleasesOfSources checks the releases of a rule's sources: each is in the range of the rule or next to it, and at least one is in
// the range.
func TestReleasesOfSources(t *testing.T) {
	for _, r := range rules.All() {
		inside := false
		branches := 0
		for _, source := range r.Sources {
			_, release, ok := strings.Cut(source, " @ ")
			if !ok {
				continue
			}
			branches++
			if !nearRange(r.Descriptor, release) {
				t.Errorf("%s applies from %q to %q, but has the source %s", r.ID, r.Since, r.Until, source)
			}
			of, err := target.Parse(release)
			inside = inside || err == nil && of.Within(r.Since, r.Until)
		}
		if branches > 0 && !inside {
			t.Errorf("%s applies from %q to %q, but has no source of these releases", r.ID, r.Since, r.Until)
		}
	}
}

// otherExamples contains rules that do not report their bad example in one release of their range, with this release.
var otherExamples = map[string]string{
	"tls-policy-version":        "kgateway-2.0", // the example has the version that this release reads
	"traffic-policy-on-backend": "kgateway-2.1", // the rule needs a Gateway that Envoy serves
}

// TestReleasesOfFindings checks that a rule reports its bad example for all releases in its range that accept the example, except for those
// in otherExamples, and for no release outside of its range.
func TestReleasesOfFindings(t *testing.T) {
	for _, r := range rules.All() {
		for _, release := range target.Releases() {
			found, valid := foundIn(t, r.ID, r.Bad, release)
			if want := release.Within(r.Since, r.Until); found && !want || want && valid && !found && otherExamples[r.ID] != release.ID {
				t.Errorf("%s applies from %q to %q, but reports its bad example for %s: %t, want the opposite", r.ID, r.Since, r.Until, release, found)
			}
		}
	}
}

// foundIn reports whether a rule has a finding in a text, and whether the release accepts all Backends in the text.
func foundIn(t *testing.T, rule, text string, release target.Target) (found, valid bool) {
	t.Helper()
	r, err := check.Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, check.Options{
		Targets: []target.Target{release}, Templates: true, Rules: rules.All(), Complete: lint.Stated,
		Severity: func(id, _ string) (diag.Severity, bool) { return groupSeverity(id) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(r.Diagnostics, func(d diag.Diagnostic) bool { return d.Rule == rule }), isAccepted(r)
}

// isAccepted reports whether the targets accept all Backends in a result.
func isAccepted(r *diag.Result) bool {
	return !slices.ContainsFunc(r.Documents, func(d diag.Document) bool {
		return slices.ContainsFunc(d.Verdicts, func(v diag.Verdict) bool { return !v.Valid })
	})
}

// hasUnknownPolicy reports whether an example contains a policy with a kind or a version that the release does not have.
func hasUnknownPolicy(r *diag.Result) bool {
	return slices.ContainsFunc(r.Diagnostics, func(d diag.Diagnostic) bool {
		return d.Rule == "tls-policy-version" || d.Rule == "config-policy-unknown"
	})
}

// TestGoodExamples checks that no rule, not even an opt-in rule, reports an error in the good example of another rule. It checks all
// releases in the other rule's range that accept the example.
func TestGoodExamples(t *testing.T) {
	for _, r := range rules.All() {
		for _, release := range target.Releases() {
			if !release.Within(r.Since, r.Until) {
				continue
			}
			result, err := check.Files(t.Context(), []*source.File{source.New("x.yaml", []byte(r.Good))}, check.Options{
				Targets: []target.Target{release}, Templates: true, Rules: rules.All(), Complete: lint.Stated,
				Severity: func(id, _ string) (diag.Severity, bool) { return groupSeverity(id) },
			})
			if err != nil {
				t.Fatal(err)
			}
			if !isAccepted(result) || hasUnknownPolicy(result) {
				continue
			}
			for _, d := range result.Diagnostics {
				if d.Severity == diag.Error {
					t.Errorf("%s for %s: the good example has the error %s: %s", r.ID, release, d.Rule, d.Message)
				}
			}
		}
	}
}
