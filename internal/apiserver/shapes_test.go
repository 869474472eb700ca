package apiserver

import (
	"fmt"
	"maps"
	"slices"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/yaml"
)

// shapes distinguishes manifests in the shape of the catalog from misspelt Backends, by the names of fields. A path has the form
// .spec.static.hosts[].port; * stands for any key.
type shapes struct {
	own       map[string]bool // the fields of the catalog that no release has
	published map[string]bool // the fields of the catalog
}

func newShapes(crds map[string][]byte) (*shapes, error) {
	crd, err := PublishedCRD()
	if err != nil {
		return nil, err
	}
	s := &shapes{own: map[string]bool{}, published: map[string]bool{}}
	if err := addFields(s.published, crd); err != nil {
		return nil, err
	}
	// A CustomResourceDefinition does not list the fields of metadata. It allows a status, which the catalog does not have.
	for _, name := range []string{"name", "namespace", "labels", "labels.*", "annotations", "annotations.*"} {
		s.published[".metadata."+name] = true
	}
	released := map[string]bool{}
	for release, crd := range crds {
		if err := addFields(released, crd); err != nil {
			return nil, fmt.Errorf("%s: %w", release, err)
		}
	}
	for path := range s.published {
		s.own[path] = !released[path] && path[:6] == ".spec."
	}
	return s, nil
}

// addFields adds the paths of all fields in a CRD.
func addFields(to map[string]bool, crd []byte) error {
	var definition apiextensions.CustomResourceDefinition
	if err := yaml.Unmarshal(crd, &definition); err != nil {
		return fmt.Errorf("read the CRD: %w", err)
	}
	addBelow(to, "", definition.Spec.Versions[0].Schema.OpenAPIV3Schema)
	return nil
}

func addBelow(to map[string]bool, path string, s *apiextensions.JSONSchemaProps) {
	to[path] = true
	for name := range s.Properties {
		property := s.Properties[name]
		addBelow(to, path+"."+name, &property)
	}
	if s.Items != nil {
		addBelow(to, path+"[]", s.Items.Schema)
	}
	if s.AdditionalProperties != nil && s.AdditionalProperties.Schema != nil {
		addBelow(to, path+".*", s.AdditionalProperties.Schema)
	}
}

// has reports whether a manifest uses at least one field that only the catalog has, and no field that the catalog does not have.
func (s *shapes) has(manifest []byte) bool {
	object := map[string]any{}
	if decode(manifest, &object) != nil {
		return false
	}
	used := map[string]bool{}
	s.use(used, "", object)
	own := func(path string) bool { return s.own[path] }
	unknown := func(path string) bool { return !s.published[path] }
	paths := slices.Collect(maps.Keys(used))
	return slices.ContainsFunc(paths, own) && !slices.ContainsFunc(paths, unknown)
}

// use adds the paths of all fields in a value.
func (s *shapes) use(to map[string]bool, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			below := path + "." + key
			if s.published[path+".*"] {
				below = path + ".*"
			}
			to[below] = true
			s.use(to, below, value)
		}
	case []any:
		for _, item := range v {
			s.use(to, path+"[]", item)
		}
	}
}

// hasNull reports whether a manifest contains a null.
func hasNull(manifest []byte) bool {
	var object any
	return decode(manifest, &object) == nil && containsNull(object)
}

func containsNull(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), containsNull)
	case []any:
		return slices.ContainsFunc(v, containsNull)
	}
	return false
}
