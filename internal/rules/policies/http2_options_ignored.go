package policies

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HTTP2OptionsIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "http2-options-ignored",
		Summary:  "HTTP/2 options target an HTTP/1 Backend",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "kgateway uses HTTP/2 only for a Backend with an HTTP/2 `static.appProtocol` (http2, grpc, grpc-web, kubernetes.io/h2c). " +
			"For all other Backends `http2ProtocolOptions` of a BackendConfigPolicy are skipped, and they do not turn HTTP/2 on. The controller " +
			"logs it, but no status reports it. Set appProtocol on a static Backend. For Lambda, EC2 and GCP Backends, dynamic forward " +
			"proxies and priority groups the options never apply.",
		Since: "2.1",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/protocoloptions.go @ 2.4",
			"internal/kgateway/extensions2/plugins/backendconfigpolicy/protocoloptions.go @ 2.1",
			"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.3",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
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
	Set: checkHTTP2OptionsIgnored,
}

func checkHTTP2OptionsIgnored(p *lint.Pass) {
	for _, policy := range kgw.ConfigPolicies(p, "http2ProtocolOptions") {
		b := kgw.IdleOn(p, policy, func(b *manifest.Document) bool { yes, known := kgw.SpeaksHTTP2(b); return !yes && known })
		if b == nil {
			continue
		}
		d := p.Report(lint.At(policy, "spec", "http2ProtocolOptions").Key(), "the Backend %q has no HTTP/2 appProtocol: the HTTP/2 options are ignored", b.Name)
		d.Help = "set static.appProtocol to http2 if the server supports it"
		if kgw.FormOf(b) != kgw.StaticForm {
			d.Help = "remove the options: only static Backends have an appProtocol"
		}
		d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
	}
}
