package kgw

import (
	"slices"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// The keys that a BackendConfigPolicy reads from its Secret.
const (
	CertificateKey = "tls.crt"
	PrivateKeyKey  = "tls.key"
	AuthorityKey   = "ca.crt"
)

// A TLSConfig is spec.tls of a BackendConfigPolicy, with the keys of the Secret that it refers to.
type TLSConfig struct {
	lint.Place
	Policy *manifest.Document
	Secret *manifest.Document // nil if there is no reference, or if the Secret is not in the set
	keys   []string
	Known  bool // keys contains all keys of the Secret
}

// TLSConfigs returns spec.tls of each BackendConfigPolicy whose targets the pass checks (see [Concerns]).
func TLSConfigs(p *lint.Pass) []TLSConfig {
	var out []TLSConfig
	for _, policy := range ConfigPolicies(p, "tls") {
		c := TLSConfig{Place: lint.At(policy, "spec", "tls"), Policy: policy}
		if name := c.Field("secretRef", "name").Word(); name != "" {
			c.Secret = p.Set.One(lint.Core, "Secret", policy.Namespace, name, policy)
			c.keys, c.Known = DataKeys(c.Secret, "data", "stringData")
		}
		out = append(out, c)
	}
	return out
}

// Has reports whether the Secret has a key.
func (c TLSConfig) Has(key string) bool { return slices.Contains(c.keys, key) }

// Usable reports whether the Secret has at least one of the keys that kgateway reads.
func (c TLSConfig) Usable() bool {
	return c.Has(CertificateKey) || c.Has(PrivateKeyKey) || c.Has(AuthorityKey)
}

// An Authority states whether a CA verifies the server's certificate.
type Authority int

// The values of Authority.
const (
	unknownAuthority Authority = iota
	NoAuthority
	SomeAuthority
)

// Authority returns whether a CA verifies the server's certificate, if this is known, and the field that decides it.
func (c TLSConfig) Authority() (Authority, lint.Place) {
	for _, field := range []string{"insecureSkipVerify", "wellKnownCACertificates", "files", "secretRef"} {
		if at := c.Field(field); at.Exists() {
			return c.authorityBy(field), at
		}
	}
	return unknownAuthority, lint.Place{}
}

func (c TLSConfig) authorityBy(field string) Authority {
	at := c.Field(field)
	switch {
	case field == "secretRef":
		return c.secretAuthority()
	case field == "files" && at.Field("rootCA").Exists(), at.Word() == "System":
		return SomeAuthority
	case at.Template():
		return unknownAuthority
	}
	return NoAuthority
}

func (c TLSConfig) secretAuthority() Authority {
	switch {
	case c.Has(AuthorityKey):
		return SomeAuthority
	case c.Known && c.Usable():
		return NoAuthority
	}
	return unknownAuthority
}

// Names returns the list of accepted names. The server's certificate must have one of them.
func (c TLSConfig) Names() lint.Place { return c.Field("verifySubjectAltNames") }

// IsNameless reports whether certainly no name in the server's certificate is verified.
func (c TLSConfig) IsNameless() bool {
	return !c.Template() && len(c.Names().Items()) == 0
}

// IsUnverified reports whether the policy explicitly turns verification off.
func (c TLSConfig) IsUnverified() bool {
	skip, _ := c.Field("insecureSkipVerify").Bool()
	return skip
}

// ServerName returns the name that the server's certificate must have: the sni, or the host that the author probably meant by a misspelt
// sni. It returns "" if there is no sni, or if the sni is not similar to any known host of a Backend. If no hosts are known, it returns the
// sni.
func (c TLSConfig) ServerName(p *lint.Pass) string {
	name := c.Field("sni").Word()
	for _, b := range TargetsOf(p, c.Policy) {
		if hosts := CertificateNames(p, b); len(hosts) > 0 && !IsNameOf(name, hosts) {
			return MisspeltHost(name, hosts)
		}
	}
	return name
}

// TLSOf returns the place that turns on TLS to a Backend: the first policy that does, or the Backend's own configuration if it has built-in
// TLS. It returns false if nothing turns on TLS, and for a dynamic forward proxy without a policy.
func TLSOf(p *lint.Pass, b *manifest.Document) (lint.Place, bool) {
	if policies := TLSPoliciesOf(p, b); len(policies) > 0 {
		return policies[0].Settings.Key(), true
	}
	if _, builtIn := BuiltInNames(b); !builtIn {
		return lint.Place{}, false
	}
	switch FormOf(b) {
	case LambdaForm:
		return lint.At(b, "spec", "aws", "lambda").Key(), true
	case GCPForm:
		return lint.At(b, "spec", "gcp").Key(), true
	}
	return lint.Place{}, false
}

// DataKeys returns the keys of a Secret or a ConfigMap that have a value. known is false if d is nil or if a template adds keys. It is also
// false if there are no keys at all, because something in the cluster probably fills them in.
func DataKeys(d *manifest.Document, fields ...string) (keys []string, known bool) {
	if d == nil {
		return nil, false
	}
	known = !HasTemplateKey(d.Root)
	for _, field := range fields {
		at := lint.At(d, field)
		if !at.Exists() {
			continue
		}
		known = known && at.Node.Kind == manifest.Mapping && !HasTemplateKey(at.Node)
		for _, key := range at.Keys() {
			if text, isText := at.Field(key).Text(); at.Field(key).Exists() && (!isText || text != "") {
				keys = append(keys, key)
			}
		}
	}
	return keys, known && len(keys) > 0
}
