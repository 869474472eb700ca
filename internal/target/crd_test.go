package target_test

import (
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/target"
)

// A node is a structural schema in a CRD. It has the fields that CRD writes, and decoding any other field is an error.
type node struct {
	Type        string           `json:"type"`
	Description string           `json:"description,omitempty"`
	Format      string           `json:"format,omitempty"`
	Default     any              `json:"default,omitempty"`
	Enum        []string         `json:"enum,omitempty"`
	Pattern     string           `json:"pattern,omitempty"`
	Minimum     *int64           `json:"minimum,omitempty"`
	Maximum     *int64           `json:"maximum,omitempty"`
	MinLength   *int64           `json:"minLength,omitempty"`
	MaxLength   *int64           `json:"maxLength,omitempty"`
	MinItems    *int64           `json:"minItems,omitempty"`
	MaxItems    *int64           `json:"maxItems,omitempty"`
	Required    []string         `json:"required,omitempty"`
	Properties  map[string]*node `json:"properties,omitempty"`
	Items       *node            `json:"items,omitempty"`
	Values      *node            `json:"additionalProperties,omitempty"`
	Open        bool             `json:"x-kubernetes-preserve-unknown-fields,omitempty"`
	ListType    string           `json:"x-kubernetes-list-type,omitempty"`
	ListKeys    []string         `json:"x-kubernetes-list-map-keys,omitempty"`
	MapType     string           `json:"x-kubernetes-map-type,omitempty"`
	Rules       []struct {
		Rule    string `json:"rule"`
		Message string `json:"message"`
	} `json:"x-kubernetes-validations,omitempty"`
}

func crdOf(t *testing.T, of target.Target) *node {
	t.Helper()
	text, err := of.CRD()
	if err != nil {
		t.Fatal(err)
	}
	var definition struct {
		APIVersion string         `json:"apiVersion"`
		Kind       string         `json:"kind"`
		Metadata   map[string]any `json:"metadata"`
		Spec       struct {
			Group    string         `json:"group"`
			Names    map[string]any `json:"names"`
			Scope    string         `json:"scope"`
			Versions []struct {
				Name         string              `json:"name"`
				Served       bool                `json:"served"`
				Storage      bool                `json:"storage"`
				Subresources map[string]any      `json:"subresources"`
				Columns      []map[string]string `json:"additionalPrinterColumns"`
				Schema       struct {
					Root *node `json:"openAPIV3Schema"`
				} `json:"schema"`
			} `json:"versions"`
		} `json:"spec"`
	}
	if err := yaml.UnmarshalStrict(text, &definition); err != nil {
		t.Fatalf("%s: %v", of, err)
	}
	return definition.Spec.Versions[0].Schema.Root
}

func (n *node) at(path string) *node {
	for name := range strings.SplitSeq(path, ".") {
		if name == "[]" {
			n = n.Items
		} else {
			n = n.Properties[name]
		}
	}
	return n
}

func (n *node) walk(path string, visit func(string, *node)) {
	visit(path, n)
	for name, property := range n.Properties {
		property.walk(path+"."+name, visit)
	}
	if n.Items != nil {
		n.Items.walk(path+"[]", visit)
	}
}

// TestCRDsAreStructural checks the requirements that an API server has for structural schemas.
func TestCRDsAreStructural(t *testing.T) {
	for _, each := range target.All() {
		root := crdOf(t, each)
		if root.Properties["metadata"].Description != "" {
			t.Errorf("%s: metadata has a description, which is not allowed in a CRD", each)
		}
		root.walk("", func(path string, n *node) {
			if n.Type == "" {
				t.Errorf("%s: %s has no type", each, path)
			}
			if n.Description == "" && path != ".metadata" {
				t.Errorf("%s: %s has no description", each, path)
			}
			if n.ListType == "map" && len(n.ListKeys) == 0 {
				t.Errorf("%s: the list %s has the type map, but no keys", each, path)
			}
		})
	}
}

func TestCRDRules(t *testing.T) {
	release, err := target.Parse("2.4")
	if err != nil {
		t.Fatal(err)
	}
	root := crdOf(t, release)
	for path, want := range map[string]string{
		"spec":                    "exactly one of aws, static, dynamicForwardProxy, gcp, priorityGroups must be set",
		"spec.aws":                "exactly one of lambda, ec2 must be set",
		"spec.aws.auth":           "if type is Secret, secretRef must be set, otherwise secretRef must not be set",
		"spec.aws.ec2.filters.[]": "exactly one of key, keyValue must be set",
	} {
		rules := root.at(path).Rules
		if len(rules) == 0 || rules[0].Message != want {
			t.Errorf("the rules of %s are %v, want the first one with the message %q", path, rules, want)
		}
	}
	condition := root.at("spec.aws").Rules[1]
	if want := "has(self.lambda) ? (has(self.accountId) || has(self.lambda.accountId)) : true"; condition.Rule != want {
		t.Errorf("the second rule of spec.aws is %s, want %s", condition.Rule, want)
	}
}

func TestCRDKeepsDefaultsFormatsAndListTypes(t *testing.T) {
	root := crdOf(t, target.Latest())
	if port := root.at("spec.aws.ec2.port"); port.Default != 80.0 || port.Format != "int32" || port.Minimum != nil {
		t.Errorf("port: %+v, want default 80 and only the limits of int32", port)
	}
	if mode := root.at("spec.aws.lambda.invocationMode"); len(mode.Enum) != 2 || mode.Type != "string" {
		t.Errorf("invocationMode: %+v, want a string of two values", mode)
	}
	if refs := root.at("spec.priorityGroups.[].backendRefs"); len(refs.ListKeys) != 1 || refs.ListKeys[0] != "name" {
		t.Errorf("backendRefs: %+v, want a map by name", refs)
	}
	if conditions := root.at("status.conditions"); conditions.ListType != "map" || *conditions.MaxItems != 8 {
		t.Errorf("conditions: %+v, want a map of at most 8", conditions)
	}
}

func TestCatalogCRDIsOpen(t *testing.T) {
	catalog, err := target.Parse("catalog")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"spec", "spec.static", "spec.static.hosts.[]", "spec.ai.provider"} {
		if !crdOf(t, catalog).at(path).Open {
			t.Errorf("%s rejects unknown fields in the CRD, want it to accept them as in the catalog", path)
		}
	}
}
