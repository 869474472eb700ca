package change

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

// indexBackends returns the Backends of each side by their identities, including Backends with unchanged text.
func (p *pairer) indexBackends() [2]map[identity]*manifest.Document {
	out := [2]map[identity]*manifest.Document{{}, {}}
	same := p.unchanged("Backend")
	for side := range out {
		for _, d := range slices.Concat(same, p.sides[side]) {
			if d.Kind == "Backend" {
				out[side][identityOf(d)] = d
			}
		}
	}
	return out
}

// appliesToNoLambda reports whether a policy on the given side applies only to Services, and to Backends that are known not to call
// a Lambda function. It returns false if the policy has no targetRefs, or selects targets by labels.
func (p *pairer) appliesToNoLambda(side Side, policy *manifest.Document) bool {
	spec := policy.Root.Get("spec")
	refs := spec.Get("targetRefs")
	if spec.Get(targetSelectors) != nil || refs == nil || len(refs.Items) == 0 {
		return false
	}
	return !slices.ContainsFunc(refs.Items, func(ref *manifest.Node) bool {
		id := identity{ref.Get("group").String(), ref.Get("kind").String(), policy.Namespace, ref.Get("name").String()}
		return id.kind != "Service" && !isNoLambda(p.backends()[side][id])
	})
}

// isNoLambda reports whether a Backend is known not to call a Lambda function. It returns false if the Backend is nil.
func isNoLambda(backend *manifest.Document) bool {
	if backend == nil {
		return false
	}
	spec := backend.Root.Get("spec")
	return spec.Get("aws").Get("lambda") == nil && slices.ContainsFunc([]*manifest.Node{
		spec.Get("static"), spec.Get("dynamicForwardProxy"), spec.Get("gcp"), spec.Get("priorityGroups"), spec.Get("aws").Get("ec2"),
	}, func(member *manifest.Node) bool { return member != nil })
}
