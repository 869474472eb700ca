// Package generate creates Backend manifests from the schema of a kgateway release. There are three kinds: valid manifests with many
// different fields, manifests that are just inside or outside a constraint, and changed YAML texts.
//
// The package reads the schema, but does not decide whether a manifest is valid. An API server decides that.
package generate

import (
	"fmt"
	"math/rand/v2"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/yaml"
)

// Sample is a manifest with the name of the strategy that created it.
type Sample struct {
	Strategy string
	Manifest []byte
}

// Generator creates samples for one release. It is not safe for concurrent use.
type Generator struct {
	*rand.Rand
	schema   *schema
	total    int  // the sum of the weights of all strategies
	ordinary bool // write values and layout as people usually write them

	apiVersion, kind string
}

// New returns a generator for the CustomResourceDefinition of a release. The same CRD and the same seed result in the same samples.
func New(crd []byte, seed uint64) (*Generator, error) {
	var definition apiextensions.CustomResourceDefinition
	if err := yaml.Unmarshal(crd, &definition); err != nil {
		return nil, fmt.Errorf("read CRD: %w", err)
	}
	if len(definition.Spec.Versions) != 1 || definition.Spec.Versions[0].Schema == nil {
		return nil, fmt.Errorf("CRD %s: want exactly one version with a schema", definition.Name)
	}
	root := definition.Spec.Versions[0].Schema.OpenAPIV3Schema
	g := &Generator{
		Rand: rand.New(rand.NewPCG(seed, seed)), schema: newSchema(root),
		apiVersion: strings.TrimPrefix(definition.Spec.Group+"/"+definition.Spec.Versions[0].Name, "/"), kind: definition.Spec.Names.Kind,
	}
	for _, s := range strategies {
		g.total += s.weight
	}
	return g, nil
}

// Next returns the next sample. It selects a strategy at random; a strategy with a larger weight is selected more often.
func (g *Generator) Next() Sample {
	n := g.IntN(g.total)
	for _, s := range strategies {
		if n -= s.weight; n < 0 {
			return g.sample(s)
		}
	}
	panic("generate: weights changed while in use")
}

// Slip returns a manifest as people write it, with one typical mistake or sometimes two.
func (g *Generator) Slip() Sample {
	g.ordinary = true
	defer func() { g.ordinary = false }()
	return g.sample(pick(g, slips...))
}

func (g *Generator) sample(s strategy) Sample {
	m := g.manifest()
	if s.tree != nil {
		s.tree(g, m)
	}
	write := s.write
	if write == nil {
		write = (*Generator).render
	}
	text := write(g, m)
	if s.text != nil {
		text = s.text(g, text)
	}
	return Sample{Strategy: s.name, Manifest: []byte(text)}
}

// strategy changes a valid manifest. It has functions that change the tree, the way in which the tree is written, and the text. A function
// that is nil changes nothing.
type strategy struct {
	name   string
	weight int
	tree   func(*Generator, *object)
	write  func(*Generator, *object) string
	text   func(*Generator, string) string
}

// strategies contains all strategies of Next. The order is fixed, so that a seed always results in the same samples.
var strategies = []strategy{
	{name: "valid", weight: 600},
	{name: "drop-field", weight: 50, tree: dropField},
	{name: "null-field", weight: 50, tree: nullField},
	{name: "null-item", weight: 20, tree: nullItem},
	{name: "wrong-type", weight: 60, tree: wrongType},
	{name: "unknown-field", weight: 50, tree: unknownField},
	{name: "misspelt-field", weight: 20, tree: misspeltField},
	{name: "boundary", weight: 150, tree: boundary},
	{name: "empty-value", weight: 30, tree: emptyValue},
	{name: "extra-member", weight: 50, tree: extraMember},
	{name: "other-type", weight: 40, tree: otherType},
	{name: "duplicate-item", weight: 40, tree: duplicateItem},
	{name: "several", weight: 30, tree: several},
	{name: "metadata-field", weight: 120, tree: metadataField},
	{name: "metadata-map", weight: 80, tree: metadataMap},
	{name: "metadata-owner", weight: 40, tree: metadataOwner},
	{name: "metadata-managed", weight: 20, tree: metadataManaged},
	{name: "metadata-large", weight: 1, tree: metadataLarge},
	{name: "status", weight: 40, tree: anyStatus},
	{name: "envelope", weight: 40, tree: envelope},
	{name: "scalar-spelling", weight: 120, tree: scalarSpelling},
	{name: "scalar-tag", weight: 50, tree: scalarTag},
	{name: "string-style", weight: 90, tree: stringStyle},
	{name: "block-scalar", weight: 40, tree: blockScalar},
	{name: "annotation-value", weight: 60, tree: annotationValue},
	{name: "odd-key", weight: 60, tree: oddKey},
	{name: "duplicate-key", weight: 40, tree: duplicateKey},
	{name: "anchor", weight: 40, tree: anchor},
	{name: "merge-key", weight: 50, tree: mergeKey},
	{name: "json", weight: 40, write: asJSON},
	{name: "whole-flow", weight: 40, write: asFlow},
	{name: "line-ends", weight: 40, text: lineEnds},
	{name: "encoding", weight: 15, text: encoding},
	{name: "comments", weight: 60, text: comments},
	{name: "markers", weight: 40, text: markers},
	{name: "tabs", weight: 30, text: tabs},
	{name: "not-a-manifest", weight: 5, text: notAManifest},
	{name: "chaos", weight: 100, text: chaos},
}
