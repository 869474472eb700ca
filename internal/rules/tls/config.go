package tls

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

// whyNoCA returns the reason why c has no CA, for a message. The parameter by is the place of the field that decides this.
func whyNoCA(c kgw.TLSConfig, by lint.Place) string {
	switch {
	case by.Pointer() == c.Field("insecureSkipVerify").Pointer():
		return "insecureSkipVerify does not set a CA, even if it is false"
	case by.Pointer() == c.Field("files").Pointer():
		return "tls.files has no rootCA"
	case by.Pointer() == c.Field("secretRef").Pointer():
		return fmt.Sprintf("the Secret %q has no ca.crt", c.Secret.Name)
	}
	return fmt.Sprintf("System is the only set of CAs that kgateway supports, not %q", by.Word())
}

// addScalar returns the edits that add a field to c, next to a scalar field of c. It returns nil if c has no suitable scalar field.
func addScalar(c kgw.TLSConfig, key, value string) []edit.Edit {
	for _, beside := range []string{"insecureSkipVerify", "wellKnownCACertificates", "sni", "simpleTLS", "allowRenegotiation"} {
		if edits := c.Field(beside).AddBeside(key, value); c.Field(beside).Exists() && len(edits) > 0 {
			return edits
		}
	}
	return nil
}
