package report

import (
	"bytes"
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/golden"
	"github.com/backendctl/backendctl/internal/source"
)

var results = map[string]func(*testing.T) *diag.Result{
	"typical": typical, "hard": hard, "hostile": hostile, "secret": withSecrets, "several": several, "clean": clean,
	"nothing": func(*testing.T) *diag.Result { return &diag.Result{Auto: true} },
}

func write(t *testing.T, format string, r *diag.Result, o Options) []byte {
	t.Helper()
	f, err := Parse(format)
	if err != nil {
		t.Fatal(err)
	}
	o.Tool = Tool{"backendctl", "1.2.3"}
	var b bytes.Buffer
	if err := Write(&b, f, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestText(t *testing.T) {
	options := map[string]Options{
		"60":       {Width: 60, Unicode: true},
		"120":      {Width: 120, Unicode: true},
		"60-ascii": {Width: 60},
		"color":    {Width: 80, Unicode: true, Color: true, Hyperlinks: true},
		"verbose":  {Width: 80, Unicode: true, Verbose: true},
	}
	for name, result := range results {
		for variant, o := range options {
			t.Run(name+"-"+variant, func(t *testing.T) {
				got := write(t, "text", result(t), o)
				golden.Check(t, filepath.Join("testdata", "text", name+"-"+variant+".txt"), got)
				checkFits(t, string(got), o.Width)
			})
		}
	}
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m|\x1b]8;;[^\x1b]*\x1b\\\\")

var placeOrURL = regexp.MustCompile(`^ *(-->|:::|= see:) `)

// checkFits checks that no line is wider than the terminal and that no line ends in a space. Lines with locations or URLs may be wider,
// because they are not wrapped.
func checkFits(t *testing.T, text string, width int) {
	t.Helper()
	for line := range strings.Lines(ansi.ReplaceAllString(text, "")) {
		line = strings.TrimSuffix(line, "\n")
		if strings.TrimRight(line, " ") != line {
			t.Errorf("a space at the end of %q", line)
		}
		if w := displaywidth.String(line); w > width && !placeOrURL.MatchString(line) {
			t.Errorf("%q has %d columns, want at most %d", line, w, width)
		}
	}
}

func TestOtherFormats(t *testing.T) {
	extensions := map[string]string{"concise": "txt", "json": "json", "sarif": "sarif", "github": "txt", "gitlab": "json", "junit": "xml"}
	for name, result := range results {
		for format, extension := range extensions {
			t.Run(name+"-"+format, func(t *testing.T) {
				got := write(t, format, result(t), Options{})
				golden.Check(t, filepath.Join("testdata", format, name+"."+extension), got)
			})
		}
	}
}

func TestSummary(t *testing.T) {
	var b bytes.Buffer
	section := func(name string, r *diag.Result, o Options) {
		b.WriteString("== " + name + "\n")
		if err := Summary(&b, r, o); err != nil {
			t.Fatal(err)
		}
	}
	offer := FixOffer{Safe: 1, Apply: "backendctl lint --fix deploy/", Show: "backendctl lint --unsafe-fixes --diff deploy/"}
	section("typical", typical(t), Options{Fixes: offer})
	offer.Unsafe = 1
	section("hard", hard(t), Options{Fixes: offer})
	offer.Safe = 0
	section("hard, only an unsafe fix", hard(t), Options{Fixes: offer})
	section("hard, standard input", hard(t), Options{Fixes: FixOffer{Safe: 2, Apply: "backendctl lint --fix", Piped: true}})
	section("hard, fixes without a command", hard(t), Options{Fixes: FixOffer{Unsafe: 2}})
	section("several", several(t), Options{})
	section("several, verbose", several(t), Options{Verbose: true})
	section("several, quiet", several(t), Options{Quiet: true})
	known := several(t)
	known.Diagnostics[0].Suppressed = &diag.Suppression{Kind: diag.External, Reason: "baseline known.json"}
	section("several, one in the baseline", known, Options{})
	section("clean", clean(t), Options{})
	auto := clean(t)
	auto.Auto = true
	section("clean, auto", auto, Options{})
	section("clean, color", clean(t), Options{Color: true})
	section("nothing", &diag.Result{Auto: true}, Options{})
	other := newFixture(t)
	f := other.file("other.yaml", "a\n---\nb\n")
	other.skip(f, 0, 1, "Deployment", "web", "")
	other.skip(f, 1, 3, "Service", "web", "")
	section("no Backend", other.r, Options{})
	narrowed := typical(t)
	narrowed.Since, narrowed.Withheld, narrowed.Unread = "main", diag.Withheld{Unchanged: 2, Unselected: 1}, "not read: 1 file excluded"
	narrowed.Documents[0].Unchanged = true
	section("findings that are not reported", narrowed, Options{})
	unchanged := clean(t)
	unchanged.Since = "main"
	for i := range unchanged.Documents {
		unchanged.Documents[i].Unchanged = true
	}
	section("unchanged", unchanged, Options{})
	golden.Check(t, filepath.Join("testdata", "summary.txt"), b.Bytes())
}

func TestSameBytesEveryTime(t *testing.T) {
	for name, result := range results {
		for _, f := range Formats() {
			first := write(t, f.Name, result(t), Options{Unicode: true})
			for range 5 {
				if again := write(t, f.Name, result(t), Options{Unicode: true}); !bytes.Equal(first, again) {
					t.Fatalf("%s: the output in the format %s differs from run to run", name, f.Name)
				}
			}
		}
	}
}

func TestSecretsAreNowhere(t *testing.T) {
	for _, f := range Formats() {
		if got := write(t, f.Name, withSecrets(t), Options{Unicode: true, Width: 120}); bytes.Contains(got, []byte("hunter2")) {
			t.Errorf("the format %s shows a secret:\n%s", f.Name, got)
		}
	}
	if got := write(t, "text", withSecrets(t), Options{ShowSecrets: true}); !bytes.Contains(got, []byte("hunter2-a")) {
		t.Errorf("with ShowSecrets, the secret is not shown:\n%s", got)
	}
}

func TestNothingSteersATerminal(t *testing.T) {
	for _, format := range []string{"text", "concise"} {
		for _, line := range strings.Split(string(write(t, format, hostile(t), Options{Unicode: true})), "\n") {
			if strings.ContainsFunc(line, source.IsHidden) {
				t.Errorf("the output in format %s contains hidden characters: %q", format, line)
			}
		}
	}
}

func TestParse(t *testing.T) {
	for _, f := range Formats() {
		if got, err := Parse(f.Name); err != nil || got.Name != f.Name {
			t.Errorf("Parse(%q) = %v, error %v, want the format with this name", f.Name, got, err)
		}
	}
	for name, want := range map[string]string{"josn": `did you mean "json"`, "Sarif": `did you mean "sarif"`, "junti": `"junit"`, "yaml": "concise, json"} {
		if _, err := Parse(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q): error %v, want it to contain %s", name, err, want)
		}
	}
}

type brokenPipe struct{}

var errPipe = errors.New("broken pipe")

func (brokenPipe) Write([]byte) (int, error) { return 0, errPipe }

func TestWriteErrorsAreReturned(t *testing.T) {
	for _, f := range Formats() {
		if err := Write(brokenPipe{}, f, typical(t), Options{}); !errors.Is(err, errPipe) {
			t.Errorf("the format %s: got the error %v, want %v", f.Name, err, errPipe)
		}
	}
	if err := Summary(brokenPipe{}, typical(t), Options{}); !errors.Is(err, errPipe) {
		t.Errorf("Summary: got the error %v, want %v", err, errPipe)
	}
	if err := Write(&bytes.Buffer{}, Format{Name: "none"}, typical(t), Options{}); err == nil {
		t.Error("Write returns no error for an unknown format")
	}
}
