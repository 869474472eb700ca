package change

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/testenv"
)

// A generator generates objects, changes them, and writes them in many notations.
type generator struct{ *rand.Rand }

func newGenerator(t *testing.T) *generator {
	t.Helper()
	seed := testenv.Seed()
	t.Logf("BACKENDCTL_SEED=%d", seed)
	return &generator{rand.New(rand.NewPCG(seed, 1))}
}

func (g *generator) pick(all ...string) string { return all[g.IntN(len(all))] }

func (g *generator) name() string { return g.pick("a", "b", "c", "web", "shop-1", "x.example.com") }

// list returns a list of up to n items.
func (g *generator) list(n int, item func(i int) any) []any {
	out := []any{}
	for i := range g.IntN(n + 1) {
		out = append(out, item(i))
	}
	return out
}

type object = map[string]any

func (g *generator) spec() (kind string, spec object) {
	switch g.IntN(6) {
	case 0:
		return "Backend", object{"aws": object{
			"region": g.pick("us-east-1", "eu-west-1"), "auth": object{"type": "Secret", "secretRef": object{"name": g.name()}},
			"lambda": object{"functionName": g.name(), "qualifier": g.pick("$LATEST", "live")},
		}}
	case 1:
		return "Backend", object{"priorityGroups": g.list(3, func(int) any {
			return object{"backendRefs": g.list(3, func(i int) any { return object{"name": g.name() + strconv.Itoa(i)} })}
		})}
	case 2:
		return "Backend", object{"type": "AI", "ai": object{"priorityGroups": g.list(3, func(i int) any {
			return object{"providers": g.list(3, func(j int) any {
				return object{"name": fmt.Sprintf("p%d%d", i, j), "openai": object{"model": g.name(), "authToken": object{"kind": "SecretRef", "secretRef": object{"name": g.name()}}}}
			})}
		})}}
	case 3:
		return "HTTPRoute", object{"hostnames": g.list(3, func(i int) any { return g.name() + strconv.Itoa(i) }), "rules": g.list(3, func(int) any {
			return object{
				"matches":     g.list(2, func(int) any { return object{"path": object{"type": "PathPrefix", "value": "/" + g.name()}} }),
				"backendRefs": g.list(3, func(int) any { return object{"name": g.name(), "port": int64(80 + g.IntN(3))} }),
			}
		})}
	case 4:
		return "Other", object{"free": g.free(3)}
	}
	return "Backend", object{"type": "Static", "static": object{"hosts": g.list(5, func(int) any {
		return object{"host": g.name(), "port": int64(80 + g.IntN(3))}
	})}}
}

// free returns a random value of any type.
func (g *generator) free(depth int) any {
	switch n := g.IntN(8); {
	case n < 2 && depth > 0:
		return g.list(4, func(int) any { return g.free(depth - 1) })
	case n < 4 && depth > 0:
		out := object{}
		for range g.IntN(4) {
			out[g.pick("k", "l", "name", "a.b/c", "", "~0")] = g.free(depth - 1)
		}
		return out
	case n == 4:
		return int64(g.IntN(3))
	case n == 5:
		return g.IntN(2) == 0
	case n == 6:
		return float64(g.IntN(3)) + 0.5
	}
	return g.pick("", "true", "8080", "a: b", "#", "- x", "ä€😀", "two\nlines\n", " ")
}

func (g *generator) object() object {
	kind, spec := g.spec()
	version := map[string]string{"Backend": "gateway.kgateway.dev/v1alpha1", "HTTPRoute": "gateway.networking.k8s.io/v1"}[kind]
	if version == "" {
		version = "example.com/v1"
	}
	return object{"apiVersion": version, "kind": kind, "metadata": object{"name": "one", "labels": object{"app": g.name()}}, "spec": spec}
}

// mutate changes a random value in v.
func (g *generator) mutate(v any) any {
	switch v := v.(type) {
	case object:
		if len(v) == 0 || g.IntN(6) == 0 {
			v[g.pick("k", "port", "host", "weight", "tls")] = g.free(1)
			return v
		}
		key := slices.Sorted(maps.Keys(v))[g.IntN(len(v))]
		if g.IntN(6) == 0 {
			delete(v, key)
		} else {
			v[key] = g.mutate(v[key])
		}
		return v
	case []any:
		switch n := g.IntN(5); {
		case n == 0 || len(v) == 0:
			return slices.Insert(v, g.IntN(len(v)+1), g.free(2))
		case n == 1:
			i := g.IntN(len(v))
			return slices.Delete(v, i, i+1)
		case n == 2:
			g.Shuffle(len(v), func(i, j int) { v[i], v[j] = v[j], v[i] })
			return v
		}
		i := g.IntN(len(v))
		v[i] = g.mutate(v[i])
		return v
	}
	return g.free(1)
}

// changed returns an object, and a copy of it with some changes in its spec and labels.
func (g *generator) changed() (before, after object) {
	before = g.object()
	if o := g.policy(); o["spec"] != nil && g.IntN(2) == 0 {
		before = o
	}
	after = clone(before)
	for range g.IntN(4) + 1 {
		part := g.pick("spec", "spec", "metadata")
		if part == "metadata" {
			labels := after[part].(object)["labels"]
			if labels == nil {
				labels = object{}
			}
			after[part].(object)["labels"] = g.mutate(labels)
			continue
		}
		after[part] = g.mutate(after[part])
	}
	return before, after
}

func clone[T any](v T) T {
	return deep(v).(T)
}

func deep(v any) any {
	switch v := v.(type) {
	case object:
		out := object{}
		for key, value := range v {
			out[key] = deep(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = deep(v[i])
		}
		return out
	}
	return v
}

func write(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// restyled writes an object in another notation with the same meaning.
func (g *generator) restyled(v any, indent int, path string) string {
	pad := strings.Repeat(" ", indent)
	switch v := v.(type) {
	case object:
		keys := slices.Collect(maps.Keys(v))
		g.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		var b strings.Builder
		for _, key := range keys {
			fmt.Fprintf(&b, "\n%s%s%s:%s", g.comment(pad), pad, g.key(key), g.restyled(v[key], indent+2, strings.TrimPrefix(path+"."+key, ".")))
		}
		if path == "spec.aws" && v["region"] == nil && g.IntN(2) == 0 {
			fmt.Fprintf(&b, "\n%sregion: us-east-1", pad)
		}
		if g.IntN(3) == 0 && v["nothing"] == nil && path != "" {
			fmt.Fprintf(&b, "\n%snothing: ~", pad)
		}
		if b.Len() == 0 {
			return " {}"
		}
		return b.String()
	case []any:
		if len(v) == 0 {
			return " []"
		}
		items := slices.Clone(v)
		if ruleOf("Backend", path).set && path == "spec.priorityGroups[].backendRefs" {
			g.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		}
		var b strings.Builder
		for _, item := range items {
			fmt.Fprintf(&b, "\n%s-%s", pad, g.restyled(item, indent+2, path+"[]"))
		}
		return b.String()
	case int64:
		return " " + g.pick(strconv.FormatInt(v, 10), fmt.Sprintf("%d.0", v), fmt.Sprintf("%d # n", v))
	}
	return " " + write(v)
}

func (g *generator) comment(pad string) string {
	return g.pick("", "", pad+"# a comment\n", "\n")
}

func (g *generator) key(key string) string {
	if key == "" || strings.ContainsAny(key, "~./") || g.IntN(2) == 0 {
		return write(key)
	}
	return key
}

// rounds returns the number of generated objects of each test. It is not a variable, because Go caches the result of a test by the
// environment variables that are read while the test runs.
func rounds() int { return testenv.Sized(6000) }

func compare(before, after string) *Document {
	d := Files([]*source.File{source.New("a.yaml", []byte(before))}, []*source.File{source.New("b.yaml", []byte(after))}, Options{})
	if d.Same == 1 && len(d.Documents) == 0 {
		file := source.New("a.yaml", []byte(before))
		same, _ := manifest.Parse(file, manifest.Options{})
		return &Document{Before: same[0], After: same[0], Status: Same}
	}
	if len(d.Problems) > 0 || len(d.Documents) != 1 {
		panic(fmt.Sprintf("%v\n%s\n%s", d.Problems, before, after))
	}
	return d.Documents[0]
}

func TestRestyled(t *testing.T) {
	g := newGenerator(t)
	for range rounds() {
		o := g.object()
		text := g.restyled(o, 0, "")
		if d := compare(write(o), text); len(d.Changes) > 0 {
			t.Fatalf("%s differs, want no difference\n%s\n%s", d.Changes[0].Label, write(o), text)
		}
	}
}

func TestPatch(t *testing.T) {
	g := newGenerator(t)
	seen := map[Op]int{}
	defer func() {
		for _, op := range []Op{Added, Removed, Changed, Moved} {
			if seen[op] < rounds()/100 {
				t.Errorf("only %d changes were %s, want at least %d", seen[op], op, rounds()/100)
			}
		}
	}()
	for range rounds() {
		before, after := g.changed()
		d := compare(write(before), g.restyled(after, 0, ""))
		for _, c := range d.Changes {
			seen[c.Op]++
		}
		patched, err := apply(clone(before), d.JSONPatch())
		if err != nil {
			t.Fatalf("%v\n%s\n%s\n%s", err, write(before), write(after), write(d.JSONPatch()))
		}
		if left := compare(write(patched), write(after)); len(left.Changes) > 0 {
			t.Fatalf("%s still differs after the JSON patch\n%s\n%s\n%s\n%s", left.Changes[0].Label, write(before), write(after), write(d.JSONPatch()), write(patched))
		}
		patch, _ := d.MergePatch()
		merged := merge(clone(before), patch)
		if left := compare(write(merged), write(after)); len(left.Changes) > 0 {
			t.Fatalf("%s still differs after the merge patch\n%s\n%s\n%s", left.Changes[0].Label, write(before), write(after), write(patch))
		}
		if none := len(d.Changes) == 0; none != (len(d.JSONPatch()) == 0) || none != (len(patch) == 0) {
			t.Fatalf("%d changes, but the patches are\n%s\n%s", len(d.Changes), write(d.JSONPatch()), write(patch))
		}
	}
}

func TestMirror(t *testing.T) {
	g := newGenerator(t)
	for range rounds() {
		a, b := g.changed()
		there, back := compare(write(a), write(b)), compare(write(b), write(a))
		x, y := lines(there, false), lines(back, true)
		if !slices.Equal(x, y) {
			t.Fatalf("the two directions have different changes\n%s\n%s\n%s\n%s", write(a), write(b), strings.Join(x, "\n"), strings.Join(y, "\n"))
		}
		if again := lines(compare(write(a), write(b)), false); !slices.Equal(x, again) {
			t.Fatalf("a second comparison has different changes:\n%s\n%s", strings.Join(x, "\n"), strings.Join(again, "\n"))
		}
	}
}

// lines returns the changes as sorted lines. If mirrored is set, it returns the lines that a comparison in the other direction must have.
func lines(d *Document, mirrored bool) []string {
	var out []string
	for _, c := range d.Changes {
		from, to, before, after := c.From, c.To, c.Before, c.After
		first, second := c.Order[0], c.Order[1]
		if mirrored {
			from, to, before, after = to, from, after, before
			c.Op = map[Op]Op{Added: Removed, Removed: Added, Changed: Changed, Moved: Moved}[c.Op]
		}
		text := fmt.Sprintf("%s %s %s %s", c.Op, before, after, c.Pattern)
		if from != nil {
			text += " from " + write(from.JSON())
		}
		if to != nil {
			text += " to " + write(to.JSON())
		}
		if c.Op == Moved {
			text += fmt.Sprint(len(first), len(second))
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return out
}

// apply applies a JSON Patch (RFC 6902). It supports only the operations that this package writes.
func apply(doc any, ops []Operation) (any, error) {
	root := object{"": doc}
	for _, o := range ops {
		value := deep(o.Value)
		if o.Op == "move" {
			v, err := at(root, o.From)
			if err != nil {
				return nil, err
			}
			value = deep(v)
			if err := edit(root, o.From, "remove", nil); err != nil {
				return nil, err
			}
		}
		if err := edit(root, o.Path, o.Op, value); err != nil {
			return nil, fmt.Errorf("%s %s: %w", o.Op, o.Path, err)
		}
	}
	return root[""], nil
}

func at(v any, path string) (any, error) {
	for _, token := range append([]string{""}, diag.Tokens(path)...) {
		switch in := v.(type) {
		case object:
			next, ok := in[token]
			if !ok {
				return nil, fmt.Errorf("there is no field %q", token)
			}
			v = next
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i >= len(in) {
				return nil, fmt.Errorf("there is no item %q", token)
			}
			v = in[i]
		default:
			return nil, fmt.Errorf("%v has no fields or items", v)
		}
	}
	return v, nil
}

func edit(root object, path, op string, value any) error {
	tokens := diag.Tokens(path)
	if len(tokens) == 0 {
		root[""] = value
		return nil
	}
	parent := diag.Pointer(tokens[:len(tokens)-1]...)
	last := tokens[len(tokens)-1]
	in, err := at(root, parent)
	if err != nil {
		return err
	}
	switch in := in.(type) {
	case object:
		if _, there := in[last]; !there && op != "add" && op != "move" {
			return fmt.Errorf("there is no field %q", last)
		}
		if op == "remove" {
			delete(in, last)
		} else {
			in[last] = value
		}
	case []any:
		i, err := strconv.Atoi(last)
		if last == "-" {
			i, err = len(in), nil
		}
		if err != nil || i > len(in) || i == len(in) && op != "add" && op != "move" {
			return fmt.Errorf("the index %q is not valid in a list of %d items", last, len(in))
		}
		switch op {
		case "remove":
			in = slices.Delete(slices.Clone(in), i, i+1)
		case "replace":
			in[i] = value
		default:
			in = slices.Insert(slices.Clone(in), i, value)
		}
		return edit(root, parent, "replace", in)
	}
	return nil
}

// merge applies a JSON merge patch (RFC 7386).
func merge(v any, patch any) any {
	fields, ok := patch.(object)
	if !ok {
		return patch
	}
	into, ok := v.(object)
	if !ok {
		into = object{}
	}
	for key, value := range fields {
		if value == nil {
			delete(into, key)
		} else {
			into[key] = merge(into[key], value)
		}
	}
	return into
}

func TestApply(t *testing.T) {
	got, err := apply(object{"a": []any{"x", "y"}}, []Operation{
		{Op: "move", From: "/a/1", Path: "/a/0"}, {Op: "add", Path: "/a/-", Value: "z"}, {Op: "remove", Path: "/a/1"}, {Op: "add", Path: "/b~1c", Value: nil},
	})
	if err != nil || !reflect.DeepEqual(got, object{"a": []any{"y", "z"}, "b/c": nil}) {
		t.Errorf("got %v, %v", got, err)
	}
}
