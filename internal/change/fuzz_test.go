package change

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

// FuzzFiles checks the comparison of any two texts. It must not panic, and a text must have no changes compared to itself. The patch of a
// document must change it to its newer version. Both directions must have the same number of changed documents.
func FuzzFiles(f *testing.F) {
	backend := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec:\n  static:\n    hosts:\n    - {host: a, port: 80}\n"
	for _, seed := range [][2]string{
		{backend, backend + "    - {host: b}\n"},
		{backend + "---\n" + backend, "{\"kind\": \"List\", \"apiVersion\": \"v1\", \"items\": [{}, null, 1]}"},
		{"a: &a [*a]", "? [a]\n: b\n"},
		{"a: !!int x\n", "a: 1e400\nb: .nan\n"},
		{"\xff\xfea\x00:\x00", "a:\r\n\tb"},
		{"", "---\n---\n...\n"},
		{"kind: HTTPRoute\nspec: {rules: [{matches: [{path: 1}, null], backendRefs: [{weight: 2}, {weight: x}, 3]}]}\n", "kind: HTTPRoute\nspec: {rules: [{matches: {}}, {backendRefs: [{weight: 0}]}]}\n"},
		{"kind: Secret\ndata: {k: YQ==, l: [1]}\n", "kind: Secret\nstringData: {k: a, l: b}\ndata: x\n"},
		{"kind: Service\nspec: {ports: [{port: 1}, 2]}\n", "kind: Service\nspec: {ports: {port: 1}, clusterIP: {}}\n"},
		{"kind: BackendConfigPolicy\nspec: {targetRefs: [{name: a}]}\n", "kind: BackendConfigPolicy\nspec: [1]\n"},
		{"~", "0\t0"},
	} {
		f.Add([]byte(seed[0]), []byte(seed[1]))
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if len(a)+len(b) > 1<<14 {
			return
		}
		files := func(text []byte) []*source.File { return []*source.File{source.New("x.yaml", bytes.Clone(text))} }
		if d := Files(files(a), files(a), Options{}); len(d.Changed())+len(d.Problems) > 0 {
			t.Fatalf("a text differs from itself: %d changed documents, %d problems", len(d.Changed()), len(d.Problems))
		}
		there, back := Files(files(a), files(b), Options{}), Files(files(b), files(a), Options{})
		if x, y := len(there.Changed()), len(back.Changed()); x != y {
			t.Fatalf("%d documents differ, and %d in the other direction", x, y)
		}
		for _, d := range there.Changed() {
			checkPatch(t, d)
			before, after := d.Canonical()
			if before == nil && after == nil {
				t.Fatal("a changed document has no canonical form on either side")
			}
		}
	})
}

// checkPatch checks that a document equals its newer version after its patch is applied.
func checkPatch(t *testing.T, d *Document) {
	t.Helper()
	if d.Before == nil || d.After == nil {
		return
	}
	before := d.a.JSON()
	if before != nil {
		before = clone(before)
	}
	patched, err := apply(before, d.JSONPatch())
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(patched)
	if err != nil {
		return // the document has a number that JSON cannot represent
	}
	want, err := json.Marshal(d.b.JSON())
	if err != nil {
		return
	}
	for _, left := range Files([]*source.File{source.New("a", text)}, []*source.File{source.New("b", want)}, Options{Managed: true}).Changed() {
		t.Fatalf("%s still differs after the patch\n%s\nwant\n%s", left.Changes[0].Label, text, want)
	}
}
