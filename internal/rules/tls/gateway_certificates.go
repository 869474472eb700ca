package tls

import (
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

// clientCertificateFor returns the first Gateway with a client certificate that sends traffic to a Backend, or nil if there is none.
func clientCertificateFor(s *lint.Set, b *manifest.Document) (*manifest.Document, lint.Place) {
	for _, passage := range kgw.Passages(s, b, kgw.EnvoyPlane) {
		if at := lint.At(passage.Gateway, "spec", "tls", "backend", "clientCertificateRef"); at.Exists() {
			return passage.Gateway, at
		}
	}
	return nil, lint.Place{}
}
