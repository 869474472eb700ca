package crd

import (
	"fmt"
	"regexp/syntax"
	"slices"
)

// check returns an error for a schema that API servers reject, that this program does not support, or that would take too long to process.
// The number of checked fields is added to count.
func (f *Field) check(path string, depth int, count *int) error {
	*count++
	switch {
	case f == nil:
		return fmt.Errorf("%s: has no schema", path)
	case depth > maxDepth:
		return fmt.Errorf("%s: has fields more than %d levels deep", path, maxDepth)
	case *count > maxField:
		return fmt.Errorf("it has more than %d fields", maxField)
	case f.Type == "" && !f.IntOrString && !f.Open && path != "metadata":
		return fmt.Errorf("%s: has no type", path)
	case f.Type != "" && !slices.Contains([]string{"string", "integer", "number", "boolean", "object", "array"}, f.Type):
		return fmt.Errorf("%s: unknown type %q", path, f.Type)
	case f.Type == "array" && f.Items == nil:
		return fmt.Errorf("%s: is a list without a schema for its items", path)
	}
	if err := f.checkValues(path, depth, count); err != nil {
		return err
	}
	for _, name := range sortedNames(f.Properties) {
		if !isName(name) {
			return fmt.Errorf("%s: %q is not a valid name of a field", path, name)
		}
		if err := f.Properties[name].check(Join(path, name), depth+1, count); err != nil {
			return err
		}
	}
	if f.Items != nil {
		if err := f.Items.check(path+"[]", depth+1, count); err != nil {
			return err
		}
	}
	if v := f.values(); v != nil {
		return v.check(path+"{}", depth+1, count)
	}
	return nil
}

// checkValues checks the constraints of one field, and the constraints in its "allOf", "anyOf", "oneOf" and "not".
func (f *Field) checkValues(path string, depth int, count *int) error {
	if f.Pattern != "" {
		if _, err := syntax.Parse(f.Pattern, syntax.Perl); err != nil {
			return fmt.Errorf("%s: the pattern is not valid: %w", path, err)
		}
	}
	for _, v := range f.Enum {
		switch v := v.(type) {
		case string:
			if v != "" && !isName(v) {
				return fmt.Errorf("%s: %q is not a valid value", path, v)
			}
		case map[string]any, []any:
			return fmt.Errorf("%s: an enum of objects or lists is not supported", path)
		}
	}
	if f.ListType == "map" {
		if len(f.ListKeys) == 0 || f.Items == nil {
			return fmt.Errorf("%s: a list of type map has no keys", path)
		}
		for _, key := range f.ListKeys {
			if f.Items.Properties[key] == nil {
				return fmt.Errorf("%s: the key %q is not a field of its items", path, key)
			}
		}
	}
	return f.checkNested(path, depth, count)
}

func (f *Field) checkNested(path string, depth int, count *int) error {
	nested := slices.Concat(f.AllOf, f.AnyOf, f.OneOf)
	if f.Not != nil {
		nested = append(nested, f.Not)
	}
	for _, n := range nested {
		if err := n.checkBranch(path, depth+1, count); err != nil {
			return err
		}
	}
	return nil
}

// checkBranch checks a schema inside "allOf", "anyOf", "oneOf" or "not", which does not need a type.
func (f *Field) checkBranch(path string, depth int, count *int) error {
	*count++
	switch {
	case f == nil:
		return fmt.Errorf("%s: has an empty constraint in allOf, anyOf, oneOf or not", path)
	case depth > maxDepth:
		return fmt.Errorf("%s: has constraints more than %d levels deep", path, maxDepth)
	case *count > maxField:
		return fmt.Errorf("it has more than %d fields", maxField)
	}
	if err := f.checkValues(path, depth, count); err != nil {
		return err
	}
	for _, name := range sortedNames(f.Properties) {
		if err := f.Properties[name].checkBranch(Join(path, name), depth+1, count); err != nil {
			return err
		}
	}
	if f.Items != nil {
		return f.Items.checkBranch(path+"[]", depth+1, count)
	}
	return nil
}
