package scaffold

import (
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/stable"
)

// writeHealth writes the settings that take a failing host out of rotation: a health check if the type can have one, outlier detection, and
// timeouts.
func (d *draft) writeHealth() error {
	if err := d.takesPolicies(); err != nil {
		return err
	}
	if d.Target.Within("", "2.0") {
		return fmt.Errorf("%s has no BackendConfigPolicy", d.Target.ID)
	}
	d.timeouts()
	if d.takesHealthCheck() {
		d.idleTimeout()
		d.healthCheck()
	} else if d.HealthPath != "" {
		return flagErrorf("health-path", "kgateway cannot check the health of a Backend of type %s by a request of its own", d.Type.ID)
	}
	d.outlierDetection()
	d.sortPolicy()
	return nil
}

// takesHealthCheck reports whether Envoy can check the hosts of a type with its own requests. Requests to Lambda and Google Cloud would be
// rejected, because they are not signed. A dynamic forward proxy and an AI provider have no path for health checks.
func (d *draft) takesHealthCheck() bool {
	return slices.Contains([]string{static.ID, ec2.ID, priorityGroups.ID}, d.Type.ID)
}

// idleTimeout closes idle connections before the other side does.
func (d *draft) idleTimeout() {
	at := d.configPolicy().put("spec.commonHttpProtocolOptions.idleTimeout", "5m")
	at.note = "How long a connection without requests stays open; 1h without this field."
	at.more = "Keep it below the limit of the hosts: a request on a connection that they just closed fails."
}

// healthCheck sends requests to each host at intervals.
func (d *draft) healthCheck() {
	n := d.configPolicy()
	for _, setting := range []struct {
		field, note, more string
		value             any
	}{
		{"interval", "", "How often each host is asked, by every proxy.", "10s"},
		{"timeout", "", "How long a host may take to answer.", "2s"},
		{"healthyThreshold", "", "How many good answers in a row make a host healthy again.", int64(2)},
		{"unhealthyThreshold", "", "How many bad answers in a row take a host out of rotation.", int64(3)},
	} {
		at := n.put("spec.healthCheck."+setting.field, setting.value)
		at.note, at.more = setting.note, setting.more
	}
	n.find(split("spec.healthCheck")).note = "Asks every host at intervals, whether or not there is traffic."
	if d.speaksGRPC() {
		n.put("spec.healthCheck.grpc", map[string]any{}).note = "Calls grpc.health.v1.Health, which the hosts must implement."
		return
	}
	path := d.HealthPath
	if path == "" {
		path = "/"
		d.note("the health check asks for /: --health-path names a path that answers 200 while a host can serve")
	}
	at := n.put("spec.healthCheck.http.path", path)
	at.note = "A path that answers 200 without credentials while the host can serve."
	at.more = "Any other status counts as a failure, redirects included."
}

// speaksGRPC reports whether the hosts use gRPC, by the flag app-protocol.
func (d *draft) speaksGRPC() bool { return slices.Equal(d.given("app-protocol"), []string{"grpc"}) }

// outlierDetection removes hosts that fail requests. Priority groups have their own settings.
func (d *draft) outlierDetection() {
	n := d.configPolicy()
	if n.find(split("spec.outlierDetection")) != nil {
		return
	}
	for _, setting := range []struct {
		field, more string
		value       any
	}{
		{"interval", "How often ejections are decided.", "10s"},
		{"consecutive5xx", "How many 5xx answers in a row eject a host.", int64(5)},
		{"baseEjectionTime", "How long a host stays out, times the number of its ejections.", "30s"},
		{"maxEjectionPercent", "How many of the hosts may be out at once; 10 without this field.", int64(50)},
	} {
		n.put("spec.outlierDetection."+setting.field, setting.value).more = setting.more
	}
	n.find(split("spec.outlierDetection")).note = "Ejects a host that answers requests with errors."
}

// sortPolicy sorts the fields of the policy, independent of the companions that wrote them.
func (d *draft) sortPolicy() {
	order := []string{"targetRefs", "connectTimeout", "commonHttpProtocolOptions", "loadBalancer", "healthCheck", "outlierDetection"}
	spec := d.config.child("spec")
	stable.Sort(spec.children, func(a, b *node) int { return slices.Index(order, a.key) - slices.Index(order, b.key) })
}
