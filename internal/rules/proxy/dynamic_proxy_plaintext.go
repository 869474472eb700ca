package proxy

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var DynamicProxyPlaintext = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "dynamic-proxy-plaintext",
		Summary:  "a dynamic forward proxy uses plaintext",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Security,
		Since:    "2.1",
		Why: "`dynamicForwardProxy: {}` is valid and connects without TLS to the host of the request, on port 80 if the request " +
			"has no port. With `enableTls: true` it uses TLS, verifies the certificate with the system's CAs, and takes the server " +
			"name from the Host header. A private CA is not supported.",
		Sources: []string{dynamicProxySource},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: egress
spec:
  type: DynamicForwardProxy
  dynamicForwardProxy: {}
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: egress
spec:
  type: DynamicForwardProxy
  dynamicForwardProxy:
    enableTls: true
`,
	},
	About:   []string{"dynamicForwardProxy"},
	Backend: checkDynamicProxyPlaintext,
}

func checkDynamicProxyPlaintext(p *lint.Pass, b *manifest.Document) {
	proxy := dynamicProxy(b)
	tls := proxy.Field("enableTls")
	on, known := tls.Bool()
	if !proxy.Exists() || proxy.Node.Kind != manifest.Mapping || proxy.Template() || tls.Exists() && !known || on || hasTLSSetting(p, b) {
		return
	}
	d := p.Report(proxy.Key(), "the dynamic forward proxy uses plaintext for every host")
	if tls.Exists() {
		d.Fixes = lint.UnsafeFix("turn TLS on", tls.ReplaceLiteral("true"))
	}
	d.Help = "set enableTls: true"
}

// hasTLSSetting reports whether a policy turns on TLS for a Backend.
func hasTLSSetting(p *lint.Pass, b *manifest.Document) bool {
	return kgw.HasSetting(kgw.PolicySettings(p.Set, b), "tls")
}
