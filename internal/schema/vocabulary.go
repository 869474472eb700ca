package schema

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// The project's own keywords, for conditions that JSON Schema cannot express.

// uniqueBy requires that no two objects of a list have the same values in the given keys. A missing or null key has the empty value, as in
// the API server.
type uniqueBy []string

// duplicateEntry is an item with the same keys as an earlier one.
type duplicateEntry struct {
	keys         []string
	first, again int
}

// duplicates calls f for each item with the same keys as an earlier one, until f returns false.
func (k uniqueBy) duplicates(n *manifest.Node, f func(first, again int) bool) {
	if len(n.Items) < 2 {
		return
	}
	seen := make(map[string]int, len(n.Items))
	for i, item := range n.Items {
		if item.Kind != manifest.Mapping {
			continue
		}
		id := k.identity(item)
		first, again := seen[id]
		if !again {
			seen[id] = i
		} else if !f(first, i) {
			return
		}
	}
}

func (k uniqueBy) accepts(n *manifest.Node) bool {
	unique := true
	k.duplicates(n, func(int, int) bool {
		unique = false
		return false
	})
	return unique
}

func (k uniqueBy) explain(e *explanation, n *manifest.Node) {
	k.duplicates(n, func(first, again int) bool {
		e.fail(duplicateEntry{k, first, again})
		return *e.left >= 0
	})
}

func (k uniqueBy) identity(object *manifest.Node) string {
	var b strings.Builder
	for _, key := range k {
		var v any = ""
		if field := object.Get(key); field != nil && !isNull(field) {
			v = field.JSON()
		}
		fmt.Fprintf(&b, "%T %v\x00", v, v)
	}
	return b.String()
}

// maxTotalSize limits the total bytes of an object's keys and string values.
type maxTotalSize int

// size returns the total bytes.
func (maxTotalSize) size(n *manifest.Node) int {
	size := 0
	for i := range n.Fields {
		if f := &n.Fields[i]; n.Field(f.Key) == f {
			size += len(f.Key) + len(f.Value.String())
		}
	}
	return size
}

func (k maxTotalSize) accepts(n *manifest.Node) bool            { return k.size(n) <= int(k) }
func (k maxTotalSize) explain(e *explanation, _ *manifest.Node) { e.fail(k) }
