package main

import (
	"os"
	"path/filepath"
	"strings"
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

// TestPages checks that the pages that name all releases name the newest one, and that the page about the next release names that.
func TestPages(t *testing.T) {
	newest := target.Latest()
	for name, wants := range map[string][]string{
		readmePage:   {span(newest)},
		releasesPage: {span(newest), "newrelease " + next(newest.Release), "kgateway-" + next(newest.Release)},
	} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
}
