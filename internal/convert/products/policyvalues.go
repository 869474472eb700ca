package products

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/backendctl/backendctl/internal/convert/policies"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// timed lists the fields of a BackendConfigPolicy that are durations.
var timed = []string{
	"connectTimeout", "tcpKeepalive.keepAliveTime", "tcpKeepalive.keepAliveInterval", "commonHttpProtocolOptions.idleTimeout",
	"commonHttpProtocolOptions.maxStreamDuration", "healthCheck.timeout", "healthCheck.interval", "outlierDetection.interval",
	"outlierDetection.baseEjectionTime", "loadBalancer.updateMergeWindow", "dns.refreshRate",
}

// durations rewrites the durations of a policy in the form that the Gateway API accepts, such as 1m30s. A duration that cannot be written
// in this form is lost. The path is that of the node n in the spec.
func (o *foreign) durations(n *yamltree.Node, path string) {
	for _, e := range slices.Clone(n.Entries) {
		below := strings.TrimPrefix(path+"."+e.Key, ".")
		if e.Value.Kind == manifest.Mapping {
			o.durations(e.Value, below)
			continue
		}
		if text := e.Value.String(); slices.Contains(timed, below) && !mapping.IsGatewayDuration(text) {
			d, err := time.ParseDuration(text)
			if written := policies.DurationText(d); err == nil && written != "" {
				e.Value.Assign(written)
			} else {
				o.Lose(e.Value, mapping.BadDuration)
			}
		}
	}
}

// counts removes, as losses, the numbers that a BackendConfigPolicy rejects because they are too small or too large.
func (o *foreign) counts(spec *yamltree.Node) {
	for _, limit := range []struct {
		path        string
		least, most int64
	}{
		{"circuitBreakers.maxConnections", 1, 1<<31 - 1}, {"circuitBreakers.maxPendingRequests", 1, 1<<31 - 1},
		{"circuitBreakers.maxRequests", 1, 1<<31 - 1}, {"circuitBreakers.maxRetries", 0, 1<<31 - 1},
		{"loadBalancer.healthyPanicThreshold", 0, 100}, {"outlierDetection.maxEjectionPercent", 0, 100},
		{"outlierDetection.consecutive5xx", 0, 1<<31 - 1}, {"healthCheck.unhealthyThreshold", 0, 1<<31 - 1},
		{"healthCheck.healthyThreshold", 0, 1<<31 - 1}, {"http2ProtocolOptions.maxConcurrentStreams", 1, 1<<31 - 1},
		{"http2ProtocolOptions.initialStreamWindowSize", 65535, 1<<31 - 1}, {"http2ProtocolOptions.initialConnectionWindowSize", 65535, 1<<31 - 1},
		{"perConnectionBufferLimitBytes", 0, 1<<31 - 1}, {"commonHttpProtocolOptions.maxRequestsPerConnection", 0, 1<<31 - 1},
		{"commonHttpProtocolOptions.maxHeadersCount", 0, 1<<31 - 1}, {"tcpKeepalive.keepAliveProbes", 0, 1<<31 - 1},
		{"loadBalancer.leastRequest.choiceCount", 2, 1<<31 - 1}, {"loadBalancer.ringHash.minimumRingSize", 0, 8 << 20},
		{"loadBalancer.ringHash.maximumRingSize", 0, 8 << 20},
	} {
		n := spec.Find(strings.Split(limit.path, ".")...)
		if n == nil {
			continue
		}
		if number, _ := n.Value.(int64); number < limit.least || number > limit.most {
			o.Lose(n, mapping.NotTaken.With("a BackendConfigPolicy", fmt.Sprintf("it must be a whole number from %d to %d", limit.least, limit.most)))
		}
	}
}

// checks adds the values that a health check requires, as likely defaults. It removes a health check that is neither for HTTP nor for gRPC,
// because the policy does not support it.
func (o *foreign) checks(spec *yamltree.Node) {
	check := spec.Get("healthCheck")
	if !rewrite.IsSet(check) {
		return
	}
	if !o.onlyOne(check, "http", "grpc") {
		o.Lose(check, mapping.NoFeature)
		return
	}
	for _, field := range []struct {
		key   string
		value any
	}{{"timeout", "1s"}, {"interval", "10s"}, {"unhealthyThreshold", int64(3)}, {"healthyThreshold", int64(1)}} {
		if !rewrite.IsSet(check.Get(field.key)) {
			o.Clear(check.Get(field.key))
			o.Assume(check.Set(field.key, yamltree.Scalar(field.value)).Value, "the "+field.key+" of the health check")
		}
	}
	if http := check.Get("http"); rewrite.IsSet(http) && !rewrite.IsSet(http.Get("path")) {
		o.Clear(http.Get("path"))
		o.Assume(http.Set("path", yamltree.Scalar("/")).Value, "the path of the health check")
	}
}

// balance sets Envoy's default load balancer algorithm if none is set, because the policy requires one.
func (o *foreign) balance(spec *yamltree.Node) {
	lb := spec.Get("loadBalancer")
	if !rewrite.IsSet(lb) || lb.IsLeaf() {
		return
	}
	if !o.onlyOne(lb, "leastRequest", "roundRobin", "ringHash", "maglev", "random") {
		lb.Set("roundRobin", yamltree.Mapping())
	}
}

// onlyOne keeps the first of mutually exclusive fields that is set, and removes the other fields as losses. It reports whether any is set.
func (o *foreign) onlyOne(in *yamltree.Node, keys ...string) bool {
	found := false
	for _, key := range keys {
		switch n := in.Get(key); {
		case !rewrite.IsSet(n):
			o.Clear(n)
		case found:
			o.Lose(n, mapping.FirstOnly)
		default:
			found = true
		}
	}
	return found
}

// trusted keeps only the first field of secretRef, files, insecureSkipVerify and wellKnownCACertificates that is set, or adds the system's CA
// certificates if there is none. It also removes TLS versions and CA certificates that the policy does not support.
func (o *foreign) trusted(spec *yamltree.Node) {
	tls := spec.Get("tls")
	if !rewrite.IsSet(tls) {
		return
	}
	for _, key := range []string{"minVersion", "maxVersion"} {
		if n := tls.Find("parameters", key); n != nil && !slices.Contains([]string{"AUTO", "1.0", "1.1", "1.2", "1.3"}, n.String()) {
			o.Lose(n, mapping.NotTaken.With("a BackendConfigPolicy", "it must be AUTO, or a version from 1.0 to 1.3"))
		}
	}
	if n := tls.Get("wellKnownCACertificates"); rewrite.IsSet(n) && n.Value != "System" && o.Goal.Before("2.3") {
		o.Lose(n, mapping.NewerPolicy.With("2.3"))
	}
	if tls = spec.Get("tls"); !rewrite.IsSet(tls) {
		return
	}
	if !o.onlyOne(tls, "secretRef", "files", "insecureSkipVerify", "wellKnownCACertificates") {
		o.trust(tls, tls.Get("sni").String())
	}
}

// oneProtocol keeps the options of one HTTP version if both are set: those of HTTP/2 are lost if the hosts do not use HTTP/2, else those of
// HTTP/1.
func (o *foreign) oneProtocol(spec *yamltree.Node) {
	one, two := spec.Get("http1ProtocolOptions"), spec.Get("http2ProtocolOptions")
	if !rewrite.IsSet(one) || !rewrite.IsSet(two) {
		return
	}
	gone := two
	if o.At("static.appProtocol").String() == "http2" {
		gone = one
	}
	o.Lose(gone, mapping.FirstOnly)
}
