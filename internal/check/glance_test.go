package check

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// TestGlance holds that what is not read whole because it does not matter would have changed nothing: neither the verdict nor
// what rules find.
func TestGlance(t *testing.T) {
	files := manyFiles(t)
	for _, o := range []Options{
		{Targets: []target.Target{target.Latest()}, Templates: true},
		{Templates: true, Rules: rules.All(), Complete: lint.Tree},
	} {
		judged := func(matters func(string, string) bool) *diag.Result {
			r, _, err := judgeAll(t.Context(), len(files), func(i int, p *part, _ []byte) []byte {
				p.judgeFile(files[i], o, matters)
				return nil
			}, o)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		all, some := judged(nil), judged(o.mattering())
		if !slices.EqualFunc(all.Documents, some.Documents, func(a, b diag.Document) bool { return reflect.DeepEqual(a, b) }) {
			t.Errorf("%d and %d documents differ", len(all.Documents), len(some.Documents))
		}
		if len(all.Diagnostics) != len(some.Diagnostics) {
			t.Errorf("%d findings, and %d at a glance", len(all.Diagnostics), len(some.Diagnostics))
		}
		for i := range min(len(all.Diagnostics), len(some.Diagnostics)) {
			if a, b := all.Diagnostics[i], some.Diagnostics[i]; a.Rule != b.Rule || a.Span != b.Span || a.File != b.File || a.Message != b.Message {
				t.Fatalf("%s %q became %s %q", a.Rule, a.Message, b.Rule, b.Message)
			}
		}
	}
}

// TestReadInRoom holds that the room of files that are not kept can be used again: what is said of them, and what is kept of others,
// does not change with it.
func TestReadInRoom(t *testing.T) {
	files := manyFiles(t)
	for _, o := range []Options{{Templates: true}, {Targets: []target.Target{target.Latest()}, Rules: rules.All(), Complete: lint.Tree}} {
		want, err := Files(t.Context(), files, o)
		if err != nil {
			t.Fatal(err)
		}
		var reused atomic.Int64
		got, _, err := Read(t.Context(), len(files), func(i int, room []byte) (*source.File, error) {
			room = room[:cap(room)]
			for at := range room {
				room[at] = 'x'
			}
			if len(room) > 0 && len(room) >= len(files[i].Raw()) {
				reused.Add(1)
			}
			return source.New(files[i].Name(), append(room[:0], files[i].Raw()...)), nil
		}, o)
		if err != nil {
			t.Fatal(err)
		}
		if (reused.Load() == 0) != (len(o.Rules) > 0) {
			t.Errorf("%d files were read into the room of others", reused.Load())
		}
		describe := func(r *diag.Result) []string {
			var out []string
			for _, d := range r.Documents {
				out = append(out, fmt.Sprint(d.File.Name(), d.Index, d.Line, d.APIVersion, d.Kind, d.Namespace, d.Name, d.Origin, d.Skipped, d.Verdicts))
			}
			for _, d := range r.Diagnostics {
				out = append(out, fmt.Sprint(d.File.Name(), d.Rule, d.Message, d.Span, d.File.Slice(d.Span)))
			}
			return out
		}
		if a, b := describe(want), describe(got); !slices.Equal(a, b) {
			for i := range min(len(a), len(b)) {
				if a[i] != b[i] {
					t.Fatalf("%q became %q", a[i], b[i])
				}
			}
			t.Fatalf("%d became %d", len(a), len(b))
		}
	}
}

// manyFiles are the examples of all rules, objects of inert groups in every state, and the corpus where it is there.
func manyFiles(t *testing.T) []*source.File {
	t.Helper()
	var files []*source.File
	add := func(name, text string) { files = append(files, source.New(name, []byte(text))) }
	for _, r := range Rules() {
		add("bad/"+r.ID+".yaml", r.Bad)
		add("good/"+r.ID+".yaml", r.Good)
	}
	deployment := "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\n  labels: {app: web}\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        args: [\"--x=1\"]\n"
	for i, text := range []string{
		deployment, deployment + "---\n" + deployment, deployment + "\n# backendctl:ignore unknown-field no\n", deployment + "sops: {mac: x}\n", deployment + "        env:\n        - {name: KGW_REFERENCE_GRANT_MODE, value: OFF}\n",
		deployment + "metadata: {}\n", deployment + "x: \"\nkind: Backend\n\"\n", strings.Replace(deployment, "apps/v1", "gateway.kgatewy.dev/v1alpha1", 1), strings.ReplaceAll(deployment, "\n", "\r\n"), deployment + "  bad: [\n",
	} {
		add("deploy/"+string(rune('a'+i))+".yaml", text)
	}
	dir := os.Getenv("BACKENDCTL_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err == nil {
			add(path, string(text))
		}
		return err
	})
	if err != nil {
		t.Logf("without the corpus of real manifests: set BACKENDCTL_CORPUS (%v)", err)
	}
	return files
}

// TestMattering holds that what by its names cannot be a Backend is none.
func TestMattering(t *testing.T) {
	apiVersions := []string{"", "v1", "apps/v1", apiVersion, "gateway.kgateway.dev/v1", "gateway.kgatewy.dev/v1alpha1", "kgateway.dev/v1", "gateway.networking.k8s.io/v1", "gateway.envoyproxy.io/v1alpha1", "gateway/v1", "gatway.kgateway.dev", "my.kgateway.io/v1"}
	kinds := []string{"", "Backend", "backend", "Backnd", "BackendPolicy", "Back", "TrafficPolicy", "Service", "List", "BackendList"}
	matter := 0
	for _, v := range apiVersions {
		for _, k := range kinds {
			for _, spec := range []string{"", "spec: {static: {hosts: []}}\n"} {
				text := "x: y\n" + spec
				if v != "" {
					text += "apiVersion: " + v + "\n"
				}
				if k != "" {
					text += "kind: " + k + "\n"
				}
				documents, _ := manifest.Parse(source.New("x.yaml", []byte(text)), manifest.Options{})
				if !mayBeBackend(v, k) && !identify(documents[0]).other {
					t.Errorf("%s %s is a Backend", v, k)
				}
				if mayBeBackend(v, k) {
					matter++
				}
			}
		}
	}
	if matter == 0 || matter == 2*len(apiVersions)*len(kinds) {
		t.Errorf("%d matter", matter)
	}
}
