package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestUpToDate checks that the generated pages in docs are up to date, and that no page belongs to a rule that no longer exists.
func TestUpToDate(t *testing.T) {
	docs := filepath.Join("..", "..", "..", "docs")
	pages, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join(docs, filepath.FromSlash(name)))
		if err != nil || string(got) != want {
			t.Errorf("docs/%s is not up to date; run go run ./internal/tools/gendocs (%v)", name, err)
		}
	}
	files, err := filepath.Glob(filepath.Join(docs, "rules", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, ok := pages["rules/"+filepath.Base(f)]; !ok {
			t.Errorf("%s does not belong to a rule", f)
		}
	}
}
