package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

// defs are the objects that a schema has only once, in $defs, if a release has them in several places. A path is a pattern, and the name
// is the key in $defs.
var defs = []struct{ path, name string }{
	{"*.authToken", "AuthToken"},
	{"*.secretRef", "SecretRef"},
	{"*.auth", "AWSAuth"},
	{"*.authHeader", "AuthHeader"},
	{"*.path", "PathOverride"},
	{"*.hostOverride", "HostOverride"},
	{"*.provider", "LLMProvider"},
	{"*.anthropic", "Anthropic"},
	{"*.azureopenai", "AzureOpenAI"},
	{"*.bedrock", "Bedrock"},
	{"*.gemini", "Gemini"},
	{"*.openai", "OpenAI"},
	{"*.vertexai", "VertexAI"},
	{"spec.mcp.targets[].selector.namespace", "LabelSelector"},
	{"spec.mcp.targets[].selector.service", "LabelSelector"},
}

// defName returns the key of an object in $defs, or "" if the object is not in defs.
func defName(path string) string {
	for _, d := range defs {
		if crd.Matches(d.path, path) {
			return d.name
		}
	}
	return ""
}

// build returns the schema of a release: the structure of the CRD, with this project's documentation.
func build(in input, t *tables, life lifetimes) (crd.Object, error) {
	if err := untranslated(t.rules.Translate(in.version.Root)); err != nil {
		return nil, err
	}
	schema, err := crd.Build(in.version.Root, crd.Options{
		Head: in.head(),
		Words: func(path string, _ *crd.Field, required bool) (crd.Object, error) {
			return t.words(path, in.release, required, life)
		},
		Shared:      defName,
		Metadata:    t.objectMeta,
		Examples:    t.manifests(in.release),
		Subresource: in.version.Subresource,
		Version:     in.version.Name,
	})
	if errors.Is(err, crd.ErrDiffers) {
		err = fmt.Errorf("%w; split its entry in %s", err, edit.Place("internal/tools/schemagen/build.go", "var defs"))
	}
	return schema, err
}

// head returns the metadata of a schema.
func (in input) head() crd.Object {
	return crd.Object{
		{Key: "$id", Value: "https://github.com/backendctl/backendctl/blob/main/schemas/kgateway-" + in.release + ".json"},
		{Key: "title", Value: "Backend of kgateway " + in.release},
		{Key: "description", Value: "A destination other than a Service, to which the routes of a Gateway send traffic. A manifest is " +
			"valid here if an API server with the CRD of kgateway " + in.release + " accepts its creation."},
		{Key: "x-provenance", Value: crd.Object{
			{Key: "project", Value: "https://github.com/kgateway-dev/kgateway"},
			{Key: "release", Value: in.release},
			{Key: "path", Value: "install/helm/kgateway-crds/templates/gateway.kgateway.dev_backends.yaml"},
			{Key: "crdDigest", Value: in.digest},
		}},
	}
}

// manifests returns the examples of a release.
func (t *tables) manifests(release string) []any {
	var manifests []any
	for _, e := range t.examples {
		if target.InSpan(release, e.Releases) {
			manifests = append(manifests, valueOf(&e.Manifest))
		}
	}
	return manifests
}

// words returns the documentation of a field.
func (t *tables) words(path, release string, required bool, life lifetimes) (crd.Object, error) {
	d, err := t.doc(path, release)
	if err != nil {
		return nil, err
	}
	var words crd.Object
	words.Set("description", d.Text)
	words.Set("x-expected", d.Expected)
	if required {
		words.Set("x-required-because", d.Because)
	}
	if d.Deprecated {
		words.Set("deprecated", true)
	}
	if len(d.Examples.Content) > 0 {
		words.Set("examples", valueOf(&d.Examples))
	}
	words.Set("x-since", life.since(path))
	words.Set("x-until", life.until(path))
	return words, nil
}

// untranslated returns an error for each rule of a CRD that has no translation, with the places for the code of the translation.
func untranslated(rules []crd.Unjudged) error {
	var errs []error
	for _, u := range rules {
		errs = append(errs, fmt.Errorf("%s: no translation for the rule %q, which needs code:\n%s", u.Field, u.Rule, placesFor(u)))
	}
	return errors.Join(errs...)
}

func placesFor(u crd.Unjudged) string {
	const express, rules, format = "internal/crd/express.go", "internal/crd/rules.go", "internal/crd/format.go"
	switch {
	case strings.HasPrefix(u.Rule, "format "):
		return "  " + edit.Place(format, "var formats") + ": the formats that the schema checks, and internal/schema/format.go: the check"
	case strings.HasPrefix(u.Rule, "limits on "):
		return "  " + edit.Place(rules, ") translateCount(") + ": limits on the number of fields"
	}
	return fmt.Sprintf("  %s: for all rules of this form\n  %s: or for this rule alone, an entry {%q, %q, …}",
		edit.Place(express, ") truth("), edit.Place(rules, "var translations"), u.Field, crd.RuleDigest(u.Rule))
}
