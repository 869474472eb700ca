package change

import (
	"strings"
	"testing"
)

// set returns the text of some objects that may refer to each other, and of a copy with changes.
func (g *generator) set() (before, after string) {
	var texts [2][]string
	add := func(side Side, o object) { texts[side] = append(texts[side], write(o)) }
	for range g.IntN(6) + 1 {
		o := g.member()
		other := clone(o)
		for range g.IntN(3) {
			g.mutateMember(other)
		}
		if g.IntN(6) > 0 {
			add(Before, o)
		}
		if g.IntN(6) > 0 {
			add(After, other)
		}
	}
	return strings.Join(texts[Before], "\n---\n"), strings.Join(texts[After], "\n---\n")
}

// member returns an object of a set.
func (g *generator) member() object {
	label := object{"team": g.pick("a", "b")}
	var o object
	switch g.IntN(5) {
	case 0:
		o = object{"apiVersion": "v1", "kind": "Namespace", "metadata": object{"name": "shop"}}
	case 1:
		o = g.of("Gateway", object{"listeners": []any{object{"name": g.pick("http", "web"), "allowedRoutes": object{"namespaces": object{
			"from": g.pick("All", "Same", "Selector"), "selector": object{"matchLabels": label},
		}}}}})
	case 2:
		target := object{"group": "gateway.kgateway.dev", "kind": "Backend", "name": g.pick("a", "b"), "matchLabels": label}
		key := g.pick("targetRefs", targetSelectors)
		o = g.of("BackendConfigPolicy", object{key: []any{target}, "tls": object{"sni": g.name()}})
	case 3:
		_, spec := g.spec()
		o = g.of("Backend", spec)
	default:
		o = g.policy()
	}
	metadata := o["metadata"].(object)
	if o["kind"] != "Namespace" {
		metadata["name"] = g.pick("a", "b")
	}
	metadata["labels"] = clone(label)
	return o
}

// mutateMember changes the name, the labels or the spec of an object.
func (g *generator) mutateMember(o object) {
	metadata := o["metadata"].(object)
	switch {
	case g.IntN(3) == 0:
		metadata["labels"] = object{"team": g.pick("a", "b")}
	case g.IntN(3) == 0 && o["kind"] != "Namespace":
		metadata["name"] = g.pick("a", "b", "c")
	case o["spec"] != nil:
		o["spec"] = g.mutate(o["spec"])
	}
}

// TestSet checks for sets of objects that every change has an impact, an effect and a reason, and that a comparison has the same result
// each time.
func TestSet(t *testing.T) {
	g := newGenerator(t)
	for range rounds() {
		before, after := g.set()
		d := difference(before, after)
		for _, doc := range d.Documents {
			for _, c := range doc.Changes {
				if c.Impact == 0 || c.Effect == "" || c.Reason == "" {
					t.Fatalf("%s %s: impact %s, effect %q, reason %q, want all three\n%s\n===\n%s", c.Op, c.Label, c.Impact, c.Effect, c.Reason, before, after)
				}
			}
		}
		if x, y := summary(d), summary(difference(before, after)); x != y {
			t.Fatalf("two comparisons of\n%s\n===\n%s\nhave different changes:\n%s\n===\n%s", before, after, x, y)
		}
	}
}
