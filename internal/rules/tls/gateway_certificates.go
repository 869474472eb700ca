package tls

import (
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

// clientCertificateFor returns the first Gateway that sends traffic to a Backend and has a client certificate, with the place of the
// certificate. It returns nil if there is none.
func clientCertificateFor(s *lint.Set, b *manifest.Document) (*manifest.Document, lint.Place) {
	for _, passage := range kgw.Passages(s, b, kgw.EnvoyPlane) {
		if at := lint.At(passage.Gateway, "spec", "tls", "backend", "clientCertificateRef"); at.Exists() {
			return passage.Gateway, at
		}
	}
	return nil, lint.Place{}
}
