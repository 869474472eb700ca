package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func crdOf(kind, spec string) string {
	return "spec: {group: example.com, names: {kind: " + kind + "}, versions: [{name: v1, schema: {openAPIV3Schema: {properties: {spec: {type: object, properties: {" + spec + "}}}}}}]}\n"
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// inputs writes CRDs: a TrafficPolicy by release, and a BackendTLSPolicy. It returns the arguments for run with the folders of the CRDs,
// and the path of the table.
func inputs(t *testing.T, policies map[string]string) (args []string, out string) {
	t.Helper()
	dir := t.TempDir()
	for release, spec := range policies {
		put(t, filepath.Join(dir, "kgateway-"+release, "trafficpolicies.yaml"), crdOf("TrafficPolicy", spec))
	}
	put(t, filepath.Join(dir, "config", "crd", "standard", "gateway.networking.k8s.io_backendtlspolicies.yaml"),
		crdOf("BackendTLSPolicy", "options: {type: object, additionalProperties: {type: string}}"))
	out = filepath.Join(dir, "fields.txt")
	return []string{"-crds", dir, "-gateway-api", dir, "-out", out}, out
}

func TestGenerate(t *testing.T) {
	n := len(releases)
	first, second, last := releases[n-3], releases[n-2], releases[n-1]
	args, out := inputs(t, map[string]string{
		first:  "a: {type: string}, old: {type: object}, cors: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {b: {}}}",
		second: "a: {type: string}, list: {type: array, items: {type: object, x-kubernetes-validations: [{rule: 'has(self.c) || has(self.d)'}], properties: {c: {type: string}}}}",
		last:   "a: {type: string, default: x}, list: {type: array, items: {type: object, required: [c], properties: {c: {type: string, enum: [A, B]}}}}",
	})
	if err := run(args); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("example.com/v1 BackendTLSPolicy\n spec\n  options* ; map[string]string\nexample.com/v1 TrafficPolicy %[1]s..\n spec\n"+
		"  a ; string default=\"x\"\n  cors* %[1]s..%[1]s ; object\n   b ; any\n  list[] %[2]s.. ; []object\n   =least c d %[2]s..%[2]s\n"+
		"   c ; string required values=A,B\n  old{} %[1]s..%[1]s ; object\n", first, second)
	if got := strings.TrimPrefix(string(text), head); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := run(append(args, "-check")); err != nil {
		t.Errorf("-check after writing: %v", err)
	}
	put(t, out, "stale")
	if err := run(append(args, "-check")); err == nil {
		t.Error("-check of an outdated table returns no error")
	}
}

// TestShared checks that equal nested fields are written once.
func TestShared(t *testing.T) {
	long := "type: object, properties: {" + strings.Repeat("x", leastShared) + ": {type: string}}"
	args, out := inputs(t, map[string]string{"2.4": "a: {" + long + "}, b: {type: object, properties: {c: {type: array, items: {" + long + "}}}}"})
	if err := run(args); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(string(text), "\n  b ; object\n   c[] &spec.a ; []object\n") {
		t.Errorf("the field c does not refer to the field a:\n%s", text)
	}
}

// TestUnions checks which rules of a CRD limit the number of fields that are set.
func TestUnions(t *testing.T) {
	for _, c := range []struct{ schema, want string }{
		{"x-kubernetes-validations: [{rule: '[has(self.a),has(self.b)].filter(x,x==true).size() == 1'}]", "one a b"},
		{"x-kubernetes-validations: [{rule: '[has(self.a),has(self.b),has(self.c)].filter(x,x==true).size() <= 1'}]", "most a b c"},
		{"x-kubernetes-validations: [{rule: '[has(self.a)].filter(x,x==true).size() >= 1'}]", "least a"},
		{"x-kubernetes-validations: [{rule: 'has(self.a) != has(self.b)'}]", "one a b"},
		{"x-kubernetes-validations: [{rule: '(has(self.a) && !has(self.b)) || (!has(self.a) && has(self.b))'}]", "one a b"},
		{"x-kubernetes-validations: [{rule: 'has(self.a) ||\n  has(self.b)'}]", "least a b"},
		{"x-kubernetes-validations: [{rule: '!(has(self.a) && has(self.b))'}, {rule: '!has(self.c) || !has(self.d)'}]", "most a b, most c d"},
		{"x-kubernetes-validations: [{rule: '!has(self.a) || (!has(self.b) && !has(self.c))'}]", "most a b, most a c"},
		{"x-kubernetes-validations: [{rule: '!((has(self.a) || has(self.b)) && has(self.c))'}]", "most c a, most c b"},
		{"x-kubernetes-validations: [{rule: \"self.type == 'A' || !has(self.a)\"}, {rule: \"self.type == 'B' || !has(self.b)\"}]", "most a b"},
		{"x-kubernetes-validations: [{rule: 'has(self.a) ? has(self.b) : true'}]", ""},
		{"minProperties: 1, maxProperties: 1, properties: {b: {}, a: {}}", "one a b"},
		{"maxProperties: 1, properties: {b: {}, a: {}}", "most a b"},
		{"maxProperties: 2, properties: {b: {}, a: {}}", ""},
		{"properties: {b: {}, a: {}}, allOf: [{minProperties: 1, maxProperties: 1}]", "one a b"},
	} {
		var s schema
		if err := yaml.Unmarshal([]byte("{"+c.schema+"}"), &s); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(unionsOf(&s), ", "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.schema, got, c.want)
		}
	}
}

// TestRefuse checks that a CRD that the table cannot represent is an error.
func TestRefuse(t *testing.T) {
	for name, c := range map[string]struct {
		policies map[string]string
		want     string
	}{
		"a field that is missing in a release between two others": {map[string]string{"2.1": "a: {}", "2.2": "", "2.3": "a: {}"}, "not consecutive"},
		"a map of objects": {map[string]string{"2.4": "a: {type: object, additionalProperties: {properties: {b: {}}}}"}, "spec.a: the values of a map have fields"},
	} {
		args, _ := inputs(t, c.policies)
		if err := run(args); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got the error %v, want %q", name, err, c.want)
		}
	}
	if err := run(nil); err == nil {
		t.Error("run without folders returns no error")
	}
}
