package check

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

const repository = "../.."

// judgeText checks one manifest against a target, with templates read as text, and returns the verdict and the findings.
func judgeText(t *testing.T, id, text string) (bool, []diag.Diagnostic) {
	t.Helper()
	tg, err := target.Parse(id)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, Options{Targets: []target.Target{tg}, Override: true})
	if err != nil {
		t.Fatal(err)
	}
	return accepted(r), r.Diagnostics
}

// accepted reports whether a result has at least one document, and all targets accept all documents. The API server rejects an empty body.
func accepted(r *diag.Result) bool {
	ok := false
	for _, d := range r.Documents {
		for _, v := range d.Verdicts {
			if !v.Valid {
				return false
			}
			ok = true
		}
	}
	return ok
}

// A recording is a manifest with the verdicts of real API servers, by the target's id. testdata/verdicts/README.md explains how recordings
// are made.
type recording struct {
	Strategy, Manifest string
	Base64             []byte // set instead of Manifest if the text is not UTF-8
	Verdicts           map[string]bool
	Why                map[string]string
}

func recorded(t *testing.T) []recording {
	t.Helper()
	f, err := os.Open(filepath.Join(repository, "testdata", "verdicts", "verdicts.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(bufio.NewReader(f))
	var header struct{ Manifests int }
	if err := d.Decode(&header); err != nil {
		t.Fatal(err)
	}
	var all []recording
	for {
		var r recording
		if err := d.Decode(&r); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if r.Base64 != nil {
			r.Manifest = string(r.Base64)
		}
		all = append(all, r)
	}
	if len(all) != header.Manifests {
		t.Fatalf("there are %d recorded manifests, but the header has the number %d", len(all), header.Manifests)
	}
	return all
}

// TestReplay compares every verdict with the verdict of a real API server.
func TestReplay(t *testing.T) {
	judged := map[string]int{}
	for _, r := range recorded(t) {
		for id, want := range r.Verdicts {
			judged[id]++
			got, found := judgeText(t, id, r.Manifest)
			if got != want {
				t.Errorf("%s, %s: the verdict is %t, but the API server's verdict is %t (%s)\nfound: %s\n%s",
					id, r.Strategy, got, want, r.Why[id], messages(found), r.Manifest)
			}
		}
	}
	for _, tg := range target.Releases() {
		if judged[tg.ID] < 1000 {
			t.Errorf("only %d manifests are recorded for %s, want at least 1,000", judged[tg.ID], tg.ID)
		}
	}
}

func messages(found []diag.Diagnostic) string {
	var out []string
	for _, d := range found {
		out = append(out, d.Rule+" at "+diag.Field(d.Path)+": "+d.Message)
	}
	return strings.Join(out, "; ")
}

// A sample is a manifest of the corpus. The corpus contains real manifests, and is not part of the repository.
type sample struct {
	name, text string
	target     string
	expected   string // valid, invalid-crd, invalid-controller or placeholders
	why        string
}

// corpus returns the samples, or skips the test if there are none.
func corpus(t *testing.T) []sample {
	t.Helper()
	dir := os.Getenv("BACKENDCTL_CORPUS")
	if dir == "" {
		dir = filepath.Join(repository, "..", "shared", "corpus")
	}
	index, err := os.Open(filepath.Join(dir, "index.tsv"))
	if err != nil {
		t.Skipf("no corpus of real manifests: set BACKENDCTL_CORPUS to a folder with an index.tsv (%v)", err)
	}
	defer index.Close()
	r := csv.NewReader(index)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var samples []sample
	for _, row := range rows[1:] {
		folder, _, _ := strings.Cut(row[0], "/")
		release, ok := strings.CutPrefix(folder, "v")
		if !ok {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, row[0]))
		if err != nil {
			t.Fatal(err)
		}
		samples = append(samples, sample{row[0], string(text), "kgateway-" + release, row[4], row[5]})
	}
	return samples
}

// TestCorpus checks that real manifests that the CRD of a release accepts are accepted, and that the others are rejected.
func TestCorpus(t *testing.T) {
	valid, rejected := 0, 0
	for _, s := range corpus(t) {
		got, found := judgeText(t, s.target, s.text)
		switch s.expected {
		case "valid", "invalid-controller":
			valid++
			if !got {
				t.Errorf("%s should be accepted, but found: %s", s.name, messages(found))
			}
		case "invalid-crd":
			rejected++
			if got {
				t.Errorf("%s should be rejected: %s", s.name, s.why)
			}
		}
	}
	t.Logf("%d accepted, %d rejected", valid, rejected)
}

// refused are the rules that must report the manifests that kgateway's controller rejects, by a part of the sample's name.
var refused = map[string][]string{
	"backend-error":              {"secret-missing"},
	"backend-ref-port-error":     {"backendref-port"},
	"lambda-invalid-secret-refs": {"secret-key-missing", "secret-missing"},
	"priority-groups-aws-error":  {"priority-member-not-static"},
}

// TestCorpusLint checks that rules report no error in real manifests that work with a release, and report an error in each manifest that
// the release's controller rejects.
func TestCorpusLint(t *testing.T) {
	good, bad := 0, 0
	for _, s := range corpus(t) {
		switch s.expected {
		case "valid":
			good++
			if found := lintErrors(t, s, lint.Partial); len(found) > 0 {
				t.Errorf("%s works with %s, but found: %s", s.name, s.target, messages(found))
			}
		case "invalid-controller":
			bad++
			found := lintErrors(t, s, lint.Stated)
			for part, rules := range refused {
				if strings.Contains(s.name, part) && !slices.Equal(slices.Compact(slices.Sorted(slices.Values(rulesOf(found)))), rules) {
					t.Errorf("%s: found %s, want exactly the rules %v: %s", s.name, messages(found), rules, s.why)
				}
			}
			if len(found) == 0 {
				t.Errorf("%s: found nothing, but the controller rejects it: %s", s.name, s.why)
			}
		}
	}
	t.Logf("%d manifests work, and the controller rejects %d", good, bad)
}

func lintErrors(t *testing.T, s sample, complete lint.Completeness) []diag.Diagnostic {
	t.Helper()
	to, err := target.Parse(s.target)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Targets: []target.Target{to}, Templates: true, Rules: rules.All(), Complete: complete}
	r, err := Files(t.Context(), []*source.File{source.New(s.name, []byte(s.text))}, o)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(r.Diagnostics, func(d diag.Diagnostic) bool { return d.Severity < diag.Error })
}
