package check

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
)

// customTarget returns the target of a user's CRD.
func customTarget(t testing.TB, id string, text []byte) target.Target {
	t.Helper()
	d, err := crd.One(id, text)
	if err != nil {
		t.Fatal(err)
	}
	custom, err := target.FromCRD(id, d, target.Latest(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return custom
}

// upstream returns kgateway's own CRD of a release. These CRDs are not part of this repository.
func upstream(t *testing.T, release target.Target) []byte {
	t.Helper()
	dir := os.Getenv("BACKENDCTL_CRDS")
	if dir == "" {
		dir = filepath.Join(repository, "..", "shared", "crds")
	}
	text, err := os.ReadFile(filepath.Join(dir, release.ID, "backends.yaml"))
	if err != nil {
		t.Skipf("no CRDs: set BACKENDCTL_CRDS to a folder with kgateway-2.X/backends.yaml (%v)", err)
	}
	return text
}

// verdicts checks one manifest against several targets, with templates read as text, and returns the verdicts and the findings.
func verdicts(t *testing.T, text string, targets ...target.Target) ([]diag.Verdict, []diag.Diagnostic) {
	t.Helper()
	r, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, Options{Targets: targets, Override: true})
	if err != nil {
		t.Fatal(err)
	}
	var out []diag.Verdict
	for _, d := range r.Documents {
		out = append(out, d.Verdicts...)
	}
	return out, r.Diagnostics
}

// TestReplayCRD checks that a release's CRD, given as a file, has the same verdict as the built-in target on each recorded manifest of a
// sample: for kgateway's own CRD, and for the CRD that is generated from the built-in schema.
func TestReplayCRD(t *testing.T) {
	var manifests []recording
	for i, r := range recorded(t) {
		if testenv.InSample(i, 6) {
			manifests = append(manifests, r)
		}
	}
	for _, release := range target.Releases() {
		t.Run(release.ID, func(t *testing.T) {
			made, err := release.CRD()
			if err != nil {
				t.Fatal(err)
			}
			sameVerdicts(t, release, customTarget(t, "made", made), manifests)
			sameVerdicts(t, release, customTarget(t, "upstream", upstream(t, release)), manifests)
		})
	}
}

func sameVerdicts(t *testing.T, release, custom target.Target, manifests []recording) {
	t.Helper()
	if u := custom.Unjudged(custom.Versions()[0]); len(u) > 0 {
		t.Errorf("%s: the CRD %s has unsupported rules: %v", release, custom, u)
	}
	for _, r := range manifests {
		got, found := verdicts(t, r.Manifest, release, custom)
		for i := 0; i+1 < len(got); i += 2 {
			if got[i].Valid != got[i+1].Valid || got[i+1].Partial {
				t.Errorf("%s: the verdicts of the release and its CRD are %v\nfound: %s\n%s", r.Strategy, got[i:i+2], messages(found), r.Manifest)
			}
		}
	}
}

// TestCorpusCRD checks that a release's CRD, given as a file, has the same verdict as the built-in target on real manifests.
func TestCorpusCRD(t *testing.T) {
	var manifests []recording
	for _, s := range corpus(t) {
		manifests = append(manifests, recording{Strategy: s.name, Manifest: s.text})
	}
	for _, release := range target.Releases() {
		sameVerdicts(t, release, customTarget(t, "upstream", upstream(t, release)), manifests)
	}
}

// structural returns a CRD of Backend with the given schema of spec in version v1alpha1. versions is YAML with further versions.
func structural(spec, versions string) []byte {
	return []byte(`apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: backends.gateway.kgateway.dev}
spec:
  group: gateway.kgateway.dev
  scope: Namespaced
  names: {kind: Backend, plural: backends}
  versions:
  - name: v1alpha1
    served: true
    storage: false
    schema: {openAPIV3Schema: {type: object, properties: {spec: ` + spec + `}}}
` + versions)
}

// TestStructural checks the verdicts for keywords that no release uses. TestMutatedCRDs in internal/apiserver compares such verdicts with a
// real API server.
func TestStructural(t *testing.T) {
	const object = "{type: object, properties: {"
	for _, c := range []struct{ field, accepted, refused string }{
		{"{x-kubernetes-int-or-string: true}", "80|http|null|1.0", "1.5|true|[]"},
		{"{type: string, nullable: true}", "null|x", "1"},
		{"{type: string, nullable: true, enum: [x]}", "x", "null|y"},
		{"{type: number, multipleOf: 0.5, maximum: 3, exclusiveMaximum: true}", "0.5|2.5", "3|0.3|2"},
		{"{type: integer, minimum: 2, exclusiveMinimum: true}", "3", "2"},
		{"{type: integer}", "9223372036854775807|-9223372036854775808|1e3", "9223372036854775808|1e20|1.5"},
		{"{type: string, format: ipv4}", "10.0.0.1", "::1|web"},
		{"{type: string, format: ipv6}", "'::1'", "10.0.0.1"},
		{"{type: string, format: cidr}", "10.0.0.0/8", "10.0.0.0"},
		{"{type: string, format: mac}", "'00:00:5e:00:53:01'", "x"},
		{"{type: string, format: uri}", "'http://a'", "'a b'"},
		{"{type: string, format: date}", "'2026-01-02'", "'2026-13-02'"},
		{"{type: string, format: date-time}", "'2026-01-02T03:04:05Z'", "'2026-01-02'|'2026-01-02T33:04:05Z'"},
		{"{type: string, format: uuid4}", "123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"},
		{"{type: string, format: no-such-format}", "x", "1"},
		{"{type: array, items: {type: string}, x-kubernetes-list-type: set}", "[a, b]|[]", "[a, a]"},
		{"{type: array, items: {type: string, default: a}}", "[null, b]", "[1]"},
		{"{type: array, items: {type: string}}", "[a]", "[null]"},
		{object + "a: {type: string}, b: {type: string}}, minProperties: 1, maxProperties: 1}", "{a: x}|null|{a: x, b: null}", "{}|{a: x, b: w}|{a: null}"},
		{object + "a: {type: string}, b: {type: string}, c: {type: string}}, minProperties: 2, maxProperties: 2}", "{a: x, c: w}", "{a: x}|{a: x, b: w, c: z}"},
		{"{type: object, additionalProperties: {type: integer}, minProperties: 1}", "{x: 1}", "{}|{x: w}|{x: null}"},
		{"{type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: integer}}}", "{b: {c: d}}|{a: 1}", "{a: x}"},
		{object + "a: {type: string, default: x}}, required: [a]}", "{}|{a: null}|{a: w}", "{a: 1}"},
		{object + "a: {type: string}}, required: [a]}", "{a: w}", "{}|{a: null}"},
		{object + "a: {type: string}, b: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]}", "{a: x}|{a: x, b: w}", "{}|{a: null}"},
		{object + "a: {type: string}, b: {type: string}}, not: {required: [a, b]}}", "{a: x}|{a: x, b: null}", "{a: x, b: w}"},
		{object + "a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {properties: {b: {enum: [z]}}, required: [b]}]}", "{a: x, b: w}|{b: z}", "{a: x, b: z}|{b: w}"},
		{"{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [a, num], items: " + object + "a: {type: string, default: x}, num: {type: integer, default: 1}}}}",
			"[{}, {a: w}]|[{num: 1}, {num: 2}]", "[{}, {a: x}]|[{a: x, num: 1}, {}]"},
		{"{type: object, default: {a: x}, " + object[len("{type: object, "):] + "a: {type: string}, b: {type: string}}, x-kubernetes-validations: [{rule: has(self.a), message: m}]}", "null|{a: z}", "{b: z}|{}"},
	} {
		custom := customTarget(t, "own", structural("{type: object, required: [f], properties: {f: "+c.field+", g: {type: string}}}", ""))
		if strings.Contains(c.accepted, "null") && !strings.Contains(c.field, "nullable: true}") {
			custom = customTarget(t, "own", structural("{type: object, properties: {f: "+c.field+", g: {type: string}}}", ""))
		}
		for i, values := range []string{c.accepted, c.refused} {
			for value := range strings.SplitSeq(values, "|") {
				got, found := verdicts(t, strings.Replace(fieldManifest, "VALUE", value, 1), custom)
				if len(got) != 1 || got[0].Valid != (i == 0) {
					t.Errorf("the value %s of a field with the schema %s: the verdict is %v, want %t; %s", value, c.field, got, i == 0, messages(found))
				}
			}
		}
	}
}

const fieldManifest = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec: {f: VALUE}\n"

// TestServedVersions checks that a manifest is checked against the version in its apiVersion, if the CRD serves this version.
func TestServedVersions(t *testing.T) {
	custom := customTarget(t, "own", structural("{type: object, properties: {f: {type: string}}}", `  - name: v1beta1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {f: {type: integer}}}}}}
  - name: v1
    served: false
    storage: false
    schema: {openAPIV3Schema: {type: object}}
`))
	for _, c := range []struct {
		version, value string
		valid          bool
	}{{"v1alpha1", "x", true}, {"v1alpha1", "1", false}, {"v1beta1", "1", true}, {"v1beta1", "x", false}, {"v1", "x", false}, {"v2", "x", false}} {
		text := strings.NewReplacer("VALUE", c.value, "v1alpha1", c.version).Replace(fieldManifest)
		if got, found := verdicts(t, text, custom); len(got) != 1 || got[0].Valid != c.valid {
			t.Errorf("the value %s in version %s: the verdict is %v, want %t; %s", c.value, c.version, got, c.valid, messages(found))
		}
	}
	beta := customTarget(t, "beta", bytes.Replace(structural("{type: object}", "  - {name: v1beta1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {f: {type: string}}}}}}}\n"),
		[]byte("served: true"), []byte("served: false"), 1))
	for version, valid := range map[string]bool{"v1alpha1": false, "v1beta1": true} {
		text := strings.NewReplacer("VALUE", "x", "v1alpha1", version).Replace(fieldManifest)
		if got, found := verdicts(t, text, beta); len(got) != 1 || got[0].Valid != valid {
			t.Errorf("a CRD that serves only v1beta1, version %s: the verdict is %v, want %t; %s", version, got, valid, messages(found))
		}
	}
}
