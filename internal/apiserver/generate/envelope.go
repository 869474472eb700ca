package generate

import (
	"maps"
	"slices"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// anyStatus sets the field status to any value, or to an object with known and unknown fields.
func anyStatus(g *Generator, m *object) {
	condition := newObject(
		"type", "Accepted", "status", "True", "reason", "Accepted", "message", "", "lastTransitionTime", "2024-01-01T00:00:00Z",
		pick(g, "observedGeneration", "observedGeneration", "foo"), pick[any](g, int64(1), int64(-1), "x", nil, newObject("a", int64(1)), &list{}),
	)
	conditions := pick[any](g,
		nil, "x", &object{}, newObject("foo", int64(1)), &list{}, &list{items: []any{nil}}, &list{items: []any{&list{}}}, &list{items: []any{condition}},
		&list{items: []any{condition, condition}}, &list{items: []any{&list{items: []any{condition}}}}, &list{items: []any{newObject("type", newObject("a", "b"))}},
		&list{items: []any{newObject("type", &list{items: []any{newObject("a", "b")}})}},
	)
	m.set("status", pick[any](g,
		nil, &object{}, &list{}, "x", int64(5), true, raw("1.5"), raw(".nan"), raw("123456789012345678901234"), raw("1e400"), &list{items: []any{newObject("a", int64(1))}},
		newObject("foo", pick[any](g, nil, int64(1), &object{})), newObject("conditions", conditions), newObject("conditions", conditions),
		newObject("conditions", conditions), newObject("conditions", conditions, "ancestors", &list{}),
	))
}

// envelope sets apiVersion or kind to another value, or removes a top-level field.
func envelope(g *Generator, m *object) {
	if g.chance(15) {
		m.remove(pick(g, "apiVersion", "kind", "spec"))
		return
	}
	if g.chance(50) {
		m.set("apiVersion", pick[any](g,
			nil, "", "v1", "gateway.kgateway.dev/v1", "gateway.kgateway.dev/v1alpha2", "gateway.kgateway.io/v1alpha1", "gateway.kgateway.dev", "a/b/c",
			"Gateway.kgateway.dev/v1alpha1", "gateway.kgateway.dev/v1alpha1 ", "gateway.kgateway.dev/V1alpha1", int64(1), &list{},
			raw(`'gateway.kgateway.dev/v1alpha1'`), raw(`"gateway.kgateway.d\x65v/v1alpha1"`), raw("!!str gateway.kgateway.dev/v1alpha1"),
		))
		return
	}
	m.set("kind", pick[any](g, nil, "", "backend", "Backends", "Backnd", "BackendList", "List", int64(1), &list{}, raw(`"Backend"`), raw("!x Backend"), "Backend "))
}
