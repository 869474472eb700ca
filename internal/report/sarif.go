package report

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

const (
	homepage    = "https://github.com/backendctl/backendctl"
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	// workingDirectory is the base of relative URIs; GitHub's own tools use this name.
	workingDirectory = "%SRCROOT%"
	// maxDescription is GitHub's maximum length of a rule's descriptions, in characters.
	maxDescription = 1024
	// maxResults is GitHub's maximum number of results in a run. If a run has more, GitHub rejects all of its results.
	maxResults = 25_000
)

// A sariffer writes a SARIF run. It contains the indexes of files and rules in the lists of the run.
type sariffer struct {
	*printer
	files  map[*source.File]int
	hashes map[*source.File][]string // the hashes of each file's lines
	rules  []diag.Descriptor
}

// sarif writes a result as SARIF 2.1.0.
func sarif(r *diag.Result, o Options) ([]byte, error) {
	s := &sariffer{printer: newPrinter(r, o), files: map[*source.File]int{}, hashes: map[*source.File][]string{}, rules: allRules(r)}
	run := sarifRun{
		Tool:              sarifTool{s.driver()},
		Invocations:       []sarifInvocation{{ExecutionSuccessful: true}},
		AutomationDetails: sarifAutomation{o.Tool.Name + "/" + automation(r) + "/"},
		ColumnKind:        "unicodeCodePoints",
		Newlines:          []string{"\r\n", "\n", "\r"},
		URIBases:          map[string]sarifDescribed{workingDirectory: {sarifText{Text: "The directory that the tool ran in."}}},
		Artifacts:         s.artifacts(),
		Results:           []sarifResult{},
	}
	prints := r.Fingerprints(diag.CleanName)
	least := mostSevere(r.Diagnostics, maxResults)
	for i, d := range r.Diagnostics {
		if least.takes(d) {
			run.Results = append(run.Results, s.finding(d, prints[i]))
		}
	}
	if left := len(r.Diagnostics) - len(run.Results); left > 0 {
		run.Invocations[0].Notifications = []sarifNotification{{"warning", sarifText{Text: terminal.Count(left, "finding") + " with the lowest severity left out: GitHub accepts at most " + strconv.Itoa(maxResults) + " in a run"}}}
	}
	return MarshalJSON(sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

// A quota selects findings up to a maximum number: all findings above a severity, and the first findings with that severity. left is the
// number of findings with that severity that it still selects.
type quota struct {
	severity diag.Severity
	left     int
}

// mostSevere returns a quota for the most severe findings. Of several findings with equal severity, it selects the first ones. most is the
// maximum number of findings.
func mostSevere(all []diag.Diagnostic, most int) *quota {
	for s := diag.Error; s >= diag.Info; s-- {
		n := 0
		for _, d := range all {
			if d.Severity == s {
				n++
			}
		}
		if n >= most {
			return &quota{s, most}
		}
		most -= n
	}
	return &quota{diag.Info, most + len(all)}
}

func (q *quota) takes(d diag.Diagnostic) bool {
	if d.Severity == q.severity {
		q.left--
		return q.left >= 0
	}
	return d.Severity > q.severity
}

// automation returns an id for GitHub. It differs between runs on the same files with different targets.
func automation(r *diag.Result) string {
	if r.Auto {
		return "auto"
	}
	return strings.ReplaceAll(ranges(r.Targets, r.Releases()), ", ", "+")
}

// allRules returns the rules of the result. A rule that only a finding refers to gets a minimal descriptor.
func allRules(r *diag.Result) []diag.Descriptor {
	rules := slices.Clone(r.Rules)
	for _, d := range r.Diagnostics {
		if !slices.ContainsFunc(rules, func(x diag.Descriptor) bool { return x.ID == d.Rule }) {
			rules = append(rules, diag.Descriptor{ID: d.Rule, Summary: d.Rule, Severity: d.Severity})
		}
	}
	return rules
}

const semantic = `^v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)$`

func (s *sariffer) driver() sarifDriver {
	d := sarifDriver{Name: s.options.Tool.Name, Version: s.options.Tool.Version, InformationURI: homepage, Rules: make([]sarifRule, len(s.rules))}
	if m := regexp.MustCompile(semantic).FindStringSubmatch(d.Version); m != nil {
		d.SemanticVersion = m[1]
	} else { // GitHub compares runs by this number
		d.Version, d.SemanticVersion = "", "0.0.0-"+cmp.Or(d.Version, "devel")
	}
	for i, r := range s.rules {
		d.Rules[i] = newSarifRule(r)
	}
	return d
}

// newSarifRule returns a rule for the report. The link to the rule's page is also in help.markdown, because GitHub does not show helpUri.
func newSarifRule(r diag.Descriptor) sarifRule {
	var markdown strings.Builder
	markdown.WriteString(r.Why)
	for _, example := range []struct{ name, text string }{{"Bad", r.Bad}, {"Good", r.Good}} {
		if example.text != "" {
			markdown.WriteString("\n\n**" + example.name + "**\n\n```yaml\n" + strings.TrimRight(example.text, "\n") + "\n```")
		}
	}
	markdown.WriteString("\n\n[" + r.ID + "](" + r.URL() + ")")
	out := sarifRule{
		ID:               r.ID,
		ShortDescription: sarifText{Text: clip(r.Summary)},
		FullDescription:  sarifText{Text: clip(r.Summary)},
		HelpURI:          r.URL(),
		Help:             sarifText{strings.TrimSpace(r.Why + "\n\n" + r.URL()), strings.TrimSpace(markdown.String())},
		Configuration:    sarifConfiguration{Level: sarifLevel(r.Severity)},
		Properties:       sarifProperties{Tags: []string{}, Precision: "very-high", Severity: sarifSeverity(r.Severity)},
	}
	if r.Why != "" {
		out.FullDescription.Text = clip(r.Why)
	}
	if r.Category != "" {
		out.Properties.Tags = []string{r.Category}
	}
	if r.Category == diag.Security {
		out.Properties.Security = securitySeverities[r.Severity]
	}
	if r.Inferred {
		out.Properties.Precision = "medium"
	}
	if r.OptIn {
		out.Configuration.Enabled = new(bool)
	}
	return out
}

// securitySeverities are scores in the middle of the ranges that GitHub shows as high, medium and low.
var securitySeverities = map[diag.Severity]string{diag.Error: "8.0", diag.Warning: "5.5", diag.Info: "2.0"}

func clip(text string) string {
	if runes := []rune(text); len(runes) > maxDescription {
		return string(runes[:maxDescription-1]) + "…"
	}
	return text
}

func sarifLevel(s diag.Severity) string {
	switch s {
	case diag.Error:
		return "error"
	case diag.Warning:
		return "warning"
	case diag.Info:
		return "note"
	default:
		return "none"
	}
}

// sarifSeverity returns the problem.severity of a rule, by which GitHub sorts results.
func sarifSeverity(s diag.Severity) string {
	if level := sarifLevel(s); level == "error" || level == "warning" {
		return level
	}
	return "recommendation"
}

func (s *sariffer) artifacts() []sarifArtifact {
	out := make([]sarifArtifact, len(s.result.Files))
	for i, f := range s.result.Files {
		out[i] = sarifArtifact{s.artifact(f), encodingName(f.Encoding())}
		s.files[f] = i
	}
	return out
}

func encodingName(e source.Encoding) string {
	switch e {
	case source.UTF16LE:
		return "UTF-16LE"
	case source.UTF16BE:
		return "UTF-16BE"
	default:
		return "UTF-8"
	}
}

func (s *sariffer) artifact(f *source.File) sarifArtifactLocation {
	var out sarifArtifactLocation
	uri, relative := uriOf(f.Name())
	if out.URI = uri; relative {
		out.URIBaseID = workingDirectory
	}
	if i, ok := s.files[f]; ok {
		out.Index = &i
	}
	return out
}
