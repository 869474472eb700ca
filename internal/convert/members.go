package convert

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// types maps values of spec.type to members of spec.
var types = map[string]string{
	"static": "Static", "aws": "AWS", "ai": "AI", "mcp": "MCP", "dynamicForwardProxy": "DynamicForwardProxy", "gcp": "GCP",
	"priorityGroups": "PriorityGroups",
}

// members returns the members of a Backend's union that are set.
func members(spec *yamltree.Node) []*yamltree.Node {
	var out []*yamltree.Node
	for _, e := range spec.Fields() {
		if types[e.Key] != "" && isSet(e.Value) {
			out = append(out, e.Value)
		}
	}
	return out
}

// choose keeps only the member that the type names if several are set. The published schema does not reject several members.
func (o *object) choose() {
	all := members(o.spec)
	if len(all) == 0 {
		o.refuse(nil, mapping.NoMember)
		return
	}
	if len(all) == 1 {
		return
	}
	named := o.spec.Get("type").String()
	keep := slices.IndexFunc(all, func(n *yamltree.Node) bool { return types[n.Token()] == named })
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

// refuse records why the object cannot be represented in the target shape. The object stays unchanged.
func (o *object) refuse(n *yamltree.Node, why mapping.Loss) {
	if o.unfit != nil {
		return
	}
	o.unfit = &Fate{Outcome: Lost, Loss: why}
	if n == nil || n.Origin == nil {
		n = o.root
	}
	o.unfit.Where = n.Origin.Key
	o.unfit.Whole = n.Origin.Path
	if n == o.root {
		o.unfit.Where.End = o.unfit.Where.Start
		if len(o.document.Root.Fields) > 0 {
			o.unfit.Where = o.document.Root.Fields[0].KeySpan
		}
	}
}

// fits refuses the object if it needs a member that the target shape does not have.
func (o *object) fits(n *yamltree.Node, tokens []string) {
	if n.Kind == manifest.Scalar && n.Value == nil {
		return
	}
	pattern := patternOf(tokens)
	if row, known := o.table.Row(pattern); known && row.Member {
		if _, ok := row.At[o.to()]; !ok {
			o.refuse(n, o.lossOf(row))
			return
		}
	}
	for i, e := range n.Fields() {
		token := e.Key
		if n.Kind == manifest.Sequence {
			token = strconv.Itoa(i)
		}
		o.fits(e.Value, append(slices.Clone(tokens), token))
	}
}

// nameType sets spec.type to the member if the shape requires it, and corrects a type that names another member.
func (o *object) nameType() {
	all := members(o.spec)
	if o.to() == mapping.Agentgateway || len(all) != 1 {
		return
	}
	want, is := types[all[0].Token()], o.spec.Get("type")
	switch {
	case is != nil && is.Value == want:
	case is == nil && (o.to() == mapping.Catalog || !o.to().Before("2.4")):
	case is == nil:
		o.spec.Insert(0, "type", yamltree.Scalar(want))
	default:
		at := o.spec.Index(is)
		if is.Value == nil {
			o.drop(is, "null is the same as no field")
		} else {
			o.lose(is, mapping.WrongType.With(all[0].Token()))
		}
		if o.to().Before("2.4") {
			o.spec.Insert(max(at, 0), "type", yamltree.Scalar(want))
		}
	}
}

// require adds placeholders for values that the shape requires and the input does not have.
func (o *object) require() {
	for _, r := range mapping.Requirements(o.to()) {
		for _, in := range o.all(r.In) {
			if in.Kind != manifest.Mapping || r.Unless != "" && isSet(in.Get(r.Unless)) || isSet(in.Find(strings.Split(r.Field, ".")...)) {
				continue
			}
			o.put(in, r)
		}
	}
}

func (o *object) put(in *yamltree.Node, r mapping.Requirement) {
	way := strings.Split(r.Field, ".")
	for _, key := range way[:len(way)-1] {
		next := in.Get(key)
		if !isSet(next) {
			o.clear(next)
			next = in.Set(key, yamltree.Mapping()).Value
		}
		if next.Kind != manifest.Mapping {
			return
		}
		in = next
	}
	key := way[len(way)-1]
	o.clear(in.Get(key))
	v := in.Set(key, yamltree.Scalar(r.Value)).Value
	o.hold(v, r.What, r.Assumed)
}
