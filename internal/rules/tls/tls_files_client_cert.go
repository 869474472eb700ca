package tls

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSFilesClientCert = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-files-client-cert",
		Summary:  "a client certificate is given as files",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "The controller treats `tls.files.tlsCertificate` and `tlsKey` as the certificate and the key themselves, not as paths. A " +
			"path is not PEM text, so the policy is invalid, and every Backend that it targets is dropped (clients get 500 or 503). " +
			"PEM text in these fields does not work either, because Envoy then looks for a file of that name. Put the client " +
			"certificate into a Secret, and refer to the Secret in `secretRef`. `rootCA` is read by the proxy, and works. " + stallText,
		Since: "2.1",
		Sources: []string{
			stallSource,
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/tls.go @ 2.4",
			"internal/kgateway/extensions2/plugins/backendconfigpolicy/tls.go @ 2.1",
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
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  tls:
    files:
      tlsCertificate: /etc/certs/tls.crt
      tlsKey: /etc/certs/tls.key
      rootCA: /etc/certs/ca.crt
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
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
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  tls:
    files:
      rootCA: /etc/certs/ca.crt
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
`,
	},
	Set: checkTLSFilesClientCert,
}

func checkTLSFilesClientCert(p *lint.Pass) {
	for _, c := range kgw.TLSConfigs(p) {
		certificate, key := c.Field("files", "tlsCertificate"), c.Field("files", "tlsKey")
		at, simple := certificate, c.Field("simpleTLS")
		if !at.Exists() {
			at = key
		}
		ignored, _ := simple.Bool()
		if path, known := at.Text(); !known || strings.Contains(path, "-----BEGIN") || ignored || simple.Template() {
			continue
		}
		d := p.Report(at.Key(), "the controller treats the path as the certificate itself: %s", droppedBy(p, c.Policy))
		d.Help = "put the client certificate into a Secret, and refer to the Secret in secretRef"
	}
}
