package lint

import (
	"testing"

	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
)

// TestReferrersAreRelevant checks that every kind with references is parsed, and that an object that cannot be decoded but refers to a
// Backend is reported.
func TestReferrersAreRelevant(t *testing.T) {
	for k := range paths {
		text := "apiVersion: " + k.group + "/v1\nkind: " + k.kind + "\n"
		if !relevance.Related(source.New("a.yaml", []byte(text))) {
			t.Errorf("a file with only a %s is not parsed", k.kind)
		}
		if !relevance.BrokenReference(text + "spec:\n  ref: {group: gateway.kgateway.dev, kind: Backend, name: a}\n x\n") {
			t.Errorf("a broken %s is not reported", k.kind)
		}
	}
}
