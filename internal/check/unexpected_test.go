package check

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
)

// unexpected are values that replace values of other types.
var unexpected = []any{nil, "", " ", "x", "${X}", true, false, 0, -1, 65536, 1.5, []any{}, []any{nil}, []any{"x"}, map[string]any{}, map[string]any{"name": nil}, []any{[]any{}}}

// TestUnexpectedTypes checks that no rule panics on a value of an unexpected type, that a rule reports nothing in Backends without its
// members (Rule.About), and that every fix can be applied. It replaces one random value of an example at a time.
func TestUnexpectedTypes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	severities := map[string]diag.Severity{}
	for _, r := range Rules() {
		severities[r.ID] = r.Severity
	}
	o := Options{
		Targets: target.Releases(), Templates: true, Rules: rules.All(), Complete: lint.Stated,
		Severity: func(rule, _ string) (diag.Severity, bool) { return severities[rule], true },
	}
	for _, rule := range rules.All() {
		documents := decoded(t, rule.Bad)
		for range testenv.Sized(40) {
			var text strings.Builder
			spoilt := random.IntN(len(documents))
			for i, d := range documents {
				if i == spoilt {
					d = spoil(random, d)
				}
				data, err := yaml.Marshal(d)
				if err != nil {
					t.Fatal(err)
				}
				text.WriteString("---\n" + string(data))
			}
			try(t, text.String(), o)
		}
	}
}

func judged(t *testing.T, text string, o Options) *diag.Result {
	t.Helper()
	r, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func try(t *testing.T, text string, o Options) {
	t.Helper()
	all := o
	all.Rules = slices.Clone(o.Rules)
	for i := range all.Rules {
		all.Rules[i].About = nil
	}
	if got, want := summaryOf(judged(t, text, o)), summaryOf(judged(t, text, all)); !slices.Equal(got, want) {
		t.Errorf("a rule reads members that its field About does not list: found\n%s\nand without About\n%s\nin\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), text)
	}
	r, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Diagnostics {
		for _, fix := range d.Fixes {
			applied(t, text, fix)
		}
	}
}

// decoded returns the documents of a text as JSON data, without empty documents.
func decoded(t *testing.T, text string) []any {
	t.Helper()
	var out []any
	for _, part := range splitDocuments(text) {
		var d any
		if err := yaml.Unmarshal([]byte(part), &d); err != nil {
			t.Fatal(err)
		}
		if d != nil {
			out = append(out, d)
		}
	}
	return out
}

func splitDocuments(text string) []string {
	return strings.Split(strings.TrimPrefix(text, "---\n"), "\n---\n")
}

// spoil returns a copy of v with an unexpected value at a random place.
func spoil(random *rand.Rand, v any) any {
	if random.IntN(5) == 0 {
		return unexpected[random.IntN(len(unexpected))]
	}
	switch v := v.(type) {
	case map[string]any:
		out := maps.Clone(v)
		if keys := slices.Sorted(maps.Keys(v)); len(keys) > 0 {
			k := keys[random.IntN(len(keys))]
			out[k] = spoil(random, v[k])
		}
		return out
	case []any:
		out := slices.Clone(v)
		if len(out) > 0 {
			i := random.IntN(len(out))
			out[i] = spoil(random, out[i])
		}
		return out
	}
	return fmt.Sprint(v, unexpected[random.IntN(len(unexpected))])
}
