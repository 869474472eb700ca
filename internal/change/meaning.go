package change

import (
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
)

// An interpreter computes the effective values of an object's fields.
type interpreter struct {
	kind    string
	root    *Value
	isKnown bool // the table of impacts has rules for the kind
	// noLambda means that the object is a policy that is known not to apply to Lambda Backends.
	noLambda bool
}

// interpret computes the effective values of an object of a kind, and their hashes.
func interpret(kind string, v *Value) {
	interpreter{kind: kind, root: v, isKnown: isKnown(kind)}.value("", v)
}

func (in interpreter) value(pattern string, v *Value) {
	switch v.Kind {
	case manifest.Mapping:
		for _, f := range v.Fields {
			in.value(join(pattern, f.Key), f.Value)
		}
		in.setDefaults(pattern, v)
		if strings.HasPrefix(pattern, "spec") {
			in.dropEmpty(v)
		}
	case manifest.Sequence:
		r := ruleOf(in.kind, pattern)
		v.unordered = r.set
		for _, item := range v.Items {
			in.value(pattern+"[]", item)
		}
		if r.shares {
			v.reduceWeights()
		}
	default:
		if read, ok := readings.of(in.kind, pattern); ok {
			v.means = read(v.Scalar)
		}
	}
	if other, ok := notations.of(in.kind, pattern); ok {
		v.means, v.setting = other.read(v), other.setting
	}
	v.sum()
}

func join(pattern, key string) string { return strings.TrimPrefix(pattern+"."+key, ".") }

// setDefaults adds the defaults of fields that are not set, and marks fields that are set to their default as redundant.
func (in interpreter) setDefaults(pattern string, v *Value) {
	for _, d := range defaults.below(in.kind, pattern) {
		is := d.value.in(in, v)
		if is == nil {
			continue
		}
		in.value(join(pattern, d.key), is)
		written := v.written(d.key).Value
		if written != nil && !equal(written, is) {
			continue
		}
		if written != nil {
			written.redundant = true
		}
		v.defaults = append(v.defaults, Field{d.key, is})
	}
}

// dropEmpty marks empty lists as redundant in the kinds of the table of impacts, except Backend. In these kinds, an empty list has the
// meaning of an absent list.
func (in interpreter) dropEmpty(v *Value) {
	if in.kind == "Backend" || !in.isKnown {
		return
	}
	for _, f := range v.Fields {
		if f.Value.Kind == manifest.Sequence && len(f.Value.Items) == 0 {
			f.Value.redundant = true
		}
	}
}

// defaultValue returns a Value that is marked as a default.
func defaultValue(v any) *Value {
	out := &Value{Kind: manifest.Scalar, Scalar: v, Default: true}
	switch v := v.(type) {
	case map[string]any:
		out.Kind, out.Scalar = manifest.Mapping, nil
		for key, value := range v {
			out.Fields = append(out.Fields, Field{key, defaultValue(value)})
		}
		stable.Sort(out.Fields, func(a, b Field) int { return strings.Compare(a.Key, b.Key) })
	case []any:
		out.Kind, out.Scalar = manifest.Sequence, nil
		for _, item := range v {
			out.Items = append(out.Items, defaultValue(item))
		}
	}
	return out
}
