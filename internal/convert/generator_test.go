package convert

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// A generator generates valid Backends for a target from its schema.
type generator struct {
	*rand.Rand
	target target.Target
	judge  *schema.Validator
	defs   map[string]any
	spec   map[string]any
}

func newGenerator(t *testing.T, id string, seed uint64) *generator {
	t.Helper()
	goal, err := target.Parse(id)
	if err != nil {
		t.Fatal(err)
	}
	judge, err := schema.For(goal)
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	if err := json.Unmarshal(goal.Schema(), &document); err != nil {
		t.Fatal(err)
	}
	g := &generator{Rand: rand.New(rand.NewPCG(seed, uint64(goal.Order))), target: goal, judge: judge}
	g.defs, _ = document["$defs"].(map[string]any)
	g.spec = g.resolve(document["properties"].(map[string]any)["spec"])
	return g
}

func (g *generator) resolve(v any) map[string]any {
	s, _ := v.(map[string]any)
	if ref, ok := s["$ref"].(string); ok {
		return g.resolve(g.defs[strings.TrimPrefix(ref, "#/$defs/")])
	}
	return s
}

// next returns a random Backend that the target accepts, as JSON.
func (g *generator) next() string {
	for {
		spec, _ := g.value("spec", g.spec).(map[string]any)
		if member := members0(spec); g.target.Catalog() || g.IntN(2) == 0 || g.target.Release < "2.4" {
			if typ := types[member]; typ != "" && (!g.target.Catalog() || g.IntN(4) != 0) {
				spec["type"] = typ
			}
		} else {
			delete(spec, "type")
		}
		object := map[string]any{"apiVersion": "gateway.kgateway.dev/v1alpha1", "kind": "Backend", "metadata": map[string]any{"name": "web"}, "spec": spec}
		text, err := json.MarshalIndent(object, "", " ")
		if err != nil {
			panic(err)
		}
		documents, _ := manifest.Parse(source.New("x", text), manifest.Options{})
		if len(g.judge.Check(documents[0])) == 0 {
			return string(text)
		}
	}
}

func members0(spec map[string]any) string {
	for name := range types {
		if spec[name] != nil {
			return name
		}
	}
	return ""
}

// unions has lists of fields that exclude each other. If an object has several fields of a list, the generator sets only one of them.
var unions = [][]string{
	{"static", "aws", "ai", "mcp", "dynamicForwardProxy", "gcp", "priorityGroups"}, {"llm", "multipool", "priorityGroups"},
	{"openai", "anthropic", "azureopenai", "azure", "gemini", "vertexai", "bedrock"}, {"static", "selector"}, {"lambda", "ec2"}, {"key", "keyValue"},
	{"secretRef", "assumeRole"}, {"secretRef", "inline"},
}

func (g *generator) value(name string, s map[string]any) any {
	switch kind(s) {
	case "object":
		return g.object(name, s)
	case "array":
		list := []any{}
		for range 1 + g.IntN(3) {
			list = append(list, g.value(name, g.resolve(s["items"])))
		}
		return list
	case "integer":
		return 1 + g.IntN(65535)
	case "boolean":
		return g.IntN(2) == 0
	}
	return g.text(name, s)
}

func kind(s map[string]any) string {
	if k, ok := s["type"].(string); ok {
		return k
	}
	list, _ := s["type"].([]any)
	for _, k := range list {
		if k != "null" {
			return k.(string)
		}
	}
	return "object"
}

func (g *generator) object(name string, s map[string]any) any {
	out := map[string]any{}
	properties, _ := s["properties"].(map[string]any)
	if len(properties) == 0 {
		if name == "matchLabels" {
			out["app"] = "x"
		}
		return out
	}
	required := fmt.Sprint(s["required"])
	skipped := g.skipped(properties)
	for _, field := range slices.Sorted(func(yield func(string) bool) {
		for k := range properties {
			if !yield(k) {
				return
			}
		}
	}) {
		needed := strings.Contains(" "+strings.Trim(required, "[]")+" ", " "+field+" ")
		if slices.Contains(skipped, field) || !needed && g.IntN(2) == 0 && !inUnion(field) {
			continue
		}
		out[field] = g.value(field, g.resolve(properties[field]))
	}
	return out
}

func inUnion(field string) bool {
	return slices.ContainsFunc(unions[:6], func(u []string) bool { return slices.Contains(u, field) })
}

// skipped returns the fields of unions that the generator does not set in an object. It chooses one field of each union at random.
func (g *generator) skipped(properties map[string]any) []string {
	var out []string
	for _, u := range unions {
		var here []string
		for _, field := range u {
			if properties[field] != nil {
				here = append(here, field)
			}
		}
		if len(here) > 1 {
			keep := g.IntN(len(here))
			out = append(out, slices.Delete(here, keep, keep+1)...)
		}
	}
	return out
}

func (g *generator) text(name string, s map[string]any) any {
	if values, ok := s["enum"].([]any); ok {
		values = slices.DeleteFunc(slices.Clone(values), func(v any) bool { return v == nil })
		return values[g.IntN(len(values))]
	}
	switch name {
	case "accountId":
		return fmt.Sprintf("%012d", g.IntN(1e9))
	case "roleArn":
		return "arn:aws:iam::123456789012:role/x"
	case "endpointURL":
		return "https://lambda.example.com"
	case "host", "sni":
		return []string{"a.example.com", "b.example.com", "10.0.0.1"}[g.IntN(3)]
	case "operator":
		return "In"
	case "lambdaFunctionName":
		return []string{"fn", "fn:1", "orders"}[g.IntN(3)]
	}
	return fmt.Sprintf("%s-%d", strings.ToLower(name), g.IntN(4))
}
