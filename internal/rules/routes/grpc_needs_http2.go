package routes

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var GRPCNeedsHTTP2 = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "grpc-needs-http2",
		Summary:  "gRPC is sent to a Backend over HTTP/1.1",
		Severity: diag.Error,
		Category: diag.References,
		Since:    "2.1",
		Why: "gRPC needs HTTP/2, but kgateway uses HTTP/1.1 for a Backend unless `static.appProtocol` sets HTTP/2. Neither a GRPCRoute " +
			"nor the `grpcService` of an extension or a listener policy changes that, and no status reports it. The calls fail, and so " +
			"do requests that depend on authorization or rate limit calls; if a server for logs or traces fails, only those are lost. " +
			"Set `appProtocol: grpc`. The other types of Backends have no such field and always use HTTP/1.1: use a static Backend or a " +
			"Service for gRPC.",
		Sources: []string{
			"pkg/pluginsdk/ir/backend.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4",
			"pkg/kgateway/translator/irtranslator/backend.go @ 2.4",
			"pkg/krtcollections/grpc_route.go @ 2.4",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata:
  name: greeter
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: greeter
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: greeter
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata:
  name: greeter
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: greeter
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: greeter
spec:
  type: Static
  static:
    appProtocol: grpc
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
	},
	Backend: checkGRPCNeedsHTTP2,
}

// http1Forms maps the forms of Backends that kgateway reaches over HTTP/1.1 to the path of the field to report. A static Backend may change
// the protocol with appProtocol.
var http1Forms = map[kgw.Form][]string{
	kgw.StaticForm:   {"static"},
	kgw.DynamicForm:  {"dynamicForwardProxy"},
	kgw.GCPForm:      {"gcp"},
	kgw.EC2Form:      {"aws", "ec2"},
	kgw.PriorityForm: {"priorityGroups"},
}

func checkGRPCNeedsHTTP2(p *lint.Pass, b *manifest.Document) {
	refs := p.Set.To(b, lint.Route, lint.Mirror, lint.Service, lint.Member)
	if len(refs) == 0 {
		return
	}
	path, isHTTP1 := http1Forms[kgw.FormOf(b)]
	http2, known := kgw.SpeaksHTTP2(b)
	at := lint.At(b, "spec").Field(path...)
	if !isHTTP1 || http2 || !known || kgw.HasTemplateKey(at.Node) {
		return
	}
	grpc := slices.DeleteFunc(slices.Clone(refs), func(r *lint.Reference) bool { return !isGRPC(p.Set, r) || isRefused(b, r) })
	if len(grpc) == 0 {
		return
	}
	first := grpc[max(0, slices.IndexFunc(grpc, isForTraffic))]
	d := reportGRPC(p, b, at, first)
	d.Fixes = grpcFixes(p.Set, at, refs)
}

// isForTraffic reports whether requests fail if the server of a reference fails. If a server for logs or traces fails, only logs or traces
// are lost.
func isForTraffic(r *lint.Reference) bool {
	return r.Use == lint.Route || r.Document.Kind == "GatewayExtension"
}

func reportGRPC(p *lint.Pass, b *manifest.Document, at lint.Place, r *lint.Reference) *diag.Diagnostic {
	subject, consequence := "the "+kgw.TitleOf(r.Document), "the calls fail"
	if r.Use == lint.Service {
		subject = "the grpcService of " + subject
	}
	if !isForTraffic(r) {
		consequence = "logs and traces are lost"
	}
	place, help := at.Key(), "set static.appProtocol to grpc"
	switch protocol := at.Field("appProtocol"); {
	case kgw.FormOf(b) != kgw.StaticForm:
		help = "use a static Backend with appProtocol: grpc, or a Service"
	case protocol.Exists():
		place = protocol
	}
	d := p.Report(place, "%s uses gRPC, which needs HTTP/2, but %q is reached over HTTP/1.1: %s", subject, b.Name, consequence)
	d.Help = help
	if !isForTraffic(r) {
		d.Severity = diag.Warning
	}
	d.Related = append(d.Related, r.Field("name").Related("the reference that uses gRPC"))
	return d
}

// isGRPC reports whether Envoy sends gRPC through a reference, according to the documents in the set.
func isGRPC(s *lint.Set, r *lint.Reference) bool {
	switch r.Use {
	case lint.Route:
		return r.Document.Kind == "GRPCRoute" && kgw.GatewayOn(s, r.Document, kgw.AgentgatewayPlane) == nil
	case lint.Service:
		return r.Owner == "grpcService"
	}
	return false
}

// isRefused reports whether a reference to a Backend does not work at all. The rule l7-backend-outside-route reports such references.
func isRefused(b *manifest.Document, r *lint.Reference) bool {
	form, ok := l7FormOf(b)
	return ok && form.Routed && r.Use == lint.Service
}

// grpcFixes returns the fix that sets the appProtocol to grpc. The fix is safe if all references to the Backend are for gRPC and whole
// folders are checked, because single files may not contain all references.
func grpcFixes(s *lint.Set, at lint.Place, refs []*lint.Reference) []diag.Fix {
	const title = "set appProtocol to grpc"
	if protocol := at.Field("appProtocol"); protocol.Exists() {
		return lint.UnsafeFix(title, protocol.Replace("grpc"))
	}
	edits := at.AddInside("appProtocol", "grpc")
	if s.Complete == lint.Partial || slices.ContainsFunc(refs, func(r *lint.Reference) bool { return !isGRPC(s, r) }) {
		return lint.UnsafeFix(title, edits)
	}
	return lint.SafeFix(title, edits)
}
