package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

// inOtherNamespace returns a related place for an object with the same name in another namespace, or nil if there is none.
func inOtherNamespace(p *lint.Pass, kind, name string, policy *manifest.Document) []diag.Related {
	for _, d := range p.Set.Find(lint.Core, kind, "", name, policy) {
		return []diag.Related{lint.At(d, "metadata", "namespace").Related("the object of that name is in another namespace")}
	}
	return nil
}

// isAuthorityKind reports whether the target's release can read a CA from an object of a kind.
func isAuthorityKind(p *lint.Pass, kind string) bool {
	return kind == "ConfigMap" || kind == "Secret" && !kgw.IsBefore(p, "2.2")
}

// caConsequence returns the effect of a BackendTLSPolicy with an invalid CA on its Backends, for a message.
func caConsequence(p *lint.Pass, policy *manifest.Document) string {
	if kgw.IsBefore(p, "2.1") {
		return "the server gets plaintext"
	}
	return droppedBy(p, policy)
}
