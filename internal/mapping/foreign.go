package mapping

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fields"
)

// The shapes of resources of other products. Their rows lead to the shape [Middle], from which the rows between Backends lead on, and to
// the BackendConfigPolicy of the Backend.
const (
	Gloo         Shape = "gloo"          // Upstream of gloo.solo.io/v1
	Istio        Shape = "istio"         // ServiceEntry of networking.istio.io
	Service      Shape = "service"       // Service of type ExternalName
	EnvoyGateway Shape = "envoy-gateway" // Backend of gateway.envoyproxy.io/v1alpha1
)

// Foreign returns the shapes of resources of other products.
func Foreign() []Shape { return []Shape{Gloo, Istio, Service, EnvoyGateway} }

// IsForeign reports whether a shape belongs to another product.
func (s Shape) IsForeign() bool {
	for _, f := range Foreign() {
		if f == s {
			return true
		}
	}
	return false
}

// ForeignSections returns the rows of other products, a section for each product.
func ForeignSections() []Section {
	return []Section{
		{"Gloo Upstream", gloo()}, {"Istio ServiceEntry", istio}, {"Service of type ExternalName", service}, {"Envoy Gateway Backend", envoyGateway},
	}
}

// FromForeign returns the table from the shape of another product's resource to the shape of a Backend.
func FromForeign(from, to Shape) *Table {
	key := [2]Shape{from, to}
	if t, ok := tables.Load(key); ok {
		return t.(*Table)
	}
	var rows []Row
	if i := slices.Index(Foreign(), from); i >= 0 {
		rows = ForeignSections()[i].Rows
	}
	t, _ := tables.LoadOrStore(key, New(from, to, rows))
	return t.(*Table)
}

// The shapes that foreign rows lead to. The rows between releases lead on from these two shapes, so the foreign rows stay the same when a
// release is added.
const (
	Middle   = Shape("kgateway-2.4")
	MiddleAI = Shape("kgateway-2.1") // for AI backends
)

// to returns a row that leads to a field of the Backend.
func (s Shape) to(path, backend string) Row {
	return Row{At: map[Shape]string{s: path, Middle: backend}}
}

// made returns the row for a field that a converter creates before the rows apply. The field has the same path in the Backend.
func (s Shape) made(path string) Row {
	r := s.to(path, path)
	r.Made = true
	return r
}

// after returns the row with the description of a change that a converter makes before the row applies.
func (r Row) after(step string) Row {
	r.Step = step
	return r
}

// of returns the row for a field that a converter moves before the row applies. The parameter field is the path of the field in the
// input.
func (r Row) of(field string) Row {
	r.Was = field
	return r
}

// policy returns the row for a field that becomes a field of the BackendConfigPolicy.
func (s Shape) policy(path, policy string) Row {
	return Row{At: map[Shape]string{s: path}, Policy: policy, Subtree: true, Object: true}
}

// lost returns the row for a field that is lost together with all nested fields.
func (s Shape) lost(path string, l Loss) Row {
	return Row{At: map[Shape]string{s: path}, Subtree: true, Object: true, Loss: l}
}

// implied returns the row for a field that is dropped because another field implies it. The parameter why is the reason.
func (s Shape) implied(path, why string) Row {
	return Row{At: map[Shape]string{s: path}, Subtree: true, Object: true, Implied: why}
}

// whole returns the row for a member that the target shape does not have. A resource with this member cannot be converted.
func (s Shape) whole(path string, l Loss) Row {
	return Row{At: map[Shape]string{s: path}, Member: true, Object: true, Subtree: true, Loss: l}
}

// PolicySince returns the first release line whose BackendConfigPolicy has the field at a path below spec.
func PolicySince(path string) string {
	field := fields.Of("gateway.kgateway.dev/v1alpha1", BackendConfigPolicy)
	since := field.Since
	for step := range strings.SplitSeq("spec."+path, ".") {
		if field = field.Child(step); field == nil {
			break // the field is inside an object that accepts any key
		}
		since = cmp.Or(field.Since, since)
	}
	return since
}

// PolicyType returns the JSON Schema type of a field of a BackendConfigPolicy that a row leads to.
func PolicyType(path string) string {
	for kind, fields := range map[string][]string{
		"array": {"tls.verifySubjectAltNames", "tls.alpnProtocols", "tls.parameters.cipherSuites", "tls.parameters.ecdhCurves", "tls.parameters.signatureAlgorithms"},
		"boolean": {
			"tls.insecureSkipVerify", "tls.allowRenegotiation", "tls.simpleTLS", "dns.respectTTL", "http1ProtocolOptions.enableTrailers",
			"http1ProtocolOptions.overrideStreamErrorOnInvalidHttpMessage", "http1ProtocolOptions.preserveHttp1HeaderCase",
			"http2ProtocolOptions.overrideStreamErrorOnInvalidHttpMessage",
		},
		"object": {"loadBalancer.roundRobin", "loadBalancer.random", "loadBalancer.maglev"},
		"integer": {
			"circuitBreakers.maxConnections", "circuitBreakers.maxPendingRequests", "circuitBreakers.maxRequests", "circuitBreakers.maxRetries",
			"loadBalancer.healthyPanicThreshold", "loadBalancer.leastRequest.choiceCount", "loadBalancer.ringHash.minimumRingSize",
			"loadBalancer.ringHash.maximumRingSize", "outlierDetection.maxEjectionPercent", "outlierDetection.consecutive5xx",
			"healthCheck.unhealthyThreshold", "healthCheck.healthyThreshold", "http2ProtocolOptions.maxConcurrentStreams",
			"http2ProtocolOptions.initialStreamWindowSize", "http2ProtocolOptions.initialConnectionWindowSize",
			"perConnectionBufferLimitBytes", "commonHttpProtocolOptions.maxRequestsPerConnection", "commonHttpProtocolOptions.maxHeadersCount",
			"tcpKeepalive.keepAliveProbes",
		},
	} {
		if slices.Contains(fields, path) {
			return kind
		}
	}
	return "string"
}

// The losses of fields of other products.
var (
	NoConfigPolicy = loss(NoKind, "it needs a BackendConfigPolicy, which requires kgateway 2.1", "convert to kgateway 2.1 or later")
	NewerPolicy    = loss(NoField, "BackendConfigPolicy has this field only from kgateway %s", "convert to that release or later")
	PerHost        = loss(OnePer, "a Backend cannot set this for a single host", "write one Backend for each value, with weights in the route's backendRefs")
	FirstOnly      = loss(OnePer, "only one is allowed, and this one is not used", "decide which one to keep")
	OneAuth        = loss(OnePer, "a Backend can have one kind of credentials, and the Secret is used", "decide which one to keep")
	BadDuration    = loss(OutOfRange, "the target does not accept this duration", "use a duration in whole milliseconds, such as 500ms or 1m30s")
	NoWildcard     = loss(NoField, "a host name with a wildcard cannot be looked up", "list the hosts; a dynamic forward proxy would be open to any host")
	NoSocket       = loss(NoField, "the target does not support Unix sockets", "use an address instead")
	NoAddress      = loss(NoField, "it has no address to send traffic to", "set the address")
	NoStream       = loss(NoField, "%s is not HTTP, and no TCPRoute or TLSRoute in the input refers to this port of the %s", "refer to it in a TCPRoute or TLSRoute and convert both together, or keep it unconverted")
	NoDatagrams    = loss(NoField, "a Backend does not support %s", "keep this port in a separate object, and refer to that in a UDPRoute")
	ClientTLS      = loss(NoField, "clients in the mesh send TLS themselves, but the gateway sends plaintext without a TLS policy", "set the TLS of the Backend in a policy, or refer to the Backend in a TLSRoute")
	TwiceTLS       = loss(OnePer, "%s passes the client's TLS through, and the TLS policy of the Backend would encrypt it again", "use a separate Backend without a TLS policy for that route")
	RuleTLS        = loss(SecretData, "TLS of mode %s needs certificates that are not in the input", "create a Secret with them, and set spec.tls.secretRef in a BackendConfigPolicy for the Backend")
	RuleElsewhere  = loss(NoField, "%s sets TLS only for %s", "if it is meant for the gateway, set the TLS of the Backend in a policy")
	// RuleCertificates is the loss of references to certificates in Istio's proxies, or in Secrets of the mesh.
	RuleCertificates = loss(SecretData, "it refers to certificates that are not in the input", "set the CA certificates in the TLS policy of the Backend")
	RuleApart        = loss(OtherPlane, "%s does not apply to %s", "set this in a BackendConfigPolicy for the Backend, if that kind has such a field")
	NotHTTP          = loss(NoField, "a Backend does not support this protocol", "keep the original resource for this traffic")
	KubeUpstream     = loss(RouteLevel, "it refers to a Service, which a route can refer to without a Backend", "refer to the Service in the route's backendRefs; in another namespace this needs a ReferenceGrant")
	NoFunctions      = loss(NoField, "it has no function to call", "set the function")
	Discovery        = loss(Discovered, "the endpoints are discovered at run time, which a Backend does not support", "refer to a Service with the same selector in the route's backendRefs")
	OwnNamespace     = loss(Namespace, "the target requires the Secret in the namespace of the Backend", "copy the Secret to that namespace")
	RouteHosts       = loss(RouteLevel, "the host names of requests are set in routes", "add them to the route's hostnames; add a URLRewrite filter if the host expects one of them")
	RouteSide        = loss(RouteLevel, "failover between Backends is set in the route or in priority groups", "add a Backend with priorityGroups for kgateway 2.4")
	Weights          = loss(OnePer, "a Backend gives all of its hosts the same weight", "write one Backend for each weight, with weights in the route's backendRefs")
	MeshOnly         = loss(OtherPlane, "it applies only in the mesh, and a gateway ignores it", "keep the ServiceEntry, and refer to it in backendRefs with group networking.istio.io and kind Hostname")
	NoFeature        = loss(NoField, "kgateway has no such option", "use a policy for it if there is one, or remove it")
)
