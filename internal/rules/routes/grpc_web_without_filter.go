package routes

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var GRPCWebWithoutFilter = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "grpc-web-without-filter",
		Summary:  "appProtocol grpc-web turns on HTTP/2 but does not translate gRPC-Web",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "`grpc-web` has the same effect as `grpc` and `http2` here: Envoy uses HTTP/2 for the hosts. It does not translate " +
			"gRPC-Web, which browsers use, to gRPC, so a server that supports only gRPC answers such requests with an error. It works " +
			"for a server that supports gRPC-Web itself. Write `grpc` if no translation is needed; otherwise another component must " +
			"translate.",
		Sources: []string{"pkg/pluginsdk/ir/backend.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    appProtocol: grpc-web
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    appProtocol: grpc
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
	},
	Backend: func(p *lint.Pass, b *manifest.Document) {
		at := lint.At(b, "spec", "static", "appProtocol")
		if at.Word() != "grpc-web" {
			return
		}
		d := p.Report(at, "grpc-web only turns HTTP/2 on: gRPC-Web is not translated to gRPC")
		d.Help = "write grpc, unless the server supports gRPC-Web itself"
	},
}
