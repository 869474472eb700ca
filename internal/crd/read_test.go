package crd_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/source"
)

// definition returns a CRD of Backend with a schema of spec.
func definition(spec string) string {
	return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: backends.gateway.kgateway.dev}
spec:
  group: gateway.kgateway.dev
  scope: Namespaced
  names: {kind: Backend, plural: backends}
  versions:
  - name: v1alpha1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: ` + spec + "\n"
}

func TestRead(t *testing.T) {
	one := definition("{type: object}")
	policy := strings.ReplaceAll(one, "kind: Backend", "kind: TrafficPolicy")
	service := "apiVersion: v1\nkind: Service\n"
	for name, text := range map[string]string{
		"a single document":                       one,
		"a document after others":                 service + "---\n" + policy + "--- # the CRD\n" + one,
		"a document between two document markers": "---\n" + one + "---\n",
		"an item of a List":                       "apiVersion: v1\nkind: List\nitems:\n- " + strings.TrimSpace(strings.ReplaceAll(one, "\n", "\n  ")),
		"Windows line breaks":                     strings.ReplaceAll(service+"---\n"+one, "\n", "\r\n"),
		"JSON":                                    `{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","spec":{"group":"gateway.kgateway.dev","names":{"kind":"Backend"},"versions":[{"name":"v1alpha1","served":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}`,
		"a second version that is not served":     one + "  - {name: v1, served: false}\n",
		"UTF-16":                                  string(source.New("a", []byte("\xff\xfe")).Encode(one)),
		"a Helm template in another document":     "{{ if .Values.x }}\n---\n" + one,
	} {
		found, err := crd.Read("crds.yaml", []byte(text))
		if err != nil || len(found) != 1 || len(found[0].Versions) != 1 || found[0].Version("v1alpha1") == nil {
			t.Errorf("%s: found %v, error %v, want one CRD with the version v1alpha1 only", name, found, err)
		}
	}
	if found, err := crd.Read("two.yaml", []byte(one+"---\n"+one)); err != nil || len(found) != 2 {
		t.Errorf("two documents: found %d CRDs, error %v, want 2", len(found), err)
	}
}

func TestReadRefuses(t *testing.T) {
	one := definition("{type: object}")
	for _, c := range []struct{ text, want string }{
		{"", "crds.yaml is empty: expected the output of `kubectl get crd backends.gateway.kgateway.dev -o yaml`"},
		{" \n", "crds.yaml is empty"},
		{"---\n# nothing\n", "crds.yaml is not a CustomResourceDefinition; `kubectl get crd backends.gateway.kgateway.dev -o yaml` prints one"},
		{"\x1f\x8b\b\x00", "crds.yaml is compressed with gzip: unpack it first"},
		{"{{- if .Values.crds }}\n" + one + "{{- end }}\n", "crds.yaml is a template of a Helm chart: pass the output of `helm template`"},
		{"apiVersion: v1\nkind: Service\n", "crds.yaml is not a CustomResourceDefinition: it has Service; `kubectl get crd"},
		{"just text about a CustomResourceDefinition of Backend", "crds.yaml is not a Kubernetes object"},
		{strings.ReplaceAll(one, "kind: Backend", "kind: BackendConfigPolicy"), "has no CRD of Backend (gateway.kgateway.dev): it has the CRD of BackendConfigPolicy (gateway.kgateway.dev)"},
		{strings.ReplaceAll(one, "group: gateway.kgateway.dev", "group: gateway.envoyproxy.io"), "it has the CRD of Backend (gateway.envoyproxy.io)"},
		{strings.ReplaceAll(one, "k8s.io/v1", "k8s.io/v1beta1"), "has a CRD of apiextensions.k8s.io/v1beta1: only apiextensions.k8s.io/v1 is read"},
		{strings.ReplaceAll(one, "served: true", "served: false"), "serves no version (versions: v1alpha1)"},
		{one + "kind: Other\n", "is not valid YAML: line"},
		{one + "\tx", "is not valid YAML"},
		{definition("{type: object, maximumFun: 1}"), `unknown field "maximumFun"`},
		{definition("{type: object, properties: {a: {}}}"), "spec.a: has no type"},
		{definition("{type: object, properties: {a: {type: array}}}"), "spec.a: is a list without a schema for its items"},
		{definition(`{type: object, description: "a\e[31mb"}`), "has a CRD with control characters"},
		{definition(`{type: object, description: "a\u202eb"}`), "has a CRD with control characters"},
		{definition(`{type: object, description: "a\x9bb"}`), "has a CRD with control characters"},
		{definition(`{type: object, properties: {"a\nb": {type: string}}}`), `spec: "a\nb" is not a valid name`},
		{definition(`{type: string, enum: ["a\n::error::b"]}`), `spec: "a\n::error::b" is not a valid value`},
		{definition("{type: thing}"), `spec: unknown type "thing"`},
		{definition("{type: string, pattern: '('}"), "spec: the pattern is not valid"},
		{definition("{type: string, pattern: '(((a{100}){100}){100}){100}'}"), "spec: the pattern is not valid"},
		{definition("{type: array, x-kubernetes-list-type: map, items: {type: object}}"), "spec: a list of type map has no keys"},
		{definition("{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [b], items: {type: object}}"), `spec: the key "b" is not a field`},
		{definition(strings.Repeat("{type: array, items: ", 80) + "{type: string}" + strings.Repeat("}", 80)), "more than 64 levels deep"},
		{definition(strings.Repeat("{not: ", 80) + "{}" + strings.Repeat("}", 80)), "has no type"},
		{definition("{type: object, not: " + strings.Repeat("{not: ", 80) + "{}" + strings.Repeat("}", 81)), "constraints more than 64 levels deep"},
		{definition("{type: object, properties: {" + manyFields(20_001) + "}}"), "more than 20000 fields"},
		{definition("{type: object}") + strings.Repeat("#"+strings.Repeat("x", 1023)+"\n", 16<<10), "has more than 16 MiB"},
		{definition("{type: object, description: " + strings.Repeat("x", 3<<20) + "}"), "has a CRD of more than 3 MiB"},
		{"kind: CustomResourceDefinition # Backend\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n" +
			"e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n", "excessive aliasing"},
	} {
		found, err := crd.Read("crds.yaml", []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) || len(found) > 0 {
			t.Errorf("%.80q…: found %d CRDs, error %v\nwant the error %s", c.text, len(found), err, c.want)
		}
	}
}

func manyFields(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "f%d: {type: string}, ", i)
	}
	return strings.TrimSuffix(b.String(), ", ")
}

// FuzzRead checks that reading a text does not panic, and that the schema of each CRD that can be read can be built.
func FuzzRead(f *testing.F) {
	for _, spec := range []string{
		"{type: object, nullable: true, default: {a: b}, properties: {a: {type: string, default: b}}, required: [a]}",
		"{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}",
		"{type: object, additionalProperties: {type: number, multipleOf: 0.5, exclusiveMaximum: true, maximum: 3}, minProperties: 1}",
		"{type: array, x-kubernetes-list-type: set, items: {type: string, format: ipv4}}",
		`{type: object, properties: {a: {type: string}, b: {type: string}}, x-kubernetes-validations: [{rule: "has(self.a) ? self.b != 'x' : self.b in ['y']"}], oneOf: [{required: [a]}, {not: {required: [b]}}]}`,
	} {
		f.Add([]byte(definition(spec)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		found, err := crd.Read("fuzz.yaml", text)
		if err != nil {
			return
		}
		for _, d := range found {
			for _, v := range d.Versions {
				var translator crd.Translator
				translator.Translate(v.Root)
				schema, err := crd.Build(v.Root, crd.Options{Version: v.Name, Subresource: v.Subresource})
				if err != nil {
					t.Fatal(err)
				}
				crd.Encode(schema)
			}
		}
	})
}
