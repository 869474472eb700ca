package products

import (
	"testing"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
)

// TestSourcesAreRelevant checks that the documents of all products are parsed, and that errors are reported if they cannot be decoded. Add
// the texts of a new product here.
func TestSourcesAreRelevant(t *testing.T) {
	texts := map[mapping.Shape]string{
		upstreams.shape:      "apiVersion: gloo.solo.io/v1\nkind: Upstream\nspec: {}\n",
		serviceEntries.shape: "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nspec: {}\n",
		externalNames.shape:  "apiVersion: v1\nkind: Service\nspec: {type: ExternalName}\n",
		envoyBackends.shape:  "apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: Backend\nspec: {}\n",
	}
	for _, p := range products {
		text := texts[p.shape]
		documents, _ := manifest.Parse(source.New("a.yaml", []byte(text)), manifest.Options{})
		if len(documents) != 1 || !p.is(documents[0]) {
			t.Errorf("%s: %q is not a resource of this product", p.shape, text)
		}
	}
	texts[mapping.Agentgateway] = "apiVersion: " + references.AgentgatewayGroup + "/v1alpha1\nkind: " + references.AgentgatewayKind + "\nspec: {}\n"
	for _, k := range relevance.Sources() {
		texts[mapping.Shape(k.Name+" of "+k.Group)] = "apiVersion: " + k.Group + "/" + k.Version + "\nkind: " + k.Name + "\nspec: {}\n"
	}
	for shape, text := range texts {
		if !relevance.Related(source.New("a.yaml", []byte(text))) {
			t.Errorf("a file with the product %s is not parsed", shape)
		}
		if !relevance.BrokenSource(text + "x: [\n") {
			t.Errorf("a document of the product %s with a syntax error is not reported", shape)
		}
	}
}
