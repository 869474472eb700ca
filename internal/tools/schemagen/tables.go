package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/target"
)

//go:embed fields.yaml
var fieldsText []byte

//go:embed objectmeta.yaml
var objectMetaText []byte

//go:embed examples.yaml
var examplesText []byte

// tables contains this project's documentation of fields, and records which entries are used.
type tables struct {
	docs       []doc
	objectMeta crd.Object
	examples   []example

	usedDocs map[int]bool
	rules    crd.Translator
}

// A doc is an entry of fields.yaml. The comment at the start of that file explains the keys.
type doc struct {
	Path       string    `yaml:"path"`
	Releases   string    `yaml:"releases"`
	Text       string    `yaml:"text"`
	Expected   string    `yaml:"expected"`
	Examples   yaml.Node `yaml:"examples"`
	Deprecated bool      `yaml:"deprecated"`
	Because    string    `yaml:"because"`
}

type example struct {
	Releases string    `yaml:"releases"`
	Manifest yaml.Node `yaml:"manifest"`
}

func readTables() (*tables, error) {
	t := &tables{usedDocs: map[int]bool{}}
	if err := decodeStrict(fieldsText, &t.docs); err != nil {
		return nil, fmt.Errorf("fields.yaml: %w", err)
	}
	if err := decodeStrict(examplesText, &t.examples); err != nil {
		return nil, fmt.Errorf("examples.yaml: %w", err)
	}
	var node yaml.Node
	if err := yaml.Unmarshal(objectMetaText, &node); err != nil {
		return nil, fmt.Errorf("objectmeta.yaml: %w", err)
	}
	t.objectMeta = valueOf(node.Content[0]).(crd.Object)
	return t, nil
}

func decodeStrict(text []byte, into any) error {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	return decoder.Decode(into)
}

// doc returns the documentation of a field: the entry whose pattern is most specific.
func (t *tables) doc(path, release string) (doc, error) {
	best := -1
	for i, d := range t.docs {
		if !target.InSpan(release, d.Releases) || !crd.Matches(d.Path, path) {
			continue
		}
		if best >= 0 && len(d.Path) == len(t.docs[best].Path) {
			return doc{}, fmt.Errorf("%s: fields.yaml has two equally specific entries, one of them for %s", path, d.Path)
		}
		if best < 0 || len(d.Path) > len(t.docs[best].Path) {
			best = i
		}
	}
	if best < 0 {
		return doc{}, fmt.Errorf("%s: no documentation; add it to fields.yaml", path)
	}
	t.usedDocs[best] = true
	return t.docs[best], nil
}

// unusedFrom returns an error with every entry of fields.yaml whose first release is the given one, and that this release does not use.
func (t *tables) unusedFrom(release string) error {
	var errs []error
	for i, d := range t.docs {
		if first := strings.TrimSuffix(d.Releases, "+"); first == release && !t.usedDocs[i] {
			errs = append(errs, t.docs[i].unused())
		}
	}
	return errors.Join(errs...)
}

func (d doc) unused() error {
	return fmt.Errorf("fields.yaml: the entry for %s %s is not used; remove it", d.Path, d.Releases)
}

// unused returns an error with every entry of a table that no release uses.
func (t *tables) unused() error {
	var errs []error
	for i, d := range t.docs {
		if !t.usedDocs[i] {
			errs = append(errs, d.unused())
		}
	}
	for _, entry := range t.rules.Unused() {
		errs = append(errs, fmt.Errorf("rules.go: the translation for %s is not used; remove it", entry))
	}
	return errors.Join(errs...)
}
