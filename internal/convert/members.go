package convert

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// A backend is an object with the fields of a Backend.
type backend struct{ maker }

// types maps values of spec.type to members of spec.
var types = map[string]string{
	"static": "Static", "aws": "AWS", "ai": "AI", "mcp": "MCP", "dynamicForwardProxy": "DynamicForwardProxy", "gcp": "GCP",
	"priorityGroups": "PriorityGroups",
}

// members returns the members of a Backend's union that are set.
func members(spec *tree.Node) []*tree.Node {
	var out []*tree.Node
	for _, e := range spec.Fields() {
		if types[e.Key] != "" && isSet(e.Value) {
			out = append(out, e.Value)
		}
	}
	return out
}

// choose keeps only the member that the type names if several are set. The published schema does not reject several members.
func (o *decided) choose() {
	all := members(o.spec)
	if len(all) == 0 {
		o.refuse(nil, mapping.NoMember)
		return
	}
	if len(all) == 1 {
		return
	}
	named := o.spec.Get("type").String()
	keep := slices.IndexFunc(all, func(n *tree.Node) bool { return types[n.Token()] == named })
	if keep < 0 {
		o.refuse(all[1], mapping.Members)
		return
	}
	for i, n := range all {
		if i != keep {
			o.lose(n, mapping.OtherMember.With(named))
		}
	}
}

// nameType sets spec.type to the member if the shape requires it, and corrects a type that names another member.
func (o moved) nameType() {
	all := members(o.spec)
	if o.to() == mapping.Agentgateway || len(all) != 1 {
		return
	}
	want, is := types[all[0].Token()], o.spec.Get("type")
	switch {
	case is != nil && is.Value == want:
	case is == nil && (o.to() == mapping.Catalog || !o.to().Before("2.4")):
	case is == nil:
		o.spec.Insert(0, "type", tree.Scalar(want))
	default:
		at := o.spec.Index(is)
		if is.Value == nil {
			o.drop(is, "null is the same as no field")
		} else {
			o.lose(is, mapping.WrongType.With(all[0].Token()))
		}
		if o.to().Before("2.4") {
			o.spec.Insert(max(at, 0), "type", tree.Scalar(want))
		}
	}
}

// require adds placeholders for values that the shape requires and the input does not have.
func (o backend) require() {
	for _, r := range mapping.Requirements(o.to()) {
		for _, in := range o.all(r.In) {
			if in.Kind != manifest.Mapping || r.Unless != "" && isSet(in.Get(r.Unless)) || isSet(in.Find(strings.Split(r.Field, ".")...)) {
				continue
			}
			o.put(in, r)
		}
	}
}

func (o backend) put(in *tree.Node, r mapping.Requirement) {
	way := strings.Split(r.Field, ".")
	for _, key := range way[:len(way)-1] {
		next := in.Get(key)
		if !isSet(next) {
			o.clear(next)
			next = in.Set(key, tree.Mapping()).Value
		}
		if next.Kind != manifest.Mapping {
			return
		}
		in = next
	}
	key := way[len(way)-1]
	o.clear(in.Get(key))
	v := in.Set(key, tree.Scalar(r.Value)).Value
	o.hold(v, r.What, r.Assumed)
}
