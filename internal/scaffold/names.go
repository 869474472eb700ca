package scaffold

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

// Names of the Gateway API, as its CRDs have them: a namespace, an object, and a host that a client or a certificate names.
var (
	label     = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`)
	subdomain = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)
)

// The longest names that there can be, in bytes.
const (
	longestLabel     = 63
	longestSubdomain = 253
)

func isLabel(name string) bool { return len(name) <= longestLabel && label.MatchString(name) }

// isHostname says whether a host can stand where the Gateway API asks for a name: no address, no capitals, no underscores.
func isHostname(host string) bool {
	_, err := netip.ParseAddr(host)
	return err != nil && len(host) <= longestSubdomain && subdomain.MatchString(host)
}

// checkRoute refuses what is about a route that is not written, and names that no route can have.
func (d *draft) checkRoute() {
	d.onlyWith("gateway", d.Gateway != "", "route")
	d.onlyWith("hostname", len(d.Hostnames) > 0, "route")
	d.onlyWith("health-path", d.HealthPath != "", "health")
	if d.HealthPath != "" && !strings.HasPrefix(d.HealthPath, "/") {
		d.fail("health-path", "%q must begin with /", d.HealthPath)
	}
	d.onlyWith("route-namespace", d.RouteNamespace != "", "route", "grant")
	if d.RouteNamespace != "" && !isLabel(d.RouteNamespace) {
		d.fail("route-namespace", "%q is not a valid name of a namespace", d.RouteNamespace)
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
			d.fail("hostname", "%q is not a valid host name in lower-case letters, such as shop.example.com or *.example.com", hostname)
		}
	}
}

// onlyWith refuses a flag that says something of companions of which none is asked for.
func (d *draft) onlyWith(flag string, given bool, companions ...string) {
	if !given {
		return
	}
	for _, id := range companions {
		if d.wants(id) {
			return
		}
	}
	d.errs = append(d.errs, fmt.Errorf("--%s needs --with %s", flag, strings.Join(companions, " or ")))
}
