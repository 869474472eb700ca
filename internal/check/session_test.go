package check

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/testenv"
)

// A folder is the contents of files by name. It counts all reads.
type folder struct {
	texts map[string]string
	reads atomic.Int64
}

func (f *folder) read(name string) (*source.File, error) {
	f.reads.Add(1)
	if text, ok := f.texts[name]; ok {
		return source.New(name, []byte(text)), nil
	}
	return nil, errors.New("missing " + name)
}

// fresh checks all files in a new run.
func (f *folder) fresh(t *testing.T, o Options) *diag.Result {
	t.Helper()
	names := slices.Sorted(maps.Keys(f.texts))
	files := make([]*source.File, len(names))
	for i, name := range names {
		files[i] = source.New(name, []byte(f.texts[name]))
	}
	o.Kustomize = kustomize.Among(files)
	r, _, err := Read(t.Context(), len(files), func(i int) (*source.File, error) { return files[i], nil }, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (f *folder) session(o Options) *Session {
	s := NewSession(o, f.read, kustomize.NoFiles)
	for name := range f.texts {
		s.Changed(name)
	}
	return s
}

// lines returns a line for each document and each finding of a result, with the properties that a report can show.
func lines(r *diag.Result) []string {
	var out []string
	for i := range r.Documents {
		d := &r.Documents[i]
		out = append(out, fmt.Sprintf("%s %d %s %s/%s skipped %t %s %s %v %d", d.File.Name(), d.Index, d.Kind, d.Namespace, d.Name, d.Skipped, d.SkipReason, d.Closest, d.Verdicts, d.Parts))
	}
	for _, d := range r.Diagnostics {
		out = append(out, fmt.Sprintf("%s:%d-%d %s %s %q %q %v fixes %v suppressed %v", d.File.Name(), d.Span.Start, d.Span.End, d.Severity, d.Rule, d.Message, d.Help, d.Targets, d.Fixes, d.Suppressed != nil))
	}
	return out
}

func compareWithFresh(t *testing.T, f *folder, s *Session, o Options) {
	t.Helper()
	got, _, err := s.Result(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(lines(f.fresh(t, o)), lines(got)); diff != "" {
		t.Fatalf("the session differs from a fresh run (-fresh +session):\n%s", diff)
	}
}

// sessionTexts returns the examples of all rules, each document in a separate file, and files that a session handles in a special way:
// Kustomizations with patches, and postponed files.
func sessionTexts() map[string]string {
	texts := map[string]string{
		"k/kustomization.yaml": "resources: [a.yaml]\npatches:\n- path: patch.yaml\n",
		"k/a.yaml":             good,
		"k/patch.yaml":         "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec: {static: {hots: []}}\n",
		"k/json.yaml":          "- op: replace\n  path: /spec/static/hosts/0/prt\n  value: 1\n",
		"notes.yaml":           "just: text\n",
		"list.json":            `{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "gateway.kgateway.dev/v1alpha1", "kind": "Backnd", "metadata": {"name": "x"}}]}`,
	}
	for i, r := range rules.All() {
		for n, text := range strings.Split(r.Bad, "\n---\n") {
			texts[fmt.Sprintf("rules/%d/%d.yaml", i%7, i*10+n)] = text + "\n"
		}
	}
	for i := range 10 {
		texts[fmt.Sprintf("z/%d.yaml", i)] = fmt.Sprintf("apiVersion: v1\nkind: Secret\nmetadata:\n  name: api-key-%d\nstringData: {Authorization: x}\n", i)
	}
	return texts
}

// TestSession checks that after random edits, a session has the same result as a new run.
func TestSession(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for _, complete := range []lint.Completeness{lint.Partial, lint.Tree, lint.Stated} {
		o := Options{Templates: true, Rules: rules.All(), Complete: complete}
		f := &folder{texts: sessionTexts()}
		names := slices.Sorted(maps.Keys(f.texts))
		original := maps.Clone(f.texts)
		s := f.session(o)
		compareWithFresh(t, f, s, o)
		for range testenv.Sized(100) {
			name := names[random.IntN(len(names))]
			if random.IntN(3) == 0 {
				name = []string{"k/kustomization.yaml", "k/patch.yaml", "k/json.yaml", "z/3.yaml"}[random.IntN(4)]
			}
			switch text := f.texts[name]; random.IntN(5) {
			case 0:
				delete(f.texts, name)
				s.Removed(name)
				continue
			case 1:
				f.texts[name] = original[name]
			case 2:
				f.texts[name] = original[names[random.IntN(len(names))]]
			case 3:
				at := random.IntN(len(text) + 1)
				f.texts[name] = text[:at] + []string{"\n", " ", "x", ": ", "- ", "# backendctl:ignore host-is-url why\n", "  path: json.yaml\n"}[random.IntN(7)] + text[at:]
			default:
				at := random.IntN(len(text) + 1)
				f.texts[name] = text[:at] + text[min(at+1+random.IntN(5), len(text)):]
			}
			s.Changed(name)
			compareWithFresh(t, f, s, o)
		}
	}
}

// TestSessionReads checks that after an edit, a session reads only the file that changed.
func TestSessionReads(t *testing.T) {
	o := Options{Templates: true, Rules: rules.All(), Complete: lint.Tree}
	f := &folder{texts: sessionTexts()}
	s := f.session(o)
	compareWithFresh(t, f, s, o)
	for range 3 {
		f.reads.Store(0)
		f.texts["k/a.yaml"] += "# more\n"
		s.Changed("k/a.yaml")
		compareWithFresh(t, f, s, o)
		if n := f.reads.Load(); n != 1 {
			t.Errorf("the session read %d files after one file changed, want 1", n)
		}
	}
}

// TestSessionPatch checks that an unchanged file becomes a patch when a Kustomization starts to list it.
func TestSessionPatch(t *testing.T) {
	o := Options{Templates: true, Rules: rules.All(), Complete: lint.Tree}
	f := &folder{texts: sessionTexts()}
	s := f.session(o)
	compareWithFresh(t, f, s, o)
	f.texts["k/kustomization.yaml"] = "resources: [a.yaml]\npatches: [{path: json.yaml, target: {kind: Backend, group: gateway.kgateway.dev}}]\n"
	s.Changed("k/kustomization.yaml")
	compareWithFresh(t, f, s, o)
	r, _, err := s.Result(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(r.Diagnostics, func(d diag.Diagnostic) bool { return d.File.Name() == "k/json.yaml" }) {
		t.Error("the session finds nothing in the patch that the Kustomization now lists")
	}
}

// workspace returns 2,000 files: 100 files with several Backends, one of them with 500 lines; 100 files with objects that refer to these
// Backends; and other files.
func workspace() map[string]string {
	texts := map[string]string{}
	for i := range 2000 {
		name := fmt.Sprintf("apps/%d/%d.yaml", i%40, i)
		switch {
		case i == 0:
			texts[name] = backends(42).Text() // 500 lines
		case i < 100:
			texts[name] = strings.ReplaceAll(backends(4).Text(), "web-", fmt.Sprintf("web-%d-", i))
		case i < 200:
			texts[name] = fmt.Sprintf("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r-%d}\nspec:\n  parentRefs: [{name: gw}]\n  rules:\n"+
				"  - backendRefs:\n    - {group: gateway.kgateway.dev, kind: Backend, name: web-%d-1}\n", i, i-100)
		default:
			texts[name] = fmt.Sprintf("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d-%d\nspec:\n  replicas: 2\n", i)
		}
	}
	return texts
}

// BenchmarkSession edits a file of 500 lines in a workspace of 2,000 files. 200 of these files are relevant.
func BenchmarkSession(b *testing.B) {
	o := Options{Templates: true, Rules: rules.All(), Complete: lint.Tree}
	f := &folder{texts: workspace()}
	s := f.session(o)
	if _, _, err := s.Result(b.Context()); err != nil {
		b.Fatal(err)
	}
	text := f.texts["apps/0/0.yaml"]
	for i := 0; b.Loop(); i++ {
		f.texts["apps/0/0.yaml"] = text[:200] + strings.Repeat("x", i%7) + text[200:]
		s.Changed("apps/0/0.yaml")
		if _, _, err := s.Result(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
