package rules

import (
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var tlsHostnameMismatch = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-hostname-mismatch",
		Summary:  "a policy asks for a name that the Backend does not have",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The hostname of a BackendTLSPolicy and the sni of a BackendConfigPolicy are what kgateway asks the server for; the " +
			"first is also the name that the certificate has to have. Where it is none of the Backend's hosts the server may answer " +
			"with another site's certificate or end the handshake, and clients get 503. A certificate may well be for another name " +
			"than the one that is dialled: then write that name into subjectAltNames as well, or silence the finding. Hosts that " +
			"are IP addresses, names inside of a cluster and names that a cloud gives to load balancers are not compared.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/tls.go @ 2.4",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 443
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  validation:
    hostname: wbe.example.com
    wellKnownCACertificates: System
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 443
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  validation:
    hostname: web.example.com
    wellKnownCACertificates: System
`,
	},
	Set: checkTLSHostnameMismatch,
}

func checkTLSHostnameMismatch(p *lint.Pass) {
	for _, policy := range tlsPolicies(p) {
		name, known := policy.Name.Text()
		if !known || name == "" || policy.Settings.At("subjectAltNames").Exists() {
			continue
		}
		for _, b := range targetsOf(p, policy.Document) {
			reportHostnameMismatch(p, policy, b)
		}
	}
}

func reportHostnameMismatch(p *lint.Pass, policy tlsPolicy, b *manifest.Document) {
	name, hosts := policy.Name.Word(), staticHosts(p, b)
	names, known := serverNames(p, b)
	if !known || len(names) == 0 || len(names) < len(hosts) || slices.ContainsFunc(names, func(host string) bool {
		return sameName(name, host) || isInside(host) || isInfrastructure(host)
	}) {
		return
	}
	d := p.Report(policy.Name, "the policy asks for %q, and no host of the Backend %q has that name", name, b.Name)
	d.Help = fmt.Sprintf("write the name in the server's certificate, which for its host is %q", names[0])
	d.Related = append(d.Related, hosts[0].Host.Related("the host"))
	if i := slices.IndexFunc(names, func(host string) bool { return fuzzy.Within(name, host, 2) }); i >= 0 {
		d.Fixes = lint.UnsafeFix("write "+names[i], policy.Name.Replace(names[i]))
	}
}
