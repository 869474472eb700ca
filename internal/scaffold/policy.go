package scaffold

import (
	"errors"
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/placeholder"
)

// needsPolicy says whether the Backend does nothing of use without a policy: where TLS was asked for, which no release of
// kgateway has a field for, and where groups take over from each other.
func (d *draft) needsPolicy() bool {
	return d.Type.ID == priorityGroups.ID || d.Type.ID == static.ID && d.usesTLS() && !d.Target.Catalog()
}

// writePolicy writes the policy that a Backend of the type needs first: TLS, or what tells Envoy that a group of hosts is
// down, or else a timeout.
func (d *draft) writePolicy() error {
	switch {
	case d.Target.Catalog():
		return errors.New("no release serves the shape of the catalog, so none has a policy for it")
	case d.Type.ID == mcp.ID:
		return errors.New("an MCP Backend is for agentgateway, which has no use for one")
	case d.Type.ID == static.ID && (d.usesTLS() || d.hasTLSPort()):
		d.tlsPolicy()
	case d.Target.Release == "2.0":
		return fmt.Errorf("%s has no BackendConfigPolicy, and its BackendTLSPolicy is for static Backends with --tls", d.Target.ID)
	case d.Type.ID == priorityGroups.ID:
		d.failover()
	default:
		d.timeouts()
	}
	return nil
}

// hasTLSPort says whether a host has a port that nothing but HTTPS is served on.
func (d *draft) hasTLSPort() bool {
	hosts := d.backend.find(split("spec.static.hosts"))
	return slices.ContainsFunc(hosts.children, func(n *node) bool {
		port := n.child("port")
		return port != nil && slices.Contains([]any{int64(443), int64(8443)}, port.value)
	})
}

// tlsPolicy turns TLS on. In 2.0 a BackendTLSPolicy with the system's CAs does nothing, so it has one of its own.
func (d *draft) tlsPolicy() {
	version, own := "v1", d.Target.Release == "2.0"
	if own {
		version = "v1alpha3"
	}
	n := newObject("gateway.networking.k8s.io/"+version, "BackendTLSPolicy", d.Name, d.Namespace)
	n.note = "Without a policy kgateway speaks plaintext, whatever the port."
	d.targetRef(n)
	name := "spec.validation.hostname"
	if hostname := d.serverName(); hostname != "" {
		n.put(name, hostname)
	} else {
		n.hold(name, placeholder.Host, "the name in the server's certificate", "sni")
	}
	n.find(split(name)).note = "The server name that TLS asks for, and that the certificate has to be for."
	if !own {
		n.put("spec.validation.wellKnownCACertificates", "System")
		d.extra = append(d.extra, n)
		return
	}
	ca := d.Name + "-ca"
	n.put("spec.validation.caCertificateRefs[0].group", "")
	n.put("spec.validation.caCertificateRefs[0].kind", "ConfigMap")
	n.put("spec.validation.caCertificateRefs[0].name", ca)
	d.extra = append(d.extra, n, d.authorities(ca))
}

// authorities holds the CAs that the server's certificate is checked against.
func (d *draft) authorities(name string) *node {
	n := newObject("v1", "ConfigMap", name, d.Namespace)
	n.note = "The certificates of the authorities that sign the server's, in PEM."
	n.holdText(diagPath("data", "ca.crt"), placeholder.Name, "certificates, in PEM", "")
	return n
}

// failover tells Envoy when a group is down, and to leave it then altogether.
func (d *draft) failover() {
	n := d.configPolicy()
	n.note = "Tells Envoy when a group is down. Without it the next group is hardly ever used."
	for _, setting := range []struct {
		field string
		value any
	}{
		{"loadBalancer.healthyPanicThreshold", int64(0)},
		{"loadBalancer.roundRobin", map[string]any{}},
		{"outlierDetection.consecutive5xx", int64(3)},
		{"outlierDetection.interval", "10s"},
		{"outlierDetection.baseEjectionTime", "30s"},
		{"outlierDetection.maxEjectionPercent", int64(100)},
	} {
		n.put("spec."+setting.field, setting.value)
	}
	d.extra = append(d.extra, n)
}

func (d *draft) timeouts() {
	n := d.configPolicy()
	n.put("spec.connectTimeout", "5s").note = "How long to wait for a connection."
	d.extra = append(d.extra, n)
}

func (d *draft) configPolicy() *node {
	n := newObject(apiVersion, "BackendConfigPolicy", d.Name, d.Namespace)
	d.targetRef(n)
	return n
}
