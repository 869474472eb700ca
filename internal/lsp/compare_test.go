package lsp_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	catalog "github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/testenv"
)

// linted returns the findings of `backendctl lint` in a folder, one on each line.
func linted(t *testing.T, folder string, args ...string) []string {
	t.Helper()
	env := environment(folder)
	var stdout, stderr bytes.Buffer
	env.Stdout, env.Stderr = &stdout, &stderr
	if status := mainOf(env, append([]string{"lint", "-o", "json"}, args...)...); status > 1 {
		t.Fatalf("lint: status %d: %s", status, stderr.String())
	}
	var r struct {
		Diagnostics []struct {
			File, Rule, Severity, Message, Help string
			Start, End                          struct{ Line, Column int }
			Suppressed                          any
		}
	}
	if err := json.Unmarshal(stdout.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, d := range r.Diagnostics {
		if d.Suppressed == nil {
			out = append(out, fmt.Sprintf("%s:%d:%d-%d:%d %s %s %s | %s", d.File, d.Start.Line, d.Start.Column, d.End.Line, d.End.Column, d.Severity, d.Rule, d.Message, d.Help))
		}
	}
	return out
}

// lines returns findings of the server in the format of linted, sorted by the name of the file.
func (c *client) lines(found map[string][]diagnostic) []string {
	out := []string{}
	for _, uri := range slices.Sorted(maps.Keys(found)) {
		u, err := url.Parse(uri)
		if err != nil {
			c.t.Fatal(err)
		}
		name := strings.TrimPrefix(u.Path, c.folder+"/")
		text, err := os.ReadFile(filepath.Join(c.folder, filepath.FromSlash(name)))
		if err != nil {
			c.t.Fatal(err)
		}
		for _, d := range found[uri] {
			severity := []string{"", "error", "warning", "info"}[d.Severity]
			message, help, _ := strings.Cut(d.Message, "\nhelp: ")
			out = append(out, fmt.Sprintf("%s:%s-%s %s %s %s | %s", name, shown(string(text), d.Range.Start), shown(string(text), d.Range.End), severity, d.Code, message, help))
		}
	}
	return out
}

// shown returns a position in UTF-16 units as in reports: counted from 1, in code points.
func shown(text string, p position) string {
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n")
	units := utf16.Encode([]rune(strings.TrimPrefix(lines[p.Line], "\uFEFF")))
	return fmt.Sprintf("%d:%d", p.Line+1, 1+len(utf16.Decode(units[:p.Character])))
}

// pullAll requests and returns the findings of the workspace.
func (c *client) pullAll() map[string][]diagnostic {
	c.t.Helper()
	type item struct {
		URI   string
		Items []diagnostic
	}
	out := map[string][]diagnostic{}
	for _, i := range ask[struct{ Items []item }](c, "workspace/diagnostic", object{"previousResultIds": []any{}}).Items {
		out[i.URI] = i.Items
	}
	return out
}

// compare checks that the findings of the workspace are those of lint. what describes the workspace in errors.
func (c *client) compare(t *testing.T, what string) {
	t.Helper()
	if diff := cmp.Diff(linted(t, c.folder), c.lines(c.pullAll())); diff != "" {
		t.Fatalf("%s: the findings of the editor differ from those of lint (-lint +editor):\n%s", what, diff)
	}
}

// workspaceFiles returns the examples of all rules, and files that affect verdicts: configurations, ignores, a baseline, excluded files,
// files that Git ignores, patches, Secrets that are read only if an object refers to them, and texts in other encodings.
func workspaceFiles() map[string]string {
	files := map[string]string{
		".backendctl.yaml":          "complete: true\nexclude: [excluded]\nrules: {type-deprecated: info}\noverrides:\n- files: [\"rules/3/**\"]\n  rules: {host-is-url: \"off\"}\n",
		"excluded/a.yaml":           web,
		"astral.yaml":               strings.Replace(web, "metadata:", "metadata: # 🙂 é", 1) + "      \"🙂\": 1\n",
		"crlf.yaml":                 strings.ReplaceAll(strings.Replace(web, "name: web", "name: crlf", 1), "\n", "\r\n"),
		"bom.yaml":                  "\uFEFF" + strings.Replace(web, "name: web", "name: bom", 1),
		"ignored.yaml":              "# backendctl:ignore-file host-is-url the proxy rewrites it\n# backendctl:ignore-file unknown-field there is none\n" + strings.Replace(web, "name: web", "name: ignored", 1),
		"pinned.yaml":               "# backendctl: target=2.0\n" + strings.Replace(web, "name: web", "name: pinned", 1),
		"broken.yaml":               "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nspec:\n  static: [\n",
		"list.json":                 `{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "gateway.kgateway.dev/v1alpha1", "kind": "Backnd", "metadata": {"name": "x"}}]}`,
		"base/kustomization.yaml":   "resources: [web.yaml]\npatches:\n- path: patch.yaml\n",
		"base/web.yaml":             web,
		"base/patch.yaml":           "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec: {static: {hots: []}}\n",
		"chart/templates/a.yaml":    "{{ if .Values.on }}\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n{{ end }}\n",
		"values.yaml":               "a: 1\n",
		"jsonc.json":                "// comment\n{}\n",
		"dir with space/ä é#?.yaml": web,
	}
	for i, r := range catalog.All() {
		for n, text := range strings.Split(r.Bad, "\n---\n") {
			files[fmt.Sprintf("rules/%d/%d-%d.yaml", i%5, i, n)] = text + "\n"
		}
	}
	for i := range 5 {
		files[fmt.Sprintf("secrets/%d.yaml", i)] = fmt.Sprintf("apiVersion: v1\nkind: Secret\nmetadata:\n  name: api-key-%d\nstringData: {Authorization: x}\n", i)
	}
	return files
}

// TestSameAsLint checks that the editor shows the findings of lint: in an unchanged workspace, after random edits that are saved, and
// after changes of files and of the configuration on disk.
func TestSameAsLint(t *testing.T) {
	files := workspaceFiles()
	c := open(t, files, object{})
	c.compare(t, "the unchanged workspace")
	random := rand.New(rand.NewPCG(1, 2))
	names := slices.Sorted(maps.Keys(files))
	opened := map[string]bool{}
	rounds := 5
	if testenv.Full() {
		rounds = 100
	}
	for range rounds {
		name := names[random.IntN(len(names))]
		text := mutated(random, files[name], files[names[random.IntN(len(names))]])
		if filepath.Base(name) == ".backendctl.yaml" {
			continue
		}
		if !opened[name] {
			opened[name] = true
			c.didOpen(name, strings.TrimPrefix(files[name], "\uFEFF"))
		}
		c.change(name, strings.TrimPrefix(text, "\uFEFF"))
		files[name] = text
		write(t, filepath.Join(c.folder, name), text)
		c.notify("textDocument/didSave", object{"textDocument": c.id(name)})
		c.compare(t, name)
	}
	c.disk(t, ".backendctl.yaml", "target: 2.2\n")
	c.compare(t, "after a change of the configuration")
	c.disk(t, "new/secret.yaml", strings.Replace(web, "name: web", "name: fresh", 1))
	c.compare(t, "after a file was added")
	if err := os.Remove(filepath.Join(c.folder, "base/kustomization.yaml")); err != nil {
		t.Fatal(err)
	}
	c.changedOnDisk("base/kustomization.yaml")
	c.compare(t, "after a file was removed")
}

// mutated returns a text with one random change.
func mutated(random *rand.Rand, text, other string) string {
	at := random.IntN(len(text) + 1)
	end := min(at+random.IntN(6), len(text))
	switch random.IntN(4) {
	case 0:
		return text[:at] + text[end:]
	case 1:
		return text[:at] + []string{"\n", " ", "x", ": ", "- ", "🙂", "é", "\r", "# backendctl:ignore host-is-url why\n"}[random.IntN(9)] + text[at:]
	case 2:
		return strings.ToValidUTF8(text[:at]+text[end:]+"---\n"+other, "?")
	}
	return other
}

func (c *client) disk(t *testing.T, name, text string) {
	t.Helper()
	write(t, filepath.Join(c.folder, name), text)
	c.changedOnDisk(name)
}

func (c *client) changedOnDisk(name string) {
	c.notify("workspace/didChangeWatchedFiles", object{"changes": []any{object{"uri": c.uri(name), "type": 2}}})
}

// TestBaseline checks that the editor does not show findings that are in the baseline.
func TestBaseline(t *testing.T) {
	c := open(t, map[string]string{"a.yaml": web, "b.yaml": strings.Replace(web, "name: web", "name: b", 1)}, object{})
	c.awaitRules("a.yaml", "host-is-url")
	env := environment(c.folder)
	if status := mainOf(env, "lint", "--write-baseline", "base.json", "a.yaml"); status != 0 {
		t.Fatalf("lint --write-baseline: status %d, want 0", status)
	}
	c.disk(t, ".backendctl.yaml", "baseline: base.json\n")
	c.compare(t, "with a baseline")
	c.settle("findings of only b.yaml", func() bool { return len(c.published) == 1 && len(c.published[c.uri("b.yaml")]) == 1 })
}

// TestSameAsLintInCorpus compares the editor with lint on a corpus of real manifests. It is skipped without a corpus.
func TestSameAsLintInCorpus(t *testing.T) {
	corpus := os.Getenv("BACKENDCTL_CORPUS")
	if corpus == "" {
		corpus = "../../../shared/corpus"
	}
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("no corpus of real manifests: set BACKENDCTL_CORPUS to a folder of them")
	}
	files := map[string]string{}
	err := filepath.WalkDir(corpus, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(corpus, path)
		files[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c := open(t, files, object{})
	c.compare(t, corpus)
}
