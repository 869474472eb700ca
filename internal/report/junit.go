package report

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// The types of the JUnit report for CI servers.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr"`
		Line    int           `xml:"line,attr"`
		Skipped *junitSkipped `xml:"skipped"`
		Failure *junitFailure `xml:"failure"`
		Out     string        `xml:"system-out,omitempty"`
	}
	junitSkipped struct {
		Message string `xml:"message,attr"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// junit writes a test suite for each file, with a test case for each document. With several targets, a document has a test case for each
// target.
func junit(r *diag.Result, o Options) ([]byte, error) {
	g := group(r)
	out := junitSuites{Name: o.Tool.Name}
	for _, f := range r.Files {
		s := g.suite(f)
		if s.Tests == 0 {
			continue
		}
		out.Tests += s.Tests
		out.Failures += s.Failures
		out.Suites = append(out.Suites, s)
	}
	body, err := xml.MarshalIndent(out, "", "  ")
	return []byte(xml.Header + source.InertWords(string(body), "&#35;") + "\n"), err
}

// A grouping contains the documents of each file and the findings of each document. Findings outside documents belong to the file.
type grouping struct {
	targets   bool // a document has a test case for each target
	documents map[*source.File][]diag.Document
	found     map[junitOwner][]diag.Diagnostic
}

type junitOwner struct {
	file  *source.File
	index int // the index of the document in the file; -1 for the file itself
	path  string
}

func group(r *diag.Result) grouping {
	g := grouping{targets: severalTargets(r), documents: map[*source.File][]diag.Document{}, found: map[junitOwner][]diag.Diagnostic{}}
	for _, d := range r.Documents {
		g.documents[d.File] = append(g.documents[d.File], d)
	}
	owners := r.Owners()
	for _, d := range r.Diagnostics {
		owner := junitOwner{file: d.File, index: -1}
		if doc, ok := owners.Of(d); ok {
			owner = junitOwner{doc.File, doc.Index, doc.Path}
		}
		g.found[owner] = append(g.found[owner], d)
	}
	return g
}

func (g grouping) suite(f *source.File) junitSuite {
	s := junitSuite{Name: source.Visible(f.Name())}
	seen := map[string]bool{}
	for _, d := range g.documents[f] {
		s.add(g.cases(d, seen)...)
	}
	if found := g.found[junitOwner{file: f, index: -1}]; len(found) > 0 {
		s.add(newCase(diag.Document{File: f, Line: 1}, "file", found))
	}
	return s
}

func (s *junitSuite) add(cases ...junitCase) {
	for _, c := range cases {
		s.Tests++
		if c.Failure != nil {
			s.Failures++
		}
		if c.Skipped != nil {
			s.Skipped++
		}
		s.Cases = append(s.Cases, c)
	}
}

// cases returns the test cases of a document. If a name is repeated in the file, the document's line is added to it, because servers treat
// test cases with the same name as one.
func (g grouping) cases(d diag.Document, seen map[string]bool) []junitCase {
	name := d.Title()
	if name == "" || seen[name] {
		name = strings.TrimSpace(fmt.Sprintf("%s (line %d)", name, d.Line))
	}
	seen[name] = true
	found := g.found[junitOwner{d.File, d.Index, d.Path}]
	if d.Skipped || d.Unchanged || !g.targets {
		return []junitCase{newCase(d, name, found)}
	}
	var out []junitCase
	for _, v := range d.Verdicts {
		here := slices.DeleteFunc(slices.Clone(found), func(x diag.Diagnostic) bool {
			return len(x.Targets) > 0 && !slices.Contains(x.Targets, v.Target)
		})
		out = append(out, newCase(d, name+" ["+v.Target+"]", here))
	}
	return out
}

func newCase(d diag.Document, name string, found []diag.Diagnostic) junitCase {
	file := source.Visible(d.File.Name())
	c := junitCase{Name: source.Visible(name), Class: file, File: file, Line: d.Line}
	var failed, said []diag.Diagnostic
	for _, x := range found {
		switch {
		case x.Suppressed != nil:
		case x.Severity == diag.Error:
			failed = append(failed, x)
		default:
			said = append(said, x)
		}
	}
	c.Out = conciseLines(said)
	switch {
	case len(failed) > 0:
		c.Failure = newFailure(failed)
	case d.Unchanged:
		c.Skipped = &junitSkipped{"unchanged"}
	case d.Skipped:
		c.Skipped = &junitSkipped{"not a Backend"}
		if d.SkipReason != "" {
			c.Skipped.Message = source.Visible(d.SkipReason)
		}
	}
	return c
}

// newFailure joins errors into one failure, because servers show only one failure for a test case.
func newFailure(errors []diag.Diagnostic) *junitFailure {
	message := source.Visible(errors[0].Message)
	if more := len(errors) - 1; more > 0 {
		message += fmt.Sprintf(" (and %d more)", more)
	}
	return &junitFailure{Message: message, Type: errors[0].Rule, Text: conciseLines(errors)}
}

func conciseLines(found []diag.Diagnostic) string {
	lines := make([]string, len(found))
	for i, d := range found {
		lines[i] = conciseLine(terminal.Pen{}, d, "")
	}
	return strings.Join(lines, "\n")
}
