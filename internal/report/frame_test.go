package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/report/reporttest"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text         string
		first, width int
		want         string
	}{
		{"", 5, 5, ""},
		{"one two three", 9, 5, "one two|three"},
		{"one two", 2, 7, "|one two"},
		{"abcdefgh ij", 4, 4, "abcd|efgh|ij"},
		{"日本語 x", 4, 4, "日本|語 x"},
		{"a  b\tc", 80, 80, "a b c"},
	} {
		if got := strings.Join(terminal.Wrap(c.text, c.first, c.width), "|"); got != c.want {
			t.Errorf("wrap(%q, %d, %d) = %q, want %q", c.text, c.first, c.width, got, c.want)
		}
	}
}

func TestShorten(t *testing.T) {
	for text, want := range map[string]string{"short": "short", "0123456789abcdef": "0123…cdef", "日本語日本語": "日本…本語"} {
		if got := terminal.Shorten(text, 9, "…"); got != want {
			t.Errorf("shorten(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestRanges(t *testing.T) {
	all := []string{"catalog", "kgateway-2.0", "kgateway-2.1", "kgateway-2.2", "kgateway-2.3"}
	for in, want := range map[string]string{
		"":                          "",
		"kgateway-2.1":              "kgateway-2.1",
		"catalog kgateway-2.0":      "catalog, kgateway-2.0",
		"kgateway-2.1 kgateway-2.0": "kgateway-2.0..2.1",
		"kgateway-2.0 kgateway-2.2": "kgateway-2.0, kgateway-2.2",
		"kgateway-2.9":              "kgateway-2.9",
	} {
		if got := ranges(strings.Fields(in), all); got != want {
			t.Errorf("ranges(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestURI(t *testing.T) {
	for name, want := range map[string]string{
		"./a/b c.yaml": "a/b%20c.yaml", "<stdin>": "%3Cstdin%3E", "/abs/ä.yaml": "file:///abs/%C3%A4.yaml",
		"C:/x/y.yaml": "file:///C:/x/y.yaml", "a:b.yaml": "a%3Ab.yaml", "../up.yaml": "../up.yaml", "100%.yaml": "100%25.yaml",
	} {
		if got, _ := uriOf(name); got != want {
			t.Errorf("uriOf(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestFingerprintsHaveNoLines(t *testing.T) {
	before := typical(t).Fingerprints(diag.CleanName)
	moved := typical(t)
	f := moved.Files[0]
	shifted := source.New(f.Name(), []byte("# a new first line\n"+f.Text()))
	by := len(shifted.Text()) - len(f.Text())
	for i := range moved.Documents {
		moved.Documents[i].File = shifted
	}
	for i := range moved.Diagnostics {
		d := &moved.Diagnostics[i]
		d.File, d.Span = shifted, source.Span{Start: d.Span.Start + by, End: d.Span.End + by}
	}
	seen := map[string]bool{}
	for i, fingerprint := range moved.Fingerprints(diag.CleanName) {
		if fingerprint != before[i] || seen[fingerprint] {
			t.Errorf("finding %d: the fingerprint is %s, and %s after the lines moved: want the same fingerprint, and another one for each finding", i, before[i], fingerprint)
		}
		seen[fingerprint] = true
	}
}

// FuzzText checks that the text format does not panic, has no unescaped control characters, and has no lines that are too long.
func FuzzText(f *testing.F) {
	f.Add("a: 1\nb: 2\n", "f.yaml", "label", "new", 3, 4, 5, 6, 60, true)
	f.Add("\uFEFFa:\t日本\r\n\u202e\x1b[1m\x80\r", "\x1b.yaml", "\n\t", "token: x\n", 0, 99, -4, 3, 0, false)
	f.Add("token: |\n  abc\n  def", "", "", "", 12, 12, 9, 20, 41, true)
	f.Add(strings.Repeat("x", 200), "f", strings.Repeat("word ", 30), "\n\n", 199, 200, 200, 200, 40, false)
	f.Add("\xfe", "\xe2\x84O\xd0;\xe2\xe3\x19\xbcJ(Z\x00\x1b'\x01", "\"", "\xff\x80\x800", 81, 122, -4, -133, -11, false)
	f.Add("0", "0", "0", ":00", -37, 99, -4, -64, 47, false)
	f.Fuzz(func(t *testing.T, content, name, label, replacement string, start, end, from, to, width int, unicode bool) {
		file := source.New(name, []byte(content))
		span := clamp(source.Span{Start: start, End: end}, file)
		r := &diag.Result{Files: []*source.File{file}, Documents: []diag.Document{{File: file, Line: 1, Name: name}}}
		r.Diagnostics = []diag.Diagnostic{{
			Rule: "rule", Severity: diag.Error, Message: label, Label: label, Help: label, File: file, Span: source.Span{Start: start, End: end},
			Related: []diag.Related{{Message: label, Span: source.Span{Start: from, End: to}}},
			Fixes:   []diag.Fix{{Title: label, Edits: []edit.Edit{{Span: span, New: replacement}}}},
		}}
		o := Options{Width: min(max(width, 0), 200), Unicode: unicode}
		for _, format := range Formats() {
			out := write(t, format.Name, r, o)
			switch format.Name {
			case "text":
				checkText(t, string(out), o.Columns())
			case "concise", "github":
				reporttest.CheckLines(t, string(out))
			case "json", "sarif", "gitlab":
				if !json.Valid(out) {
					t.Errorf("%s is not valid JSON: %q", format.Name, out)
				}
			case "junit":
				checkXML(t, out)
			}
		}
	})
}

func checkXML(t *testing.T, data []byte) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("not valid XML: %v: %q", err, data)
		}
	}
}

func checkText(t *testing.T, text string, width int) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		if reporttest.HasControls(line) || strings.HasSuffix(line, " ") {
			t.Errorf("the line has control characters or a space at the end: %q", line)
		}
		if w := displaywidth.String(line); w > width && !placeOrURL.MatchString(line) {
			t.Errorf("%q has %d columns, want at most %d", line, w, width)
		}
	}
}
