package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/target"
)

// madeUp is the line of a release that does not exist.
func madeUp(t *testing.T) string {
	t.Helper()
	major, minor, _ := strings.Cut(target.Latest().Release, ".")
	n, err := strconv.Atoi(minor)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s.%d", major, n+1)
}

// The changes of the made-up release. A field of the newest release that they need and that is gone is a failure of the rehearsal: choose
// another one.
const (
	freshField  = "spec.static.zone"
	freshPolicy = "BackendConfigPolicy.spec.rehearsal"
	movedFrom   = "spec.aws.ec2.addressType"
	movedTo     = "spec.aws.ec2.instanceAddress"
	limited     = "spec.aws.ec2.filters"
	shortened   = "spec.static.appProtocol"
	goneValue   = "kubernetes.io/ws"
)

// madeUpCRDs returns the CRDs of the made-up release, as kubectl prints them: those of the newest one, with a new field of a Backend and of a
// policy, a field that moved, a tighter limit, and a value less.
func madeUpCRDs(t *testing.T) []byte {
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
	moving := in(t, backend, parentOf(movedFrom))
	moving[nameOf(movedTo)] = moving[nameOf(movedFrom)]
	delete(moving, nameOf(movedFrom))
	list := in(t, backend, parentOf(limited))[nameOf(limited)].(object)
	list["maxItems"] = list["maxItems"].(float64) / 2
	enum := in(t, backend, parentOf(shortened))[nameOf(shortened)].(object)
	enum["enum"] = slices.DeleteFunc(enum["enum"].([]any), func(v any) bool { return v == goneValue })

	items := []any{backend}
	for _, policy := range policyCRDs(target.Latest()) {
		if kind, rest, _ := strings.Cut(freshPolicy, "."); kind == policy["spec"].(object)["names"].(object)["kind"] {
			in(t, policy, parentOf(rest))[nameOf(rest)] = object{"type": "boolean"}
		}
		items = append(items, policy)
	}
	out, err := yaml.Marshal(object{"apiVersion": "v1", "kind": "List", "items": items})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func parentOf(path string) string { return path[:strings.LastIndexByte(path, '.')] }

func nameOf(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// in returns the properties of an object in a CRD.
func in(t *testing.T, definition object, path string) object {
	t.Helper()
	schema, ok := definition["spec"].(object)["versions"].([]any)[0].(object)["schema"].(object)["openAPIV3Schema"].(object)
	for name := range strings.SplitSeq(path, ".") {
		properties, _ := schema["properties"].(object)
		schema, ok = properties[name].(object)
		if !ok {
			t.Fatalf("the newest release has no %s: choose another field for the made-up release", path)
		}
	}
	return schema["properties"].(object)
}
