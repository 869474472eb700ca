package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/target"
)

// dyffEnv is the environment variable with the path of the program dyff.
const dyffEnv = "BACKENDCTL_DYFF"

// realChanges is the number of changed real manifests to compare.
const realChanges = 20

// saysTheSame are fields that dyff reports although the meaning has not changed: the account of a Lambda function can be set in two fields.
var saysTheSame = map[string]bool{"spec.aws.lambda": true}

// TestDyff compares diff with dyff on real manifests of consecutive releases. diff must write fewer lines, and must find all fields that
// dyff finds. docs/diff.md has the numbers.
func TestDyff(t *testing.T) {
	dyff, corpus := os.Getenv(dyffEnv), os.Getenv("BACKENDCTL_CORPUS")
	if corpus == "" {
		corpus = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	if _, err := os.Stat(corpus); err != nil || dyff == "" {
		t.Skipf("set %s to the path of dyff, and BACKENDCTL_CORPUS to a folder of real manifests", dyffEnv)
	}
	total := [2]int{}
	pairs := changedFiles(t, corpus)
	for _, p := range pairs {
		ours, theirs := differOurs(t, p, "text"), differTheirs(t, dyff, p)
		if strings.TrimSpace(theirs) == "" {
			continue // dyff reports no difference
		}
		a, b := strings.Count(ours, "\n"), strings.Count(theirs, "\n")
		t.Logf("%3d %3d %s", a, b, p.name())
		total[0], total[1] = total[0]+a, total[1]+b
		for _, field := range dyffFields(theirs) {
			if !saysTheSame[field] && !finds(t, differOurs(t, p, "json"), field) {
				t.Errorf("%s: dyff reports a change of %s, and diff does not\n%s\n%s", p.name(), field, ours, theirs)
			}
		}
	}
	t.Logf("%3d %3d lines for %d changes", total[0], total[1], len(pairs))
	if len(pairs) != realChanges || total[0] >= total[1] {
		t.Errorf("compared %d manifests, want %d; diff writes %d lines, want fewer than dyff's %d", len(pairs), realChanges, total[0], total[1])
	}
}

// A filePair contains the paths of a manifest in two releases.
type filePair struct{ before, after string }

func (p filePair) name() string {
	return filepath.Base(filepath.Dir(p.before)) + " to " + filepath.Base(filepath.Dir(p.after)) + " " + filepath.Base(p.before)
}

// changedFiles returns manifests that differ between consecutive releases, at most the same number for each pair of releases.
func changedFiles(t *testing.T, corpus string) []filePair {
	t.Helper()
	var found []filePair
	releases := target.Releases()
	for i := range releases[1:] {
		here := 0
		files, err := filepath.Glob(filepath.Join(corpus, "v"+releases[i].Release, "*.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, before := range files {
			after := filepath.Join(corpus, "v"+releases[i+1].Release, filepath.Base(before))
			a, errA := os.ReadFile(before)
			b, errB := os.ReadFile(after)
			if errA == nil && errB == nil && !bytes.Equal(a, b) && here < realChanges/(len(releases)-1) && differOurs(t, filePair{before, after}, "text") != "" {
				found, here = append(found, filePair{before, after}), here+1
			}
		}
	}
	return found
}

func differOurs(t *testing.T, p filePair, format string) string {
	t.Helper()
	var out, errs bytes.Buffer
	env := &Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, LookupEnv: func(string) (string, bool) { return "", false }, Dir: absolute(t, filepath.Dir(filepath.Dir(p.before)))}
	// The names of the files are relative, so that the output does not depend on the location of the corpus.
	args := []string{"diff", "-q", "-o", format, below(p.before), below(p.after)}
	if status := Main(env, args); status > ExitFindings {
		t.Fatalf("%v: status %d, want at most %d: %s", args, status, ExitFindings, errs.String())
	}
	return out.String()
}

// below returns the last two names of a path: the folder and the file.
func below(path string) string {
	return filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path))
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	full, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return full
}

func differTheirs(t *testing.T, dyff string, p filePair) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), dyff, "between", "--omit-header", "--color", "off", p.before, p.after).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out)) + "\n"
}

// dyffField matches a heading in the output of dyff: a path of fields, indexes and names at the beginning of a line.
var dyffField = regexp.MustCompile(`(?m)^([A-Za-z][^ \n]*)`)

// dyffFields returns the fields that dyff reports. It leaves out headings that are not fields, such as (root level).
func dyffFields(text string) []string {
	var fields []string
	for _, m := range dyffField.FindAllStringSubmatch(text, -1) {
		if m[1] != "(root" && !strings.HasPrefix(m[1], "(") {
			fields = append(fields, m[1])
		}
	}
	return fields
}

// finds reports whether a report contains a change of a field, of an object around the field, or of a field below it.
func finds(t *testing.T, report, field string) bool {
	t.Helper()
	var found struct {
		Documents []struct {
			Changes []struct{ Field string }
		}
	}
	if err := json.Unmarshal([]byte(report), &found); err != nil {
		t.Fatal(err)
	}
	want := words(field)
	for _, d := range found.Documents {
		for _, c := range d.Changes {
			have := words(c.Field)
			n := min(len(have), len(want))
			if strings.Join(have[:n], ".") == strings.Join(want[:n], ".") {
				return true
			}
		}
	}
	return false
}

var items = regexp.MustCompile(`\[[^\]]*\]`)

// words returns the fields of a path up to the first list, because different tools have different names for list items.
func words(field string) []string {
	field = items.ReplaceAllString(field, ".0")
	var out []string
	for word := range strings.SplitSeq(field, ".") {
		if strings.Trim(word, "0123456789") == "" {
			break
		}
		out = append(out, word)
	}
	return out
}
