package rules

import (
	"slices"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// The keys that a BackendConfigPolicy reads of its Secret.
const (
	certificateKey = "tls.crt"
	privateKeyKey  = "tls.key"
	authorityKey   = "ca.crt"
)

// A tlsConfig is spec.tls of a BackendConfigPolicy, with what the set tells of its Secret.
type tlsConfig struct {
	lint.Place
	Policy *manifest.Document
	Secret *manifest.Document // nil where there is none, or the set does not have it
	keys   []string
	known  bool // whether keys are all keys of the Secret
}

// tlsConfigs returns spec.tls of the policies that concern the target.
func tlsConfigs(p *lint.Pass) []tlsConfig {
	var out []tlsConfig
	for _, policy := range configPolicies(p, "tls") {
		c := tlsConfig{Place: lint.At(policy, "spec", "tls"), Policy: policy}
		if name := c.At("secretRef", "name").Word(); name != "" {
			c.Secret = p.Set.One(lint.Core, "Secret", policy.Namespace, name, policy)
			c.keys, c.known = dataKeys(c.Secret, "data", "stringData")
		}
		out = append(out, c)
	}
	return out
}

func (c tlsConfig) has(key string) bool { return slices.Contains(c.keys, key) }

// usable says whether the Secret has any of the keys that are read.
func (c tlsConfig) usable() bool {
	return c.has(certificateKey) || c.has(privateKeyKey) || c.has(authorityKey)
}

// An authority is whether there is a CA that a server's certificate is held against.
type authority int

const (
	unknownAuthority authority = iota
	noAuthority
	someAuthority
)

// authority says whether there is a CA, and which field decides that.
func (c tlsConfig) authority() (authority, lint.Place) {
	for _, field := range []string{"insecureSkipVerify", "wellKnownCACertificates", "files", "secretRef"} {
		if at := c.At(field); at.Exists() {
			return c.authorityBy(field), at
		}
	}
	return unknownAuthority, lint.Place{}
}

func (c tlsConfig) authorityBy(field string) authority {
	at := c.At(field)
	switch {
	case field == "secretRef":
		return c.secretAuthority()
	case field == "files" && at.At("rootCA").Exists(), at.Word() == "System":
		return someAuthority
	case at.Template():
		return unknownAuthority
	}
	return noAuthority
}

func (c tlsConfig) secretAuthority() authority {
	switch {
	case c.has(authorityKey):
		return someAuthority
	case c.known && c.usable():
		return noAuthority
	}
	return unknownAuthority
}

// names returns the list of names that a server's certificate has to have.
func (c tlsConfig) names() lint.Place { return c.At("verifySubjectAltNames") }

// isNameless says for certain that no name is asked of a server's certificate.
func (c tlsConfig) isNameless() bool {
	return !c.Template() && len(c.names().Items()) == 0
}

// isUnverified says whether the policy says in so many words that nothing is verified.
func (c tlsConfig) isUnverified() bool {
	skip, _ := c.At("insecureSkipVerify").Bool()
	return skip
}

// serverName returns the name that a server's certificate is to be verified for: the sni, or the host that a misspelt sni was
// meant to be. It returns "" where there is no sni, or where it is not near any host.
func (c tlsConfig) serverName(p *lint.Pass) string {
	name := c.At("sni").Word()
	for _, b := range targetsOf(p, c.Policy) {
		if hosts := certificateNames(p, b); len(hosts) > 0 && !isNameOf(name, hosts) {
			return misspeltHost(name, hosts)
		}
	}
	return name
}

// tlsOf returns what gives a Backend TLS: the first policy for it, or what it has by itself.
func tlsOf(p *lint.Pass, b *manifest.Document) (lint.Place, bool) {
	if policies := tlsPoliciesOf(p, b); len(policies) > 0 {
		return policies[0].Settings.Key(), true
	}
	if _, builtIn := builtInNames(b); !builtIn {
		return lint.Place{}, false
	}
	switch formOf(b) {
	case lambdaForm:
		return lint.At(b, "spec", "aws", "lambda").Key(), true
	case gcpForm:
		return lint.At(b, "spec", "gcp").Key(), true
	}
	return lint.Place{}, false
}

// dataKeys returns the keys of a Secret or a ConfigMap that have a value. They are not known where a template adds to
// them, or where there are none at all: then something in the cluster is likely to fill them in.
func dataKeys(d *manifest.Document, fields ...string) (keys []string, known bool) {
	if d == nil {
		return nil, false
	}
	known = !hasTemplateKey(d.Root)
	for _, field := range fields {
		at := lint.At(d, field)
		if !at.Exists() {
			continue
		}
		known = known && at.Node.Kind == manifest.Mapping && !hasTemplateKey(at.Node)
		for _, key := range at.Keys() {
			if text, isText := at.At(key).Text(); at.At(key).Exists() && (!isText || text != "") {
				keys = append(keys, key)
			}
		}
	}
	return keys, known && len(keys) > 0
}
