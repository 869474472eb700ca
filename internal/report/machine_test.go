package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// machine returns findings that are hard to encode: in standard input, in files whose names need escapes in a URI or a workflow command,
// and with line breaks of every kind.
func machine(t *testing.T) *diag.Result {
	x := newFixture(t)
	in := x.file("<stdin>", "kind: Backend\nspec: 1\n")
	name := x.file("./a b/100%,c:d#é?.yaml", "a: 1\rb: 2\r\nc: 😀 3\n")
	x.add(diag.Diagnostic{Rule: "piped", Severity: diag.Error, Message: "from a pipe", File: in, Span: x.span(in, "1"), Path: "/spec"})
	x.add(diag.Diagnostic{Rule: "name", Severity: diag.Warning, Message: "a name to escape", File: name, Span: x.span(name, "3")})
	return x.r
}

func sarifRunOf(t *testing.T, r *diag.Result, o Options) sarifRun {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal(write(t, "sarif", r, o), &log); err != nil {
		t.Fatal(err)
	}
	return log.Runs[0]
}

func TestMachineFormatsParse(t *testing.T) {
	all := map[string]*diag.Result{"machine": machine(t), "empty": {}}
	for name, result := range results {
		all[name] = result(t)
	}
	for name, r := range all {
		for _, format := range []string{"json", "sarif", "gitlab"} {
			if !json.Valid(write(t, format, r, Options{})) {
				t.Errorf("%s: the format %s is not valid JSON", name, format)
			}
		}
		if err := parseXML(write(t, "junit", r, Options{})); err != nil {
			t.Errorf("%s: the format junit is not valid XML: %v", name, err)
		}
	}
}

func parseXML(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestSARIFNames(t *testing.T) {
	results := sarifRunOf(t, machine(t), Options{}).Results
	if got := results[0].Locations[0].Physical.Artifact; got.URI != "%3Cstdin%3E" || got.URIBaseID != "" {
		t.Errorf("the location of standard input is %+v, want a URI without a base", got)
	}
	if got := results[1].Locations[0].Physical.Artifact; got.URI != "a%20b/100%25%2Cc%3Ad%23%C3%A9%3F.yaml" || got.URIBaseID != workingDirectory {
		t.Errorf("the location of a file with special characters is %+v, want an escaped URI with the base", got)
	}
}

// TestSARIFLineHash checks that the hash of a line is the hash that GitHub's action computes.
func TestSARIFLineHash(t *testing.T) {
	for _, r := range sarifRunOf(t, typical(t), Options{}).Results {
		line := r.Locations[0].Physical.Region.StartLine
		if got, want := r.PartialFingerprints["primaryLocationLineHash"], lineHashes(typical(t).Files[0].Text())[line-1]; got != want {
			t.Errorf("line %d: the hash is %s, want %s", line, got, want)
		}
	}
}

// TestSARIFFixesAreWhole checks that SARIF does not contain a fix with a masked text, because a viewer would apply it.
func TestSARIFFixesAreWhole(t *testing.T) {
	for _, r := range sarifRunOf(t, withSecrets(t), Options{}).Results {
		for _, fix := range r.Fixes {
			if text := fix.Changes[0].Replacements[0].Inserted; text != nil && strings.Contains(text.Text, "***") {
				t.Errorf("a fix inserts the masked text %q", text.Text)
			}
		}
	}
	if got := sarifRunOf(t, withSecrets(t), Options{ShowSecrets: true}).Results[0].Fixes; len(got) != 1 {
		t.Errorf("with ShowSecrets, the finding has %d fixes, want 1", len(got))
	}
}

// TestSARIFSuppressions checks a requirement of SARIF (3.27.23): if one result has the key suppressions, all results have it.
func TestSARIFSuppressions(t *testing.T) {
	var log struct {
		Runs []struct{ Results []map[string]any }
	}
	if err := json.Unmarshal(write(t, "sarif", several(t), Options{}), &log); err != nil {
		t.Fatal(err)
	}
	for i, r := range log.Runs[0].Results {
		if list, ok := r["suppressions"].([]any); !ok || len(list) != map[bool]int{true: 1}[i == 1] {
			t.Errorf("result %d: suppressions is %v, want a list, with one element for the suppressed result", i, r["suppressions"])
		}
	}
}

// TestSARIFBaseline checks that every result has a baseline state if there is a baseline, and that no result has one otherwise.
func TestSARIFBaseline(t *testing.T) {
	r := several(t)
	for _, result := range sarifRunOf(t, r, Options{}).Results {
		if result.BaselineState != "" {
			t.Errorf("%s has the baseline state %q without a baseline", result.RuleID, result.BaselineState)
		}
	}
	r.Baselined = true
	r.Diagnostics[0].Suppressed = &diag.Suppression{Kind: diag.External, Reason: "baseline known.json"}
	results := sarifRunOf(t, r, Options{}).Results
	for i, want := range []string{"unchanged", "new", "new"} {
		if got := results[i].BaselineState; got != want {
			t.Errorf("result %d has the baseline state %q, want %q", i, got, want)
		}
	}
	if got := results[0].Suppressions; len(got) != 1 || got[0] != (sarifSuppression{"external", "baseline known.json"}) {
		t.Errorf("suppressions of the finding in the baseline: %v, want one external suppression", got)
	}
}

func TestConcealer(t *testing.T) {
	conceal := Concealer()
	f := withSecrets(t).Files[0]
	for text, want := range map[string]string{
		"the value \"hunter2-a\" of inline":     "the value \"*********\" of inline",
		"日本hunter2 and hunter2-c and hunter2-c": "********* and ********* and *********",
		"unknown field \"region\"":              "unknown field \"region\"",
	} {
		if got := conceal(f, text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	if short := source.New("a.yaml", []byte("token: ab\n")); conceal(short, "able") != "able" {
		t.Error("a two-letter secret must not be masked inside longer words")
	}
}

func TestGitHubProperties(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(string(write(t, "github", machine(t), Options{}))), "\n")
	if strings.Contains(lines[0], "file=") || !strings.HasSuffix(lines[0], "::<stdin>:2:7: from a pipe") {
		t.Errorf("standard input: got %s, want no file, and the position in the message", lines[0])
	}
	if want := "file=a b/100%25%2Cc%3Ad#é?.yaml,line=3,endLine=3,col=6,endColumn=7,"; !strings.Contains(lines[1], want) {
		t.Errorf("got %s, want it to contain %s", lines[1], want)
	}
}

func TestFingerprints(t *testing.T) {
	prints := withSecrets(t).Fingerprints(diag.CleanName)
	if distinct := slices.Compact(slices.Sorted(slices.Values(prints))); len(distinct) != len(prints) {
		t.Errorf("several findings have the same fingerprint: %v", prints)
	}
	moved := typical(t)
	before := moved.Fingerprints(diag.CleanName)
	for i := range moved.Diagnostics {
		moved.Diagnostics[i].Span.Start += 3
		moved.Diagnostics[i].Span.End += 3
	}
	if after := moved.Fingerprints(diag.CleanName); !slices.Equal(before, after) {
		t.Error("fingerprints depend on the spans of the findings")
	}
}

// TestSARIFRules checks the properties of a rule that services read, such as its severity.
func TestSARIFRules(t *testing.T) {
	r := newSarifRule(diag.Descriptor{ID: "a-b", Summary: "x", Severity: diag.Warning, Category: diag.Security, Inferred: true})
	if r.Properties.Security != "5.5" || r.Properties.Precision != "medium" || r.Configuration.Enabled != nil {
		t.Errorf("a security rule has %+v, %+v", r.Properties, r.Configuration)
	}
	r = newSarifRule(diag.Descriptor{ID: "a-b", Summary: "x", Severity: diag.Info, Category: diag.Style, OptIn: true})
	if r.Properties.Security != "" || r.Configuration.Enabled == nil || *r.Configuration.Enabled {
		t.Errorf("an opt-in rule has %+v, %+v", r.Properties, r.Configuration)
	}
}
