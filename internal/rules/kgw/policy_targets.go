package kgw

import (
	"slices"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// TargetsOf returns the Backends that a policy attaches to and that the target judges.
func TargetsOf(p *lint.Pass, policy *manifest.Document) []*manifest.Document {
	return slices.DeleteFunc(p.Set.Targets(policy), func(b *manifest.Document) bool { return !p.Judges(b) })
}

// TargetPlace is where a policy names a Backend that it attaches to: in its targetRefs, or by its selectors.
func TargetPlace(p *lint.Pass, policy, b *manifest.Document) lint.Place {
	for _, r := range p.Set.To(b, lint.Target) {
		if r.Document == policy {
			return r.At("name")
		}
	}
	return lint.At(policy, "spec", "targetSelectors").Key()
}

// TargetPlaces returns the items of a policy's targetRefs and targetSelectors.
func TargetPlaces(policy *manifest.Document) []lint.Place {
	return append(lint.At(policy, "spec", "targetRefs").Items(), lint.At(policy, "spec", "targetSelectors").Items()...)
}

// IsBackendTarget reports whether an item of targetRefs or targetSelectors is about Backends.
func IsBackendTarget(target lint.Place) bool {
	return target.At("group").Word() == lint.Kgateway && target.At("kind").Word() == "Backend"
}

// IsSelector reports whether an item of targetRefs or targetSelectors selects by labels.
func IsSelector(target lint.Place) bool { return target.At("matchLabels").Exists() }

// aimsAtBackends says whether a policy is about Backends, whether or not the set has them.
func aimsAtBackends(policy *manifest.Document) bool {
	return slices.ContainsFunc(TargetPlaces(policy), IsBackendTarget)
}

// Concerns says whether a policy is about Backends, and of those that the set has, about one that the target judges.
func Concerns(p *lint.Pass, policy *manifest.Document) bool {
	backends := p.Set.Targets(policy)
	return aimsAtBackends(policy) && (len(backends) == 0 || slices.ContainsFunc(backends, p.Judges))
}

// aimsElsewhere says whether a policy has targets that are no Backends, or that the set does not have.
func aimsElsewhere(p *lint.Pass, policy *manifest.Document) bool {
	return slices.ContainsFunc(TargetPlaces(policy), func(target lint.Place) bool {
		if !IsBackendTarget(target) {
			return true
		}
		name := target.At("name")
		return !IsSelector(target) && p.Set.One(lint.Kgateway, "Backend", policy.Namespace, name.Word(), policy) == nil
	})
}

// IdleOn returns a Backend on which a part of a policy does nothing, nil where it does something on another of the
// policy's targets: a policy may be shared.
func IdleOn(p *lint.Pass, policy *manifest.Document, idle func(b *manifest.Document) bool) *manifest.Document {
	backends := p.Set.Targets(policy)
	if aimsElsewhere(p, policy) || slices.ContainsFunc(backends, func(b *manifest.Document) bool { return !idle(b) }) {
		return nil
	}
	for _, b := range backends {
		if p.Judges(b) {
			return b
		}
	}
	return nil
}

// IsBackendPolicy says whether a document is of one of the kinds that kgateway attaches to Backends.
func IsBackendPolicy(d *manifest.Document) bool {
	return d.Kind == BackendConfigPolicy || d.Kind == BackendTLSPolicy
}

// ConfigPolicies returns the BackendConfigPolicies that concern the target and have a field in their spec.
func ConfigPolicies(p *lint.Pass, field string) []*manifest.Document {
	var out []*manifest.Document
	for _, policy := range p.Set.Kind(lint.Kgateway, BackendConfigPolicy) {
		if lint.At(policy, "spec", field).Exists() && Concerns(p, policy) {
			out = append(out, policy)
		}
	}
	return out
}

// IsBefore says whether the target is older than a release line. The catalog is of no release.
func IsBefore(p *lint.Pass, line string) bool { return !p.Target.Catalog() && !p.Since(line) }

// PolicySettings returns what the policies of a Backend say, but for what is of no use to one host: whether others are down.
func PolicySettings(s *lint.Set, b *manifest.Document) []PolicySetting {
	var out []PolicySetting
	for _, policy := range s.Attached(b, lint.GatewayAPI, BackendTLSPolicy) {
		out = append(out, PolicySetting{"tls", lint.At(policy, "spec", "validation")})
	}
	for _, policy := range s.Attached(b, lint.Kgateway, BackendConfigPolicy) {
		spec := lint.At(policy, "spec")
		for _, key := range spec.Keys() {
			if at := spec.At(key); at.Exists() && !slices.Contains(notOfMember, key) {
				out = append(out, PolicySetting{key, at})
			}
		}
	}
	return out
}

// HasSetting reports whether one of the settings has a name.
func HasSetting(settings []PolicySetting, name string) bool {
	return slices.ContainsFunc(settings, func(s PolicySetting) bool { return s.Name == name })
}

// A PolicySetting is something that a policy says of a Backend.
type PolicySetting struct {
	Name string
	At   lint.Place
}

// notOfMember are the fields of a BackendConfigPolicy that say nothing of a member: its targets, and what chooses between hosts.
var notOfMember = append([]string{"targetRefs", "targetSelectors", "loadBalancer"}, HealthKeys...)

// HealthKeys are the fields of a BackendConfigPolicy by which Envoy learns that a host is down.
var HealthKeys = []string{"healthCheck", "outlierDetection"}
