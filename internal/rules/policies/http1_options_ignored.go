package policies

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HTTP1OptionsIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "http1-options-ignored",
		Summary:  "HTTP/1 options target an HTTP/2 Backend",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "kgateway uses HTTP/2 for a Backend whose `appProtocol` is http2, grpc, grpc-web or kubernetes.io/h2c, and skips " +
			"`http1ProtocolOptions` of a BackendConfigPolicy: the controller logs it, but no status reports it. Use " +
			"`http2ProtocolOptions`, or another appProtocol.",
		Since: "2.1",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/protocoloptions.go @ 2.4",
			"internal/kgateway/extensions2/plugins/backendconfigpolicy/protocoloptions.go @ 2.1",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    appProtocol: http2
    hosts:
    - host: 192.0.2.10
      port: 8080
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
  http1ProtocolOptions:
    enableTrailers: true
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    appProtocol: http2
    hosts:
    - host: 192.0.2.10
      port: 8080
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
  http2ProtocolOptions:
    maxConcurrentStreams: 100
`,
	},
	Set: checkHTTP1OptionsIgnored,
}

func checkHTTP1OptionsIgnored(p *lint.Pass) {
	for _, policy := range kgw.ConfigPolicies(p, "http1ProtocolOptions") {
		b := kgw.IdleOn(p, policy, func(b *manifest.Document) bool { yes, known := kgw.SpeaksHTTP2(b); return yes && known })
		if b == nil {
			continue
		}
		d := p.Report(lint.At(policy, "spec", "http1ProtocolOptions").Key(), "kgateway uses HTTP/2 for the Backend %q: the HTTP/1 options are ignored", b.Name)
		d.Help = "use http2ProtocolOptions"
		d.Related = append(d.Related, lint.At(b, "spec", "static", "appProtocol").Related("the Backend's protocol"))
	}
}
