package apiserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/runtime"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// TestDecode reads random sequences of JSON objects and YAML documents, and expects the objects that kubectl's decoder reads.
func TestDecode(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 24))
	pieces := []string{
		`{"n": %d}`, `{"n": %d}`, "{\n  \"n\": %d,\n  \"m\": {\"a\": [1]}\n}", "\n---\nn: %d\n", "\n---\n{\"n\": %d}", "\n", " ", "\n# x\n", "\n---\n", "\nm%[1]d: %[1]d\n", "]",
	}
	counts := map[string]int{}
	for range 20_000 {
		var b strings.Builder
		for i := range 1 + random.IntN(6) {
			piece := pieces[random.IntN(len(pieces))]
			if strings.Contains(piece, "%") {
				piece = fmt.Sprintf(piece, i)
			}
			b.WriteString(piece)
		}
		text := b.String()
		want, wantErr := readAll(text)
		documents, problems := manifest.Parse(source.New("x.json", []byte(text)), manifest.Options{})
		got := []any{}
		for _, d := range documents {
			if !d.Broken {
				got = append(got, plain(t, d.Root.JSON()))
			}
		}
		broken := slices.ContainsFunc(problems, func(p diag.Diagnostic) bool { return p.Severity == diag.Error })
		ignored := len(problems) > 0 && !broken
		switch {
		case ignored && strings.HasPrefix(strings.TrimSpace(text), "{") && problems[0].Document == 0:
			counts["text"]++ // the server ignores text after one JSON object; some versions of kubectl read it as YAML, the others reject it
		case wantErr != nil && broken:
			counts["rejected"]++
		case wantErr != nil || broken:
			t.Errorf("%q: the tool reports the problems %v, and kubectl's decoder the error %v", text, problems, wantErr)
		case !reflect.DeepEqual(got, want):
			t.Errorf("%q: the tool reads %v, and kubectl reads %v", text, got, want)
		case ignored:
			counts["ignored"]++
		default:
			counts["read"]++
		}
	}
	t.Log(counts)
	for _, outcome := range []string{"text", "rejected", "ignored", "read"} {
		if counts[outcome] < 500 {
			t.Errorf("only %d texts have the outcome %q", counts[outcome], outcome)
		}
	}
}

// readAll returns the objects that kubectl reads.
func readAll(text string) ([]any, error) {
	decoder := utilyaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	all := []any{}
	for {
		var raw runtime.RawExtension
		switch err := decoder.Decode(&raw); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, err
		}
		var object any
		if len(raw.Raw) == 0 || string(raw.Raw) == "null" {
			continue
		}
		if err := json.Unmarshal(raw.Raw, &object); err != nil {
			return nil, err
		}
		all = append(all, object)
	}
}

// plain returns a value as the JSON decoder does.
func plain(t *testing.T, value any) any {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
