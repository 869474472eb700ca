package scaffold

import (
	"errors"
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/placeholder"
)

// needsPolicy reports whether the Backend does not work without a policy. Priority groups need one to detect failed groups, and a static
// Backend with TLS needs one, because kgateway releases have no field for TLS.
func (d *draft) needsPolicy() bool {
	return d.Type.ID == priorityGroups.ID || d.Type.ID == static.ID && d.usesTLS() && !d.Target.Catalog()
}

// writePolicy writes the most important policies for the Backend: a TLS policy if the Backend uses TLS, and the detection of failed groups
// if it has priority groups. Without either, it writes a timeout. It also writes the timeout if both TLS and --with policy were requested
// with flags.
func (d *draft) writePolicy() error {
	if err := d.takesPolicies(); err != nil {
		return err
	}
	tls := d.takesTLS()
	switch {
	case tls && d.Target.Within("", "2.0"):
		d.tlsPolicy()
		return nil
	case d.Target.Within("", "2.0"):
		return fmt.Errorf("%s does not support BackendConfigPolicy, and its BackendTLSPolicy requires a static Backend with --tls", d.Target.ID)
	case tls:
		d.tlsPolicy()
	}
	switch {
	case d.Type.ID == priorityGroups.ID:
		d.failover()
		d.adviseGroups()
	case !tls || d.usesTLS() && d.wants("policy"):
		d.timeouts()
	}
	return nil
}

// takesPolicies returns the reason why no policy can apply to the Backend, or nil if a policy can apply.
func (d *draft) takesPolicies() error {
	switch {
	case d.Target.Catalog():
		return errors.New("policies do not apply to the catalog: no kgateway release serves its schema")
	case d.isAgent():
		return errors.New("kgateway policies do not apply to an AgentgatewayBackend")
	case d.Type.ID == mcp.ID:
		return errors.New("kgateway policies do not apply to an MCP Backend, which agentgateway serves")
	}
	return nil
}

// takesTLS reports whether the Backend uses TLS, according to its flags or to the ports of its hosts.
func (d *draft) takesTLS() bool {
	switch d.Type.ID {
	case static.ID:
		return d.usesTLS() || d.hasTLSPort()
	case priorityGroups.ID:
		return d.usesTLS() || len(d.ports) > 0 && !slices.ContainsFunc(d.ports, func(port int64) bool { return !isTLSPort(port) })
	}
	return false
}

// hasTLSPort reports whether a host has a port that is usually used with TLS: 443 or 8443.
func (d *draft) hasTLSPort() bool {
	hosts := d.backend.find(split("spec.static.hosts"))
	return slices.ContainsFunc(hosts.children, func(n *node) bool {
		port := n.child("port")
		if port == nil {
			return false
		}
		number, isNumber := port.value.(int64)
		return isNumber && isTLSPort(number)
	})
}

func isTLSPort(port int64) bool { return slices.Contains(tlsPorts, port) }

// tlsPolicy writes a policy that turns TLS on. kgateway 2.0 ignores the system CA certificates in a policy, so the policy for 2.0 refers to
// a ConfigMap with CA certificates.
func (d *draft) tlsPolicy() {
	version, own := "v1", d.Target.Within("", "2.0")
	if own {
		version = "v1alpha3"
	}
	n := newObject("gateway.networking.k8s.io/"+version, "BackendTLSPolicy", d.Name, d.Namespace)
	n.note = "Without this policy kgateway sends plaintext, even to port 443."
	d.targetRef(n)
	name := "spec.validation.hostname"
	if hostname := d.serverName(); hostname != "" {
		n.put(name, hostname)
	} else {
		n.hold(name, placeholder.Host, "the name in the server's certificate", "sni")
	}
	n.find(split(name)).note = "The TLS server name (SNI), which the certificate must match."
	n.find(split(name)).more = "It applies to all hosts of the Backend."
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

// authorities returns a ConfigMap with a placeholder for the CA certificates that verify the server's certificate.
func (d *draft) authorities(name string) *node {
	n := newObject("v1", "ConfigMap", name, d.Namespace)
	n.note = "The CA certificates to verify the server's certificate with, in PEM."
	n.holdText(diagPath("data", "ca.crt"), placeholder.Name, "CA certificates in PEM", "")
	return n
}

// failover writes outlier detection to the policy, so that Envoy detects a failed group and stops using it.
func (d *draft) failover() {
	n := d.configPolicy()
	n.note = "Detects when a group is down. Without this policy, Envoy rarely fails over to the next group."
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
}

// timeouts sets the connect timeout in the policy. Without it, the timeout is 5s.
func (d *draft) timeouts() {
	n := d.configPolicy()
	at := n.put("spec.connectTimeout", "2s")
	at.note = "How long to wait for a connection to a host; the default is 5s."
	at.more = "If a host is down, each request waits this long before Envoy tries another host."
}

// configPolicy returns the BackendConfigPolicy, and creates it at the first call. There is only one policy, because two
// BackendConfigPolicies for one Backend would conflict.
func (d *draft) configPolicy() *node {
	if d.config == nil {
		d.config = newObject(apiVersion, "BackendConfigPolicy", d.Name, d.Namespace)
		d.targetRef(d.config)
		d.extra = append(d.extra, d.config)
	}
	return d.config
}
