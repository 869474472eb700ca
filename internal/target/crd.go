package target

import (
	"fmt"

	"sigs.k8s.io/yaml"
)

// CRD returns a CustomResourceDefinition made from the target's schema, as YAML: what an API server needs to judge
// manifests as the target does. Unions and conditions become CEL rules. That of a CRD is the CRD itself.
func (t Target) CRD() ([]byte, error) {
	if t.own != nil {
		text, err := yaml.JSONToYAML(t.own.definition.JSON)
		if err != nil {
			return nil, fmt.Errorf("write the CRD of %s: %w", t.ID, err)
		}
		return text, nil
	}
	d, err := t.document()
	if err != nil {
		return nil, err
	}
	root, err := structural{d}.root()
	if err != nil {
		return nil, fmt.Errorf("make a CRD of %s: %w", t.ID, err)
	}
	text, err := yaml.Marshal(definition(root))
	if err != nil {
		return nil, fmt.Errorf("write the CRD of %s: %w", t.ID, err)
	}
	comment := fmt.Sprintf("# Made by backendctl from its schema of %s. It judges a manifest as that schema does.\n", t.Title)
	return append([]byte(comment), text...), nil
}

func definition(root schema) schema {
	return schema{
		"apiVersion": "apiextensions.k8s.io/v1",
		"kind":       "CustomResourceDefinition",
		"metadata":   schema{"name": "backends.gateway.kgateway.dev"},
		"spec": schema{
			"group": "gateway.kgateway.dev",
			"names": schema{
				"categories": []string{"kgateway"},
				"kind":       "Backend",
				"listKind":   "BackendList",
				"plural":     "backends",
				"singular":   "backend",
			},
			"scope": "Namespaced",
			"versions": []schema{{
				"name":                     "v1alpha1",
				"served":                   true,
				"storage":                  true,
				"subresources":             schema{"status": schema{}},
				"additionalPrinterColumns": columns(),
				"schema":                   schema{"openAPIV3Schema": root},
			}},
		},
	}
}

func columns() []schema {
	return []schema{
		{"name": "Type", "type": "string", "jsonPath": ".spec.type"},
		{"name": "Accepted", "type": "string", "jsonPath": ".status.conditions[?(@.type=='Accepted')].status"},
		{"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"},
	}
}
