package change

import (
	"cmp"
	"encoding/json"
	"hash/maphash"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A Value is a value of a document as it is compared: fields that are null are left out, and numbers are what they say,
// however they are written.
type Value struct {
	Kind   manifest.Kind
	Scalar any // nil, bool, int64, float64 or string
	Fields []Field
	Items  []*Value
	// File and Span are where it stands; a default stands nowhere.
	File    *source.File
	Span    source.Span
	Default bool
	Secret  bool // a scalar that must not be shown
	// Replaced says of a secret in a canonical form that there is another one on the other side.
	Replaced bool
	set      bool // a list whose order means nothing
	hash     uint64
	meaning  uint64 // a hash that is the same where a default is written out and where it is not
}

// A Field is a key with its value.
type Field struct {
	Key   string
	Value *Value
}

// Get returns the value of a key, nil where there is none.
func (v *Value) Get(key string) *Value {
	if v == nil {
		return nil
	}
	for i := range v.Fields {
		if v.Fields[i].Key == key {
			return v.Fields[i].Value
		}
	}
	return nil
}

// JSON returns the value as encoding/json would decode it, with int64 for whole numbers.
func (v *Value) JSON() any {
	switch v.Kind {
	case manifest.Mapping:
		out := make(map[string]any, len(v.Fields))
		for _, f := range v.Fields {
			out[f.Key] = f.Value.JSON()
		}
		return out
	case manifest.Sequence:
		out := make([]any, len(v.Items))
		for i, item := range v.Items {
			out[i] = item.JSON()
		}
		return out
	}
	return v.Scalar
}

func (v *Value) hasSecret() bool {
	if v == nil {
		return false
	}
	return v.Secret || slices.ContainsFunc(v.Fields, func(f Field) bool { return f.Value.hasSecret() }) ||
		slices.ContainsFunc(v.Items, (*Value).hasSecret)
}

func (v *Value) isEmpty() bool { return v.Kind != manifest.Scalar && len(v.Fields)+len(v.Items) == 0 }

// A reader makes values of a document's nodes.
type reader struct {
	file    *source.File
	secrets []source.Span // in order and without overlap
	managed bool
}

// document makes the value of a document, without what the API server writes unless it is to be compared.
func (r *reader) document(d *manifest.Document) *Value {
	v := r.value(d.Root)
	if !r.managed {
		v.dropManaged()
	}
	v.Fields = slices.DeleteFunc(v.Fields, func(f Field) bool { return f.Key == "metadata" && f.Value.isEmpty() })
	v.sum(d.Kind, "")
	return v
}

func (r *reader) value(n *manifest.Node) *Value {
	v := &Value{Kind: n.Kind, File: r.file, Span: n.Span}
	if n.Kind != manifest.Scalar && r.isSecretWhole(n) {
		v.Kind, v.Scalar, v.Secret = manifest.Scalar, textOf(n), true
		return v
	}
	switch n.Kind {
	case manifest.Mapping:
		v.Fields = make([]Field, 0, len(n.Fields))
		for i, f := range n.Fields {
			if f.Value.Kind == manifest.Scalar && f.Value.Value == nil || isRepeated(n.Fields[i+1:], f.Key) {
				continue
			}
			v.Fields = append(v.Fields, Field{f.Key, r.value(f.Value)})
		}
	case manifest.Sequence:
		v.Items = make([]*Value, len(n.Items))
		for i, item := range n.Items {
			v.Items[i] = r.value(item)
		}
	default:
		v.Scalar = number(n.Value)
		v.Secret = r.isSecret(n)
	}
	return v
}

// isRepeated says whether a key is given again, whose last value counts.
func isRepeated(rest []manifest.Field, key string) bool {
	return slices.ContainsFunc(rest, func(f manifest.Field) bool { return f.Key == key })
}

// number makes one value of 8080 and 8080.0.
func number(v any) any {
	if f, ok := v.(float64); ok && f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return int64(f)
	}
	return v
}

// isSecret reports whether a part of a scalar is secret.
func (r *reader) isSecret(n *manifest.Node) bool {
	return r.overlaps(placeOf(n))
}

func (r *reader) overlaps(span source.Span) bool {
	i := sort.Search(len(r.secrets), func(i int) bool { return r.secrets[i].End > span.Start })
	return i < len(r.secrets) && r.secrets[i].Start < span.End
}

// isSecretWhole reports whether all of a mapping or list is secret, or a key of it. It is compared as one value then.
func (r *reader) isSecretWhole(n *manifest.Node) bool {
	span := placeOf(n)
	if slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return r.overlaps(f.KeySpan) }) {
		return true
	}
	i := sort.Search(len(r.secrets), func(i int) bool { return r.secrets[i].End > span.Start })
	return i < len(r.secrets) && r.secrets[i].Start <= span.Start && span.End <= r.secrets[i].End && span.Len() > 0
}

// placeOf returns where a node is written: for an alias, where its anchor is.
func placeOf(n *manifest.Node) source.Span {
	if n.Defined != nil {
		return *n.Defined
	}
	return n.Span
}

// textOf writes all that is in a node as one text.
func textOf(n *manifest.Node) string {
	text, err := json.Marshal(n.JSON())
	if err != nil {
		return n.Text
	}
	return string(text)
}

// managed are the fields of metadata that the API server writes, and annotations that controllers and kubectl write.
var (
	managed     = []string{"creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields", "resourceVersion", "selfLink", "uid"}
	annotations = []string{"kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision"}
)

// dropManaged takes out what nobody writes into a manifest, and labels and annotations that are empty by then.
func (v *Value) dropManaged() {
	v.Fields = slices.DeleteFunc(v.Fields, func(f Field) bool { return f.Key == "status" })
	metadata := v.Get("metadata")
	if metadata == nil {
		return
	}
	drop := func(in *Value, keys []string) {
		if in != nil {
			in.Fields = slices.DeleteFunc(in.Fields, func(f Field) bool { return slices.Contains(keys, f.Key) })
		}
	}
	drop(metadata, managed)
	drop(metadata.Get("annotations"), annotations)
	metadata.Fields = slices.DeleteFunc(metadata.Fields, func(f Field) bool {
		return (f.Key == "labels" || f.Key == "annotations") && f.Value.isEmpty()
	})
}

var seed = maphash.MakeSeed()

// sum computes the hashes of a value and all that is in it. Those of two values that say the same are equal.
func (v *Value) sum(kind, pattern string) {
	var hash, meaning maphash.Hash
	for _, h := range []*maphash.Hash{&hash, &meaning} {
		h.SetSeed(seed)
		h.WriteByte(byte(v.Kind))
	}
	switch v.Kind {
	case manifest.Mapping:
		all, meant := uint64(len(v.Fields)), uint64(0)
		for _, f := range v.Fields { // in any order
			below := strings.TrimPrefix(pattern+"."+f.Key, ".")
			f.Value.sum(kind, below)
			all += maphash.Comparable(seed, keyed{f.Key, f.Value.hash})
			if d := defaultOf(kind, below); (d == nil || !equal(d, f.Value)) && !isDefault(kind, below, f.Value) {
				meant += maphash.Comparable(seed, keyed{f.Key, f.Value.meaning})
			}
		}
		maphash.WriteComparable(&hash, all)
		maphash.WriteComparable(&meaning, meant)
	case manifest.Sequence:
		v.set = ruleOf(kind, pattern).set
		all, meant := uint64(len(v.Items)), uint64(len(v.Items))
		for _, item := range v.Items {
			item.sum(kind, pattern+"[]")
			if v.set {
				all += maphash.Comparable(seed, item.hash)
				meant += maphash.Comparable(seed, item.meaning)
			} else {
				maphash.WriteComparable(&hash, item.hash)
				maphash.WriteComparable(&meaning, item.meaning)
			}
		}
		maphash.WriteComparable(&hash, all)
		maphash.WriteComparable(&meaning, meant)
	default:
		maphash.WriteComparable(&hash, v.Scalar)
		maphash.WriteComparable(&meaning, v.Scalar)
	}
	v.hash, v.meaning = hash.Sum64(), meaning.Sum64()
}

type keyed struct {
	key  string
	hash uint64
}

// equal says whether two values are the same, in any order where that means nothing. It knows nothing of defaults.
func equal(a, b *Value) bool {
	if a.hash != b.hash || a.Kind != b.Kind || len(a.Fields) != len(b.Fields) || len(a.Items) != len(b.Items) || a.Scalar != b.Scalar {
		return false
	}
	for _, f := range a.Fields {
		if other := b.Get(f.Key); other == nil || !equal(f.Value, other) {
			return false
		}
	}
	x, y := a.sorted(), b.sorted()
	for i, item := range x {
		if !equal(item, y[i]) {
			return false
		}
	}
	return true
}

// sorted returns the items, those of a set in an order that is the same for all sets of the same items.
func (v *Value) sorted() []*Value {
	if !v.set {
		return v.Items
	}
	items := slices.Clone(v.Items)
	slices.SortStableFunc(items, func(a, b *Value) int { return cmp.Compare(a.hash, b.hash) })
	return items
}

// scalarOf makes a value that nobody wrote.
func scalarOf(v any) *Value {
	out := &Value{Kind: manifest.Scalar, Scalar: v, Default: true}
	out.sum("", "")
	return out
}

// similarity says how much of two values is the same, from 0 to 1.
func similarity(a, b *Value) float64 {
	switch {
	case a.Kind != b.Kind:
		return 0
	case a.hash == b.hash:
		return 1
	case a.Kind == manifest.Mapping:
		common, all := 0.0, len(b.Fields)
		for _, f := range a.Fields {
			if other := b.Get(f.Key); other != nil {
				common += similarity(f.Value, other)
			} else {
				all++
			}
		}
		return common / float64(max(all, 1))
	case a.Kind == manifest.Sequence:
		m := newMatcher(a.Items, b.Items)
		m.by(func(v *Value) (any, bool) { return v.hash, true })
		common := float64(len(m.pairs))
		m.pairs = nil
		m.by(func(v *Value) (any, bool) { return v.words(named.keys[0]) })
		for _, p := range m.pairs {
			common += similarity(a.Items[p.a], b.Items[p.b])
		}
		for i := range min(len(m.freeA), len(m.freeB)) {
			common += similarity(a.Items[m.freeA[i]], b.Items[m.freeB[i]])
		}
		return common / float64(max(len(a.Items), len(b.Items), 1))
	}
	return sameField
}

// sameField is how much two different scalars have in common that stand in the same field.
const sameField = 0.2

// words joins texts for a key; false where one of them is not there.
func (v *Value) words(keys []string) (string, bool) {
	var parts []string
	for _, key := range keys {
		key, optional := strings.CutSuffix(key, "?")
		at := v
		for part := range strings.SplitSeq(key, ".") {
			at = at.Get(part)
		}
		switch {
		case at != nil && at.Kind == manifest.Scalar && at.Scalar != nil:
			parts = append(parts, plain(at.Scalar))
		case !optional:
			return "", false
		default:
			parts = append(parts, "")
		}
	}
	return strings.Join(parts, "\x00"), true
}
