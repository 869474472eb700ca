package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
)

// A Format is an output format for a result.
type Format struct {
	Name    string
	Summary string // one line for help and completion
	Machine bool   // the format is meant for programs: the output is always complete and valid
	// Verdicts means that the format contains the verdict of every target on every document. With the target auto, that takes longer than
	// one verdict.
	Verdicts bool
	// Whole means that the format lists every document or every finding, so the complete input must be in memory.
	Whole  bool
	render func(*diag.Result, Options) ([]byte, error)
}

var formats = []Format{
	{Name: "text", Summary: "a code frame under each finding", render: text},
	{Name: "concise", Summary: "one line for each finding: file:line:column: severity: message [rule]", render: concise},
	{Name: "json", Summary: "all details, with the schema of `backendctl schema report`", Machine: true, Verdicts: true, Whole: true, render: jsonReport},
	{Name: "sarif", Summary: "SARIF 2.1.0, for GitHub code scanning and editors", Machine: true, Whole: true, render: sarif},
	{Name: "github", Summary: "workflow commands that annotate a pull request on GitHub", Machine: true, render: github},
	{Name: "gitlab", Summary: "a code quality report for a merge request on GitLab", Machine: true, Whole: true, render: gitlab},
	{Name: "junit", Summary: "JUnit XML, a test case for each document", Machine: true, Whole: true, render: junit},
}

// Formats returns all formats. The default comes first.
func Formats() []Format { return slices.Clone(formats) }

// Parse returns the format with the given name, or an error that lists the formats.
func Parse(name string) (Format, error) {
	names := make([]string, len(formats))
	for i, f := range formats {
		if f.Name == name {
			return f, nil
		}
		names[i] = f.Name
	}
	if near, ok := fuzzy.Nearest(name, names); ok {
		return Format{}, fmt.Errorf("unknown format %q, did you mean %q? The formats are %s", name, near, strings.Join(names, ", "))
	}
	return Format{}, fmt.Errorf("unknown format %q; the formats are %s", name, strings.Join(names, ", "))
}
