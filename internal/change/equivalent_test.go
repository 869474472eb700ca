package change

import (
	"encoding/base64"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// policy returns an object of a kind that is used with Backends.
func (g *generator) policy() object {
	name := func() any { return object{"name": g.name()} }
	switch g.IntN(8) {
	case 0:
		return g.of("BackendConfigPolicy", object{
			"targetRefs": g.list(3, func(i int) any { return object{"group": "g", "kind": "Backend", "name": g.name() + strconv.Itoa(i)} }), "connectTimeout": g.pick("5s", "60s", "1h30m"),
			"outlierDetection": object{"interval": g.pick("10s", "90s")}, "tls": object{"sni": g.name(), "verifySubjectAltNames": g.list(3, func(i int) any { return g.name() + strconv.Itoa(i) })},
		})
	case 1:
		return g.of("TrafficPolicy", object{
			"retry": object{"attempts": int64(g.IntN(3)), "statusCodes": g.list(3, func(i int) any { return int64(500 + i) })}, "timeouts": object{"request": g.pick("60s", "1500ms")},
			"cors": object{"allowOrigins": g.list(3, func(i int) any { return "https://" + g.name() + strconv.Itoa(i) })}, "extAuth": object{"extensionRef": name()},
			"buffer": object{"maxRequestSize": g.pick("1Ki", "2Mi")},
		})
	case 2:
		return g.of("GatewayExtension", object{"extAuth": object{"grpcService": object{"backendRef": name(), "requestTimeout": g.pick("1s", "60s")}}})
	case 3:
		return g.of("Gateway", object{"gatewayClassName": "kgateway", "listeners": g.list(3, func(i int) any {
			return object{"name": "l" + strconv.Itoa(i), "port": int64(80 + i), "hostname": g.name() + strconv.Itoa(i), "tls": object{"certificateRefs": []any{name()}}}
		})})
	case 4:
		return g.of("ReferenceGrant", object{
			"from": g.list(3, func(i int) any { return object{"group": "g", "kind": "HTTPRoute", "namespace": "n" + strconv.Itoa(i)} }),
			"to":   g.list(3, func(i int) any { return object{"group": "g", "kind": "Backend", "name": "n" + strconv.Itoa(i)} }),
		})
	case 5:
		return g.of("Service", object{"ports": g.list(3, func(i int) any {
			return object{"name": "p" + strconv.Itoa(i), "port": int64(80 + i), "targetPort": int64(80 + g.IntN(3))}
		}), "selector": object{"app": g.name()}})
	case 6:
		o := g.of("Secret", nil)
		o["stringData"] = object{"a": g.name(), "b": g.name()}
		return o
	}
	return g.of("HTTPRoute", object{"parentRefs": []any{name()}, "hostnames": g.list(3, func(i int) any { return g.name() + strconv.Itoa(i) }), "rules": g.list(3, func(i int) any {
		return object{
			"name": "r" + strconv.Itoa(i), "timeouts": object{"request": g.pick("60s", "1h"), "backendRequest": g.pick("60s", "1h")},
			"matches": g.list(3, func(i int) any {
				return object{"path": object{"value": "/" + strconv.Itoa(i)}, "headers": []any{object{"name": "x-a", "value": "b"}}}
			}),
			"filters": g.list(1, func(int) any {
				return object{"type": "RequestMirror", "requestMirror": object{"backendRef": name(), "percent": int64(25 * g.IntN(5))}}
			}),
			"backendRefs": g.list(3, func(i int) any {
				return object{"name": g.name() + strconv.Itoa(i), "port": int64(80), "weight": int64(g.IntN(4))}
			}),
		}
	})})
}

func (g *generator) of(kind string, spec object) object {
	o := object{"apiVersion": versionOf(kind, ""), "kind": kind, "metadata": object{"name": "one", "namespace": "shop"}}
	if spec != nil {
		o["spec"] = spec
	}
	return o
}

// equivalent returns an object with the same meaning. It sets defaults explicitly, changes the order of sets, and writes values in another
// notation.
func (g *generator) equivalent(t *testing.T, o object) object {
	t.Helper()
	documents, found := manifest.Parse(source.New("a.yaml", []byte(write(o))), manifest.Options{})
	if len(found) > 0 {
		t.Fatal(found)
	}
	kind := o["kind"].(string)
	v := (&reader{file: documents[0].File}).document(documents[0])
	interpret(kind, v)
	out := g.rewritten(kind, "", v).(object)
	if kind == "Secret" {
		g.encode(out)
	}
	return out
}

func (g *generator) rewritten(kind, pattern string, v *Value) any {
	switch v.Kind {
	case manifest.Mapping:
		out := object{}
		for _, f := range v.Fields {
			out[f.Key] = g.rewritten(kind, join(pattern, f.Key), f.Value)
		}
		for _, d := range v.defaults {
			if out[d.Key] == nil && g.IntN(3) == 0 {
				out[d.Key] = d.Value.JSON()
			}
		}
		g.asFraction(out)
		return out
	case manifest.Sequence:
		out := []any{}
		for _, item := range v.Items {
			out = append(out, g.rewritten(kind, pattern+"[]", item))
		}
		if ruleOf(kind, pattern).set {
			g.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
		}
		if strings.HasSuffix(pattern, "rules[].backendRefs") {
			g.scale(out)
		}
		return out
	}
	return g.otherForm(lastField(pattern), v.Scalar)
}

// scale multiplies all weights of a list by the same number.
func (g *generator) scale(refs []any) {
	factor := int64(1 + g.IntN(9))
	for _, ref := range refs {
		ref := ref.(object)
		n, ok := ref["weight"].(int64)
		if !ok {
			n = 1
		}
		ref["weight"] = n * factor
	}
}

// asFraction replaces the percentage of a mirror by a fraction.
func (g *generator) asFraction(mirror object) {
	percent, ok := mirror["percent"].(int64)
	if !ok || g.IntN(2) == 0 {
		return
	}
	delete(mirror, "percent")
	factor := int64(1 + g.IntN(3))
	mirror["fraction"] = object{"numerator": percent * factor, "denominator": 100 * factor}
}

// otherForm returns another notation of a scalar with the same meaning.
func (g *generator) otherForm(key string, v any) any {
	text, ok := v.(string)
	if !ok || g.IntN(2) == 0 {
		return v
	}
	switch key {
	case "connectTimeout", "interval", "request", "requestTimeout":
		d, err := time.ParseDuration(text)
		if err != nil {
			return v
		}
		return strconv.FormatInt(d.Milliseconds(), 10) + "ms"
	case "maxRequestSize":
		return map[string]any{"1Ki": int64(1024), "2Mi": "2048Ki"}[text]
	case "hostname", "hostnames[]", "sni", "host", "verifySubjectAltNames[]":
		return strings.ToUpper(text)
	}
	return v
}

// encode moves values of a Secret from stringData to data.
func (g *generator) encode(o object) {
	texts := o["stringData"].(object)
	data := object{}
	for key, text := range texts {
		if g.IntN(2) == 0 {
			data[key] = base64.StdEncoding.EncodeToString([]byte(text.(string)))
			delete(texts, key)
		}
	}
	if len(data) > 0 {
		o["data"] = data
	}
	if len(texts) == 0 {
		delete(o, "stringData")
	}
}

// TestEquivalent checks that objects with the same meaning have no change in either direction, and an empty patch.
func TestEquivalent(t *testing.T) {
	g := newGenerator(t)
	for range rounds() {
		a := g.policy()
		if g.IntN(3) == 0 {
			a = g.object()
		}
		if a["kind"] == "Other" {
			continue
		}
		b := g.restyled(g.equivalent(t, a), 0, "")
		for _, pair := range [][2]string{{write(a), b}, {b, write(a)}} {
			d := compare(pair[0], pair[1])
			patch, _ := d.MergePatch()
			if len(d.Changes) > 0 || len(d.JSONPatch()) > 0 || len(patch) > 0 {
				t.Fatalf("got %d changes and a patch, want none\n%s\n%s\n%s", len(d.Changes), pair[0], pair[1], write(d.JSONPatch()))
			}
			before, after := d.Canonical()
			if write(before.JSON()) != write(after.JSON()) {
				t.Fatalf("the canonical forms differ\n%s\n%s", write(before.JSON()), write(after.JSON()))
			}
		}
	}
}
