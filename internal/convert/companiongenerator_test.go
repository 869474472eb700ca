package convert

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/mapping"
)

// set returns two Backends with random policies, routes and resources of other products, as YAML documents in random order. The policies
// have fields that the generator's release has, according to package fields.
func (g *generator) set() string {
	all := []string{g.next(), backendOf("tls", "static: {hosts: [{host: tls.example.com, port: 443}]}")}
	for _, each := range fields.Kinds() {
		apiVersion, kind, _ := strings.Cut(each, " ")
		root := fields.Of(apiVersion, kind)
		if g.IntN(2) == 0 || g.target.Catalog() && kind != mapping.BackendTLSPolicy || !g.target.Catalog() && !root.In(g.target) {
			continue
		}
		spec := g.fieldsOf(root.Child("spec"), 0)
		spec["targetRefs"] = g.targets(kind)
		delete(spec, "targetSelectors")
		if kind == mapping.GatewayExtension {
			delete(spec, "targetRefs")
		}
		all = append(all, objectText(apiVersion, kind, strings.ToLower(kind)+"-"+path.Base(apiVersion), spec))
	}
	for i, product := range []string{
		route("HTTPRoute", "{group: gateway.kgateway.dev, kind: Backend, name: web}, {group: gateway.kgateway.dev, kind: Backend, name: tls}"),
		route("GRPCRoute", "{group: gateway.kgateway.dev, kind: Backend, name: tls}"), upstreamText("sslConfig: {sni: tls.example.com}"), upstreamText(""),
		entry(https), entry(plain) + "---\n" + rule("{tls: {mode: SIMPLE}}"), external(", ports: [{port: 443}, {port: 80, name: web}]"), envoyText,
	} {
		if g.IntN(3) == 0 {
			all = append(all, strings.ReplaceAll(product, "name: news,", fmt.Sprintf("name: news%d,", i)))
		}
	}
	g.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return strings.Join(all, "\n---\n")
}

func backendOf(name, spec string) string {
	return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: " + name + "}\nspec: {type: Static, " + spec + "}\n"
}

func objectText(apiVersion, kind, name string, spec any) string {
	text, err := json.Marshal(map[string]any{"apiVersion": apiVersion, "kind": kind, "metadata": map[string]any{"name": name}, "spec": spec})
	if err != nil {
		panic(err)
	}
	return string(text)
}

// targets returns random targets for a policy of a kind.
func (g *generator) targets(kind string) []any {
	var out []any
	for _, t := range fields.Targets(g.target) {
		if t.Policy != kind {
			continue
		}
		for _, k := range t.Kinds {
			if k.Kind != "" && g.IntN(2) == 0 {
				out = append(out, map[string]any{"group": k.Group, "kind": k.Kind, "name": []string{"web", "tls"}[g.IntN(2)]})
			}
		}
	}
	if len(out) == 0 {
		out = append(out, map[string]any{"group": references.KgatewayGroup, "kind": references.BackendKind, "name": "tls"})
	}
	return out
}

// fieldsOf returns random fields of an object that are valid together: all required fields, and as many fields of each union as it allows.
// The parameter depth is the number of objects around the object.
func (g *generator) fieldsOf(in *fields.Field, depth int) map[string]any {
	out := map[string]any{}
	var kept []string
	for _, f := range in.Children(g.target) {
		if f.IsRequired || g.IntN(2+depth) == 0 {
			kept = append(kept, f.Name)
		}
	}
	for _, u := range in.Unions(g.target) {
		given := slices.DeleteFunc(slices.Clone(u.Fields), func(name string) bool { return !slices.Contains(kept, name) })
		if u.Required && len(given) == 0 {
			kept = append(kept, u.Fields[g.IntN(len(u.Fields))])
		}
		if u.Exclusive && len(given) > 1 {
			kept = slices.DeleteFunc(kept, func(name string) bool { return slices.Contains(given[1:], name) })
		}
	}
	for _, name := range kept {
		out[name] = g.fieldValue(in.Child(name), depth+1)
	}
	return out
}

func (g *generator) fieldValue(f *fields.Field, depth int) any {
	typ, isList := strings.CutPrefix(f.Type, "[]")
	if isList {
		return []any{g.itemOf(f, typ, depth)}
	}
	return g.itemOf(f, typ, depth)
}

func (g *generator) itemOf(f *fields.Field, typ string, depth int) any {
	switch {
	case len(f.Values) > 0:
		return f.Values[g.IntN(len(f.Values))]
	case typ == "object":
		return g.fieldsOf(f, depth)
	case strings.HasPrefix(typ, "map"):
		return map[string]any{"key": "a"}
	case strings.HasPrefix(typ, "integer"):
		return 1 + g.IntN(100)
	case typ == "boolean":
		return g.IntN(2) == 0
	case f.Name == "wellKnownCACertificates":
		return "System"
	case f.Name == "name", f.Name == "namespace":
		return fmt.Sprintf("n%d", g.IntN(2))
	case f.Name == "hostname", f.Name == "sni", f.Name == "verifySubjectAltNames":
		return []string{"a.example.com", "10.0.0.1"}[g.IntN(2)]
	}
	return []string{"1s", "1.5s", "x"}[g.IntN(3)]
}
