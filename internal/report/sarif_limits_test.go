package report

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// TestSARIFLimits checks GitHub's limits. A run may have 25,000 results: the report has the most severe results, and a notification with
// the number of the other results. A rule may have 20 tags, and descriptions of 1,024 characters.
func TestSARIFLimits(t *testing.T) {
	f := source.New("a.yaml", []byte("a: b\n"))
	r := &diag.Result{Files: []*source.File{f}}
	for i := range maxResults + 10 {
		d := diag.Diagnostic{Rule: "r", Severity: diag.Info, Message: "m", File: f}
		if i%1000 == 999 {
			d.Severity = diag.Error
		}
		r.Diagnostics = append(r.Diagnostics, d)
	}
	r.Rules = []diag.Descriptor{{ID: "r", Summary: strings.Repeat("x", 5000), Why: strings.Repeat("y", 5000)}}
	var log sarifLog
	if err := json.Unmarshal(write(t, "sarif", r, Options{}), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	errors := 0
	for _, result := range run.Results {
		if result.Level == "error" {
			errors++
		}
	}
	if len(run.Results) != maxResults || errors != 25 {
		t.Errorf("the report has %d results with %d errors, want %d results with 25 errors", len(run.Results), errors, maxResults)
	}
	if n := run.Invocations[0].Notifications; len(n) != 1 || !strings.HasPrefix(n[0].Message.Text, "10 findings with the lowest severity") {
		t.Errorf("got the notifications %v, want one about 10 findings", n)
	}
	for _, rule := range run.Tool.Driver.Rules {
		if len(rule.Properties.Tags) > 20 || len([]rune(rule.ShortDescription.Text)) > 1024 || len([]rune(rule.FullDescription.Text)) > 1024 {
			t.Errorf("rule %s exceeds GitHub's limits", rule.ID)
		}
	}
}
