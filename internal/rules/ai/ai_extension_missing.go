package ai

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AIExtensionMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ai-extension-missing",
		Summary:  "the Gateway that serves an AI Backend runs without the AI extension",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Until:    "2.1",
		Why: "On Envoy the requests to an AI Backend pass through a sidecar of the proxy, the AI extension, which runs only if the " +
			"GatewayParameters of the Gateway set `kube.aiExtension.enabled: true`. Without it those requests fail, while the Gateway, " +
			"the route and the Backend are all accepted. " + kgw.AIReleasesText,
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backend/ai/ai_httpfilters.go @ 2.0",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_gatewayparameters.yaml @ 2.0",
		},
		Inferred: true,
		Bad: llmParametersExample + `    service:
      type: ClusterIP
` + llmParametersUseExample,
		Good: llmParametersExample + `    aiExtension:
      enabled: true
    service:
      type: ClusterIP
` + llmParametersUseExample,
	},
	About:   []string{"ai"},
	Backend: checkAIExtensionMissing,
}

// Examples: a Gateway with its own parameters, and an AI Backend that the Gateway serves.
const (
	llmParametersExample = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayParameters
metadata:
  name: ai
spec:
  kube:
`
	llmParametersUseExample = `---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: ai
spec:
  gatewayClassName: kgateway
  infrastructure:
    parametersRef:
      group: gateway.kgateway.dev
      kind: GatewayParameters
      name: ai
  listeners:
  - name: http
    protocol: HTTP
    port: 8080
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: chat
spec:
  parentRefs:
  - name: ai
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: chat
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AI
  ai:
    llm:
      openai:
        authToken:
          kind: Passthrough
`
)

func checkAIExtensionMissing(p *lint.Pass, b *manifest.Document) {
	if !lint.At(b, "spec", "ai").Exists() {
		return
	}
	for _, passage := range kgw.Passages(p.Set, b, kgw.EnvoyPlane) {
		parameters := kgw.GatewayParameters(p.Set, passage.Gateway)
		if len(parameters) == 0 || slices.ContainsFunc(parameters, mayHaveAIExtension) {
			continue
		}
		d := p.Report(lint.At(parameters[0], "spec", "kube", "aiExtension", "enabled"),
			"the AI extension is not enabled, but the Gateway %q has routes to AI Backends", passage.Gateway.Name)
		d.Help = "set spec.kube.aiExtension.enabled: true"
		d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("an AI Backend"),
			lint.At(passage.Gateway, "metadata", "name").Related("the Gateway"))
	}
}

func mayHaveAIExtension(parameters *manifest.Document) bool {
	kube := lint.At(parameters, "spec", "kube")
	enabled := kube.Field("aiExtension", "enabled")
	on, known := enabled.Bool()
	return on || enabled.Exists() && !known || kube.Template() || lint.At(parameters, "spec", "selfManaged").Exists()
}
