package baseline

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/golden"
	"github.com/backendctl/backendctl/internal/source"
)

func written(t *testing.T, b *Baseline) []byte {
	t.Helper()
	data, err := b.Write()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestWrite checks the content of a baseline, and that a baseline that was written and read again suppresses all findings.
func TestWrite(t *testing.T) {
	r := resultOf("./b.yaml web /spec/x wrong one \"<word>\" & another", "a.yaml web /spec/l/1 wrong m", "a.yaml web /spec/l/0 wrong m", "a.yaml web /spec/l/0 wrong m", "a.yaml api  other m")
	r.Diagnostics = append(r.Diagnostics, diag.Diagnostic{Rule: "other", File: r.Files[1], Document: -1, Message: "about the file \xff"})
	v := viewOf()
	v.Conceal = func(_ *source.File, words string) string { return strings.ReplaceAll(words, "another", "*******") }
	b := New(r, v)
	data := written(t, b)
	golden.Check(t, filepath.Join("testdata", "known.json"), data)

	again, err := Read(source.New("known.json", data))
	if err != nil {
		t.Fatal(err)
	}
	if again.Len() != 6 || !bytes.Equal(written(t, again), data) {
		t.Errorf("the baseline that was read differs from the baseline that was written: %+v", again)
	}
	if gone := again.Mark(r, v, "known.json"); gone != 0 || len(counting(r)) != 0 {
		t.Errorf("the findings %q count, and %d are gone, want none", counting(r), gone)
	}
}

func TestRead(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "known.json:1:1: not valid JSON: unexpected end of JSON input",
		"[]":                              "known.json:1:1: a baseline must be an object, not array",
		"{}":                              "known.json:1:1: not a baseline: schemaVersion is missing",
		"{\n  \"schemaVersion\": 7\n}":    "known.json:2:3: schemaVersion 7 needs a newer backendctl",
		"{\n  \"schemaVersion\": 1,\n<<<": "known.json:3:1: not valid JSON: invalid character '<' looking for beginning of object key string",
		"{\"schemaVersion\": 1, \"findings\": [{\"rule\": 1}]}":   "known.json:1:44: findings.rule has the wrong type: number",
		"\uFEFF{\"schemaVersion\": 1} x":                          "known.json:1:22: not valid JSON: invalid character 'x' after top-level value",
		"{\"schemaVersion\": 2, \"findings\": \"another shape\"}": "known.json:1:2: schemaVersion 2 needs a newer backendctl",
	} {
		_, err := Read(source.New("known.json", []byte(text)))
		wrong, ok := errors.AsType[*FormatError](err)
		if !ok || err.Error() != want {
			t.Errorf("Read(%q): error %v, want %s", text, err, want)
		} else if wrong.Newer != strings.Contains(want, "newer") {
			t.Errorf("Read(%q): Newer is %t, want %t", text, wrong.Newer, !wrong.Newer)
		}
	}
}

// TestReadIsGenerous checks that a byte order mark, unknown keys and a count that is not positive are accepted.
func TestReadIsGenerous(t *testing.T) {
	want := []Finding{{Rule: "wrong", Count: -3}}
	for name, text := range map[string]string{
		"byte order mark": "\uFEFF{\"schemaVersion\": 1, \"findings\": [{\"rule\": \"wrong\", \"count\": -3}]}",
		"unknown keys":    "{\"schemaVersion\": 1, \"later\": 1, \"findings\": [{\"rule\": \"wrong\", \"count\": -3, \"note\": \"x\"}]}",
	} {
		b, err := Read(source.New("known.json", []byte(text)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, b.Findings); diff != "" || b.Len() != 1 {
			t.Errorf("%s: the findings differ (-want +got), or their number is not 1:\n%s", name, diff)
		}
	}
}
