package tls

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSPolicyReplacesBuiltin = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-policy-replaces-builtin",
		Summary:  "a policy replaces the built-in TLS of a Backend",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "Lambda and GCP Backends, and dynamic forward proxies with `enableTls`, use TLS without a policy and send the right server " +
			"name. A policy replaces all of that, including the name: AWS and Google end a handshake for another name, and a dynamic " +
			"forward proxy sends one name to every server. A policy is the only way to verify the certificate of a Lambda or GCP " +
			"Backend; then set `sni` (or `hostname`) to the name that kgateway would send: `lambda.<region>.amazonaws.com`, or the " +
			"Backend's `gcp.host`.",
		Since: "2.1",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.3",
			"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.3",
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.4",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    lambda:
      functionName: resize
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: resize
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: resize
  tls:
    wellKnownCACertificates: System
    verifySubjectAltNames:
    - lambda.us-east-1.amazonaws.com
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    lambda:
      functionName: resize
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: resize
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: resize
  tls:
    wellKnownCACertificates: System
    sni: lambda.us-east-1.amazonaws.com
    verifySubjectAltNames:
    - lambda.us-east-1.amazonaws.com
`,
	},
	Set: checkTLSPolicyReplacesBuiltin,
}

func checkTLSPolicyReplacesBuiltin(p *lint.Pass) {
	for _, policy := range kgw.TLSPolicies(p) {
		if policy.Settings.Template() {
			continue
		}
		for _, b := range kgw.TargetsOf(p, policy.Document) {
			names, builtIn := kgw.BuiltInNames(b)
			if builtIn && !slices.ContainsFunc(names, func(name string) bool { return kgw.SameName(name, policy.Name.Word()) }) {
				reportReplaced(p, policy, b, names)
			}
		}
	}
}

func reportReplaced(p *lint.Pass, policy kgw.TLSPolicy, b *manifest.Document, names []string) {
	at := policy.Name
	if !at.Exists() {
		at = policy.Settings.Key()
	}
	if len(names) == 0 {
		d := p.Report(at, "this replaces the TLS of the Backend %q, which sends each server its own name: all of them get the same name, or none", b.Name)
		d.Help = "remove this TLS, and use enableTls"
		d.Related = append(d.Related, lint.At(b, "spec", "dynamicForwardProxy", "enableTls").Key().Related("the Backend's own TLS"))
		return
	}
	d := p.Report(at, "this replaces the TLS of the Backend %q, which sends the server name %q, but does not send that name", b.Name, names[0])
	d.Help = "set the server name to " + names[0]
	d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
	if policy.Name.Exists() {
		d.Fixes = lint.UnsafeFix("set the server name to "+names[0], policy.Name.Replace(names[0]))
	}
}
