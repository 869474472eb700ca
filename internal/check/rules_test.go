package check

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// TestRuleExamples checks that each rule's bad example has exactly one finding, of this rule, and that the good example has no findings,
// apart from template notes and suppressed findings. It uses all default rules, and each completeness.
func TestRuleExamples(t *testing.T) {
	for _, rule := range Rules() {
		t.Run(rule.ID, func(t *testing.T) {
			found := rulesOf(examine(t, rule, rule.Bad, lint.Stated))
			if !slices.Equal(found, []string{rule.ID}) {
				t.Errorf("the bad example has the findings %v, want only %s", found, rule.ID)
			}
			for _, d := range examine(t, rule, rule.Bad, lint.Partial) {
				if d.Rule != rule.ID {
					t.Errorf("in a partial set, the bad example has a finding of another rule: %s", d.Rule)
				}
			}
			for _, complete := range []lint.Completeness{lint.Partial, lint.Tree, lint.Stated} {
				for _, d := range examine(t, rule, rule.Good, complete) {
					if d.Rule != ruleTemplate && d.Suppressed == nil {
						t.Errorf("the good example has the finding %s: %s", d.Rule, d.Message)
					}
				}
			}
		})
	}
}

// examine checks a text against the release that the bad example of a rule is checked against, or under auto for the rule target-outdated.
// Of the opt-in rules, only the given rule runs.
func examine(t *testing.T, rule diag.Descriptor, text string, complete lint.Completeness) []diag.Diagnostic {
	t.Helper()
	o := Options{
		Targets: ExampleTargets(rule), Templates: true, Rules: rules.All(), Complete: complete,
		Severity: func(id, _ string) (diag.Severity, bool) { return rule.Severity, id == rule.ID && rule.OptIn },
	}
	if rule.ID == ruleOutdated {
		o.Targets = nil
	}
	r, by, err := Example(t.Context(), "x.yaml", rule, o)
	if err != nil {
		t.Fatal(err)
	}
	if text != rule.Bad {
		if o.Targets != nil {
			o.Targets = []target.Target{by}
		}
		if r, err = Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, o); err != nil {
			t.Fatal(err)
		}
	}
	return slices.DeleteFunc(r.Diagnostics, func(d diag.Diagnostic) bool { return slices.Contains(unavoidable, d.Rule) && rule.ID != d.Rule })
}

// unavoidable are rules about faults of kgateway itself, which the examples of other rules cannot avoid: they report every BackendTLSPolicy
// for 2.0, and every Lambda Backend with a role for some patches of 2.4.
var unavoidable = []string{"tls-policy-name-unverified", "lambda-role-ignored"}

func rulesOf(found []diag.Diagnostic) []string {
	var out []string
	for _, d := range found {
		out = append(out, d.Rule)
	}
	return out
}

// TestRules checks the required fields of every rule.
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
			t.Errorf("%s has the unknown category %q", r.ID, r.Category)
		}
		for _, line := range []string{r.Since, r.Until} {
			if _, err := target.Parse("kgateway-" + line); line != "" && err != nil {
				t.Errorf("%s has an unknown release in Since or Until: %v", r.ID, err)
			}
		}
	}
}

// TestLintRules checks the additional fields of lint rules. An inferred rule must not be an error, and exactly the rules with the severity
// info are opt-in.
func TestLintRules(t *testing.T) {
	for _, r := range rules.All() {
		if r.Backend == nil && r.Set == nil {
			t.Errorf("%s has no check", r.ID)
		}
		if len(r.Sources) == 0 {
			t.Errorf("%s has no sources", r.ID)
		}
		if r.Inferred && r.Severity == diag.Error {
			t.Errorf("%s is inferred, so it must not be an error", r.ID)
		}
		if (r.Severity == diag.Info) != r.OptIn {
			t.Errorf("%s: rules with the severity info must be opt-in, and other rules must not be", r.ID)
		}
	}
}

// nameOrKind matches a line with an object's name or kind.
var nameOrKind = regexp.MustCompile(`(?m)^(kind|  name): .*\n`)

// TestNamelessObjects checks that no message has a gap in the place of a missing kind or name. It removes each kind and each name from the
// examples.
func TestNamelessObjects(t *testing.T) {
	for _, rule := range Rules() {
		for _, at := range nameOrKind.FindAllStringIndex(rule.Bad, -1) {
			text := rule.Bad[:at[0]] + rule.Bad[at[1]:]
			if strings.HasPrefix(rule.Bad[at[0]:], "  name") {
				text = rule.Bad[:at[0]] + "  labels: {app: web}\n" + rule.Bad[at[1]:]
			}
			for _, d := range examine(t, rule, text, lint.Stated) {
				for _, words := range []string{d.Message, d.Help} {
					if strings.Contains(words, "  ") || strings.Contains(words, `""`) && !strings.Contains(text, `""`) {
						t.Errorf("%s: the text %q of %s has a gap, for\n%s", rule.ID, words, d.Rule, text)
					}
				}
			}
		}
	}
}

// TestMissingPortInHost checks that a host that contains the missing port has one finding: missing-field, with the fix of the rule about
// such hosts.
func TestMissingPortInHost(t *testing.T) {
	text := strings.Replace(good, "host: web.example.com\n      port: 8080", "host: web.example.com:8080", 1)
	r, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, Options{Targets: []target.Target{target.Latest()}, Rules: rules.All()})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Diagnostics) != 1 || r.Diagnostics[0].Rule != "missing-field" || len(r.Diagnostics[0].Fixes) != 1 {
		t.Fatalf("found %+v, want one missing-field with one fix", r.Diagnostics)
	}
	fixed, err := edit.Apply(text, r.Diagnostics[0].Fixes[0].Edits)
	if err != nil || fixed != good {
		t.Errorf("the fix gives (%v)\n%s\nwant\n%s", err, fixed, good)
	}
}

// TestSeverities checks that Severity and Complete of a rule's descriptor are the severities of its findings in a directory and with
// --complete.
func TestSeverities(t *testing.T) {
	for _, rule := range rules.All() {
		inDirectory, complete := severityOf(t, rule, lint.Tree), severityOf(t, rule, lint.Stated)
		switch {
		case inDirectory == diag.Off: // the rule reports nothing in a directory
		case rule.Complete == diag.Off && inDirectory != complete:
			t.Errorf("%s is %s in a directory and %s with --complete, but its descriptor has only one severity", rule.ID, inDirectory, complete)
		case rule.Complete != diag.Off && (inDirectory != rule.Severity || complete != rule.Complete || complete <= inDirectory):
			t.Errorf("%s is %s in a directory and %s with --complete, but its descriptor has %s and %s", rule.ID, inDirectory, complete, rule.Severity, rule.Complete)
		}
		if rule.Inferred && rule.WithComplete() == diag.Error {
			t.Errorf("%s is inferred, so it must not be an error", rule.ID)
		}
	}
}

// severityOf returns the severity of a rule's findings in its bad example, or Off if there are none.
func severityOf(t *testing.T, rule lint.Rule, complete lint.Completeness) diag.Severity {
	t.Helper()
	for _, d := range examine(t, rule.Descriptor, rule.Bad, complete) {
		if d.Rule == rule.ID {
			return d.Severity
		}
	}
	return diag.Off
}
