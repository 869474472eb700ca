package change

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

func backend(name, spec string) string {
	return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: " + name + "}\nspec: " + spec + "\n"
}

const (
	valid  = "{static: {hosts: [{host: a, port: 80}]}}"
	broken = "{static: {hosts: [{host: a, port: 80}"
)

// filesOf returns files from pairs of a name and a text.
func filesOf(files ...string) []*source.File {
	var out []*source.File
	for i := 0; i < len(files); i += 2 {
		out = append(out, source.New(files[i], []byte(files[i+1])))
	}
	return out
}

// TestCounterparts checks which documents are counterparts of a document that cannot be decoded, and that all other documents are
// compared.
func TestCounterparts(t *testing.T) {
	const twoDocuments = "---\n"
	relevant := func(d *manifest.Document) bool { return strings.Contains(d.File.Slice(d.Span), "kgateway") }
	for name, c := range map[string]struct {
		before, after []*source.File
		want          string // the expected problems, then the documents that are only on one side
	}{
		"the name of the broken document is readable": {
			filesOf("a/x.yaml", backend("one", valid)+twoDocuments+backend("two", valid)), filesOf("b/x.yaml", backend("one", broken)),
			"after b/x.yaml:4 [one]; removed two",
		},
		"the name is readable, and the file has another name": {
			filesOf("a/x.yaml", backend("one", valid), "a/y.yaml", backend("two", valid)), filesOf("b/z.yaml", backend("one", broken)),
			"after b/z.yaml:4 [one]; removed two",
		},
		"the kind is readable, and the name is not": {
			filesOf("a/x.yaml", backend("one", valid), "a/y.yaml", backend("two", valid)), filesOf("b/x.yaml", backend("\"one", valid), "b/z.yaml", "{}"),
			"after b/x.yaml:3 [one]; removed two",
		},
		"a document marker is broken": {
			filesOf("a/x.yaml", backend("one", valid)+twoDocuments+backend("two", valid)+twoDocuments+backend("three", valid)),
			filesOf("b/x.yaml", backend("one", valid)+"'"+twoDocuments+backend("two", valid)),
			"after b/x.yaml:5 [one two]; removed three",
		},
		"no field is readable": {
			filesOf("a/x.yaml", backend("one", valid)+twoDocuments+backend("two", valid), "a/y.yaml", backend("three", valid)),
			filesOf("b/x.yaml", "{kgateway", "b/z.yaml", backend("four", "{gcp: {host: a}}")),
			"after b/x.yaml:1 [one two]; removed three, added four",
		},
		"no field of two broken documents is readable": {
			filesOf("a/x.yaml", backend("one", valid)+twoDocuments+backend("two", valid)),
			filesOf("b/x.yaml", "{kgateway\n"+twoDocuments+"{kgateway"),
			"after b/x.yaml:1 [one two]; after b/x.yaml:3 []",
		},
		"one of two broken documents has a readable name": {
			filesOf("a/x.yaml", backend("one", valid)+twoDocuments+backend("two", valid)),
			filesOf("b/x.yaml", "{kgateway\n"+twoDocuments+backend("one", broken)),
			"after b/x.yaml:1 [two]; after b/x.yaml:6 [one]",
		},
		"the readable name contains the name of another object": {
			filesOf("a/x.yaml", backend("web-10", valid)+twoDocuments+backend("web-1", valid)), filesOf("b/x.yaml", backend("web-10", broken)),
			"after b/x.yaml:4 [web-10]; removed web-1",
		},
		"no file has a corresponding name": {
			filesOf("a/x.yaml", backend("one", valid)), filesOf("b/z.yaml", "{kgateway", "b/y.yaml", backend("four", "{gcp: {host: a}}")),
			"after b/z.yaml:1 [one]; added four",
		},
		"the broken document is irrelevant, and no file has a corresponding name": {
			filesOf("a/x.yaml", backend("one", valid)), filesOf("b/z.yaml", "{", "b/y.yaml", backend("four", "{gcp: {host: a}}")),
			"removed one, added four",
		},
		"the broken document is new": {
			filesOf("a/x.yaml", backend("one", valid)), filesOf("b/x.yaml", backend("one", valid)+twoDocuments+backend("two", broken)),
			"after b/x.yaml:9 []",
		},
		"the broken document is on the older side": {
			filesOf("a/x.yaml", backend("one", broken)), filesOf("b/x.yaml", backend("one", valid)+twoDocuments+backend("two", valid)),
			"before a/x.yaml:4 [one]; added two",
		},
		"both sides have a broken document": {
			filesOf("a/x.yaml", backend("one", broken)), filesOf("b/x.yaml", backend("one", broken+"x")),
			"before a/x.yaml:4 []; after b/x.yaml:4 []",
		},
		"the older files are from a Git revision": {
			filesOf("HEAD:x.yaml", backend("one", valid), "HEAD:y.yaml", backend("two", valid)), filesOf("x.yaml", "{kgateway", "z.yaml", backend("four", "{gcp: {host: a}}")),
			"after x.yaml:1 [one]; removed two, added four",
		},
		"items of a List": {
			filesOf("a/x.yaml", backend("one", valid)+twoDocuments+backend("two", valid)),
			filesOf("b/x.yaml", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  kind: Backend\n  metadata: {name: one}\n  spec: {}\n"),
			"after b/x.yaml:6 [one]; removed two",
		},
		"a new document has the spec that the broken document had": {
			filesOf("a/x.yaml", backend("one", valid)), filesOf("b/x.yaml", backend("one", broken)+twoDocuments+backend("two", valid)),
			"after b/x.yaml:4 [one]; added two",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := Files(c.before, c.after, Options{Relevant: relevant})
			if got := broke(d); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// broke returns a text with the problems of a difference, and with the documents that are only on one side or were renamed.
func broke(d *Difference) string {
	var problems, single []string
	for _, p := range d.Problems {
		var names []string
		for _, other := range p.Counterparts {
			names = append(names, other.Name)
		}
		problems = append(problems, fmt.Sprintf("%s %s:%d %v", p.Side, p.Document.File.Name(), p.Line, names))
	}
	for _, doc := range d.Documents {
		if doc.Status != Same && doc.Status != Different {
			single = append(single, string(doc.Status)+" "+doc.Document().Name)
		}
	}
	if len(single) > 0 {
		problems = append(problems, strings.Join(single, ", "))
	}
	return strings.Join(problems, "; ")
}

// TestCompared checks that Difference.Compared is false if no document could be compared.
func TestCompared(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          bool
	}{
		{"", "", false},
		{backend("a", broken), backend("a", valid), false},
		{backend("a", broken), backend("a", broken), false},
		{backend("a", valid), backend("a", valid), true},
		{backend("a", valid), "", true},
		{"", backend("a", valid), true},
		{backend("a", broken) + "---\n" + backend("b", valid), backend("a", broken) + "---\n" + backend("b", valid), true},
	} {
		if got := difference(c.before, c.after).Compared; got != c.want {
			t.Errorf("compared is %t, want %t\n%s\nand\n%s", got, c.want, c.before, c.after)
		}
	}
}

// TestBreaking checks that a document that cannot be decoded on one side is never reported as removed, added or renamed. The test inserts
// the error at a random position.
func TestBreaking(t *testing.T) {
	g := newGenerator(t)
	for range 300 {
		var texts []string
		for i := range 1 + g.IntN(4) {
			o := g.object()
			spec, err := json.Marshal(o["spec"])
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, fmt.Sprintf("apiVersion: %s\nkind: %s\nmetadata:\n  name: n%d\nspec: %s\n", o["apiVersion"], o["kind"], i, spec))
		}
		changed := slices.Clone(texts)
		at := g.IntN(len(changed))
		changed[at] = g.spoil(changed[at])
		before, after := strings.Join(texts, "---\n"), strings.Join(changed, "---\n")
		for _, d := range []*Difference{difference(before, after), difference(after, before)} {
			if len(d.Problems) != 1 || strings.Contains(broke(d), "removed") || strings.Contains(broke(d), "added") || strings.Contains(broke(d), "renamed") {
				t.Fatalf("got %s, want one problem and no document on one side only\n%s\nand\n%s", broke(d), before, after)
			}
		}
	}
}

// spoil changes a text so that it cannot be decoded.
func (g *generator) spoil(text string) string {
	for {
		at := g.IntN(len(text) + 1)
		spoilt := text[:at] + g.pick("[", "{", "\"", "'", "\t", ": ", "- ", "\n") + text[at:]
		documents, _ := manifest.Parse(source.New("x", []byte(spoilt)), manifest.Options{})
		if len(documents) == 1 && (documents[0].Root == nil || documents[0].Broken) {
			return spoilt
		}
	}
}
