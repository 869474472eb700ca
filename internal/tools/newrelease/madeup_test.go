package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/target"
)

// The paths of the fields that the made-up release adds, moves or limits, and a value that it removes. If the newest release no longer has
// one of the fields that they need, the rehearsal fails: choose another field.
const (
	freshField  = "spec.static.zone"
	freshList   = "spec.static.mirrors"
	freshPolicy = "BackendConfigPolicy.spec.rehearsal"
	movedFrom   = "spec.aws.ec2.addressType"
	movedTo     = "spec.aws.ec2.instanceAddress"
	limited     = "spec.aws.ec2.filters"
	shortened   = "spec.static.appProtocol"
	goneValue   = "kubernetes.io/ws"
)

// madeUpCRDs returns the CRDs of the made-up release by file name: those of the newest release, with a new field of a Backend and of a
// policy, a new list whose items have a key, a field that moved, a tighter limit, and a removed value of an enumeration.
func madeUpCRDs(t *testing.T) map[string][]byte {
	t.Helper()
	text, err := target.Latest().CRD()
	if err != nil {
		t.Fatal(err)
	}
	var backend object
	if err := yaml.Unmarshal(text, &backend); err != nil {
		t.Fatal(err)
	}
	in(t, backend, parentOf(freshField))[nameOf(freshField)] = object{"type": "string", "maxLength": 63}
	in(t, backend, parentOf(freshList))[nameOf(freshList)] = object{
		"type": "array", "maxItems": 4, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": []string{"id"},
		"items": object{"type": "object", "required": []string{"id"}, "properties": object{
			"id": object{"type": "string", "maxLength": 20}, "share": object{"type": "integer", "default": 1},
		}},
	}
	moving := in(t, backend, parentOf(movedFrom))
	moving[nameOf(movedTo)] = moving[nameOf(movedFrom)]
	delete(moving, nameOf(movedFrom))
	list := in(t, backend, parentOf(limited))[nameOf(limited)].(object)
	list["maxItems"] = list["maxItems"].(float64) / 2
	enum := in(t, backend, parentOf(shortened))[nameOf(shortened)].(object)
	enum["enum"] = slices.DeleteFunc(enum["enum"].([]any), func(v any) bool { return v == goneValue })

	all := []object{backend}
	for _, policy := range policyCRDs(target.Latest()) {
		if kind, rest, _ := strings.Cut(freshPolicy, "."); kind == policy["spec"].(object)["names"].(object)["kind"] {
			in(t, policy, parentOf(rest))[nameOf(rest)] = object{"type": "boolean"}
		}
		all = append(all, policy)
	}
	files := map[string][]byte{}
	for _, definition := range all {
		text, err := yaml.Marshal(definition)
		if err != nil {
			t.Fatal(err)
		}
		spec := definition["spec"].(object)
		files[fmt.Sprintf("%s_%s.yaml", spec["group"], spec["names"].(object)["plural"])] = text
	}
	return files
}

func parentOf(path string) string { return path[:strings.LastIndexByte(path, '.')] }

func nameOf(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// in returns the properties of the object at a path of a CRD.
func in(t *testing.T, definition object, path string) object {
	t.Helper()
	schema := definition["spec"].(object)["versions"].([]any)[0].(object)["schema"].(object)["openAPIV3Schema"].(object)
	for name := range strings.SplitSeq(path, ".") {
		properties, _ := schema["properties"].(object)
		next, ok := properties[name].(object)
		if !ok {
			t.Fatalf("the newest release has no %s: choose another field for the made-up release", path)
		}
		schema = next
	}
	return schema["properties"].(object)
}
