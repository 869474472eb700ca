package convert

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// emptyGroups removes groups of AI providers without providers: they get no traffic, and other releases reject them. It runs before fields
// are moved. It reports false if no group is left.
func (o *decidedBackend) emptyGroups() bool {
	list, member := "ai.priorityGroups", "providers"
	switch o.From() {
	case mapping.Release("2.0"):
		list, member = "ai.multipool.priorities", "pool"
	case mapping.Agentgateway:
		list = "ai.groups"
	}
	groups := o.At(list)
	if !rewrite.IsSet(groups) {
		return true
	}
	for _, g := range rewrite.Items(groups) {
		if len(rewrite.Items(g.Get(member))) == 0 {
			o.SettleDropped(g, "a group without providers gets no traffic")
			g.Remove()
		}
	}
	if len(groups.Entries) == 0 {
		o.Refuse(o.At("ai"), mapping.EmptyGroups)
		return false
	}
	return true
}

// nameGroups sets the names of providers in groups, which release 2.0 does not have. The names are unique in the whole Backend, because
// agentgateway 2.1 finds credentials by the name only.
func (o *movedBackend) nameGroups() {
	base := map[mapping.Shape]string{mapping.Release("2.1"): "ai.priorityGroups[]", mapping.Agentgateway: "ai.groups[]"}[o.To()]
	if base == "" {
		return
	}
	for g, around := range o.All(base) {
		for p, provider := range rewrite.Items(around.Get("providers")) {
			if provider.Kind == manifest.Mapping && !rewrite.IsSet(provider.Get("name")) {
				o.Clear(provider.Get("name"))
				provider.Insert(0, "name", yamltree.Scalar(fmt.Sprintf("group-%d-provider-%d", g+1, p+1)))
			}
		}
	}
}
