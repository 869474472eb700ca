package main

import (
	"path/filepath"
	"testing"

	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

// root is the folder of the project.
var root = filepath.Join("..", "..", "..")

// TestNothingIsLeft checks that a person has written what newrelease asks for.
func TestNothingIsLeft(t *testing.T) {
	for _, name := range []string{fieldWordsFile, wordsFile} {
		left, err := toWrite(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range left {
			t.Errorf("%s: %s has the text %s: say what it does", name, entry, edit.ToWrite)
		}
	}
}

// TestPrevious checks the release before another one, which need not be built in.
func TestPrevious(t *testing.T) {
	newest := target.Latest()
	if got := previous("99.0"); got != newest {
		t.Errorf("before a new release is %s, want %s", got, newest)
	}
	if got := previous("2.1"); got.Release != "2.0" {
		t.Errorf("before 2.1 is %s, want 2.0", got)
	}
}

