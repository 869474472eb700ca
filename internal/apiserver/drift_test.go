package apiserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/apiserver/generate"
	"github.com/backendctl/backendctl/internal/target"
)

// driftSize is the number of manifests per release that both servers check.
const driftSize = 2000

// TestDrift compares the CRDs that backendctl generates with the upstream CRDs. It compares the structural constraints one by one. It
// compares the CEL rules by the verdicts on generated manifests: one server has the upstream CRDs, and another server the generated ones.
func TestDrift(t *testing.T) {
	dir := CRDFolder(DefaultCRDFolder)
	if dir == "" {
		t.Skipf("no upstream CRDs: set %s to a folder with <release>/backends.yaml", CRDsEnv)
	}
	upstream, own := definitions(t, func() (CRDs, error) { return Definitions(dir) }), definitions(t, OwnCRDs)
	for _, release := range ReleaseIDs {
		t.Run("structure/"+release, func(t *testing.T) {
			compareStructure(t, release, constraints(t, upstream.ByRelease[release]), constraints(t, own.ByRelease[release]))
		})
	}
	t.Run("behaviour", func(t *testing.T) { compareBehaviour(t, upstream, own) })
}

func definitions(t *testing.T, read func() (CRDs, error)) CRDs {
	t.Helper()
	crds, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return crds
}

// expressedOtherwise are the constraints, by releases, path and keyword, that the two CRDs express in different ways. The comparison of
// behaviour shows that they are equivalent.
var expressedOtherwise = map[string]string{
	"2.0 .spec.ai maxProperties":                                                                  aUnion,
	"2.0 .spec.ai minProperties":                                                                  aUnion,
	"2.0 .spec.ai.llm.provider maxProperties":                                                     aUnion,
	"2.0 .spec.ai.llm.provider minProperties":                                                     aUnion,
	"2.0 .spec.ai.multipool.priorities[].pool[].provider maxProperties":                           aUnion,
	"2.0 .spec.ai.multipool.priorities[].pool[].provider minProperties":                           aUnion,
	"2.1 .spec.mcp.targets[].selector.namespace.matchExpressions x-kubernetes-list-type":          onlyForMerges,
	"2.1 .spec.mcp.targets[].selector.namespace.matchExpressions[].values x-kubernetes-list-type": onlyForMerges,
	"2.1 .spec.mcp.targets[].selector.service.matchExpressions x-kubernetes-list-type":            onlyForMerges,
	"2.1 .spec.mcp.targets[].selector.service.matchExpressions[].values x-kubernetes-list-type":   onlyForMerges,
	"2.2 .spec required": "upstream's rules read the type without has()",
	"2.3 .spec required": "upstream's rules read the type without has()",
	"2.4+ .spec.priorityGroups[].backendRefs[] required":       notEmpty,
	"2.4+ .spec.priorityGroups[].backendRefs[].name default":   notEmpty,
	"2.4+ .spec.priorityGroups[].backendRefs[].name minLength": notEmpty,
}

const (
	aUnion        = "our CRD has a CEL rule that requires exactly one member"
	onlyForMerges = "atomic is the default for a list, and affects only server-side apply"
	notEmpty      = "upstream has an empty name as default and a rule that rejects it"
)

func compareStructure(t *testing.T, release string, upstream, own map[string]string) {
	paths := map[string]bool{}
	for path := range upstream {
		paths[path] = true
	}
	for path := range own {
		paths[path] = true
	}
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		excused := isExpressedOtherwise(release, path)
		switch same := upstream[path] == own[path]; {
		case same && excused:
			t.Errorf("%s no longer differs between the two CRDs: remove it from expressedOtherwise", path)
		case !same && !excused:
			t.Errorf("%s: the upstream CRD has %s, the generated CRD has %s", path, orNothing(upstream[path]), orNothing(own[path]))
		}
	}
}

func isExpressedOtherwise(release, path string) bool {
	for where := range expressedOtherwise {
		if span, rest, _ := strings.Cut(where, " "); rest == path && target.InSpan(strings.TrimPrefix(release, "kgateway-"), span) {
			return true
		}
	}
	return false
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

// constraints returns the structural keywords of a CRD, by path and keyword.
func constraints(t *testing.T, crd []byte) map[string]string {
	t.Helper()
	var definition apiextensions.CustomResourceDefinition
	if err := yaml.Unmarshal(crd, &definition); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	version := definition.Spec.Versions[0]
	found["names"] = text(t, definition.Spec.Names.Kind+" "+definition.Spec.Names.Plural+"."+definition.Spec.Group+"/"+version.Name)
	found["scope"] = text(t, definition.Spec.Scope)
	found["subresources"] = text(t, version.Subresources)
	flatten(t, found, "", version.Schema.OpenAPIV3Schema)
	return found
}

// flatten adds the keywords of a schema at path, and of the schemas in it, to the map found. It leaves out titles, descriptions, examples
// and CEL rules.
func flatten(t *testing.T, found map[string]string, path string, s *apiextensions.JSONSchemaProps) {
	t.Helper()
	flat := *s
	flat.Description, flat.Title, flat.Example, flat.XValidations = "", "", nil, nil
	flat.Properties, flat.Items, flat.AdditionalProperties = nil, nil, nil
	flat.Required = slices.Sorted(slices.Values(s.Required))
	var keywords map[string]any
	if err := json.Unmarshal([]byte(text(t, flat)), &keywords); err != nil {
		t.Fatal(err)
	}
	for keyword, value := range keywords {
		found[path+" "+keyword] = text(t, value)
	}
	for name := range s.Properties {
		property := s.Properties[name]
		flatten(t, found, path+"."+name, &property)
	}
	if s.Items != nil {
		flatten(t, found, path+"[]", s.Items.Schema)
	}
	if s.AdditionalProperties != nil && s.AdditionalProperties.Schema != nil {
		flatten(t, found, path+".*", s.AdditionalProperties.Schema)
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func compareBehaviour(t *testing.T, upstream, own CRDs) {
	judges, _ := start(t)
	if crds, err := theCRDs(); err != nil || crds.Source != upstream.Source {
		t.Fatalf("the shared server does not use %s: %v", upstream.Source, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), startTimeout)
	defer cancel()
	twin, err := Start(ctx, own.ByRelease)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := twin.Close(); err != nil {
			t.Error(err)
		}
	})
	seed := seedFrom(t)
	for i, release := range ReleaseIDs {
		t.Run(release, func(t *testing.T) {
			generator, err := generate.New(upstream.ByRelease[release], seed+uint64(i))
			if err != nil {
				t.Fatal(err)
			}
			c := newComparison(judges, release, twin.judgeLikeOurs)
			if err := c.run(t, generator.Next, driftSize); err != nil {
				t.Fatal(err)
			}
			c.report(t)
		})
	}
}

// judgeLikeOurs returns the verdict of the server in the form in which a comparison gets the verdicts of backendctl. With it, a comparison
// compares two servers.
func (s *Server) judgeLikeOurs(release string, manifest []byte) (bool, []string, error) {
	verdict, err := s.Judge(context.Background(), release, manifest)
	if err != nil {
		return false, nil, errors.Join(errTwin, err)
	}
	var reasons []string
	for _, cause := range verdict.Causes {
		reasons = append(reasons, fmt.Sprint(cause))
	}
	return verdict.Valid, reasons, nil
}

var errTwin = errors.New("cannot get a verdict from the API server with our CRDs")
