package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/target"
)

// TestMeaning checks which rows a field of a CRD needs in the tables of package change.
func TestMeaning(t *testing.T) {
	list := func(kind string) string {
		const items = `{"type": "object", "properties": {"id": {"type": "string"}, "zone": {"type": "string"}, "name": {"type": "string"}}}`
		return `{"type": "array", "items": ` + items + `, "x-kubernetes-list-type": ` + kind + "}"
	}
	for text, want := range map[string][]tableRow{
		`{"type": "string"}`: nil,
		list(`"map", "x-kubernetes-list-map-keys": ["id", "zone"]`): {
			{"newLists", "\t{\"TrafficPolicy\", \"spec.madeUp\", listRule{keys: [][]string{{\"id\", \"zone\"}}}},"},
		},
		list(`"map", "x-kubernetes-list-map-keys": ["name"]`):                                           nil, // the default key of a list
		`{"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"}`:               {{"newLists", "\t{\"TrafficPolicy\", \"spec.madeUp\", anySet},"}},
		`{"type": "string", "default": "x"}`:                                                            {{"newDefaults", "\t{\"TrafficPolicy\", \"spec.madeUp\", defaultOf{constant: \"x\"}},"}},
		`{"type": "object", "default": {"b": [1, 0.5], "a": true}}`:                                     {{"newDefaults", "\t{\"TrafficPolicy\", \"spec.madeUp\", defaultOf{constant: map[string]any{\"a\": true, \"b\": []any{int64(1), 0.5}}}},"}},
		`{"type": "string", "default": ""}`:                                                             nil,
		`{"type": "string", "format": "duration"}`:                                                      {{"newReadings", "\t{\"TrafficPolicy\", \"spec.madeUp\", readDuration},"}},
		`{"type": "string", "x-kubernetes-validations": [{"rule": "duration(self) > duration('1s')"}]}`: {{"newReadings", "\t{\"TrafficPolicy\", \"spec.madeUp\", readDuration},"}},
		`{"x-kubernetes-int-or-string": true}`:                                                          {{"newReadings", "\t{\"TrafficPolicy\", \"spec.madeUp\", readQuantity},"}},
	} {
		root, err := crd.ParseSchema(json.RawMessage(`{"type": "object", "properties": {"spec": {"type": "object", "properties": {"madeUp": ` + text + `}}}}`))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := meaningOf("TrafficPolicy", "spec.madeUp", root.Properties["spec"].Properties["madeUp"]); !slices.Equal(got, want) {
			t.Errorf("the rows for %s are %q, want %q", text, got, want)
		}
	}
}

// TestMeaningsAreKnown checks that the tables of package change have all rows for the CRDs of the newest release.
func TestMeaningsAreKnown(t *testing.T) {
	dir := os.Getenv("BACKENDCTL_CRDS")
	if dir == "" {
		dir = filepath.Join(root, "..", "shared", "crds")
	}
	newest := target.Latest()
	seen := 0
	err := eachField(filepath.Join(dir, newest.ID), policies(newest), func(kind, path string, f *crd.Field) {
		seen++
		for _, r := range meaningOf(kind, path, f) {
			t.Errorf("the table %s lacks %s", r.table, r.row)
		}
	})
	switch {
	case err != nil:
		t.Fatal(err)
	case seen == 0:
		t.Skip("set BACKENDCTL_CRDS to a folder with " + newest.ID + "/trafficpolicies.yaml and so on")
	}
}
