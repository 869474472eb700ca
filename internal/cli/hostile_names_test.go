package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"unicode"

	"github.com/backendctl/backendctl/internal/report"
)

// hostileWords are texts that could control a terminal, or that are workflow commands.
var hostileWords = []string{
	"\x1b[31mred", "\x1b]0;title\x07", "a\n::error::x", "::error::x", "  ::warning file=a::x", "##[error]x", "x ##[group]y", "##vso[task.setvariable]x",
	"##teamcity[message]", "\u202egnp", "\u2066x\u2069", "c\rd", "\u009b31m", "e\u2028::error::x", "\u200b::debug::x", "tab\tx", "\x7f", strings.Repeat("word ", 12) + "::error::x",
	strings.Repeat("w", 66) + "::error::x",
}

// hostileDocument returns a document in which all names and values contain a word.
func hostileDocument(word string) string {
	q := double(word)
	return "# " + strings.Map(printable, word) + "\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n    name: " + q + "\n    namespace: " + q +
		"\n    annotations: {x: " + q + "}\nspec:\n    type: Static\n    " + q + ": 1\n    static:\n        hosts:\n        - {port: 80, host: " + q + "}\n        - port: " + q + "\n          " + q + ": x\n" +
		strings.Map(printable, word) + "\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: " + q + "}\nspec:\n  rules:\n  - backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: " + q + "}]\n---\n" +
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n    name: plain\n    annotations:\n        x: |\n            ::error::x\n            ##[error]x\nspec:\n    gcp: {host: example.com}\n---\n" +
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: " + q + "}\nspec: [\n::error::x\n"
}

// printable removes characters that YAML does not allow.
func printable(r rune) rune {
	if unicode.IsControl(r) || r == '\u2028' {
		return -1
	}
	return r
}

var (
	colors         = regexp.MustCompile(`\x1b(\[[0-9;]*m|\]8;[^\x1b]*\x1b\\)`)
	ownAnnotations = regexp.MustCompile(`^::(error|warning|notice) (file=|title=)`)
	pipelineWords  = regexp.MustCompile(`##[A-Za-z]*\[`)
)

// steersNothing checks that an output has no control characters except for line breaks, and no workflow commands except for the annotations
// of the format github. of describes the output in errors.
func steersNothing(t *testing.T, of, text string) {
	t.Helper()
	for i, r := range text {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029') {
			t.Errorf("%s contains %U in %q", of, r, text[max(0, i-60):min(len(text), i+20)])
			return
		}
	}
	for line := range strings.Lines(text) {
		if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "::") && !ownAnnotations.MatchString(line) || pipelineWords.MatchString(line) {
			t.Errorf("%s contains a workflow command: %q", of, line)
			return
		}
	}
}

// TestHostileTree runs commands in every format on files that contain hostile words in their names and values. No output may control a
// terminal or contain a workflow command.
func TestHostileTree(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not allow these file names")
	}
	dir := t.TempDir()
	for _, side := range []string{"a", "b"} {
		for i, word := range hostileWords {
			folder := filepath.Join(dir, side, strings.ReplaceAll(word, "/", "_"))
			must(t, os.MkdirAll(folder, 0o700))
			text := hostileDocument(word)
			if side == "b" {
				text = strings.ReplaceAll(text, "port: 80", "port: 81")
			}
			must(t, os.WriteFile(filepath.Join(folder, strings.ReplaceAll(word, "/", "_")+".yaml"), []byte(text), 0o600))
			if i%3 == 0 {
				must(t, os.Symlink("nowhere", filepath.Join(folder, "link"+strings.ReplaceAll(word, "/", "_")+".yaml")))
			}
		}
	}
	runs := leakRuns()
	for _, f := range report.Formats() {
		runs = append(runs, []string{"lint", "-v", "--report", f.Name + "=report", "a"})
	}
	runs = append(runs,
		[]string{"lint", "--color", "always", "a"}, []string{"lint", "-v", "--statistics", "a"}, []string{"lint", "--max-file-size", "1k", "a"},
		[]string{"lint", "-v", "--exclude", "**/*e*", "a"}, []string{"convert", "--to", "latest", "--in-place", "b"}, []string{"fmt", "-v", "b"}, []string{"lint", "--fix", "b"},
	)
	for _, word := range hostileWords {
		runs = append(runs, []string{"validate", word}, []string{"explain", word}, []string{"lint", "-t", word, "a"}, []string{"lint", "--select", word, "a"}, []string{"diff", word, "a"},
			[]string{"lint", "--config", word, "a"}, []string{"fmt", word}, []string{"convert", "--to", word, "a"}, []string{word}, []string{"scaffold", "static", word, "--host", word})
	}
	for _, args := range runs {
		_, out, errs := calledIn(t, dir, "", args...)
		if args[0] == "convert" && !strings.Contains(strings.Join(args, " "), "-d") && !strings.Contains(strings.Join(args, " "), "--check") || args[0] == "scaffold" {
			out = "" // the output is a manifest, which may contain any text
		}
		if data, err := os.ReadFile(filepath.Join(dir, "report")); err == nil {
			out += string(data)
			must(t, os.Remove(filepath.Join(dir, "report")))
		}
		steersNothing(t, strings.Join(args, " "), colors.ReplaceAllString(out, ""))
		steersNothing(t, strings.Join(args, " ")+" (standard error)", colors.ReplaceAllString(errs, ""))
	}
}
