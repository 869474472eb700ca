package rewrite

import (
	"net/netip"
	"regexp"
	"sync"
)

// dnsName matches valid hostnames of certificates in the Gateway API.
var dnsName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)
})

// IsDNS reports whether a text is a DNS name, and no IP address.
func IsDNS(name string) bool {
	_, err := netip.ParseAddr(name)
	return err != nil && len(name) <= 253 && dnsName().MatchString(name)
}

// IsObjectName reports whether an object can have a name.
func IsObjectName(name string) bool { return len(name) <= 253 && dnsName().MatchString(name) }
