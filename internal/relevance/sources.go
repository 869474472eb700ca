package relevance

import (
	"strings"

	"github.com/backendctl/backendctl/internal/fuzzy"
)

// envoyGateway is the group of Envoy Gateway.
const envoyGateway = "gateway.envoyproxy.io"

// A Kind is the name of a kind with its API group, and a version that serves it.
type Kind struct{ Group, Version, Name string }

// Sources returns the kinds of other products that a conversion makes Backends from, or reads for that. Services are not among them. The
// caller does not change the result.
func Sources() []*Kind { return sourceKinds }

var sourceKinds = []*Kind{
	{"gloo.solo.io", "v1", "Upstream"},
	{"networking.istio.io", "v1", "ServiceEntry"},
	{"networking.istio.io", "v1", "DestinationRule"},
	{envoyGateway, "v1alpha1", "Backend"},
	{"agentgateway.dev", "v1alpha1", "AgentgatewayBackend"},
}

// IsNear reports whether a word is the name of the kind or a misspelling of it. The name of a list and the beginning of a name are not: they
// are names of other kinds, such as Service.
func (k *Kind) IsNear(word string) bool {
	return fuzzy.Within(word, k.Name, max(1, len(word)/3)) && !strings.HasSuffix(word, "List")
}

var sourceNames = namesOfSources()

func namesOfSources() []*name {
	var all []*name
	for _, k := range sourceKinds {
		all = append(all, newName(k.Name))
	}
	return all
}

// isSource reports whether a conversion makes Backends from objects of a kind, or reads such objects for that. A misspelling of such a kind
// counts. The kind Backend is [isBackendKind].
func isSource(kind []byte) bool {
	for i, n := range sourceNames {
		if n.word != backend.word && n.mayBeNear(kind) && sourceKinds[i].IsNear(string(kind)) {
			return true
		}
	}
	return false
}
