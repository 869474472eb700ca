package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// BenchmarkFiles judges a thousand files that are in memory.
func BenchmarkFiles(b *testing.B) {
	o := Options{Targets: []target.Target{target.Latest()}, Templates: true}
	var texts []string
	for i := range 1000 {
		texts = append(texts, strings.ReplaceAll(good, "web", fmt.Sprintf("web-%d", i)))
	}
	for b.Loop() {
		files := make([]*source.File, len(texts))
		for i, text := range texts {
			files[i] = source.New("x.yaml", []byte(text))
		}
		if _, err := Files(b.Context(), files, o); err != nil {
			b.Fatal(err)
		}
	}
}
