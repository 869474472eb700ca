package convert

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// types maps the members of spec to the values of spec.type.
var types = map[string]string{
	"static": "Static", "aws": "AWS", "ai": "AI", "mcp": "MCP", "dynamicForwardProxy": "DynamicForwardProxy", "gcp": "GCP",
	"priorityGroups": "PriorityGroups",
}

// members returns the members that are set in a Backend's spec, such as static. A valid Backend has one.
func members(spec *yamltree.Node) []*yamltree.Node {
	var out []*yamltree.Node
	for _, e := range spec.Fields() {
		if types[e.Key] != "" && rewrite.IsSet(e.Value) {
			out = append(out, e.Value)
		}
	}
	return out
}

// choose keeps only the member that spec.type selects if several members are set, which the catalog allows. It reports false if no member
// is set, or if several are set and spec.type selects none of them.
func (o *decidedBackend) choose() bool {
	all := members(o.Spec)
	switch {
	case len(all) == 0 && o.CRD != "":
		o.Refuse(nil, mapping.NoCRDMember.With(o.Named(o.To())))
		return false
	case len(all) == 0:
		o.Refuse(nil, mapping.NoMember)
		return false
	}
	if len(all) == 1 {
		return true
	}
	named := o.Spec.Get("type").String()
	keep := slices.IndexFunc(all, func(n *yamltree.Node) bool { return types[n.Token()] == named })
	if keep < 0 {
		o.Refuse(all[1], mapping.Members)
		return false
	}
	for i, n := range all {
		if i != keep {
			o.Lose(n, mapping.OtherMember.With(named))
		}
	}
	return true
}

// nameType sets spec.type to the member if the shape requires it, and corrects a type that selects another member.
func (o *movedBackend) nameType() {
	all := members(o.Spec)
	if o.To() == mapping.Agentgateway || len(all) != 1 {
		return
	}
	want, is := types[all[0].Token()], o.Spec.Get("type")
	switch {
	case is != nil && is.Value == want:
	case is == nil && (o.To() == mapping.Catalog || !o.To().Before("2.4")):
	case is == nil:
		o.Spec.Insert(0, "type", yamltree.Scalar(want))
	default:
		at := o.Spec.Index(is)
		if is.Value == nil {
			o.Drop(is, "null is the same as no field")
		} else {
			o.Lose(is, mapping.WrongType.With(all[0].Token()))
		}
		if o.To().Before("2.4") {
			o.Spec.Insert(max(at, 0), "type", yamltree.Scalar(want))
		}
	}
}

// require adds placeholders for values that the shape requires and the input does not have.
func require(o *rewrite.Object) {
	for _, r := range mapping.Requirements(o.To()) {
		for _, in := range o.All(r.In) {
			if in.Kind != manifest.Mapping || r.Unless != "" && rewrite.IsSet(in.Get(r.Unless)) || rewrite.IsSet(in.Find(strings.Split(r.Field, ".")...)) {
				continue
			}
			put(o, in, r)
		}
	}
}

func put(o *rewrite.Object, in *yamltree.Node, r mapping.Requirement) {
	way := strings.Split(r.Field, ".")
	for _, key := range way[:len(way)-1] {
		next := in.Get(key)
		if !rewrite.IsSet(next) {
			o.Clear(next)
			next = in.Set(key, yamltree.Mapping()).Value
		}
		if next.Kind != manifest.Mapping {
			return
		}
		in = next
	}
	key := way[len(way)-1]
	o.Clear(in.Get(key))
	v := in.Set(key, yamltree.Scalar(r.Value)).Value
	if r.Assumed {
		o.Assume(v, r.What)
	} else {
		o.Hold(v, r.What)
	}
}
