package tls

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSCAKeyMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-ca-key-missing",
		Summary:  "a BackendTLSPolicy's CA is under the wrong key",
		Severity: diag.Error,
		Category: diag.References,
		Why: "kgateway reads only the key `ca.crt` of the ConfigMap or Secret with the CA. Without it the policy is invalid: from " +
			"kgateway 2.1 on every Backend that it targets is dropped (clients get 500 or 503), in 2.0 the error is only logged and " +
			"the server gets plaintext. Rename the key. " + stallText,
		Sources: []string{
			stallSource,
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
			"pkg/kgateway/translator/sslutils/ssl_utils.go @ 2.4",
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
    hostname: web.example.com
    caCertificateRefs:
    - group: ""
      kind: ConfigMap
      name: web-ca
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: web-ca
data:
  ca.pem: |
    -----BEGIN CERTIFICATE-----
    MIIBtjCCAVugAwIBAgITBmyf1XSXNmY/Owua2eiedgPySjAKBggqhkjOPQQDAjA5
    -----END CERTIFICATE-----
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
    caCertificateRefs:
    - group: ""
      kind: ConfigMap
      name: web-ca
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: web-ca
data:
  ca.crt: |
    -----BEGIN CERTIFICATE-----
    MIIBtjCCAVugAwIBAgITBmyf1XSXNmY/Owua2eiedgPySjAKBggqhkjOPQQDAjA5
    -----END CERTIFICATE-----
`,
	},
	Set: checkTLSCAKeyMissing,
}

func checkTLSCAKeyMissing(p *lint.Pass) {
	for _, policy := range kgw.CAPolicies(p) {
		ref, kind := kgw.AuthorityRef(policy)
		if kind == "" || !isAuthorityKind(p, kind) {
			continue
		}
		fields := []string{"data"}
		if kind == "Secret" {
			fields = append(fields, "stringData")
		}
		object := p.Set.One(lint.Core, kind, policy.Namespace, ref.Field("name").Word(), policy)
		keys, known := kgw.DataKeys(object, fields...)
		if !known || slices.Contains(keys, kgw.AuthorityKey) {
			continue
		}
		d := p.Report(ref.Field("name"), "the %s %q has no ca.crt: %s", kind, object.Name, caConsequence(p, policy))
		d.Help = "put the CA under ca.crt; the existing keys are " + strings.Join(keys, ", ")
		d.Related = append(d.Related, lint.At(object, "metadata", "name").Related("the "+kind))
	}
}
