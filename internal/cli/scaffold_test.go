package cli

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/format"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/placeholder"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/scaffold"
	"github.com/backendctl/backendctl/internal/scaffold/scaffoldtest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
)

func runHere(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	env := &Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Dir: t.TempDir(), LookupEnv: func(string) (string, bool) { return "", false }}
	status = Main(env, args)
	return status, out.String(), errs.String()
}

// TestScaffoldEverything checks the manifests for all types, targets and companions, with each kind of comments, and with or without values
// for the placeholders.
func TestScaffoldEverything(t *testing.T) {
	written := 0
	for i, c := range scaffoldtest.Cases() {
		if !testenv.InSample(i, 20) {
			continue
		}
		for _, comments := range []string{"none", "brief", "full"} {
			for _, filled := range []bool{true, false} {
				if scaffoldOne(t, c, comments, filled) {
					written++
				}
			}
		}
	}
	t.Logf("%d manifests", written)
}

// scaffoldOne runs scaffold for a case and checks the manifest, or the error if the case is not valid. It reports whether a manifest was
// written.
func scaffoldOne(t *testing.T, c scaffoldtest.Case, comments string, filled bool) bool {
	t.Helper()
	args := c.Args()
	if filled {
		args = c.Filled()
	}
	status, text, said := runHere(t, append(args, "--comments", comments)...)
	if reason := c.Refusal(filled); reason != "" {
		if status != ExitUsage || !strings.Contains(said, reason) {
			t.Errorf("%s: status %d, stderr %s", c, status, said)
		}
		return false
	}
	if status != ExitOK {
		t.Errorf("%s: status %d, stderr %s", c, status, said)
		return false
	}
	judgeScaffold(t, c, text)
	return true
}

// unavoidable are rules about faults of kgateway that no manifest can avoid, so the output of scaffold has findings of these rules.
var unavoidable = []string{"tls-policy-name-unverified", "lambda-role-ignored"}

func judgeScaffold(t *testing.T, c scaffoldtest.Case, text string) {
	t.Helper()
	file := source.New("backend.yaml", []byte(text))
	done, err := format.File(file, format.Options{Target: c.Target})
	if err != nil || done.Text != text {
		t.Errorf("%s: fmt changes the manifest (error %v)\n%s\n---- to\n%s", c, err, text, done.Text)
	}
	result, err := check.Files(context.Background(), []*source.File{file}, check.Options{
		Targets: []target.Target{c.Target}, Rules: slices.DeleteFunc(rules.All(), func(r lint.Rule) bool { return r.OptIn || slices.Contains(unavoidable, r.ID) }), Templates: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	found := map[int]bool{}
	for _, d := range result.Diagnostics {
		if d.Rule == "placeholder-value" {
			found[file.LineOf(d.Span.Start)] = true
			continue
		}
		t.Errorf("%s: %s: %s at %s\n%s", c, d.Rule, d.Message, diag.Field(d.Path), text)
	}
	if c.IsAgent() {
		return // lint looks for placeholders only in Backends and their companions
	}
	for i, line := range strings.Split(text, "\n") {
		if marked := strings.Contains(line, placeholder.Mark); marked != found[i+1] {
			t.Errorf("%s: line %d: marked as a placeholder: %v, found by lint: %v\n%s", c, i+1, marked, found[i+1], text)
		}
	}
}

// TestScaffoldFilledIn replaces the value of each placeholder and keeps its comment. Then lint must not report a placeholder.
func TestScaffoldFilledIn(t *testing.T) {
	fill := strings.NewReplacer(placeholder.Host, "orders.example.com", placeholder.Name, "orders", placeholder.Account, "123456789012", ": 8080", ": 9090")
	for _, c := range scaffoldtest.Cases() {
		// Test at most two companions together, because their placeholders do not affect each other.
		if c.Refusal(false) != "" || len(c.With) > 2 {
			continue
		}
		_, text, _ := runHere(t, c.Args()...)
		file := source.New("backend.yaml", []byte(fill.Replace(text)))
		result, err := check.Files(t.Context(), []*source.File{file}, check.Options{Targets: []target.Target{c.Target}, Rules: rules.All()})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range result.Diagnostics {
			if d.Rule == "placeholder-value" {
				t.Errorf("%s: %s at line %d\n%s", c, d.Message, file.LineOf(d.Span.Start), file.Text())
			}
		}
	}
}

// TestScaffoldExamples runs the examples in the help of scaffold.
func TestScaffoldExamples(t *testing.T) {
	for _, typ := range scaffold.Types() {
		args := strings.Fields(strings.ReplaceAll(typ.Example, "'", ""))
		if status, text, said := runHere(t, append([]string{"scaffold"}, args...)...); status != ExitOK || text == "" {
			t.Errorf("%s: status %d, stderr %s", typ.Example, status, said)
		}
	}
	for line := range strings.Lines(scaffoldExample) {
		args := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "backendctl "))
		if len(args) < 2 || args[0] != "scaffold" {
			continue // skip the form, and the example that reads a Service from a pipe
		}
		if status, _, said := runHere(t, args...); status != ExitOK {
			t.Errorf("%s: status %d, stderr %s", line, status, said)
		}
	}
}

// offered matches the first line of a field that is commented out. More deeply indented lines after it belong to the field.
var offered = regexp.MustCompile(`^( *)# [A-Za-z]\w*:[ \n]`)

// TestScaffoldOffers checks the fields that full comments offer. It removes the # before one field at a time, and the target must accept
// the Backend.
func TestScaffoldOffers(t *testing.T) {
	tried := 0
	for _, c := range scaffoldtest.Cases() {
		if len(c.With) > 0 {
			continue
		}
		status, text, said := runHere(t, append(c.Filled(), "--comments", "full")...)
		if status != ExitOK {
			t.Fatalf("%s: %s", c, said)
		}
		lines := strings.SplitAfter(text, "\n")
		for i := range lines {
			if offered.MatchString(lines[i]) {
				tried++
				accepted(t, c, uncommented(lines, i))
			}
		}
	}
	t.Logf("%d fields", tried)
	if tried < 100 {
		t.Errorf("full comments offer %d fields, want at least 100", tried)
	}
}

// uncommented returns the text of lines without the # before the field that begins at index at.
func uncommented(lines []string, at int) string {
	lead, field, _ := strings.Cut(lines[at], "# ")
	out := slices.Clone(lines)
	out[at] = lead + field
	for i := at + 1; i < len(lines); i++ {
		if !strings.HasPrefix(lines[i], lead+"#   ") && !strings.HasPrefix(lines[i], lead+"# - ") {
			break
		}
		out[i] = lead + strings.TrimPrefix(lines[i], lead+"# ")
	}
	return strings.Join(out, "")
}

// accepted checks that a manifest has no finding for the target of a case.
func accepted(t *testing.T, c scaffoldtest.Case, text string) {
	t.Helper()
	result, err := check.Files(context.Background(), []*source.File{source.New("backend.yaml", []byte(text))}, check.Options{
		Targets: []target.Target{c.Target}, Override: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range result.Diagnostics {
		t.Errorf("%s: %s: %s at %s\n%s", c, d.Rule, d.Message, diag.Field(d.Path), text)
	}
}
