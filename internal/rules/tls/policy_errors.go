package tls

import (
	"slices"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

// The text and the source about updates of endpoints, for the pages of rules about errors of policies.
const (
	stallText = "Up to 2.4.1 such an error on a Service or an EC2 Backend also keeps Envoy from getting new endpoints for all Backends and Services " +
		"of the Gateway."
	stallSource = "kgateway-dev/kgateway issue 14498"
)

// lastStalling is the last release with a bug: the controller keeps the endpoints of a dropped cluster in its snapshot. Envoy no longer
// requests these endpoints, and the controller then answers no request for endpoints at all.
const lastStalling = "2.4.1"

// droppedBy returns the effect of a policy's error on its Backends, from kgateway 2.1 on, for a message. Up to 2.4.1 the text includes the
// effect on the endpoints of other Backends and Services.
func droppedBy(p *lint.Pass, policy *manifest.Document) string {
	const dropped = "the Backend is dropped"
	if !p.Target.Within("2.1", lastStalling) || !hasEndpoints(p, policy) {
		return dropped
	}
	stalled := dropped + ", and the Gateway gets no new endpoints for other backends"
	if patches := p.Target.Patches("", lastStalling); patches != "" {
		stalled += " (kgateway " + patches + ")"
	}
	return stalled
}

// hasEndpoints reports whether the controller sends endpoints for a target of the policy. It does so for Services and for EC2 Backends.
// The hosts of other Backends are part of their clusters.
func hasEndpoints(p *lint.Pass, policy *manifest.Document) bool {
	isEC2 := func(b *manifest.Document) bool { return kgw.FormOf(b) == kgw.EC2Form && !kgw.IsBefore(p, "2.4") }
	return slices.ContainsFunc(kgw.TargetPlaces(policy), isServiceTarget) || slices.ContainsFunc(kgw.TargetsOf(p, policy), isEC2)
}

func isServiceTarget(target lint.Place) bool {
	return target.Field("group").Word() == "" && target.Field("kind").Word() == "Service"
}
