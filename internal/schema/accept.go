package schema

import (
	"math"
	"math/big"
	"reflect"
	"slices"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/backendctl/backendctl/internal/manifest"
)

// accept says whether a node satisfies a compiled schema, and nothing of why not. Most manifests are right: for them this
// takes a tenth of the time of the library, which collects what fails in every branch of a union as it goes, and a third of
// what judging a file takes in all. A node that is not accepted is given to the library, whose word counts; tests hold that
// the two never disagree.
func accept(s *jsonschema.Schema, n *manifest.Node) bool {
	if s.Bool != nil {
		return *s.Bool
	}
	return acceptValue(s, n) && acceptShape(s, n) && acceptBranches(s, n)
}

func acceptValue(s *jsonschema.Schema, n *manifest.Node) bool {
	switch {
	case s.Types != nil && int(*s.Types)&typeOf(n) == 0:
		return false
	case s.Const != nil && (n.Kind != manifest.Scalar || n.Value != *s.Const):
		return false
	}
	return s.Ref == nil || accept(s.Ref, n)
}

func acceptShape(s *jsonschema.Schema, n *manifest.Node) bool {
	switch n.Kind {
	case manifest.Mapping:
		return acceptMapping(s, n)
	case manifest.Sequence:
		return acceptSequence(s, n)
	}
	switch v := n.Value.(type) {
	case string:
		return acceptString(s, v)
	case int64:
		return inBounds(s, func() *big.Rat { return new(big.Rat).SetInt64(v) })
	case float64:
		return inBounds(s, func() *big.Rat { return new(big.Rat).SetFloat64(v) })
	}
	return true
}

func acceptMapping(s *jsonschema.Schema, n *manifest.Node) bool {
	for _, name := range s.Required {
		if n.Field(name) == nil {
			return false
		}
	}
	for i := range n.Fields {
		f := &n.Fields[i]
		if p, known := s.Properties[f.Key]; known {
			if !accept(p, n.Get(f.Key)) {
				return false
			}
			continue
		}
		switch additional := s.AdditionalProperties.(type) {
		case bool:
			if !additional {
				return false
			}
		case *jsonschema.Schema:
			if !accept(additional, n.Get(f.Key)) {
				return false
			}
		}
	}
	return true
}

func acceptSequence(s *jsonschema.Schema, n *manifest.Node) bool {
	rejects := func(item *manifest.Node) bool { return !accept(s.Items2020, item) }
	switch {
	case s.MinItems != nil && len(n.Items) < *s.MinItems,
		s.MaxItems != nil && len(n.Items) > *s.MaxItems,
		s.UniqueItems && !unique(n.Items),
		s.Contains != nil && !acceptContains(s, n.Items):
		return false
	}
	return s.Items2020 == nil || !slices.ContainsFunc(n.Items, rejects)
}

func acceptContains(s *jsonschema.Schema, items []*manifest.Node) bool {
	matched, least := 0, 1
	for _, item := range items {
		if accept(s.Contains, item) {
			matched++
		}
	}
	if s.MinContains != nil {
		least = *s.MinContains
	}
	return matched >= least && (s.MaxContains == nil || matched <= *s.MaxContains)
}

func unique(items []*manifest.Node) bool {
	for i, item := range items {
		for _, other := range items[:i] {
			if reflect.DeepEqual(item.JSON(), other.JSON()) {
				return false
			}
		}
	}
	return true
}

func acceptString(s *jsonschema.Schema, v string) bool {
	switch {
	case s.MinLength != nil && utf8.RuneCountInString(v) < *s.MinLength,
		s.MaxLength != nil && len(v) > *s.MaxLength && utf8.RuneCountInString(v) > *s.MaxLength,
		s.Pattern != nil && !s.Pattern.MatchString(v):
		return false
	}
	return true
}

// inBounds asks for the number only where there are bounds.
func inBounds(s *jsonschema.Schema, number func() *big.Rat) bool {
	if s.Minimum == nil && s.Maximum == nil {
		return true
	}
	v := number()
	return v != nil && (s.Minimum == nil || v.Cmp(s.Minimum) >= 0) && (s.Maximum == nil || v.Cmp(s.Maximum) <= 0)
}

func acceptBranches(s *jsonschema.Schema, n *manifest.Node) bool {
	rejects := func(branch *jsonschema.Schema) bool { return !accept(branch, n) }
	switch {
	case s.Not != nil && accept(s.Not, n),
		slices.ContainsFunc(s.AllOf, rejects),
		len(s.AnyOf) > 0 && !slices.ContainsFunc(s.AnyOf, func(b *jsonschema.Schema) bool { return accept(b, n) }),
		len(s.OneOf) > 0 && !exactlyOne(s.OneOf, n),
		!acceptCondition(s, n):
		return false
	}
	return !slices.ContainsFunc(s.Extensions, func(e jsonschema.SchemaExt) bool {
		own, ok := e.(interface{ accept(*manifest.Node) bool })
		return !ok || !own.accept(n)
	})
}

func exactlyOne(branches []*jsonschema.Schema, n *manifest.Node) bool {
	matched := 0
	for _, b := range branches {
		if accept(b, n) {
			matched++
		}
	}
	return matched == 1
}

func acceptCondition(s *jsonschema.Schema, n *manifest.Node) bool {
	branch := s.Else
	switch {
	case s.If == nil:
		return true
	case accept(s.If, n):
		branch = s.Then
	}
	return branch == nil || accept(branch, n)
}

// The library keeps the bits of its types to itself; asking it for each is how to know them.
var (
	nullBit    = typeBit("null")
	booleanBit = typeBit("boolean")
	integerBit = typeBit("integer")
	numberBit  = typeBit("number")
	stringBit  = typeBit("string")
	arrayBit   = typeBit("array")
	objectBit  = typeBit("object")
)

func typeBit(name string) int {
	var t jsonschema.Types
	t.Add(name)
	return int(t)
}

// typeOf returns the types that a node has: a whole number is an integer and a number.
func typeOf(n *manifest.Node) int {
	switch n.Kind {
	case manifest.Mapping:
		return objectBit
	case manifest.Sequence:
		return arrayBit
	}
	switch v := n.Value.(type) {
	case bool:
		return booleanBit
	case string:
		return stringBit
	case int64:
		return integerBit | numberBit
	case float64:
		if v == math.Trunc(v) {
			return integerBit | numberBit
		}
		return numberBit
	}
	return nullBit
}

func (values enumeration) accept(n *manifest.Node) bool {
	return n.Kind == manifest.Scalar && slices.Contains(values, n.Value)
}

func (keys uniqueBy) accept(n *manifest.Node) bool {
	seen := make(map[string]bool, len(n.Items))
	for _, item := range n.Items {
		object, ok := item.JSON().(map[string]any)
		if !ok {
			continue
		}
		id := keys.identity(object)
		if seen[id] {
			return false
		}
		seen[id] = true
	}
	return true
}

func (limit maxTotalSize) accept(n *manifest.Node) bool {
	size := 0
	for _, f := range n.Fields {
		size += len(f.Key) + len(f.Value.String())
	}
	return size <= int(limit)
}

func (k keyNames) accept(n *manifest.Node) bool {
	return !slices.ContainsFunc(n.Fields, func(f manifest.Field) bool {
		return !accept(k.schema, &manifest.Node{Value: f.Key})
	})
}
