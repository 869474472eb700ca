package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/crd"
)

const schemasFolder = "../../../schemas"

// TestNewest checks that the schemas of older releases contain all information of their CRDs: from these schemas and one CRD, the same
// files are generated as from all CRDs.
func TestNewest(t *testing.T) {
	files, err := generateNewest(filepath.Join(crdFolder(t), "kgateway-"+releases[len(releases)-1], "backends.yaml"), schemasFolder)
	if err != nil {
		t.Fatal(err)
	}
	if err := compare(schemasFolder, files, os.Stdout); err != nil {
		t.Error(err)
	}
}

// TestReadOlder checks that reading and writing a schema does not change it.
func TestReadOlder(t *testing.T) {
	all, life, err := readOlder(schemasFolder, releases)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		o.end(life)
		text, err := os.ReadFile(filepath.Join(schemasFolder, nameOf(o.release)))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(crd.Encode(o.schema)); got != string(text) {
			t.Errorf("%s: %s", o.release, firstDifference(string(text), got))
		}
	}
}

// TestEnd checks that a field that the newest release does not have gets an x-until with the last release that has it, also if the field is
// in $defs.
func TestEnd(t *testing.T) {
	all, life, err := readOlder(schemasFolder, releases)
	if err != nil {
		t.Fatal(err)
	}
	const field, shared = "spec.static.appProtocol", "spec.ai.llm.openai.authToken.kind"
	life[field] = []string{"2.1"}
	for path := range life {
		if strings.HasSuffix(path, ".authToken.kind") { // the object is in $defs, and several paths refer to it
			life[path] = []string{"2.0"}
		}
	}
	for _, o := range all {
		o.end(life)
		until := map[string]any{}
		o.walk(func(path string, schema crd.Object) crd.Object {
			until[path] = get(schema, "x-until")
			return schema
		})
		if _, has := until[field]; has && until[field] != "2.1" {
			t.Errorf("%s: %s has x-until %v, want 2.1", o.release, field, until[field])
		}
		if _, has := until[shared]; has && until[shared] != "2.0" {
			t.Errorf("%s: %s has x-until %v, want 2.0", o.release, shared, until[shared])
		}
	}
}
