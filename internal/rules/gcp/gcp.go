package gcp

import (
	"net/url"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

// googleDomains are the suffixes of the host names that Google assigns to services. A service with such a name accepts its own URL as the
// audience.
var googleDomains = []string{".run.app", ".cloudfunctions.net", ".googleapis.com", ".appspot.com", ".cloud.goog", ".gateway.dev"}

// gcpHost returns the place of spec.gcp.host, and its text. It returns false if the field is missing or a template, or if the text is not a
// bare host name or IP address.
func gcpHost(b *manifest.Document) (lint.Place, string, bool) {
	host := lint.At(b, "spec", "gcp", "host")
	name, ok := host.Text()
	return host, name, ok && kgw.IsHost(name)
}

func isGoogleHost(host string) bool {
	return slices.ContainsFunc(googleDomains, func(d string) bool { return strings.HasSuffix(host, d) })
}

// audienceHost returns the host in an audience, which may be a URL without a scheme. The host is "" if the audience is not a valid URL.
// secure reports whether the audience is an https URL.
func audienceHost(audience string) (host string, secure bool) {
	if !strings.Contains(audience, "://") {
		host, _, _ = strings.Cut(audience, "/")
		return host, false
	}
	u, err := url.Parse(audience)
	if err != nil {
		return "", false
	}
	return u.Hostname(), u.Scheme == "https"
}

// cloudRunService returns the name of the service in a host name of Cloud Run, and "" for other hosts. There are two forms:
// NAME-HASH-REGION.a.run.app and NAME-PROJECT.REGION.run.app. The tag of a revision and three hyphens may precede NAME.
func cloudRunService(host string) string {
	label, domain, _ := strings.Cut(host, ".")
	if _, service, tagged := strings.Cut(label, "---"); tagged {
		label = service
	}
	parts := strings.Split(label, "-")
	suffix := 1
	if domain == "a.run.app" {
		suffix = 2
	}
	if !strings.HasSuffix(host, ".run.app") || len(parts) <= suffix {
		return ""
	}
	return strings.Join(parts[:len(parts)-suffix], "-")
}
