package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var IstioAutoMTLSPlaintext = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "istio-auto-mtls-plaintext",
		Summary:  "Istio's automatic mTLS replaces the TLS of a Backend",
		Severity: diag.Error,
		Category: diag.Security,
		Why: "With `KGW_ENABLE_ISTIO_AUTO_MTLS: true` the controller replaces the TLS settings of every Backend by Istio's. A server " +
			"outside of the mesh has no Istio certificate, so it gets plaintext, whatever a BackendTLSPolicy or a BackendConfigPolicy " +
			"sets; Lambda and GCP Backends lose their built-in TLS. From 2.1 on, the annotation `kgateway.dev/disable-istio-auto-mtls: " +
			"\"true\"` on the Backend keeps its TLS. kgateway 2.0 has no such annotation: turn the setting off. This is only found if " +
			"the setting is in the input.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/istio/plugin.go @ 2.4",
			"internal/kgateway/extensions2/plugins/istio/plugin.go @ 2.1",
			"internal/kgateway/extensions2/plugins/istio/plugin.go @ 2.0",
			"pkg/pluginsdk/ir/backend.go @ 2.4",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
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
---
apiVersion: gateway.kgateway.dev/v1alpha1
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
apiVersion: apps/v1
kind: Deployment
metadata:
  name: kgateway
spec:
  template:
    spec:
      containers:
      - name: kgateway
        env:
        - name: KGW_ENABLE_ISTIO_AUTO_MTLS
          value: "true"
`,
		Good: `apiVersion: gateway.networking.k8s.io/v1
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
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  annotations:
    kgateway.dev/disable-istio-auto-mtls: "true"
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 443
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: kgateway
spec:
  template:
    spec:
      containers:
      - name: kgateway
        env:
        - name: KGW_ENABLE_ISTIO_AUTO_MTLS
          value: "true"
`,
	},
	Set: checkIstioAutoMTLSPlaintext,
}

func checkIstioAutoMTLSPlaintext(p *lint.Pass) {
	setting, on := autoMTLS(p.Set)
	if !on {
		return
	}
	for _, b := range p.Backends() {
		tls, has := kgw.TLSOf(p, b)
		if !has || isAutoMTLSOff(p, b) {
			continue
		}
		d := p.Report(tls, "Istio's automatic mTLS replaces these TLS settings: the Backend %q gets plaintext unless its servers are in the mesh", b.Name)
		d.Help = "annotate the Backend with " + kgw.DisableAutoMTLS + `: "true"`
		if kgw.IsBefore(p, "2.1") {
			d.Help = "turn " + autoMTLSSetting + " off"
		}
		d.Related = append(d.Related, setting.Related("the setting"))
	}
}
