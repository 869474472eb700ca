package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// crdFolder returns the folder with kgateway's CRDs, which are not part of this repository.
func crdFolder(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("BACKENDCTL_CRDS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "crds")
	}
	for _, release := range releases {
		if _, err := os.Stat(filepath.Join(dir, "kgateway-"+release, "backends.yaml")); err != nil {
			t.Skipf("no CRD of %s in %s: set BACKENDCTL_CRDS to a folder with kgateway-2.X/backends.yaml for each release", release, dir)
		}
	}
	return dir
}

func TestSchemasAreUpToDate(t *testing.T) {
	var out bytes.Buffer
	err := run([]string{"-crds", crdFolder(t), "-out", filepath.Join("..", "..", "..", "schemas"), "-check"}, &out)
	if err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestCheckNamesTheDifference(t *testing.T) {
	crds, dir := crdFolder(t), t.TempDir()
	if err := run([]string{"-crds", crds, "-out", dir}, nil); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "kgateway-2.3.json")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, bytes.Replace(text, []byte(`"12 digits"`), []byte(`"ten digits"`), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = run([]string{"-crds", crds, "-out", dir, "-check"}, &out)
	if !errors.Is(err, errStale) || !strings.HasPrefix(out.String(), "kgateway-2.3.json line ") || !strings.Contains(out.String(), "ten digits") {
		t.Errorf("check: %v\n%s", err, out.String())
	}
}

// TestGapsAreErrors checks that a table that does not fit the CRDs is an error with the place.
func TestGapsAreErrors(t *testing.T) {
	for _, test := range []struct {
		name, crd, want string
	}{
		{"keyword", "{type: object, properties: {spec: {type: object, maximumFun: 1}}}", "maximumFun"},
		{"rule", "{type: object, properties: {spec: {type: object, x-kubernetes-validations: [{rule: 'self.isSorted()'}]}}}", `spec: no translation for the rule "self.isSorted()", which needs code:`},
		{"digest", "{type: object, properties: {spec: {type: object, x-kubernetes-validations: [{rule: 'self.isSorted()'}]}}}", `internal/crd/rules.go: or for this rule alone, an entry {"spec", "f50c66dc", …}`},
		{"two rules without a translation", "{type: object, properties: {spec: {type: object, x-kubernetes-validations: [{rule: 'self.isSorted()'}, {rule: 'self.isOdd()'}]}}}", `the rule "self.isOdd()"`},
		{"format", "{type: object, properties: {spec: {type: object, properties: {a: {type: string, format: email}}}}}", "internal/crd/format.go: the formats that the schema checks"},
		{"field", "{type: object, properties: {spec: {type: object, properties: {novel: {type: string}}}}}", "spec.novel: no documentation"},
		{"count", "{type: object, properties: {spec: {type: object, minProperties: 2, properties: {a: {type: string, default: b}}}}}", "spec: no translation for the rule \"limits on the number"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := buildFrom(t, test.crd)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}

func buildFrom(t *testing.T, schema string) error {
	t.Helper()
	version, err := parseCRD("crd.yaml", []byte("{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, spec: {group: gateway.kgateway.dev, "+
		"names: {kind: Backend}, versions: [{name: v1alpha1, schema: {openAPIV3Schema: "+schema+"}}]}}"))
	if err != nil {
		return err
	}
	tables, err := readTables()
	if err != nil {
		t.Fatal(err)
	}
	in := input{release: "2.4", version: version}
	life := lifetimes{}
	life.add(in)
	_, err = build(in, tables, life)
	return err
}

func TestStaleEntriesAreErrors(t *testing.T) {
	tables, err := readTables()
	if err != nil {
		t.Fatal(err)
	}
	err = tables.unused()
	for _, want := range []string{"fields.yaml: the entry for spec.static", "rules.go: the translation for *.authToken"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}
