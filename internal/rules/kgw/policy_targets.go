package kgw

import (
	"slices"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// TargetsOf returns the Backends that a policy attaches to and that the pass checks.
func TargetsOf(p *lint.Pass, policy *manifest.Document) []*manifest.Document {
	return slices.DeleteFunc(p.Set.Targets(policy), func(b *manifest.Document) bool { return !p.Judges(b) })
}

// TargetPlace returns the place where a policy refers to a Backend: the name in its targetRefs, or its targetSelectors.
func TargetPlace(p *lint.Pass, policy, b *manifest.Document) lint.Place {
	for _, r := range p.Set.To(b, lint.Target) {
		if r.Document == policy {
			return r.Field("name")
		}
	}
	return lint.At(policy, "spec", "targetSelectors").Key()
}

// TargetPlaces returns all items of a policy's targetRefs and targetSelectors.
func TargetPlaces(policy *manifest.Document) []lint.Place {
	return append(lint.At(policy, "spec", "targetRefs").Items(), lint.At(policy, "spec", "targetSelectors").Items()...)
}

// IsBackendTarget reports whether an item of targetRefs or targetSelectors refers to Backends.
func IsBackendTarget(target lint.Place) bool {
	return target.Field("group").Word() == lint.Kgateway && target.Field("kind").Word() == "Backend"
}

// IsSelector reports whether an item of targetRefs or targetSelectors selects by labels.
func IsSelector(target lint.Place) bool { return target.Field("matchLabels").Exists() }

// targetsBackends reports whether a policy has a Backend as a target. The Backend need not be in the set.
func targetsBackends(policy *manifest.Document) bool {
	return slices.ContainsFunc(TargetPlaces(policy), IsBackendTarget)
}

// Concerns reports whether a policy has a Backend as a target. If Backends of the set are targets, the pass must check at least one of
// them.
func Concerns(p *lint.Pass, policy *manifest.Document) bool {
	backends := p.Set.Targets(policy)
	return targetsBackends(policy) && (len(backends) == 0 || slices.ContainsFunc(backends, p.Judges))
}

// hasOtherTargets reports whether a policy has a target that is not a Backend, or that is a Backend outside of the set.
func hasOtherTargets(p *lint.Pass, policy *manifest.Document) bool {
	return slices.ContainsFunc(TargetPlaces(policy), func(target lint.Place) bool {
		if !IsBackendTarget(target) {
			return true
		}
		name := target.Field("name")
		return !IsSelector(target) && p.Set.One(lint.Kgateway, "Backend", policy.Namespace, name.Word(), policy) == nil
	})
}

// IdleOn returns a Backend on which a part of a policy has no effect. idle reports whether the part has no effect on a Backend. IdleOn
// returns nil if the part has or may have an effect on another target, because one policy may serve several targets.
func IdleOn(p *lint.Pass, policy *manifest.Document, idle func(b *manifest.Document) bool) *manifest.Document {
	backends := p.Set.Targets(policy)
	if hasOtherTargets(p, policy) || slices.ContainsFunc(backends, func(b *manifest.Document) bool { return !idle(b) }) {
		return nil
	}
	for _, b := range backends {
		if p.Judges(b) {
			return b
		}
	}
	return nil
}

// IsBackendPolicy reports whether a document has a kind of policy that kgateway attaches to Backends.
func IsBackendPolicy(d *manifest.Document) bool {
	return d.Kind == BackendConfigPolicy || d.Kind == BackendTLSPolicy
}

// ConfigPolicies returns the BackendConfigPolicies that set a field of their spec and whose targets the pass checks (see [Concerns]).
func ConfigPolicies(p *lint.Pass, field string) []*manifest.Document {
	var out []*manifest.Document
	for _, policy := range p.Set.Kind(lint.Kgateway, BackendConfigPolicy) {
		if lint.At(policy, "spec", field).Exists() && Concerns(p, policy) {
			out = append(out, policy)
		}
	}
	return out
}

// IsBefore reports whether the target is older than a release line. It returns false for the catalog.
func IsBefore(p *lint.Pass, line string) bool { return !p.Target.Catalog() && !p.Since(line) }

// PolicySettings returns the settings of a Backend in the policies that attach to it. Settings for the health of hosts and for load
// balancing are skipped.
func PolicySettings(s *lint.Set, b *manifest.Document) []PolicySetting {
	var out []PolicySetting
	for _, policy := range s.Attached(b, lint.GatewayAPI, BackendTLSPolicy) {
		out = append(out, PolicySetting{"tls", lint.At(policy, "spec", "validation")})
	}
	for _, policy := range s.Attached(b, lint.Kgateway, BackendConfigPolicy) {
		spec := lint.At(policy, "spec")
		for _, key := range spec.Keys() {
			if at := spec.Field(key); at.Exists() && !slices.Contains(notOfMember, key) {
				out = append(out, PolicySetting{key, at})
			}
		}
	}
	return out
}

// HasSetting reports whether one of the settings has the given name.
func HasSetting(settings []PolicySetting, name string) bool {
	return slices.ContainsFunc(settings, func(s PolicySetting) bool { return s.Name == name })
}

// A PolicySetting is one setting of a Backend in a policy.
type PolicySetting struct {
	Name string
	At   lint.Place
}

// notOfMember are the fields of a BackendConfigPolicy that have no effect on a member of a priority group: the targets, and the settings
// for the choice between hosts.
var notOfMember = append([]string{"targetRefs", "targetSelectors", "loadBalancer"}, HealthKeys...)

// HealthKeys are the fields of a BackendConfigPolicy that make Envoy detect hosts that are down.
var HealthKeys = []string{"healthCheck", "outlierDetection"}
