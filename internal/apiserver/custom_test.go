package apiserver

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/apiserver/generate"
	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/target"
)

const (
	customSizeEnv = "BACKENDCTL_CUSTOM_N"

	customSize = 2500 // the number of manifests for each CRD
	mutants    = 10
)

// custom returns the target for a CRD, as --target crd:FILE would.
func custom(t *testing.T, id string, text []byte) target.Target {
	t.Helper()
	d, err := crd.One(id, text)
	if err != nil {
		t.Fatal(err)
	}
	by, err := target.FromCRD(id, d, target.Latest(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range by.Unjudged(by.Versions()[0]) {
		t.Errorf("the tool does not check the rule of %s: %s", u.Field, u.Rule)
	}
	return by
}

// compareCustom compares the verdicts of a target with those of the server, on generated manifests and on manifests with typical mistakes.
func compareCustom(t *testing.T, server reference, release string, text []byte, seed uint64) {
	t.Helper()
	generator, err := generate.New(text, seed)
	if err != nil {
		t.Fatal(err)
	}
	by := custom(t, release, text)
	c := newComparison(server, release, func(_ string, manifest []byte) (bool, []string, error) { return oursBy(by, manifest) })
	n := 0
	next := func() generate.Sample {
		if n++; n%4 == 0 {
			return generator.Slip()
		}
		return generator.Next()
	}
	if err := c.run(t, next, int(numberFrom(t, customSizeEnv, customSize))); err != nil {
		t.Fatal(err)
	}
	c.report(t)
}

// formatted are schemas of fields with a format. If an API server checks the format of a string, it also accepts a list in the field.
var formatted = []string{
	`{"type":"string","format":"ipv4"}`,
	`{"type":"string","format":"ipv4","nullable":true,"maxLength":8}`,
	`{"type":"string","format":"date-time","enum":["2026-01-02T03:04:05Z"]}`,
	`{"type":"string","format":"uuid","minLength":1,"pattern":"^[0-9a-f-]+$"}`,
	`{"type":"string","format":"unknown"}`,
	`{"type":"string","format":"int32"}`,
	`{"type":"boolean","format":"ipv6"}`,
	`{"type":"object","format":"cidr","properties":{"a":{"type":"string"}}}`,
	`{"type":"object","format":"mac","additionalProperties":{"type":"integer"}}`,
	`{"type":"array","format":"uri","items":{"type":"integer"},"maxItems":2}`,
	`{"type":"integer","format":"date"}`,
	`{"type":"number","format":"password"}`,
	`{"type":"string","format":"byte"}`,
	`{"type":"string","format":"hostname"}`,
	`{"type":"string","format":"duration"}`,
	`{"type":"string","format":"bsonobjectid"}`,
	`{"type":"string","format":"ssn"}`,
	`{"type":"string","format":"hexcolor"}`,
	`{"type":"string","format":"rgbcolor"}`,
	`{"type":"string","format":"cidr"}`,
	`{"type":"string","format":"mac"}`,
	`{"type":"string","format":"uri"}`,
	`{"type":"string","format":"ipv6"}`,
	`{"type":"string","format":"uuid4"}`,
}

// ofAnyType are values of all types, in YAML.
var ofAnyType = []string{
	"null", "''", "x", "10.0.0.1", "2026-01-02T03:04:05Z", "2026-01-02", "'::1'", "10.0.0.0/8", "aa:bb:cc:dd:ee:ff", "https://example.com/",
	"f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "5", "0.5", "true", "[]", "[1]", "[1, 2, 3]", "[x]", "['']", "[null]", "[{}]", "[{a: 1}]", "[[1]]", "{}", "{a: 1}", "{a: x}",
	"'010.0.000.1'", "'010.010.010.010'", "'001:0002::03'", "'::ffff:010.0.0.1'", "010.0.0.0/08", "'256.0.0.1'", "0.0.0.0", "00.0.0.0", "'YWI='", "YWJj", "'YWI'", "a.example.com", "a_b.example.com", "a-.example.com",
	"1.2.3", "-a", "localhost", "münchen.de", strings.Repeat("a", 64) + ".com", strings.Repeat("a", 63) + ".com", strings.Repeat("a.", 127) + "com", "1h", "5 days", "10 secondary", "3 furlongs",
	"'99999999999999999999 h'", "in 3 weeks or so", "1h30m", "5f1e7b2c9d3a4b5c6d7e8f90", "5F1E7B2C9D3A4B5C6D7E8F9", "123-45-6789", "123 45 6789", "'123456789'", "123-456789",
	"'#fff'", "fffff", "a0b1c2", "'rgb(1, 22, 255)'", "'rgb( 0,0,0 )'", "'rgb(256,0,0)'", "'rgb(199,0,0)'",
}

// TestFormats checks values of every type in fields of every type that have a format.
func TestFormats(t *testing.T) {
	_, crds := start(t)
	var definition map[string]any
	if err := yaml.Unmarshal(crds[ReleaseIDs[len(ReleaseIDs)-1]], &definition); err != nil {
		t.Fatal(err)
	}
	properties := map[string]any{}
	for i, schema := range formatted {
		properties[fmt.Sprintf("f%d", i)] = parsed(schema)
	}
	version := definition["spec"].(map[string]any)["versions"].([]any)[0].(map[string]any)
	version["schema"] = parsed(`{"openAPIV3Schema":{"type":"object","properties":{"apiVersion":{"type":"string"},"kind":{"type":"string"},"metadata":{"type":"object"}}}}`)
	version["schema"].(map[string]any)["openAPIV3Schema"].(map[string]any)["properties"].(map[string]any)["spec"] = map[string]any{"type": "object", "properties": properties}
	text, err := yaml.Marshal(definition)
	if err != nil {
		t.Fatal(err)
	}
	server, err := Start(t.Context(), map[string][]byte{"formats": text})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	by := custom(t, "formats", text)
	for i, schema := range formatted {
		for _, value := range ofAnyType {
			manifest := fmt.Appendf(nil, "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: a}\nspec: {f%d: %s}\n", i, value)
			want, err := server.Judge(t.Context(), "formats", manifest)
			if err != nil {
				t.Fatal(err)
			}
			got, why, err := oursBy(by, manifest)
			if err != nil || got != want.Valid {
				t.Errorf("%s: %s: the tool reports valid = %v (reasons %v, error %v), the server reports %v (causes %v)", schema, value, got, why, err, want.Valid, want.Causes)
			}
		}
	}
}

// TestCustomTargets checks that the CRD of each release, given as a file, results in the same verdicts as the API server.
func TestCustomTargets(t *testing.T) {
	server, crds := start(t)
	seed := seedFrom(t)
	for i, release := range ReleaseIDs {
		t.Run(release, func(t *testing.T) { compareCustom(t, server, release, crds[release], seed+uint64(i)) })
	}
}

// TestMutatedCRDs compares the verdicts of the tool and of the API server for changed CRDs: with other fields, limits, enums, unions, list
// keys and defaults.
func TestMutatedCRDs(t *testing.T) {
	_, crds := start(t)
	seed := seedFrom(t)
	for i := range mutants {
		release := ReleaseIDs[(i+3)%len(ReleaseIDs)]
		t.Run(fmt.Sprintf("%d of %s", i, release), func(t *testing.T) {
			server, text := serveMutant(t, crds[release], seed+uint64(1000*i))
			compareCustom(t, server, "mutant", text, seed+uint64(i))
		})
	}
}

// serveMutant changes a CRD with different seeds until the API server accepts the changed CRD. It returns the server and the changed CRD.
func serveMutant(t *testing.T, original []byte, seed uint64) (*Server, []byte) {
	t.Helper()
	var refused error
	for try := range uint64(40) {
		text := mutant(t, original, seed+try)
		ctx, cancel := context.WithTimeout(t.Context(), startTimeout)
		server, err := Start(ctx, map[string][]byte{"mutant": text})
		cancel()
		if err == nil {
			t.Cleanup(func() { _ = server.Close() })
			return server, text
		}
		refused = err
	}
	t.Fatalf("the API server rejects all changed CRDs, the last one with %v", refused)
	return nil, nil
}

func mutant(t *testing.T, original []byte, seed uint64) []byte {
	t.Helper()
	object, err := yaml.YAMLToJSON(original)
	if err != nil {
		t.Fatal(err)
	}
	var definition map[string]any
	if err := json.Unmarshal(object, &definition); err != nil {
		t.Fatal(err)
	}
	newMutator(definition, seed).mutate(t)
	text, err := yaml.Marshal(definition)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
