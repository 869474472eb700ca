package change

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
)

var seed = maphash.MakeSeed()

// sum computes the hash of a value's meaning from the hashes of its fields and items. Redundant fields are left out.
func (v *Value) sum() {
	var hash maphash.Hash
	hash.SetSeed(seed)
	kind := v.meantKind()
	hash.WriteByte(byte(kind))
	switch kind {
	case manifest.Mapping:
		all := uint64(0)
		for _, f := range v.Fields { // the order of fields does not count
			if !f.Value.redundant {
				all += maphash.Comparable(seed, keyed{f.setting(), f.Value.hash})
			}
		}
		maphash.WriteComparable(&hash, all)
	case manifest.Sequence:
		all := uint64(len(v.Items))
		for _, item := range v.Items {
			if v.unordered {
				all += maphash.Comparable(seed, item.hash)
			} else {
				maphash.WriteComparable(&hash, item.hash)
			}
		}
		maphash.WriteComparable(&hash, all)
	default:
		maphash.WriteComparable(&hash, v.meant())
	}
	v.hash = hash.Sum64()
}

type keyed struct {
	key  string
	hash uint64
}

// equal reports whether two values have the same meaning.
func equal(a, b *Value) bool {
	kind := a.meantKind()
	switch {
	case a.hash != b.hash || kind != b.meantKind() || len(a.Items) != len(b.Items):
		return false
	case kind == manifest.Scalar:
		return a.meant() == b.meant()
	}
	for f := range differentKeys(a, b) {
		if f.a == nil || f.b == nil || !equal(f.a, f.b) {
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

// sorted returns the items. The items of a set are sorted by their hashes, so that their order in the list does not matter.
func (v *Value) sorted() []*Value {
	if !v.unordered {
		return v.Items
	}
	items := slices.Clone(v.Items)
	stable.Sort(items, func(a, b *Value) int { return cmp.Compare(a.hash, b.hash) })
	return items
}

// similarity returns the similarity of two values, from 0 (different) to 1 (equal).
func similarity(a, b *Value) float64 {
	switch {
	case a.Kind != b.Kind:
		return 0
	case a.hash == b.hash:
		return 1
	case a.Kind == manifest.Mapping:
		common, all := 0.0, 0
		for f := range differentKeys(a, b) {
			all++
			if f.a != nil && f.b != nil {
				common += similarity(f.a, f.b)
			}
		}
		return common / float64(max(all, 1))
	case a.Kind == manifest.Sequence:
		return similarItems(a, b)
	}
	return sameField
}

// sameField is the similarity of two different scalars in the same field.
const sameField = 0.2

func similarItems(a, b *Value) float64 {
	m := newMatcher(a.Items, b.Items)
	m.by(func(v *Value) (any, bool) { return v.hash, true })
	common := float64(len(m.pairs))
	m.pairs = nil
	m.by(func(v *Value) (any, bool) { return v.key(named.keys[0]) })
	for _, p := range m.pairs {
		common += similarity(a.Items[p.a], b.Items[p.b])
	}
	for i := range min(len(m.freeA), len(m.freeB)) {
		common += similarity(a.Items[m.freeA[i]], b.Items[m.freeB[i]])
	}
	return common / float64(max(len(a.Items), len(b.Items), 1))
}

// key joins the effective values of fields, or the hash of a value that is not a scalar, if the field may be missing. A name of a renamed
// object is replaced by the newer name. key returns false if a field is missing, unless the name of the field ends with a question mark.
func (v *Value) key(fields []string) (string, bool) {
	return v.join(fields, func(v *Value) string {
		if v.Kind != manifest.Scalar {
			return strconv.FormatUint(v.hash, 36)
		}
		return cmp.Or(v.referent, plain(v.meant()))
	})
}

// words joins the values of fields as written. It treats a missing field as key does.
func (v *Value) words(fields []string) (string, bool) {
	return v.join(fields, (*Value).text)
}

func (v *Value) join(fields []string, word func(*Value) string) (string, bool) {
	if v.Kind != manifest.Mapping {
		return "", false
	}
	var parts []string
	for _, field := range fields {
		field, optional := strings.CutSuffix(field, "?")
		at := v
		for part := range strings.SplitSeq(field, ".") {
			if at = at.Get(part); at == nil {
				break
			}
		}
		switch {
		case at != nil && (optional && at.Kind != manifest.Scalar || at.Kind == manifest.Scalar && at.Scalar != nil) && (!optional || !at.redundant):
			parts = append(parts, word(at))
		case !optional:
			return "", false
		default:
			parts = append(parts, "")
		}
	}
	return strings.Join(parts, "\x00"), true
}
