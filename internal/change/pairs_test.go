package change

import (
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/backendctl/backendctl/internal/source"
)

// A textPair is a pair of texts in testdata/pairs.txtar, with the expected changes in both directions.
type textPair struct{ before, after, there, back string }

// textPairs returns the pairs by name.
func textPairs(t *testing.T) map[string]*textPair {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "pairs.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*textPair{}
	for _, f := range archive.Files {
		name, part := path.Split(f.Name)
		name = strings.TrimSuffix(name, "/")
		if out[name] == nil {
			out[name] = &textPair{}
		}
		p := out[name]
		*map[string]*string{"before.yaml": &p.before, "after.yaml": &p.after, "there": &p.there, "back": &p.back}[part] = string(f.Data)
	}
	return out
}

// said returns a line for each change between two texts, with its impact, its field and its reason.
func said(before, after string) string {
	var b strings.Builder
	d := Files([]*source.File{source.New("a.yaml", []byte(before))}, []*source.File{source.New("b.yaml", []byte(after))}, Options{})
	for _, doc := range d.Documents {
		for _, c := range doc.Changes {
			b.WriteString(c.Impact.String() + " " + string(c.Op) + " " + c.Label + ": " + c.Reason + "\n")
		}
	}
	return b.String()
}

// TestMeaning compares pairs of texts in both directions with the expected changes. A pair with the same meaning must have no changes and
// an empty patch.
func TestMeaning(t *testing.T) {
	for name, p := range textPairs(t) {
		t.Run(name, func(t *testing.T) {
			if got := said(p.before, p.after); !sameLines(got, p.there) {
				t.Errorf("got\n%swant\n%s", got, p.there)
			}
			if got := said(p.after, p.before); !sameLines(got, p.back) {
				t.Errorf("in the other direction: got\n%swant\n%s", got, p.back)
			}
			if p.there != "" {
				return
			}
			d := compare(p.before, p.after)
			if patch, _ := d.MergePatch(); len(d.JSONPatch())+len(patch) > 0 {
				t.Errorf("got the JSON patch %v and the merge patch %v, want empty patches", d.JSONPatch(), patch)
			}
		})
	}
}
