package convert

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// emptyGroups removes groups without providers before the move, because no other shape has them.
func (o *decided) emptyGroups() {
	list, member := "ai.priorityGroups", "providers"
	switch o.from() {
	case mapping.Release("2.0"):
		list, member = "ai.multipool.priorities", "pool"
	case mapping.Agentgateway:
		list = "ai.groups"
	}
	groups := o.at(list)
	if !isSet(groups) {
		return
	}
	for _, g := range items(groups) {
		if len(items(g.Get(member))) == 0 {
			o.settle(g, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: "a group without providers takes no traffic"}})
			g.Remove()
		}
	}
	if len(groups.Entries) == 0 {
		o.refuse(o.at("ai"), mapping.EmptyGroups)
	}
}

// nameGroups names the providers in groups, which have no names in release 2.0. The names are unique in the whole Backend, because
// agentgateway 2.1 finds credentials by the name only.
func (o moved) nameGroups() {
	base := map[mapping.Shape]string{mapping.Release("2.1"): "ai.priorityGroups[]", mapping.Agentgateway: "ai.groups[]"}[o.to()]
	if base == "" {
		return
	}
	for g, around := range o.all(base) {
		for p, provider := range items(around.Get("providers")) {
			if provider.Kind == manifest.Mapping && !isSet(provider.Get("name")) {
				o.clear(provider.Get("name"))
				provider.Insert(0, "name", tree.Scalar(fmt.Sprintf("group-%d-provider-%d", g+1, p+1)))
			}
		}
	}
}
