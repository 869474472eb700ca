package rules

import (
	"slices"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// What the pages of rules about errors of policies say of EC2 Backends, and the source.
const (
	stallText = "In 2.4.0 and 2.4.1 such an error on an EC2 Backend also keeps Envoy from getting new endpoints for all Backends and Services " +
		"of the Gateway."
	stallSource = "kgateway-dev/kgateway issue 14498"
)

// droppedBy returns what an error of a policy does to its Backends from kgateway 2.1 on. Up to 2.4.1 the cluster of an EC2 Backend, which
// never becomes ready, stalls the endpoints of all others.
func droppedBy(p *lint.Pass, policy *manifest.Document) string {
	const dropped = "the Backend is dropped"
	isEC2 := func(b *manifest.Document) bool { return formOf(b) == ec2Form }
	if !p.Target.Within("2.4", "2.4.1") || !slices.ContainsFunc(targetsOf(p, policy), isEC2) {
		return dropped
	}
	stalled := dropped + ", and the Gateway gets no new endpoints for any other"
	if patches := p.Target.Patches("", "2.4.1"); patches != "" {
		stalled += " (kgateway " + patches + ")"
	}
	return stalled
}
