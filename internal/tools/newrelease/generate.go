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

// A step is a program that updates a part of the project.
type step struct {
	what string   // the part of the project
	dir  string   // the folder to run the program in, below the folder of the project
	env  []string // additional environment variables
	args []string

	// mayFail means that the other steps run although this one fails. It is set for tests that write their expected outputs and can fail for
	// other reasons, which a person has to fix, and for a step that needs a network.
	mayFail bool
}

// update makes tests write their expected outputs.
const update = "BACKENDCTL_UPDATE=1"

// tablesStage is the value of -stage for the second stage. In this stage the command is compiled with the new release.
const tablesStage = "tables"

// steps returns the programs to run, in their order. The parameter dir is the folder with the collected CRDs.
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

// verdictsFile is the file with the recorded verdicts of API servers.
var verdictsFile = filepath.Join("testdata", "verdicts", "verdicts.jsonl")

// isRecorded reports whether the API server's verdicts for a release are recorded.
func isRecorded(release string) bool {
	text, err := os.ReadFile(verdictsFile)
	head, _, _ := strings.Cut(string(text), "\n")
	return err == nil && strings.Contains(head, `"kgateway-`+release+`":`)
}

// generate runs all steps and prints the time of each, and then the failures and the output of the second stage. It returns an error if a
// step fails that must not fail.
func (o options) generate(dir string, out io.Writer) error {
	var report strings.Builder
	for _, s := range o.steps(dir) {
		begun := time.Now()
		text, err := s.run()
		fmt.Fprintf(out, "%5.1fs  %s\n", time.Since(begun).Seconds(), s.what)
		switch {
		case err != nil && !s.mayFail:
			return fmt.Errorf("%s: %s\n%s\nFix this, then run this command again", s.what, strings.Join(s.args, " "), withoutStatus(text))
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

// failed returns the tests that fail in the output of go test, each with its name and its duration.
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

// writeTables is the second stage. It adds the new release to the tables that people also edit, and prints what is left to do.
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
