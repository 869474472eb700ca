package explain_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/target"
)

// TestEveryChangeIsOnThePage checks that every change of a field is on the page of its target: each kind of change belongs to a group.
func TestEveryChangeIsOnThePage(t *testing.T) {
	for _, of := range target.All() {
		page, err := explain.NewRelease(of, nil)
		if err != nil {
			t.Fatal(err)
		}
		changes, err := target.Changes(of)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Changes) != len(changes) {
			t.Errorf("%s: the page has %d changes, want %d", of, len(page.Changes), len(changes))
		}
		text, markdown := page.Text(80, plainly), page.Markdown()
		for _, c := range changes {
			if !strings.Contains(text, "\n  "+c.String()) || !strings.Contains(markdown, "\n- `"+c.String()+"`") {
				t.Errorf("%s: the page does not contain %q, as text or as Markdown:\n%s\n%s", of, c, text, markdown)
			}
		}
	}
}

// TestRulesOfRelease checks the rules on the page of 2.3: the rules that start or stop applying there, and those that apply only to some
// releases.
func TestRulesOfRelease(t *testing.T) {
	rules := []diag.Descriptor{
		{ID: "always", Summary: "a"},
		{ID: "starts", Summary: "b", Since: "2.3"},
		{ID: "ended", Summary: "c", Until: "2.2"},
		{ID: "before", Summary: "d", Until: "2.0"},
		{ID: "around", Summary: "e", Since: "2.1", Until: "2.4"},
	}
	of, err := target.Parse("2.3")
	if err != nil {
		t.Fatal(err)
	}
	page, err := explain.NewRelease(of, rules)
	if err != nil {
		t.Fatal(err)
	}
	want := []explain.ReleaseRule{
		{ID: "starts", Summary: "b", Since: "2.3", Holds: true, Flipped: true},
		{ID: "ended", Summary: "c", Until: "2.2", Flipped: true},
		{ID: "before", Summary: "d", Until: "2.0"},
		{ID: "around", Summary: "e", Since: "2.1", Until: "2.4", Holds: true},
	}
	if diff := cmp.Diff(want, page.Rules); diff != "" {
		t.Errorf("the rules differ (-want +got):\n%s", diff)
	}
	const text = `
LINT RULES THAT START OR STOP APPLYING
  starts  applies from this release on: b
  ended   no longer applies: c

OTHER LINT RULES THAT APPLY HERE BUT NOT TO EVERY RELEASE
  around  kgateway 2.1 to 2.4: e
`
	if got := page.Text(80, strings.ToUpper); !strings.HasSuffix(got, text) {
		t.Errorf("the page does not end with %s\n%s", text, got)
	}
	if got := page.Markdown(); !strings.Contains(got, "\n- `ended` no longer applies: c\n") {
		t.Errorf("the page does not contain the rule that no longer applies:\n%s", got)
	}
}

func TestComplete(t *testing.T) {
	for begun, want := range map[string]string{
		"":               "apiVersion kind metadata spec status",
		"spec.st":        "spec.static",
		"spec.multip":    "",
		"spec.ai.mult":   "spec.ai.multipool",
		"spec.ai.ll":     "spec.ai.llm",
		"static.ho":      "static.hosts",
		"backend.sp":     "backend.spec",
		"spec.nothing.x": "",
	} {
		var got []string
		for _, c := range explain.Complete(begun) {
			got = append(got, c.Path)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("Complete(%q) = %q, want %q", begun, got, want)
		}
	}
}

// TestBehaviour checks that every release after the first has changes of behaviour, in every format of its page, and that their rules
// exist.
func TestBehaviour(t *testing.T) {
	for _, of := range target.Releases()[1:] {
		page, err := explain.NewRelease(of, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Behaviour) == 0 {
			t.Errorf("%s has no change of behaviour in words.txt", of)
		}
		text, markdown := strings.Join(strings.Fields(page.Text(80, plainly)), " "), page.Markdown()
		for _, change := range page.Behaviour {
			if !strings.Contains(text, "- "+change.String()) || !strings.Contains(markdown, "\n- "+change.String()+"\n") {
				t.Errorf("%s: the page does not contain the change of behaviour %q", of, change)
			}
			for _, id := range change.Rules {
				if !slices.ContainsFunc(rules.All(), func(r lint.Rule) bool { return r.ID == id }) {
					t.Errorf("%s: a change of behaviour refers to the unknown rule %s", of, id)
				}
			}
		}
	}
}
