package rules

import (
	"slices"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A tlsPolicy is a policy that turns TLS to a Backend on: a BackendTLSPolicy, or a BackendConfigPolicy with spec.tls.
type tlsPolicy struct {
	*manifest.Document
	Settings lint.Place // spec.validation or spec.tls
	Name     lint.Place // the name that it asks the server for, validation.hostname or tls.sni
}

func newTLSPolicy(d *manifest.Document) tlsPolicy {
	if d.Kind == backendTLSPolicy {
		at := lint.At(d, "spec", "validation")
		return tlsPolicy{Document: d, Settings: at, Name: at.At("hostname")}
	}
	at := lint.At(d, "spec", "tls")
	return tlsPolicy{Document: d, Settings: at, Name: at.At("sni")}
}

// hasConfigPolicies says whether the target's release has BackendConfigPolicies.
func hasConfigPolicies(p *lint.Pass) bool { return !isBefore(p, "2.1") }

// tlsPolicies returns the policies that concern the target and turn TLS on in its release.
func tlsPolicies(p *lint.Pass) []tlsPolicy {
	documents := caPolicies(p)
	if hasConfigPolicies(p) {
		documents = append(documents, configPolicies(p, "tls")...)
	}
	return asTLSPolicies(documents)
}

// caPolicies returns the BackendTLSPolicies that concern the target.
func caPolicies(p *lint.Pass) []*manifest.Document {
	return slices.DeleteFunc(slices.Clone(p.Set.Kind(lint.GatewayAPI, backendTLSPolicy)), func(policy *manifest.Document) bool {
		return !concerns(p, policy)
	})
}

// tlsPoliciesOf returns the policies that turn TLS to a Backend on in the target's release.
func tlsPoliciesOf(p *lint.Pass, b *manifest.Document) []tlsPolicy {
	documents := slices.Clone(p.Set.Attached(b, lint.GatewayAPI, backendTLSPolicy))
	if hasConfigPolicies(p) {
		documents = append(documents, p.Set.Attached(b, lint.Kgateway, backendConfigPolicy)...)
	}
	return asTLSPolicies(documents)
}

func asTLSPolicies(documents []*manifest.Document) []tlsPolicy {
	var out []tlsPolicy
	for _, d := range documents {
		if policy := newTLSPolicy(d); policy.Settings.Exists() {
			out = append(out, policy)
		}
	}
	return out
}
