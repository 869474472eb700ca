package kgw

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A TLSPolicy is a policy that turns on TLS to a Backend: a BackendTLSPolicy, or a BackendConfigPolicy with spec.tls.
type TLSPolicy struct {
	*manifest.Document
	Settings lint.Place // spec.validation or spec.tls
	Name     lint.Place // the server name: validation.hostname or tls.sni
}

func newTLSPolicy(d *manifest.Document) TLSPolicy {
	if d.Kind == BackendTLSPolicy {
		at := lint.At(d, "spec", "validation")
		return TLSPolicy{Document: d, Settings: at, Name: at.Field("hostname")}
	}
	at := lint.At(d, "spec", "tls")
	return TLSPolicy{Document: d, Settings: at, Name: at.Field("sni")}
}

// HasConfigPolicies reports whether the target's release supports BackendConfigPolicies.
func HasConfigPolicies(p *lint.Pass) bool { return !IsBefore(p, "2.1") }

// TLSPolicies returns the policies that turn on TLS in the target's release and whose targets the pass checks (see [Concerns]).
func TLSPolicies(p *lint.Pass) []TLSPolicy {
	documents := CAPolicies(p)
	if HasConfigPolicies(p) {
		documents = append(documents, ConfigPolicies(p, "tls")...)
	}
	return asTLSPolicies(documents)
}

// CAPolicies returns the BackendTLSPolicies whose targets the pass checks (see [Concerns]).
func CAPolicies(p *lint.Pass) []*manifest.Document {
	return slices.DeleteFunc(slices.Clone(p.Set.Kind(lint.GatewayAPI, BackendTLSPolicy)), func(policy *manifest.Document) bool {
		return !Concerns(p, policy)
	})
}

// TLSPolicyVersion returns the version of BackendTLSPolicy that the target's release reads.
func TLSPolicyVersion(p *lint.Pass) string {
	if IsBefore(p, "2.1") {
		return "v1alpha3"
	}
	return "v1"
}

// TLSPoliciesOf returns the policies that turn on TLS to a Backend in the target's release.
func TLSPoliciesOf(p *lint.Pass, b *manifest.Document) []TLSPolicy {
	documents := slices.Clone(p.Set.Attached(b, lint.GatewayAPI, BackendTLSPolicy))
	if HasConfigPolicies(p) {
		documents = append(documents, p.Set.Attached(b, lint.Kgateway, BackendConfigPolicy)...)
	}
	return asTLSPolicies(documents)
}

func asTLSPolicies(documents []*manifest.Document) []TLSPolicy {
	var out []TLSPolicy
	for _, d := range documents {
		if policy := newTLSPolicy(d); policy.Settings.Exists() {
			out = append(out, policy)
		}
	}
	return out
}

// CertificateNames returns the DNS names of a static Backend's hosts. The server's certificate is expected to have one of these names. It
// returns nil if a host is unknown, is an IP address, or has a name from which the certificate's name cannot be derived.
func CertificateNames(p *lint.Pass, b *manifest.Document) []string {
	names, known := ServerNames(p, b)
	if !known || len(names) < len(StaticHosts(p, b)) ||
		slices.ContainsFunc(names, func(host string) bool { return IsInside(host) || isInfrastructure(host) }) {
		return nil
	}
	return names
}

// IsNameOf reports whether a name matches one of the hosts.
func IsNameOf(name string, hosts []string) bool {
	return slices.ContainsFunc(hosts, func(host string) bool { return SameName(name, host) })
}

// MisspeltHost returns the host that is probably meant by a misspelt name, or "" if there is none.
func MisspeltHost(name string, hosts []string) string {
	if i := slices.IndexFunc(hosts, func(host string) bool { return fuzzy.Within(name, host, 2) }); i >= 0 {
		return hosts[i]
	}
	return ""
}

// VerifiedNames returns the places of the names that the policy accepts in a server's certificate. It returns nil if there are none, or if
// one of them is not a known DNS name.
func (t TLSPolicy) VerifiedNames() []lint.Place {
	list, field := t.Settings.Field("verifySubjectAltNames"), ""
	if t.Kind == BackendTLSPolicy {
		list, field = t.Settings.Field("subjectAltNames"), "hostname"
	}
	var out []lint.Place
	for _, at := range list.Items() {
		if field != "" {
			at = at.Field(field)
		}
		name := strings.ToLower(strings.TrimPrefix(at.Word(), "*."))
		if !IsDNSName(name) || EndsInNumber(name) {
			return nil
		}
		out = append(out, at)
	}
	return out
}

// WholeTLSPolicy returns a BackendTLSPolicy that has a whole Backend as its target, or nil. kgateway does not attach a policy to a Backend
// if the targetRef has a sectionName.
func WholeTLSPolicy(p *lint.Pass, b *manifest.Document) *manifest.Document {
	for _, r := range p.Set.To(b, lint.Target) {
		if r.Document.Kind == BackendTLSPolicy && !r.Field("sectionName").Exists() {
			return r.Document
		}
	}
	return nil
}

// AuthorityRef returns the first reference to a CA and its kind. kgateway reads only the first one. kind is "" if there is no reference,
// or if the kind is missing or a template.
func AuthorityRef(policy *manifest.Document) (ref lint.Place, kind string) {
	refs := lint.At(policy, "spec", "validation", "caCertificateRefs").Items()
	if len(refs) == 0 {
		return lint.Place{}, ""
	}
	return refs[0], refs[0].Field("kind").Word()
}
