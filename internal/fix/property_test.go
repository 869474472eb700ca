package fix_test

import (
	"context"
	"encoding/csv"
	"hash/crc32"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/fix"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
)

// judge returns a Check that runs every rule, for the given targets or, if there are none, for auto.
func judge(targets ...target.Target) fix.Check {
	all := map[string]diag.Severity{}
	for _, r := range check.Rules() {
		all[r.ID] = r.Severity
	}
	return func(ctx context.Context, files []*source.File) (*diag.Result, error) {
		return check.Files(ctx, files, check.Options{
			Targets: targets, Templates: true, Rules: rules.All(), Complete: lint.Tree,
			Severity: func(rule, _ string) (diag.Severity, bool) { return all[rule], true },
		})
	}
}

// A sample is a text with the target that it was written for.
type sample struct {
	name, text string
	target     target.Target
}

// manifests returns the examples of all rules and, if present, the corpus of real manifests.
func manifests(t *testing.T) []sample {
	t.Helper()
	var out []sample
	for _, r := range check.Rules() {
		to := target.Latest()
		if last, err := target.Parse(r.Until); err == nil {
			to = last
		}
		out = append(out, sample{r.ID + " (bad)", r.Bad, to}, sample{r.ID + " (good)", r.Good, to})
	}
	dir := os.Getenv("BACKENDCTL_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	index, err := os.Open(filepath.Join(dir, "index.tsv"))
	if err != nil {
		t.Logf("without the corpus of real manifests: set BACKENDCTL_CORPUS to a folder with an index.tsv (%v)", err)
		return out
	}
	defer index.Close()
	r := csv.NewReader(index)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows[1:] {
		folder, _, _ := strings.Cut(row[0], "/")
		to, err := target.Parse(folder)
		if err != nil {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, row[0]))
		if err != nil {
			t.Fatal(err)
		}
		slip := slips[i%len(slips)]
		out = append(out, sample{row[0], string(text), to}, sample{row[0] + " with a slip", slip.pattern.ReplaceAllString(string(text), slip.text), to})
	}
	return out
}

// slips are common mistakes in a manifest, each with a fix.
var slips = []struct {
	pattern *regexp.Regexp
	text    string
}{
	{regexp.MustCompile(`(?m)\bport: (\d+)$`), `port: "$1"`},
	{regexp.MustCompile(`(?m)\bport: (\d+)$`), `prot: '$1'`},
	{regexp.MustCompile(`(?m)\bhost: (\S+)$`), `hots: $1`},
	{regexp.MustCompile(`(?m)\bhost: (\S+)$`), `host: http://$1/`},
	{regexp.MustCompile(`(?m)\bhost: (\S+)$`), `host: $1:8080`},
	{regexp.MustCompile(`(?m)^kind: Backend$`), `kind: Backnd`},
	{regexp.MustCompile(`(?m)^apiVersion: gateway.kgateway.dev/v1alpha1$`), `apiVersion: gateway.kgateway.dev/v1alpha2`},
	{regexp.MustCompile(`(?m)^( +)kind: Backend$`), "${1}kind: Backend\n${1}port: 80"},
	{regexp.MustCompile(`(?m)^( +)group: gateway.kgateway.dev$`), `${1}group: kgateway.dev`},
	{regexp.MustCompile(`(?m)\bname: \w+`), `name: 017`},
}

// variants returns variants of a text with the same values, by name.
func variants(text string) map[string]string {
	unix := strings.ReplaceAll(text, "\r\n", "\n")
	return map[string]string{
		"unchanged":       text,
		"CRLF":            strings.ReplaceAll(unix, "\n", "\r\n"),
		"byte order mark": "\uFEFF" + strings.TrimPrefix(text, "\uFEFF"),
		"no last newline": strings.TrimRight(text, "\r\n"),
		"with anchors":    anchored(text),
	}
}

// anchored adds an anchor to the first host and the first name of a text, and an annotation that repeats the name.
func anchored(text string) string {
	for _, key := range []string{"host: ", "name: "} {
		if before, after, ok := strings.Cut(text, key); ok {
			text = before + key + "&" + strings.TrimSpace(strings.TrimSuffix(key, ": ")) + " " + after
		}
	}
	return strings.Replace(text, "\nmetadata:\n", "\nmetadata:\n  annotations: {copy: *name}\n", 1)
}

// sampled returns all manifests if tests run all of their cases, and one of n otherwise.
func sampled(all []sample, n int) []sample {
	return slices.DeleteFunc(slices.Clone(all), func(m sample) bool { return !testenv.InSample(int(crc32.ChecksumIEEE([]byte(m.name))), n) })
}

// TestFixes fixes every manifest in every variant. A second run must change nothing, the fixed text must not have more errors than before,
// only the edits of fixes may change the text, and no comment may be lost.
func TestFixes(t *testing.T) {
	t.Parallel()
	fixed := 0
	for _, m := range sampled(manifests(t), 15) {
		for name, text := range variants(m.text) {
			f := source.New("x.yaml", []byte(text))
			check, seen := recorded(judge(m.target))
			before, err := check(t.Context(), []*source.File{f})
			if err != nil {
				t.Fatal(err)
			}
			if both := conflict(before); both != "" {
				t.Errorf("%s, %s: fixes of two findings conflict: %s", m.name, name, both)
			}
			once, err := fix.Run(t.Context(), []*source.File{f}, diag.Unsafe, check)
			if err != nil {
				t.Fatal(err)
			}
			if len(once.Changes) == 0 {
				continue
			}
			fixed++
			after := once.Changes[0].After
			twice, err := fix.Run(t.Context(), []*source.File{after}, diag.Unsafe, check)
			if err != nil {
				t.Fatal(err)
			}
			if !seen.lead(text, after.Text()) {
				t.Errorf("%s, %s: the text has changes that are not edits of fixes:\n%s", m.name, name, edit.Unified("x.yaml", text, after.Text()))
			}
			if len(twice.Changes) > 0 {
				t.Errorf("%s, %s: a second run changes\n%s", m.name, name, edit.Unified("x.yaml", after.Text(), twice.Changes[0].After.Text()))
			}
			if added := count(once.Result, diag.Error) - count(before, diag.Error); added > 0 {
				t.Errorf("%s, %s: %d more errors after the fixes\n%s", m.name, name, added, edit.Unified("x.yaml", text, after.Text()))
			}
			if path := unnamed(text, after.Text(), seen.named); path != "" {
				t.Errorf("%s, %s: a fix changes %s, which has no finding with a fix and no edit:\n%s", m.name, name, path, edit.Unified("x.yaml", text, after.Text()))
			}
			if lost := missing(text, after.Text()); lost != "" {
				t.Errorf("%s, %s: %q is missing after the fixes\n%s", m.name, name, lost, edit.Unified("x.yaml", text, after.Text()))
			}
		}
	}
	if fixed < testenv.Sized(1000) {
		t.Errorf("%d texts were fixed, want at least %d", fixed, testenv.Sized(1000))
	}
	t.Logf("%d texts were fixed", fixed)
}

// A record contains what a check has found.
type record struct {
	edits map[string][]edit.Edit // the edits of the first fix of each finding, by the checked text
	named []string               // the paths of the findings with fixes, and of the scalars that the edits replace
}

// recorded returns a check that calls the given check, and the record of its results.
func recorded(check fix.Check) (fix.Check, *record) {
	seen := &record{edits: map[string][]edit.Edit{}}
	return func(ctx context.Context, files []*source.File) (*diag.Result, error) {
		r, err := check(ctx, files)
		if err != nil {
			return nil, err
		}
		var edits []edit.Edit
		for _, d := range r.Diagnostics {
			if len(d.Fixes) > 0 {
				edits = append(edits, d.Fixes[0].Edits...)
				seen.named = append(seen.named, strconv.Itoa(d.Document)+d.Path)
			}
		}
		seen.named = append(seen.named, edited(files[0].Text(), edits)...)
		slices.SortFunc(edits, func(a, b edit.Edit) int { return a.Span.Start - b.Span.Start })
		seen.edits[files[0].Text()] = edits
		return r, nil
	}, seen
}

// lead reports whether the recorded edits change one text to another, directly or through other texts that were checked.
func (r *record) lead(from, to string) bool {
	reached, tried := []string{from}, map[string]bool{from: true}
	for len(reached) > 0 {
		text := reached[0]
		reached = reached[1:]
		if text == to {
			return true
		}
		for next := range r.edits {
			if !tried[next] && explains(text, next, 0, r.edits[text]) {
				tried[next] = true
				reached = append(reached, next)
			}
		}
	}
	return false
}

// explains reports whether after is the part of text from an offset on, with some of the edits applied and no other change.
func explains(text, after string, at int, edits []edit.Edit) bool {
	for i, e := range edits {
		if e.Span.Start < at {
			continue
		}
		tail, ok := strings.CutPrefix(after, text[at:e.Span.Start]+e.New)
		if ok && explains(text, tail, e.Span.End, edits[i+1:]) {
			return true
		}
	}
	return text[at:] == after
}

func count(r *diag.Result, s diag.Severity) int {
	n := 0
	for _, d := range r.Diagnostics {
		if d.Severity == s && d.Suppressed == nil {
			n++
		}
	}
	return n
}

// missing returns a part of the old text that the new text lacks: a comment, the CR of a line break, or the byte order mark. It returns ""
// if there is none.
func missing(before, after string) string {
	for line := range strings.Lines(before) {
		if i := strings.Index(line, "#"); i >= 0 && (i == 0 || line[i-1] == ' ') && !strings.Contains(after, strings.TrimRight(line[i:], "\r\n")) {
			return strings.TrimSpace(line[i:])
		}
	}
	if strings.HasPrefix(before, "\uFEFF") != strings.HasPrefix(after, "\uFEFF") {
		return "the byte order mark"
	}
	if strings.Contains(before, "\r\n") && strings.Count(after, "\n") != strings.Count(after, "\r\n") {
		return "a CR"
	}
	return ""
}
