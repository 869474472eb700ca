package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"
)

// An input is the CRD of one release.
type input struct {
	release string
	digest  string // sha256 of the file
	root    *field
}

// A field is a node of a CRD's structural schema. An unknown keyword is an error, so that no constraint of a new release
// is passed over in silence.
type field struct {
	Type          string            `yaml:"type"`
	Format        string            `yaml:"format"`
	Description   string            `yaml:"description"` // not used: the words are ours
	Default       yaml.Node         `yaml:"default"`
	Enum          []string          `yaml:"enum"`
	Minimum       *int64            `yaml:"minimum"`
	Maximum       *int64            `yaml:"maximum"`
	MinLength     *int64            `yaml:"minLength"`
	MaxLength     *int64            `yaml:"maxLength"`
	Pattern       string            `yaml:"pattern"`
	MinItems      *int64            `yaml:"minItems"`
	MaxItems      *int64            `yaml:"maxItems"`
	MinProperties *int64            `yaml:"minProperties"`
	MaxProperties *int64            `yaml:"maxProperties"`
	Required      []string          `yaml:"required"`
	Properties    map[string]*field `yaml:"properties"`
	Items         *field            `yaml:"items"`
	Values        *field            `yaml:"additionalProperties"`
	ListType      string            `yaml:"x-kubernetes-list-type"`
	ListKeys      []string          `yaml:"x-kubernetes-list-map-keys"`
	MapType       string            `yaml:"x-kubernetes-map-type"`
	Rules         []rule            `yaml:"x-kubernetes-validations"`

	says meaning // what the rules mean, filled in by the rules table
}

// A rule is a CEL rule of a CRD. Only its digest is ever looked at: the rules table says what it means.
type rule struct {
	Rule    string `yaml:"rule"`
	Message string `yaml:"message"`
}

// digest identifies a rule without repeating its text.
func (r rule) digest() string {
	sum := sha256.Sum256([]byte(r.Rule))
	return hex.EncodeToString(sum[:4])
}

func readCRDs(dir string) ([]input, error) {
	var inputs []input
	for _, release := range releases {
		name := filepath.Join(dir, "kgateway-"+release, "backends.yaml")
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the CRD of kgateway %s: %w", release, err)
		}
		root, err := parseCRD(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		sum := sha256.Sum256(text)
		inputs = append(inputs, input{release, "sha256:" + hex.EncodeToString(sum[:]), root})
	}
	return inputs, nil
}

func parseCRD(text []byte) (*field, error) {
	var crd struct {
		Spec struct {
			Versions []struct {
				Name   string `yaml:"name"`
				Schema struct {
					Root yaml.Node `yaml:"openAPIV3Schema"`
				} `yaml:"schema"`
			} `yaml:"versions"`
		} `yaml:"spec"`
	}
	if err := yaml.Unmarshal(text, &crd); err != nil {
		return nil, err
	}
	if n := len(crd.Spec.Versions); n != 1 || crd.Spec.Versions[0].Name != "v1alpha1" {
		return nil, fmt.Errorf("has %d versions, expected v1alpha1 alone", n)
	}
	return parseField(&crd.Spec.Versions[0].Schema.Root)
}

// parseField decodes strictly, which yaml can only do from text.
func parseField(node *yaml.Node) (*field, error) {
	text, err := yaml.Marshal(node)
	if err != nil {
		return nil, err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	root := new(field)
	return root, decoder.Decode(root)
}

// walk calls visit for every field below f, parents first, in the order of their names.
func (f *field) walk(path string, visit func(path string, f *field) error) error {
	if path != "" {
		if err := visit(path, f); err != nil {
			return err
		}
	}
	for _, name := range sortedNames(f.Properties) {
		if err := f.Properties[name].walk(join(path, name), visit); err != nil {
			return err
		}
	}
	if f.Items != nil {
		return f.Items.walk(path+"[]", visit)
	}
	if f.Values != nil {
		return f.Values.walk(path+"{}", visit)
	}
	return nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
