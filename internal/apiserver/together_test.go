package apiserver

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/backendctl/backendctl/internal/convert"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// together contains resources of other products, each with related resources that extend it or refer to it.
var together = map[string]string{
	"a ServiceEntry with a DestinationRule": `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: fx, namespace: default}
spec:
  hosts: [fx.example.net]
  ports: [{number: 443, name: tls, protocol: HTTPS}, {number: 80, name: web, protocol: HTTP2}, {number: 25, name: smtp, protocol: TCP}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: fx, namespace: default}
spec:
  host: fx.example.net
  trafficPolicy:
    tls: {mode: SIMPLE, sni: fx.example.net, subjectAltNames: [a.example.net]}
    portLevelSettings: [{port: {number: 80}, tls: {mode: SIMPLE, insecureSkipVerify: true}}]
`,
	"a Service with ports in a GatewayExtension": `apiVersion: v1
kind: Service
metadata: {name: fx, namespace: default}
spec: {type: ExternalName, externalName: fx.example.net}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: guard, namespace: default}
spec: {type: ExtAuth, extAuth: {grpcService: {backendRef: {name: fx, port: 443}}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: fx, namespace: default}
spec: {defaultBackend: {service: {name: fx, port: {number: 8080}}}}
`,
	"an Envoy Gateway Backend in a GatewayExtension": `apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: fx, namespace: default}
spec: {endpoints: [{fqdn: {hostname: fx.example.net, port: 9000}}]}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: guard, namespace: default}
spec: {type: ExtAuth, extAuth: {grpcService: {backendRef: {group: gateway.envoyproxy.io, kind: Backend, name: fx, port: 9000}}}}
`,
}

// extensions installs the CRD of the GatewayExtension in the server of each release. Only the first call installs it.
var extensions = sync.OnceValue(func() error {
	server, err := theServer()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	for _, release := range ReleaseIDs {
		crd, err := boundedDefinition(CRDFolder(DefaultCRDFolder), release, "gatewayextensions.yaml", 256)
		if err != nil {
			return err
		}
		if err := server.Install(ctx, release, crd); err != nil {
			return err
		}
	}
	return nil
})

// TestConvertTogether converts resources of other products together with related resources. The API server of every release must accept
// the resulting Backends, policies and changed references.
func TestConvertTogether(t *testing.T) {
	if CRDFolder(DefaultCRDFolder) == "" {
		t.Skipf("set %s to a folder with the CRDs of the policies", CRDsEnv)
	}
	server := startWhole(t)
	if err := extensions(); err != nil {
		t.Fatal(err)
	}
	for name, text := range together {
		for _, to := range target.Releases() {
			t.Run(name+" to "+to.ID, func(t *testing.T) {
				c, err := convert.Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, convert.Options{To: to})
				if err != nil {
					t.Fatal(err)
				}
				if err := c.Verify(); err != nil {
					t.Error(err)
				}
				ours := oursIn(c.Files[0].Text)
				judged, err := server.JudgeStream(t.Context(), to.ID, []byte(ours))
				if err != nil || len(judged) < 2 || slices.ContainsFunc(judged, func(j Judged) bool { return !j.Verdict.Valid }) {
					t.Errorf("got %d verdicts and the error %v: %s\n%s", len(judged), err, causes(judged), ours)
				}
			})
		}
	}
}

// oursIn returns the documents with kgateway's kinds, because the server does not have CRDs of other kinds.
func oursIn(text string) string {
	f := source.New("result.yaml", []byte(text))
	documents, _ := manifest.Parse(f, manifest.Options{})
	var ours []string
	for _, d := range documents {
		if strings.HasPrefix(d.APIVersion, "gateway.kgateway.dev/") {
			ours = append(ours, strings.Trim(text[d.Whole.Start:d.Whole.End], "-\n"))
		}
	}
	return strings.Join(ours, "\n---\n")
}
