package scaffold

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/placeholder"
)

var static = Type{
	ID:      "static",
	Title:   "fixed hosts",
	Example: "static orders --host orders.example.com:443 --tls --with route",
	Flags: []Flag{
		{Name: "host", Value: "HOST[:PORT],...", Usage: "hosts to send traffic to", Many: true, fields: []string{"spec.static.hosts.host"}},
		{Name: "port", Value: "PORT", Usage: "port of hosts that are given without a port", fields: []string{"spec.static.hosts.port"}},
		{Name: "tls", Usage: "connect with TLS (adds a policy)", Bool: true, Asked: true},
		{Name: "sni", Value: "NAME", Usage: "TLS server name (SNI), by default the host name; turns TLS on"},
		{Name: "app-protocol", Value: "PROTOCOL", Usage: "protocol of the hosts, if not HTTP/1.1", fields: []string{"spec.static.appProtocol"}},
	},
	members: []string{"spec.static"},
	build:   buildStatic,
}

const httpsPort = 443

func buildStatic(d *draft) {
	d.typeField("Static")
	d.option("app-protocol")
	given := splitList(d.given("host"))
	if len(given) == 0 {
		d.hold("spec.static.hosts[0].host", placeholder.Host, "host")
		d.port(0, address{host: placeholder.Host})
	}
	d.checkSNI()
	for i, text := range given {
		a, err := parseAddress(text)
		if err == nil && text == "" {
			err = errors.New("a host must not be empty")
		}
		if err != nil {
			d.fail("host", "%w", err)
			return
		}
		d.give(d.host(i, "host"), a.host, "host")
		d.port(i, a)
		d.hosts = append(d.hosts, a.host)
	}
	if d.usesTLS() && d.has("spec.static.hosts.tls.sni") {
		d.hostTLS()
	}
	d.adviseStatic()
}

// adviseStatic adds notes about a path that has no effect, hosts of Google Cloud, and ports that usually need TLS.
func (d *draft) adviseStatic() {
	d.advisePath()
	if i := slices.IndexFunc(d.hosts, isCloudRun); i >= 0 {
		d.note("%s is a Google Cloud service: use type gcp (kgateway 2.3 and later) to send the identity token that it expects", d.hosts[i])
	}
	if d.usesTLS() {
		return
	}
	for _, text := range splitList(d.given("host")) {
		if a, err := parseAddress(text); err == nil && isTLSPort(a.port) {
			d.note("port %d usually needs TLS, but this Backend sends plaintext: add --tls", a.port)
			return
		}
	}
}

// advisePath adds a note if the path of a URL has no effect, because no route was requested.
func (d *draft) advisePath() {
	if d.Path != "" && !d.wants("route") {
		d.note("a Backend has no path: use --with route to write a route that adds the prefix %s", d.Path)
	}
}

// isCloudRun reports whether a host belongs to a Cloud Run service or function of Google Cloud.
func isCloudRun(host string) bool {
	return strings.HasSuffix(host, ".run.app") || strings.HasSuffix(host, ".cloudfunctions.net")
}

// tlsPorts lists the ports that are usually used with TLS.
var tlsPorts = []int64{httpsPort, 8443}

func (d *draft) host(i int, field string) string {
	return "spec.static.hosts[" + strconv.Itoa(i) + "]." + field
}

// port sets the port of host i: its own port, else the port for all hosts, else the default port of TLS, else a placeholder.
func (d *draft) port(i int, a address) {
	path := d.host(i, "port")
	switch {
	case a.port != 0:
		d.backend.put(path, nil).set(a.port, "host")
	case len(d.given("port")) > 0:
		if _, err := parsePort(d.given("port")[0]); err != nil {
			d.fail("port", "%w", err)
			return
		}
		d.give(path, d.given("port")[0], "port")
	case d.usesTLS():
		d.backend.put(path, int64(httpsPort))
	default:
		d.hold(path, strconv.Itoa(placeholder.Port), "port")
	}
}

// checkSNI rejects a server name that is not valid in a policy.
func (d *draft) checkSNI() {
	if sni := d.given("sni"); len(sni) > 0 && !isHostname(sni[0]) {
		d.fail("sni", "%q is not a valid host name: expected lower case, such as orders.example.com", sni[0])
	}
}

// usesTLS reports whether TLS was requested with a flag.
func (d *draft) usesTLS() bool { return d.is("tls") || len(d.given("sni")) > 0 }

// hostTLS turns TLS on in the fields of each host. Only the catalog has such fields.
func (d *draft) hostTLS() {
	for i := range max(len(d.hosts), 1) {
		path := d.host(i, "tls.sni")
		switch {
		case len(d.given("sni")) > 0:
			d.give(path, d.given("sni")[0], "sni")
		case i < len(d.hosts) && isHostname(d.hosts[i]):
			d.backend.put(path, d.hosts[i])
		default:
			d.hold(path, placeholder.Host, "sni")
		}
	}
}

// serverName returns the name that the server's certificate must have: the value of --sni, or else the first host name. It returns "" if
// the name is not known, or if the members of priority groups have different hosts.
func (d *draft) serverName() string {
	if sni := d.given("sni"); len(sni) > 0 {
		return sni[0]
	}
	i := slices.IndexFunc(d.hosts, isHostname)
	if i < 0 || d.Type.ID == priorityGroups.ID && slices.ContainsFunc(d.hosts, func(host string) bool { return host != d.hosts[i] }) {
		return ""
	}
	return d.hosts[i]
}
