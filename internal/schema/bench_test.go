package schema

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// BenchmarkLoad measures loading a target's schema, which precedes the check of the first document.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := load(target.Latest(), "v1alpha1"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheck measures checking a parsed, valid document.
func BenchmarkCheck(b *testing.B) {
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "examples", "static.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	documents, _ := manifest.Parse(source.New("static.yaml", text), manifest.Options{Templates: true})
	v, err := For(target.Latest())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if found := v.Check(documents[0]); len(found) > 0 {
			b.Fatal(found)
		}
	}
}
