package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

// fieldsFile is the path of fields.yaml from the root of the repository.
var fieldsFile = filepath.Join("internal", "tools", "schemagen", "fields.yaml")

// addStubs adds an entry to fields.yaml for each field of the newest release that has no documentation. name is the file with the CRD of
// that release.
func addStubs(name string) error {
	in, err := readCRD(target.Latest().Release, name)
	if err != nil {
		return err
	}
	t, err := readTables()
	if err != nil {
		return err
	}
	stubs := t.stubs(in)
	if stubs == "" {
		return nil
	}
	fieldsText = append(fieldsText, stubs...)
	return edit.Append(fieldsFile, stubs)
}

// stubs returns entries for the fields of a release that have no documentation, as text for fields.yaml.
func (t *tables) stubs(in input) string {
	var b strings.Builder
	_ = in.version.Root.Walk("", func(path string, _ *crd.Field) error {
		if _, err := t.doc(path, in.release); err != nil && !strings.HasPrefix(path, "metadata.") {
			fmt.Fprintf(&b, "- path: %s\n  releases: %s+\n  text: %s\n", path, in.release, edit.ToWrite)
		}
		return nil
	})
	return b.String()
}
