package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

// backends is the name of the file with the CRD of Backend.
const backends = "backends.yaml"

// collect writes the CRDs in the folder -crds to the folder dir, one file for each. The name of a file is the plural of the kind, as in
// backends.yaml.
func collect(o options, dir string) error {
	found := map[string]bool{}
	err := filepath.WalkDir(o.crds, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(name)) {
			return err
		}
		return collectFile(name, dir, found)
	})
	if err != nil {
		return err
	}
	return o.checkKinds(found)
}

// A manifest has the fields that identify a CRD, or the items of a List of CRDs.
type manifest struct {
	Kind  string
	Items []any
	Spec  struct {
		Group string
		Names struct{ Kind, Plural string }
	}
}

// collectFile writes the CRDs of kgateway in the file name to the folder dir, and adds their kinds to found.
func collectFile(name, dir string, found map[string]bool) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	for _, document := range crd.Documents(text) {
		var m manifest
		if !bytes.Contains(document, []byte("CustomResourceDefinition")) {
			continue
		}
		if err := yaml.Unmarshal(document, &m); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := collectDocument(name, document, m, dir, found); err != nil {
			return err
		}
	}
	return nil
}

func collectDocument(name string, document []byte, m manifest, dir string, found map[string]bool) error {
	for _, item := range m.Items {
		text, err := yaml.Marshal(item)
		if err != nil {
			return err
		}
		var below manifest
		if err := yaml.Unmarshal(text, &below); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := collectDocument(name, text, below, dir, found); err != nil {
			return err
		}
	}
	if m.Kind != "CustomResourceDefinition" || m.Spec.Group != crd.Group {
		return nil
	}
	kind := m.Spec.Names.Kind
	if found[kind] {
		return fmt.Errorf("%s has a second CRD of %s", name, kind)
	}
	found[kind] = true
	return os.WriteFile(filepath.Join(dir, filepath.Base(m.Spec.Names.Plural)+".yaml"), document, 0o644)
}

// checkKinds returns an error if a kind of the previous release has neither a CRD nor an option -same or -gone, or has both a CRD and
// such an option.
func (o options) checkKinds(found map[string]bool) error {
	if !found[crd.Kind] {
		return fmt.Errorf("%s has no CRD of %s (%s)", o.crds, crd.Kind, crd.Group)
	}
	var errs []error
	kinds := policies(previous(o.release))
	for _, kind := range slices.Concat(o.same, o.gone) {
		switch {
		case !slices.Contains(kinds, kind):
			errs = append(errs, fmt.Errorf("%s is not a kind of policy: expected one of %s", kind, strings.Join(kinds, ", ")))
		case found[kind]:
			errs = append(errs, fmt.Errorf("%s has a CRD of %s, but -same or -gone names it", o.crds, kind))
		}
	}
	for _, kind := range kinds {
		if !found[kind] && !hasKind(o.same, kind) && !hasKind(o.gone, kind) {
			errs = append(errs, fmt.Errorf("%s has no CRD of %s: add it, or use -same %[2]s if its fields did not change, or -gone %[2]s if the release does not have the kind", o.crds, kind))
		}
	}
	return errors.Join(errs...)
}

// policies returns the kinds of kgateway that a release has, according to package fields. Backend is not one of them.
func policies(release target.Target) []string {
	var out []string
	for _, each := range fields.Kinds() {
		apiVersion, kind, _ := strings.Cut(each, " ")
		if strings.HasPrefix(apiVersion, crd.Group+"/") && fields.Of(apiVersion, kind).In(release) {
			out = append(out, kind)
		}
	}
	return out
}

// unread returns the kinds in a folder of CRDs that package fields does not have, each with the places where to add it. Such a kind may
// have settings for Backends.
func unread(dir string, to target.Target) ([]string, error) {
	var out []string
	known := append(policies(to), crd.Kind)
	err := eachDefinition(dir, func(d definition) error {
		if kind := d.Spec.Names.Kind; !slices.Contains(known, kind) {
			out = append(out, fmt.Sprintf("%s: %s for its fields, %s for the files that have it", kind,
				edit.Place("internal/tools/fieldgen/main.go", "var plurals"), edit.Place("internal/relevance/names.go", `"TrafficPolicy"`)))
		}
		return nil
	})
	return out, err
}
