package scaffold

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

// The patterns of names in the CRDs of the Gateway API: label is for a namespace, subdomain for the name of an object and for a host name.
var (
	label     = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`)
	subdomain = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)
)

// The maximum lengths of names, in bytes.
const (
	longestLabel     = 63
	longestSubdomain = 253
)

func isLabel(name string) bool { return len(name) <= longestLabel && label.MatchString(name) }

// isHostname reports whether a host is a valid host name in the Gateway API: lower case, without underscores, and not an IP address.
func isHostname(host string) bool {
	_, err := netip.ParseAddr(host)
	return err != nil && len(host) <= longestSubdomain && subdomain.MatchString(host)
}

// checkRoute rejects flags for a route, a grant or a health check if this companion was not requested, and invalid values of these flags.
func (d *draft) checkRoute() {
	d.onlyWith("gateway", d.Gateway != "", "route")
	d.onlyWith("hostname", len(d.Hostnames) > 0, "route")
	d.onlyWith("health-path", d.HealthPath != "", "health")
	if d.HealthPath != "" && !strings.HasPrefix(d.HealthPath, "/") {
		d.fail("health-path", "%q must begin with /", d.HealthPath)
	}
	d.onlyWith("route-namespace", d.RouteNamespace != "", "route", "grant")
	if d.RouteNamespace != "" && !isLabel(d.RouteNamespace) {
		d.fail("route-namespace", "%q is not a valid namespace", d.RouteNamespace)
	}
	namespace, name, qualified := strings.Cut(d.Gateway, "/")
	if !qualified {
		namespace, name = "", d.Gateway
	}
	if d.Gateway != "" && (qualified && !isLabel(namespace) || !isHostname(name)) {
		d.fail("gateway", "%q is not a valid Gateway: expected NAME or NAMESPACE/NAME", d.Gateway)
	}
	for _, hostname := range d.Hostnames {
		if !isHostname(strings.TrimPrefix(hostname, "*.")) {
			d.fail("hostname", "%q is not a valid host name: expected lower case, such as shop.example.com or *.example.com", hostname)
		}
	}
}

// onlyWith rejects a flag if it was given and none of the given companions was requested.
func (d *draft) onlyWith(flag string, given bool, companions ...string) {
	if !given {
		return
	}
	for _, id := range companions {
		if d.wants(id) {
			return
		}
	}
	d.errs = append(d.errs, fmt.Errorf("--%s requires --with %s", flag, strings.Join(companions, " or ")))
}
