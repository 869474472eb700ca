package rewrite

import (
	"net/netip"
	"regexp"
	"sync"
)

// dnsName matches the hostnames that the Gateway API accepts for certificates.
var dnsName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)
})

// IsDNS reports whether a text is a DNS name and not an IP address.
func IsDNS(name string) bool {
	_, err := netip.ParseAddr(name)
	return err != nil && len(name) <= 253 && dnsName().MatchString(name)
}

// IsObjectName reports whether a text is a valid name of a Kubernetes object.
func IsObjectName(name string) bool { return len(name) <= 253 && dnsName().MatchString(name) }
