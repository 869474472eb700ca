package scaffold

import (
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/stable"
)

// writeHealth adds to the policy the settings that take a failing host out of rotation: timeouts, outlier detection, and a health check if
// the type supports one.
func (d *draft) writeHealth() error {
	if err := d.takesPolicies(); err != nil {
		return err
	}
	if d.Target.Within("", "2.0") {
		return fmt.Errorf("%s does not support BackendConfigPolicy", d.Target.ID)
	}
	d.timeouts()
	if d.takesHealthCheck() {
		d.idleTimeout()
		d.healthCheck()
	} else if d.HealthPath != "" {
		return flagErrorf("health-path", "health checks are not supported for Backends of type %s", d.Type.ID)
	}
	d.outlierDetection()
	d.sortPolicy()
	return nil
}

// takesHealthCheck reports whether Envoy can send health checks to the hosts of the type. Lambda and Google Cloud would reject health
// checks, because they are not signed. A dynamic forward proxy and an AI provider have no path for health checks.
func (d *draft) takesHealthCheck() bool {
	return slices.Contains([]string{static.ID, ec2.ID, priorityGroups.ID}, d.Type.ID)
}

// idleTimeout sets a timeout after which the proxy closes idle connections, before the host closes them.
func (d *draft) idleTimeout() {
	at := d.configPolicy().put("spec.commonHttpProtocolOptions.idleTimeout", "5m")
	at.note = "How long an idle connection stays open; the default is 1h."
	at.more = "Keep it below the idle timeout of the hosts: a request on a connection that they just closed fails."
}

// healthCheck writes a health check. Each proxy then sends requests to each host at intervals.
func (d *draft) healthCheck() {
	n := d.configPolicy()
	for _, setting := range []struct {
		field, note, more string
		value             any
	}{
		{"interval", "", "How often each proxy checks each host.", "10s"},
		{"timeout", "", "How long to wait for a response.", "2s"},
		{"healthyThreshold", "", "Successful checks in a row until a host is healthy again.", int64(2)},
		{"unhealthyThreshold", "", "Failed checks in a row until a host is taken out of rotation.", int64(3)},
	} {
		at := n.put("spec.healthCheck."+setting.field, setting.value)
		at.note, at.more = setting.note, setting.more
	}
	n.find(split("spec.healthCheck")).note = "Checks each host at intervals, even without traffic."
	if d.speaksGRPC() {
		n.put("spec.healthCheck.grpc", map[string]any{}).note = "Calls grpc.health.v1.Health, which the hosts must implement."
		return
	}
	path := d.HealthPath
	if path == "" {
		path = "/"
		d.note("the health check requests /: use --health-path to set a path that returns 200 while the host is healthy")
	}
	at := n.put("spec.healthCheck.http.path", path)
	at.note = "A path that returns 200 without credentials while the host is healthy."
	at.more = "Any other status is a failure, including redirects."
}

// speaksGRPC reports whether the hosts use gRPC, according to the flag --app-protocol.
func (d *draft) speaksGRPC() bool { return slices.Equal(d.given("app-protocol"), []string{"grpc"}) }

// outlierDetection writes the settings of outlier detection: Envoy then ejects hosts that return errors. It does nothing if the policy
// already has these settings, as for priority groups.
func (d *draft) outlierDetection() {
	n := d.configPolicy()
	if n.find(split("spec.outlierDetection")) != nil {
		return
	}
	for _, setting := range []struct {
		field, more string
		value       any
	}{
		{"interval", "How often hosts are checked for ejection.", "10s"},
		{"consecutive5xx", "5xx responses in a row until a host is ejected.", int64(5)},
		{"baseEjectionTime", "How long a host is ejected, multiplied by the number of its ejections.", "30s"},
		{"maxEjectionPercent", "The maximum percentage of hosts that are ejected at once; the default is 10.", int64(50)},
	} {
		n.put("spec.outlierDetection."+setting.field, setting.value).more = setting.more
	}
	n.find(split("spec.outlierDetection")).note = "Ejects hosts that return errors."
}

// sortPolicy sorts the fields of the policy, because their order depends on the companions that wrote them.
func (d *draft) sortPolicy() {
	order := []string{"targetRefs", "connectTimeout", "commonHttpProtocolOptions", "loadBalancer", "healthCheck", "outlierDetection"}
	spec := d.config.child("spec")
	stable.Sort(spec.children, func(a, b *node) int { return slices.Index(order, a.key) - slices.Index(order, b.key) })
}
