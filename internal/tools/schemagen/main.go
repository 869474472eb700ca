// Command schemagen writes the schemas of the kgateway releases from kgateway's own CRDs.
//
// Package crd reads structure, limits, enums, patterns and rules from the CRDs; --target crd:PATH uses it too. The other parts belong to
// this project: the documentation of the fields (fields.yaml), metadata (objectmeta.yaml) and the example manifests (examples.yaml). A
// field of a CRD that the tables do not have is an error with the field's path, and so is an unused entry of a table.
//
//	go run ./internal/tools/schemagen -crds DIR          # DIR/kgateway-2.4/backends.yaml and so on
//	go run ./internal/tools/schemagen -crds DIR -check   # exit 1 if the files on disk differ
//	go run ./internal/tools/schemagen -newest FILE       # only the newest release, from its CRD
//
// With -newest, the fields of the older releases come from the schemas on disk. These schemas do not change, with one exception: a field
// that the newest release does not have gets an x-until with the last release that has it.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/target"
)

// releases are the release lines to generate, oldest first.
var releases = lines()

func lines() []string {
	var out []string
	for _, t := range target.Releases() {
		out = append(out, t.Release)
	}
	return out
}

var errStale = errors.New("the schemas on disk differ from the CRDs and tables; run schemagen without -check")

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "schemagen:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("schemagen", flag.ContinueOnError)
	crds := flags.String("crds", os.Getenv("BACKENDCTL_CRDS"), "folder with kgateway-2.X/backends.yaml for each release")
	newest := flags.String("newest", "", "generate only the newest release, from the CRD in this file")
	stubs := flags.Bool("stubs", false, "with -newest, add an entry to fields.yaml for each field without documentation")
	dir := flags.String("out", "schemas", "folder to write to")
	check := flags.Bool("check", false, "write nothing, exit 1 if a file differs")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *stubs {
		if err := addStubs(*newest); err != nil {
			return err
		}
	}
	files, err := filesOf(*crds, *newest, *dir)
	if err != nil {
		return err
	}
	if *check {
		return compare(*dir, files, out)
	}
	return write(*dir, files)
}

// filesOf returns the schemas by file name: from a folder of CRDs, or from the CRD of the newest release and the schemas in dir.
func filesOf(crds, newest, dir string) (map[string][]byte, error) {
	switch {
	case newest != "":
		return generateNewest(newest, dir)
	case crds == "":
		return nil, errors.New("no CRDs: give their folder with -crds or BACKENDCTL_CRDS, or one file with -newest")
	}
	return generate(crds)
}

// generate returns the schemas of all releases by file name.
func generate(crds string) (map[string][]byte, error) {
	inputs, err := readCRDs(crds)
	if err != nil {
		return nil, err
	}
	tables, err := readTables()
	if err != nil {
		return nil, err
	}
	life := lifetimes{}
	for _, in := range inputs {
		life.add(in)
	}
	files := map[string][]byte{}
	for _, in := range inputs {
		schema, err := build(in, tables, life)
		if err != nil {
			return nil, fmt.Errorf("kgateway %s: %w", in.release, err)
		}
		files[nameOf(in.release)] = crd.Encode(schema)
	}
	return files, tables.unused()
}

// nameOf returns the name of a release's schema.
func nameOf(release string) string { return "kgateway-" + release + ".json" }

func write(dir string, files map[string][]byte) error {
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// compare reports the first line in which each file on disk differs from the generated one.
func compare(dir string, files map[string][]byte, out io.Writer) error {
	stale := false
	for _, release := range releases {
		name := nameOf(release)
		have, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if !bytes.Equal(have, files[name]) {
			stale = true
			fmt.Fprintf(out, "%s %s\n", name, firstDifference(string(have), string(files[name])))
		}
	}
	if stale {
		return errStale
	}
	return nil
}

func firstDifference(have, want string) string {
	a, b := strings.Split(have, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\n  has   %s\n  wants %s", i+1, strings.TrimSpace(a[i]), strings.TrimSpace(b[i]))
		}
	}
	return fmt.Sprintf("has %d lines, wants %d", len(a), len(b))
}
