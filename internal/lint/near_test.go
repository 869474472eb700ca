package lint

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// namesakes returns a set of Secrets with the same name in each of the folders, in several namespaces.
func namesakes(folders ...string) *Set {
	var documents []*manifest.Document
	for i, folder := range folders {
		for j, namespace := range []string{"", "one", "two", `"{{ .ns }}"`} {
			if (i+j)%3 == 0 {
				continue // not every folder has every namespace
			}
			text := strings.Repeat(fmt.Sprintf("---\nkind: Secret\nmetadata: {name: a, namespace: %s}\n", namespace), 1+(i+j)%2)
			parsed, _ := manifest.Parse(source.New(path.Join(folder, fmt.Sprintf("%d.yaml", j/2)), []byte(text)), manifest.Options{Templates: true})
			documents = append(documents, parsed...)
		}
	}
	return NewSet(documents, nil, Partial)
}

// TestOne checks that One, which uses an index, returns the first document of Find, which compares all documents.
func TestOne(t *testing.T) {
	s := namesakes("", "/", "/a", "a", "a/b", "a/b/c", "a/d", "..", "../a", "e/b", "f")
	for _, from := range s.Documents() {
		for _, namespace := range []string{"", "one", "two", "three", "{{ .x }}"} {
			want := s.Find(Core, "Secret", namespace, "a", from)[0]
			if got := s.One(Core, "Secret", namespace, "a", from); got != want {
				t.Errorf("from %s in %q: found %s in %q, want %s in %q", from.File.Name(), namespace, got.File.Name(), got.Namespace, want.File.Name(), want.Namespace)
			}
		}
	}
}

// TestOneWork checks that the number of spots that One looks up does not depend on the size of the set.
func TestOneWork(t *testing.T) {
	var folders []string
	for i := range 2000 {
		folders = append(folders, fmt.Sprintf("env%d", i))
	}
	s := namesakes(folders...)
	for _, from := range s.Documents() {
		if n := len(spotsOf(from)); n != 4 {
			t.Fatalf("got %d spots, want 4: the file, its folder, the folder with everything below, and the root with everything below", n)
		}
		if got := s.One(Core, "Secret", from.Namespace, "a", from); path.Dir(got.File.Name()) != path.Dir(from.File.Name()) {
			t.Fatalf("from %s: found %s, want a document in the same folder", from.File.Name(), got.File.Name())
		}
	}
}

func TestCommon(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"a", "a", 512}, {"a", "b", 0}, {"a/b", "a", 1}, {"a/b/c", "a/b/d", 2}, {"/a", "/b", 1}, {"/", "/b", 1}, {"ab", "a", 0}, {".", "a", 0}} {
		if got, back := common(c.a, c.b), common(c.b, c.a); got != c.want || back != c.want {
			t.Errorf("common(%q, %q) = %d, and %d for exchanged paths, want %d", c.a, c.b, got, back, c.want)
		}
	}
}
