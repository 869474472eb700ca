package routes

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var SameNameService = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "same-name-service",
		Summary:  "a Backend and a Service of one namespace have the same name",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Why: "A Backend and a Service with the same name are two destinations: a reference without `group` and `kind` goes to the " +
			"Service, is accepted, and silently bypasses the Backend with its settings. Give the Backend another name.",
		Sources: []string{"pkg/krtcollections/policy.go @ 2.4"},
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
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 8080
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
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
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  ports:
  - port: 8080
`,
	},
	Set: checkSameNameService,
}

func checkSameNameService(p *lint.Pass) {
	for _, b := range p.Backends() {
		name := lint.At(b, "metadata", "name")
		if name.Word() == "" {
			continue
		}
		service := p.Set.One(lint.Core, "Service", b.Namespace, name.Word(), b)
		if service == nil || service.Namespace != b.Namespace {
			continue
		}
		d := p.Report(name, "there is also a Service %q%s: a reference without group and kind goes there", b.Name, kgw.InNamespace(b.Namespace))
		d.Help = "give the Backend another name"
		d.Related = append(d.Related, lint.At(service, "metadata", "name").Related("the Service"))
	}
}
