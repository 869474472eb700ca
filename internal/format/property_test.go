package format

import (
	"cmp"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	sigs "sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
)

// latest has the options of most tests.
var latest = Options{Target: target.Latest()}

func format(t testing.TB, text string) Result {
	t.Helper()
	r, err := File(source.New("x.yaml", []byte(text)), latest)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// checkProperties formats a text and checks the properties that any formatted text must have. A second run of the formatter changes
// nothing. Every document keeps its values, also for the library that kubectl uses. The function differs finds no difference.
func checkProperties(t testing.TB, name, text string) Result {
	t.Helper()
	r := format(t, text)
	for _, left := range r.Left {
		if left.Cause == Internal {
			t.Errorf("%s: %s\n%s", name, left.Reason, text)
		}
	}
	if again := format(t, r.Text); again.Text != r.Text {
		t.Errorf("%s: a second run changes the text\n%s\nbefore:\n%s", name, firstDifference(r.Text, again.Text), text)
	}
	if r.Text == text {
		return r
	}
	if before, after := valuesOf(text), valuesOf(r.Text); !reflect.DeepEqual(before, after) {
		t.Errorf("%s: formatting changes the values\n%v\nto\n%v\nbefore:\n%s\nafter:\n%s", name, before, after, text, r.Text)
	}
	return r
}

// firstDifference returns the text around the first difference of two texts.
func firstDifference(a, b string) string {
	before, after := strings.Split(a, "\n"), strings.Split(b, "\n")
	i := 0
	for i < len(before) && i < len(after) && before[i] == after[i] {
		i++
	}
	show := func(lines []string) string { return strings.Join(lines[max(i-6, 0):min(i+4, len(lines))], "\n") }
	return "formatted once:\n" + show(before) + "\nformatted twice:\n" + show(after)
}

// separator matches the marker before a document. kubectl reads the line of the marker with any space after it, and passes the text after
// that to the library.
var separator = regexp.MustCompile(`\A---[ \t]*(?:\r?\n)?`)

// valuesOf decodes each document with this project's parser and with sigs.k8s.io/yaml.
func valuesOf(text string) []any {
	f := source.New("x.yaml", []byte(text))
	documents, problems := manifest.Parse(f, manifest.Options{Templates: true})
	errors := 0
	for _, p := range problems {
		if p.Severity == diag.Error {
			errors++
		}
	}
	values := []any{errors}
	for _, d := range documents {
		if d.Root == nil {
			values = append(values, "broken")
			continue
		}
		var theirs any
		if !d.Template && sigs.UnmarshalStrict([]byte(separator.ReplaceAllString(f.Slice(d.Span), "")), &theirs) != nil {
			theirs = "refused"
		}
		values = append(values, value(d.Root), comments(d), theirs)
	}
	return values
}

// TestCorpus formats real manifests, which are not part of the repository.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("BACKENDCTL_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no corpus of real manifests: set BACKENDCTL_CORPUS to a folder of them (%v)", err)
	}
	files, changed := 0, 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if files++; !testenv.InSample(files, 6) {
			return nil
		}
		if r := checkProperties(t, path, string(text)); r.Text != string(text) {
			changed++
		}
		crlf := strings.ReplaceAll(string(text), "\n", "\r\n")
		if r := checkProperties(t, path+" with CRLF", crlf); strings.Count(r.Text, "\n") != strings.Count(r.Text, "\r\n") {
			t.Errorf("%s: formatting changes some CRLF to LF", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files, %d changed", files, changed)
}

// TestMutated formats unusual YAML, and texts that are almost valid YAML.
func TestMutated(t *testing.T) {
	formatted := 0
	for seed := range uint64(runs(t)) {
		g := generator{rand.New(rand.NewPCG(seed, 2))}
		text := g.mutate(g.file())
		if r := checkProperties(t, "mutated", text); r.Text != text {
			formatted++
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	if formatted < runs(t)/10 {
		t.Errorf("%d of %d texts were formatted, want at least a tenth", formatted, runs(t))
	}
}

// runs returns the number of manifests to generate. BACKENDCTL_FORMAT_N sets it.
func runs(t *testing.T) int {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("BACKENDCTL_FORMAT_N"), strconv.Itoa(testenv.Sized(2000))))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestGenerated formats generated manifests with all syntax that YAML allows in a Backend. A few of them are not valid YAML, such as those
// with a tab in a wrong place.
func TestGenerated(t *testing.T) {
	broken := 0
	for seed := range uint64(runs(t)) {
		g := generator{rand.New(rand.NewPCG(seed, 1))}
		text := g.file()
		r := checkProperties(t, "generated", text)
		for _, left := range r.Left {
			if left.Cause == Broken {
				broken++
			}
			if left.Cause == Unusual {
				t.Errorf("a document is not formatted: %s\n%s", left.Reason, text)
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	if broken > runs(t)/5 {
		t.Errorf("%d of the generated documents cannot be decoded, want at most %d", broken, runs(t)/5)
	}
}
