package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/rules"
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
			t.Errorf("%s: %s has the text %s: write what it does", name, entry, edit.ToWrite)
		}
	}
}

// TestPrevious checks the release before a built-in release, and before a new one.
func TestPrevious(t *testing.T) {
	newest := target.Latest()
	if got := previous("99.0"); got != newest {
		t.Errorf("the release before 99.0 is %s, want %s", got, newest)
	}
	if got := previous("2.1"); got.Release != "2.0" {
		t.Errorf("the release before 2.1 is %s, want 2.0", got)
	}
}

// TestPages checks that the pages with the range of all releases include the newest one, and that the page about the next release has that
// release.
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
				t.Errorf("%s does not contain %q", name, want)
			}
		}
	}
}

// TestPlacesOfRules checks that the command names the file and the line of the descriptor of each rule.
func TestPlacesOfRules(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "internal", "rules", "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules.All() {
		if place := descriptorOf(r.ID, files); !strings.Contains(place, ".go:") {
			t.Errorf("the place of the descriptor of %s is %s, want a file and a line", r.ID, place)
		}
	}
}

// TestPlacesForTypes checks that the command names the places that need code for a new type of Backend.
func TestPlacesForTypes(t *testing.T) {
	t.Chdir(root)
	d := difference{fresh: []string{"spec.azure", "spec.azure.app", "spec.zone"}, fields: map[string]*crd.Field{
		"spec.azure": {Properties: map[string]*crd.Field{"app": {}}}, "spec.azure.app": {}, "spec.zone": {},
	}}
	got := d.placesForTypes()
	if len(got) != 4 {
		t.Fatalf("got %q, want four places for azure", got)
	}
	for i, file := range []string{filepath.ToSlash(rowsFile), "internal/convert/members.go:", "internal/convert/generator_test.go:", "internal/scaffold/types.go:"} {
		if !strings.HasPrefix(filepath.ToSlash(got[i]), file) {
			t.Errorf("%s is not a place in %s", got[i], file)
		}
	}
}
