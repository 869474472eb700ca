package ai

import (
	"net/netip"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AIOverridePlaintext = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ai-override-plaintext",
		Summary:  "an AI Backend sends its token in plaintext",
		Severity: diag.Warning,
		Category: diag.Security,
		Until:    "2.1",
		Why: "Envoy uses TLS to a provider if its port is 443, and plaintext for any other port. With a custom host and another port, " +
			"the API key and the conversations cross the network unencrypted. Use port 443; a policy cannot turn TLS on here. Hosts " +
			"inside the cluster and private addresses are not reported. " + kgw.AIReleasesText,
		Sources: []string{aiClusterSource + " @ 2.0", aiClusterSource + " @ 2.1"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AI
  ai:
    llm:
      host: llm.example.com
      port: 8443
      openai:
        authToken:
          kind: SecretRef
          secretRef:
            name: openai
` + llmRouteExample + llmSecretExample,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AI
  ai:
    llm:
      host: llm.example.com
      port: 443
      openai:
        authToken:
          kind: SecretRef
          secretRef:
            name: openai
` + llmRouteExample + llmSecretExample,
	},
	About:   []string{"ai"},
	Backend: checkAIOverridePlaintext,
}

func checkAIOverridePlaintext(p *lint.Pass, b *manifest.Document) {
	for _, l := range llms(b) {
		name, port := l.Override.Field("host").Word(), l.Override.Field("port")
		number, known := port.Int()
		if !known || number == 443 || name == "" || isNearby(name) || !l.token().Exists() {
			continue
		}
		if _, envoy := runsOnEnvoy(p, b); !envoy {
			return
		}
		d := p.Report(port, "requests to port %d, including the API key, are sent in plaintext: Envoy uses TLS for port 443 only", number)
		d.Help = "use port 443 of a host with TLS"
		d.Related = append(d.Related, l.token().Key().Related("this token is sent"))
	}
}

// isNearby reports whether a host belongs to the cluster or to a private network.
func isNearby(name string) bool {
	if address, err := netip.ParseAddr(name); err == nil {
		return address.IsPrivate() || address.IsLoopback() || address.IsLinkLocalUnicast()
	}
	return kgw.IsClusterName(name)
}
