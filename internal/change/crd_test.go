package change

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/target"
)

// TestPolicyFieldsHaveAnImpact checks that the table of impacts has a decision for every field of kgateway's policies.
func TestPolicyFieldsHaveAnImpact(t *testing.T) {
	const kgateway, gateway = "gateway.kgateway.dev/v1alpha1", "gateway.networking.k8s.io/v1"
	for kind, version := range map[string]string{
		"BackendConfigPolicy": kgateway, "TrafficPolicy": kgateway, "GatewayExtension": kgateway, "BackendTLSPolicy": gateway,
	} {
		root := fields.Of(version, kind)
		if root == nil {
			t.Fatalf("no fields of %s %s", version, kind)
		}
		seen := 0
		for _, release := range target.Releases() {
			seen += eachField(root.Child("spec"), "spec", release, func(pattern string) {
				if !HasRule(kind, pattern) {
					t.Errorf("the table of impacts has no rule for the field %s of a %s", pattern, kind)
				}
			})
		}
		if seen < 10 {
			t.Errorf("a %s has only %d fields, want at least 10", kind, seen)
		}
	}
}

// eachField calls a function for every field of a release that has no nested fields, and returns the number of these fields.
func eachField(f *fields.Field, pattern string, release target.Target, do func(string)) int {
	children := f.Children(release)
	if len(children) == 0 {
		do(pattern)
		return 1
	}
	if f.IsList {
		pattern += "[]"
	}
	n := 0
	for _, child := range children {
		n += eachField(child, pattern+"."+child.Name, release, do)
	}
	return n
}

// A crdSchema contains the keywords of a CRD's schema that the tests compare with the tables.
type crdSchema struct {
	Type, Format, Pattern string
	Default               any
	Properties            map[string]*crdSchema
	Items                 *crdSchema
	IntOrString           bool                    `yaml:"x-kubernetes-int-or-string"`
	ListType              string                  `yaml:"x-kubernetes-list-type"`
	ListKeys              []string                `yaml:"x-kubernetes-list-map-keys"`
	Rules                 []struct{ Rule string } `yaml:"x-kubernetes-validations"`
}

// crdFiles returns the paths of the available CRDs: those of each kgateway release, and those of the Gateway API.
func crdFiles(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("BACKENDCTL_CRDS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "crds")
	}
	var out []string
	for _, plural := range []string{"backendconfigpolicies", "trafficpolicies", "gatewayextensions", "httplistenerpolicies", "listenerpolicies", "directresponses"} {
		files, err := filepath.Glob(filepath.Join(dir, "kgateway-*", plural+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, files...)
	}
	if len(out) == 0 {
		t.Skip("set BACKENDCTL_CRDS to a folder with kgateway-2.X/trafficpolicies.yaml and so on")
	}
	if module := os.Getenv("BACKENDCTL_GATEWAY_API"); module != "" {
		for _, plural := range []string{"httproutes", "grpcroutes", "tcproutes", "tlsroutes", "gateways", "referencegrants"} {
			files, err := filepath.Glob(filepath.Join(module, "config", "crd", "*", "*_"+plural+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, files...)
		}
	}
	return out
}

// TestCRDs checks that the tables agree with the CRDs: defaults, durations, quantities and sets. It checks the Gateway API if
// BACKENDCTL_GATEWAY_API is a folder of its module.
func TestCRDs(t *testing.T) {
	checked := 0
	for _, name := range crdFiles(t) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var crd struct {
			Spec struct {
				Names    struct{ Kind string }
				Versions []struct {
					Schema struct {
						Root crdSchema `yaml:"openAPIV3Schema"`
					}
				}
			}
		}
		if err := yaml.Unmarshal(text, &crd); err != nil {
			t.Fatal(err)
		}
		for _, version := range crd.Spec.Versions {
			checked += checkSchema(t, crd.Spec.Names.Kind, "spec", version.Schema.Root.Properties["spec"])
		}
	}
	if checked < 100 {
		t.Errorf("only %d facts about fields were checked, want at least 100", checked)
	}
}

func checkSchema(t *testing.T, kind, pattern string, s *crdSchema) int {
	t.Helper()
	n := 0
	switch {
	case s == nil:
		return 0
	case s.Default != nil && s.Default != "" && !isName(pattern):
		n++
		checkDefault(t, kind, pattern, s.Default)
	case s.IntOrString:
		n++
		checkReading(t, kind, pattern, "1Ki", int64(1024))
	}
	if s.isDuration() {
		n++
		checkReading(t, kind, pattern, "60s", "1m")
	}
	switch s.ListType {
	case "set":
		n++
		if !IsSet(kind, pattern) {
			t.Errorf("the list %s %s is not a set in the table of lists, but the CRD has a set", kind, pattern)
		}
	case "map":
		n++
		if !HasKeys(kind, pattern, s.ListKeys) {
			t.Errorf("the list %s %s does not have the keys of the CRD: want %v", kind, pattern, s.ListKeys)
		}
	}
	if len(s.Properties) == 0 && s.Items == nil && isOfKgateway(kind) && !knows(kind, pattern) {
		t.Errorf("the table of impacts has no rule for the field %s of a %s", pattern, kind)
	}
	for _, key := range slices.Sorted(maps.Keys(s.Properties)) {
		n += checkSchema(t, kind, pattern+"."+key, s.Properties[key])
	}
	return n + checkSchema(t, kind, pattern+"[]", s.Items)
}

// isOfKgateway reports whether a kind belongs to kgateway. The kinds of the Gateway API have fields that kgateway does not read.
func isOfKgateway(kind string) bool {
	return !slices.Contains([]string{"HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "Gateway", "ReferenceGrant"}, kind)
}

// knows reports whether the table of impacts has a rule for the field.
func knows(kind, pattern string) bool {
	return (&comparer{kind: kind}).ruleFor(&Change{Op: Changed, Pattern: pattern}).knowsField()
}

// isName reports whether a field is the name of a reference. Its default "" does not refer to an object.
func isName(pattern string) bool { return strings.HasSuffix(pattern, ".name") }

func (s *crdSchema) isDuration() bool {
	isRule := slices.ContainsFunc(s.Rules, func(r struct{ Rule string }) bool { return strings.Contains(r.Rule, "duration(self)") })
	return s.Type == "string" && (s.Format == "duration" || isRule || strings.Contains(s.Pattern, "(h|m|s|ms)"))
}

func checkDefault(t *testing.T, kind, pattern string, want any) {
	t.Helper()
	if got, has := DefaultOf(kind, pattern); !has {
		t.Errorf("%s %s is not in the table of defaults, want %v", kind, pattern, want)
	} else if !HasDefault(kind, pattern, want) {
		t.Errorf("the default of %s %s is %v, want %v", kind, pattern, got, want)
	}
}

func checkReading(t *testing.T, kind, pattern string, a, b any) {
	t.Helper()
	if !ReadsAlike(kind, pattern, a, b) {
		t.Errorf("%s %s: %v and %v have different meanings, want the same", kind, pattern, a, b)
	}
}
