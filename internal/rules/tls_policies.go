package rules

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fuzzy"
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

// certificateNames returns the DNS names of a static Backend's hosts, of which a server's certificate is expected to have one. It
// returns nil where a host is not known, is an IP address, or is a name that tells nothing of the certificate.
func certificateNames(p *lint.Pass, b *manifest.Document) []string {
	names, known := serverNames(p, b)
	if !known || len(names) < len(staticHosts(p, b)) ||
		slices.ContainsFunc(names, func(host string) bool { return isInside(host) || isInfrastructure(host) }) {
		return nil
	}
	return names
}

// isNameOf reports whether a name is that of one of some hosts.
func isNameOf(name string, hosts []string) bool {
	return slices.ContainsFunc(hosts, func(host string) bool { return sameName(name, host) })
}

// misspeltHost returns the host that a name was most likely meant to be, and "" where there is none.
func misspeltHost(name string, hosts []string) string {
	if i := slices.IndexFunc(hosts, func(host string) bool { return fuzzy.Within(name, host, 2) }); i >= 0 {
		return hosts[i]
	}
	return ""
}

// verifiedNames returns the places of the names of which a server's certificate must have one. It returns nil where there are none,
// or where one of them is not a DNS name that is known.
func (t tlsPolicy) verifiedNames() []lint.Place {
	list, field := t.Settings.At("verifySubjectAltNames"), ""
	if t.Kind == backendTLSPolicy {
		list, field = t.Settings.At("subjectAltNames"), "hostname"
	}
	var out []lint.Place
	for _, at := range list.Items() {
		if field != "" {
			at = at.At(field)
		}
		name := strings.ToLower(strings.TrimPrefix(at.Word(), "*."))
		if !isDNSName(name) || endsInNumber(name) {
			return nil
		}
		out = append(out, at)
	}
	return out
}

// wholeTLSPolicy returns a BackendTLSPolicy that targets a Backend as a whole: one with a section attaches to nothing.
func wholeTLSPolicy(p *lint.Pass, b *manifest.Document) *manifest.Document {
	for _, r := range p.Set.To(b, lint.Target) {
		if r.Document.Kind == backendTLSPolicy && !r.At("sectionName").Exists() {
			return r.Document
		}
	}
	return nil
}

// authorityRef returns the first reference to a CA, which is the only one that is read, and its kind; "" where that is not
// known.
func authorityRef(policy *manifest.Document) (ref lint.Place, kind string) {
	refs := lint.At(policy, "spec", "validation", "caCertificateRefs").Items()
	if len(refs) == 0 {
		return lint.Place{}, ""
	}
	return refs[0], refs[0].At("kind").Word()
}
