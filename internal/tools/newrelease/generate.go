package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/backendctl/backendctl/internal/target"
)

// A step is a program that brings a part of the project up to date.
type step struct {
	what string
	dir  string   // below the folder of the project
	env  []string // variables, in addition
	args []string

	// mayFail is for tests that write what they compare with, where one that fails for another reason is left for a person, and for what needs
	// a network.
	mayFail bool
}

// update makes tests write what they compare with.
const update = "BACKENDCTL_UPDATE=1"

// tablesStage is the second stage: the command itself, compiled with the release.
const tablesStage = "tables"

// steps returns the programs to run with the CRDs in a folder.
func (o options) steps(dir string) []step {
	backend := filepath.Join(dir, backends)
	steps := []step{
		{what: "the schema", args: []string{"go", "run", "./internal/tools/schemagen", "-newest", backend, "-stubs"}},
		{what: "the fields of policies", args: []string{"go", "run", "./internal/tools/fieldgen", "-newest", dir, "-same", strings.Join(o.same, ",")}},
		{what: "the tables", args: []string{"go", "run", "./internal/tools/newrelease", o.release, "-crds", dir, "-stage", tablesStage}},
		{what: "golden files", mayFail: true, env: []string{update}, args: []string{"go", "test", "-count=1", "-run", "TestImpacts|TestChanges", "./internal/change", "./internal/target"}},
		{what: "the expected outputs of scripts", mayFail: true, env: []string{update}, args: []string{"go", "test", "-count=1", "-run", "TestScripts", "./internal/cli"}},
		{what: "docs", args: []string{"go", "run", "./internal/tools/gendocs"}},
	}
	if !o.noVerdicts && !isRecorded(o.release) {
		steps = append(steps, step{what: "verdicts of an API server", mayFail: true, dir: filepath.Join("internal", "apiserver"), args: []string{"go", "run", "./record", "-newest", backend}})
	}
	return steps
}

// verdictsFile has the recorded verdicts.
var verdictsFile = filepath.Join("testdata", "verdicts", "verdicts.jsonl")

// isRecorded reports whether there are recorded verdicts of a release.
func isRecorded(release string) bool {
	text, err := os.ReadFile(verdictsFile)
	head, _, _ := strings.Cut(string(text), "\n")
	return err == nil && strings.Contains(head, `"kgateway-`+release+`":`)
}

// generate runs all steps, and prints their output and time.
func (o options) generate(dir string, out io.Writer) error {
	var report strings.Builder
	for _, s := range o.steps(dir) {
		begun := time.Now()
		text, err := s.run()
		fmt.Fprintf(out, "%5.1fs  %s\n", time.Since(begun).Seconds(), s.what)
		switch {
		case err != nil && !s.mayFail:
			return fmt.Errorf("%s: %s\n%s\nThen run this command again", s.what, strings.Join(s.args, " "), withoutStatus(text))
		case err != nil:
			printList(&report, s.what+": failed", failures(text))
		case s.args[len(s.args)-1] == tablesStage:
			report.WriteString(text)
		}
	}
	_, err := io.WriteString(out, "\n"+report.String())
	return err
}

// withoutStatus returns an output without the line that go run adds for a program that fails.
func withoutStatus(output string) string {
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(output), "exit status 1"))
}

// failures returns the tests that fail in an output, or else its last line.
func failures(output string) []string {
	if names := failed(output); names != nil {
		return names
	}
	lines := strings.Split(strings.TrimSpace(output), "\n")
	return lines[len(lines)-1:]
}

// failed returns the names of the tests that fail in the output of go test.
func failed(output string) []string {
	var out []string
	for line := range strings.Lines(output) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "--- FAIL: "); ok {
			out = append(out, name)
		}
	}
	return out
}

func (s step) run() (string, error) {
	cmd := exec.Command(s.args[0], s.args[1:]...)
	cmd.Dir, cmd.Env = s.dir, append(os.Environ(), s.env...)
	text, err := cmd.CombinedOutput()
	return string(text), err
}

// writeTables is the second stage. It completes the tables that people edit, too, and prints what is left to do.
func (o options) writeTables(out io.Writer) error {
	to := target.Latest()
	from := previous(to.Release)
	d, err := differenceOf(from, to)
	if err != nil {
		return err
	}
	if err := writeRows(d, from, to); err != nil {
		return err
	}
	if err := writeImpacts(d, to); err != nil {
		return err
	}
	changed, err := writeMeanings(o.crds, to)
	if err != nil {
		return err
	}
	if err := writeWords(to); err != nil {
		return err
	}
	if err := writePages(from, to); err != nil {
		return err
	}
	return o.report(out, d, changed, from, to)
}
