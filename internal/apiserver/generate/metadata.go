package generate

import "strings"

// metadata returns valid object metadata, which usually has only a name.
func (g *Generator) metadata() *object {
	o := newObject("name", pick(g, "web", "a", "static-backend", "a.b-c", "x1"))
	if g.chance(20) {
		o.set("namespace", pick(g, "default", "kgateway-system", "n1"))
	}
	if g.ordinary {
		return o
	}
	if g.chance(15) {
		o.set("labels", newObject(pick(g, "app", "example.com/Part_Of", "a.b"), pick(g, "", "web", "A_b.c-9")))
	}
	if g.chance(15) {
		o.set("annotations", newObject(pick(g, "note", "example.com/Note", "Upper.example.com/x"), pick(g, words...)))
	}
	return o
}

// names returns valid and invalid values for name, generateName and namespace.
func (g *Generator) names() []any {
	n := func(size int) string { return strings.Repeat("a", size) }
	return []any{
		nil, "", "a", "A", "a_b", "a.b", "a-b", "-a", "a-", "a--", "a.", ".a", "a..b", "a.-b", "a-.b", "1", "a b", "a/b", ".", "..", "-", "%", "é", "a\n",
		n(62), n(63), n(64), n(253), n(254), n(63) + ".b", n(252) + "-", n(253) + "-",
		int64(1), true, raw("1.5"), raw("y"), raw("2024-01-01"), raw("1e3"), &list{}, &object{},
	}
}

// metadataFields returns valid and invalid values for the other fields of metadata. Each call returns new values, because the caller may
// change them.
func metadataFields() map[string][]any {
	return map[string][]any{
		"uid":                        {nil, "", "x", int64(5), &list{}, raw("1a2b")},
		"resourceVersion":            {nil, "", "5", "abc", int64(5)},
		"selfLink":                   {nil, "", "/x", int64(5)},
		"generation":                 {nil, int64(0), int64(1), int64(-1), raw("1.0"), raw("1.5"), "1", raw("1e3"), raw("9223372036854775807"), raw("9223372036854775808"), raw("1e19")},
		"deletionGracePeriodSeconds": {nil, int64(30), int64(-1), raw("30.0"), "30", raw("1.5")},
		"creationTimestamp":          times,
		"deletionTimestamp":          times,
		"managedFields":              {nil, &list{}, &object{}, "x", &list{items: []any{nil}}, &list{items: []any{int64(5)}}},
		"ownerReferences":            {nil, &list{}, &object{}, "x", &list{items: []any{nil}}, &list{items: []any{&object{}}}, &list{items: []any{int64(5)}}},
		"labels":                     {nil, &object{}, &list{}, "x", int64(1)},
		"annotations":                {nil, &object{}, &list{}, "x", int64(1)},
		"clusterName":                {nil, "", "x"},
		"Name":                       {nil, "a"},
		"label":                      {nil, &object{}},
		"initializers":               {nil},
	}
}

var times = []any{
	nil, "", "2024-01-01T00:00:00Z", raw("2024-01-01T00:00:00Z"), raw("2024-01-01"), "2024-01-01T00:00:00.5Z", "2024-01-01T00:00:00+02:00",
	"2024-01-01t00:00:00z", "2024-01-01 00:00:00Z", "2024-02-30T00:00:00Z", "2024-1-1T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:00:60Z",
	"2024-01-01T00:00:00", "2024-01-01T00:00Z", "2024-01-01T00:00:00,5Z", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2024-01-01T00:00:00+24:00",
	"2024-01-01T00:00:00+0200", "2024-01-01T0:00:00Z", " 2024-01-01T00:00:00Z", "garbage", int64(5), &object{}, raw("2024-01-01 00:00:00"), true,
}

// metadataField sets one field of metadata, or metadata itself, to an unusual value.
func metadataField(g *Generator, m *object) {
	o := m.object("metadata")
	switch n := g.IntN(100); {
	case n < 6:
		m.set("metadata", pick[any](g, nil, &object{}, &list{}, "x", int64(5), true, newObject("namespace", "a")))
	case n < 9:
		m.remove("metadata")
	case n < 45:
		o.set(pick(g, "name", "generateName", "namespace"), pick(g, g.names()...))
	case n < 55:
		o.remove("name")
		o.set("generateName", pick(g, g.names()...))
	case n < 70:
		o.set("finalizers", g.finalizers())
	default:
		fields := metadataFields()
		name := pick(g, sortedKeys(fields)...)
		o.set(name, pick(g, fields[name]...))
	}
}

func (g *Generator) finalizers() any {
	if g.chance(10) {
		return pick[any](g, nil, &object{}, "a", &list{}, &list{items: []any{nil}})
	}
	l := &list{}
	for range 1 + g.IntN(2) {
		l.items = append(l.items, pick[any](g, g.qualifiedName(), g.qualifiedName(), "orphan", "foregroundDeletion", nil, int64(5), true))
	}
	return l
}

// qualifiedName returns the key of a label. Usually the key is valid.
func (g *Generator) qualifiedName() string {
	name := pick(g, "a", "A_b.c-9", "1", strings.Repeat("k", 63), strings.Repeat("k", 64), "", "-a", "a-", "a b", "é", "a.", "a_", "a/b", "y")
	if g.chance(50) {
		return name
	}
	return pick(g, "a", "example.com", "a.b", "A", "a_b", "", "a..b", "-a", "a-.b", "1.2", "Example.com", strings.Repeat("p", 253), strings.Repeat("p", 254)) + "/" + name
}

// metadataMap adds one or two entries to labels or annotations.
func metadataMap(g *Generator, m *object) {
	entries := m.object("metadata").object(pick(g, "labels", "annotations"))
	values := []any{
		nil, "", "b", "B_9.c", "-b", "b-", "é", "a/b", " ", "\n", "a b", strings.Repeat("v", 63), strings.Repeat("v", 64),
		int64(5), true, raw("1.5"), raw("y"), raw("1e3"), raw("2024-01-01"), raw("~"), raw(".inf"), &list{}, &object{}, newObject("a", "b"),
	}
	for range 1 + g.IntN(2) {
		if g.chance(50) {
			entries.set(g.qualifiedName(), "b")
		} else {
			entries.set("key", pick(g, values...))
		}
	}
}

// metadataOwner adds owner references. Each of them has at most one error.
func metadataOwner(g *Generator, m *object) {
	l := &list{}
	for range 1 + g.IntN(2) {
		owner := newObject("apiVersion", "v1", "kind", "Pod", "name", "p", "uid", "u")
		key := pick(g, "apiVersion", "kind", "name", "uid")
		switch g.IntN(8) {
		case 0:
			owner.remove(key)
		case 1:
			owner.set(key, pick[any](g, nil, "", int64(5), &list{}, true, "a b", "Ü"))
		case 2:
			owner.set("apiVersion", pick(g, "apps/v1", "a/b/c", "/v1", "v1/", "/", "Foo/V1", "foo bar/v1", "a_b/v1", " "))
		case 3:
			owner.set(pick(g, "controller", "blockOwnerDeletion"), pick[any](g, true, false, nil, int64(5), "true", raw("yes")))
		case 4:
			owner.set(pick(g, "nope", "Kind", "namespace"), pick[any](g, nil, "x"))
		case 5:
			owner.set("kind", "Event")
			owner.set("apiVersion", pick(g, "v1", "events.k8s.io/v1", "v2"))
		default:
			owner.set("controller", true)
		}
		l.items = append(l.items, owner)
	}
	m.object("metadata").set("ownerReferences", l)
}

// metadataManaged adds an entry to managedFields. The entry has at most one unusual value.
func metadataManaged(g *Generator, m *object) {
	entry := newObject(
		"manager", "kubectl", "operation", "Update", "apiVersion", "gateway.kgateway.dev/v1alpha1",
		"time", "2024-01-01T00:00:00Z", "fieldsType", "FieldsV1", "fieldsV1", newObject("f:spec", newObject("f:type", &object{})),
	)
	switch g.IntN(4) {
	case 0:
		entry.remove(pick(g, entry.fields...).key)
	case 1:
		entry.set(pick(g, entry.fields...).key, pick[any](g, nil, "", "x", int64(5), &list{}, &object{}, true))
	case 2:
		entry.set(pick(g, "nope", "subresource", "Manager"), pick[any](g, nil, "status", int64(1)))
	default:
		entry.set("time", pick(g, times...))
	}
	m.object("metadata").set("managedFields", &list{items: []any{entry}})
}

// metadataLarge adds annotations until their total size is near the limit.
func metadataLarge(g *Generator, m *object) {
	const limit = 256 * 1024
	value := strings.Repeat("v", limit/2-1)
	last := pick(g, limit/2-2, limit/2-1, limit/2)
	m.object("metadata").set("annotations", newObject("a", value, "b", strings.Repeat("w", last)))
}
