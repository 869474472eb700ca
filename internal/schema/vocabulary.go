package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/message"
)

// Our own keywords: what standard JSON Schema cannot say, and two standard keywords that have to be checked here: enum,
// whose compiled form is private to the library's compiler, and propertyNames, whose errors it misplaces.

// enumeration is the standard enum, for the scalars that our schemas list.
type enumeration []any

func (values enumeration) Validate(ctx *jsonschema.ValidatorContext, v any) {
	switch v.(type) {
	case map[string]any, []any:
	default:
		if slices.Contains(values, v) {
			return
		}
	}
	ctx.AddError(&kind.Enum{Got: v, Want: values})
}

// uniqueBy holds that no two objects of a list have the same values under the given keys. An object that lacks a key, or
// has null there, has the empty value, as the API server fills it in before it compares.
type uniqueBy []string

func (keys uniqueBy) Validate(ctx *jsonschema.ValidatorContext, v any) {
	items, _ := v.([]any)
	seen := make(map[string]int, len(items))
	for i, item := range items {
		object, ok := item.(map[string]any)
		if !ok {
			continue
		}
		id := keys.identity(object)
		if first, dup := seen[id]; dup {
			ctx.AddError(&duplicateEntry{Keys: keys, First: first, Again: i})
			continue
		}
		seen[id] = i
	}
}

func (keys uniqueBy) identity(object map[string]any) string {
	var b strings.Builder
	for _, key := range keys {
		v := object[key]
		if v == nil {
			v = ""
		}
		fmt.Fprintf(&b, "%T %v\x00", v, v)
	}
	return b.String()
}

// maxTotalSize limits the bytes of an object's keys and string values together.
type maxTotalSize int

func (limit maxTotalSize) Validate(ctx *jsonschema.ValidatorContext, v any) {
	object, _ := v.(map[string]any)
	size := 0
	for key, value := range object {
		s, _ := value.(string)
		size += len(key) + len(s)
	}
	if size > int(limit) {
		ctx.AddError(&totalSize{Got: size, Want: int(limit)})
	}
}

// keyNames is the standard propertyNames. The library keeps a location in an array that it writes to again, so that an
// error on one object's keys is reported at the object beside it.
type keyNames struct{ schema *jsonschema.Schema }

func (k keyNames) Validate(ctx *jsonschema.ValidatorContext, v any) {
	object, _ := v.(map[string]any)
	for key := range object {
		if k.schema.Validate(key) != nil {
			ctx.AddError(&invalidKey{Key: key})
		}
	}
}

type duplicateEntry struct {
	Keys         []string
	First, Again int
}

type totalSize struct{ Got, Want int }

type invalidKey struct{ Key string }

// The library asks error kinds for its own rendering, which is never used.

func (*duplicateEntry) KeywordPath() []string                   { return []string{"uniqueBy"} }
func (*totalSize) KeywordPath() []string                        { return []string{"maxTotalSize"} }
func (*invalidKey) KeywordPath() []string                       { return []string{"propertyNames"} }
func (*duplicateEntry) LocalizedString(*message.Printer) string { return "duplicate entry" }
func (*totalSize) LocalizedString(*message.Printer) string      { return "too large" }
func (*invalidKey) LocalizedString(*message.Printer) string     { return "invalid key" }
