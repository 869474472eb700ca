package check

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// TestRuleExamples holds that the bad example of every rule has exactly that finding, and the good one nothing but notes.
func TestRuleExamples(t *testing.T) {
	for _, rule := range Rules() {
		t.Run(rule.ID, func(t *testing.T) {
			if rule.ID == ruleClosest {
				return // it is about the choice of a target, which TestAuto covers
			}
			found := examine(t, rule, rule.Bad)
			if !slices.Equal(found, []string{rule.ID}) {
				t.Errorf("the bad example has %v, want exactly %s", found, rule.ID)
			}
			for _, id := range examine(t, rule, rule.Good) {
				if id != ruleTemplate {
					t.Errorf("the good example has %s", id)
				}
			}
		})
	}
}

// examine returns the rules that a text breaks for the newest release, or under auto for a rule that is about it.
func examine(t *testing.T, rule diag.Descriptor, text string) []string {
	t.Helper()
	o := Options{Targets: []target.Target{target.Latest()}, Templates: true}
	if rule.ID == ruleOutdated {
		o.Targets = nil
	}
	r, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, o)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, d := range r.Diagnostics {
		found = append(found, d.Rule)
	}
	return found
}

// TestRules holds what every rule has to have.
func TestRules(t *testing.T) {
	kebab := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.ID] || !kebab.MatchString(r.ID) {
			t.Errorf("the id %q is used twice or is not in kebab case", r.ID)
		}
		seen[r.ID] = true
		if r.Summary == "" || r.Why == "" || strings.HasSuffix(r.Summary, ".") || r.Severity == diag.Off {
			t.Errorf("%s needs a summary without a full stop, a reason and a severity", r.ID)
		}
		if !slices.Contains(diag.Categories(), r.Category) {
			t.Errorf("%s has the category %q", r.ID, r.Category)
		}
	}
}
