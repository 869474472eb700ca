package mapping

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fields"
)

// The shapes of resources of other products. Their rows lead to the shape [Middle], where the other rows continue, and to the
// BackendConfigPolicy of the Backend.
const (
	Gloo         Shape = "gloo"          // Upstream of gloo.solo.io/v1
	Istio        Shape = "istio"         // ServiceEntry of networking.istio.io
	Service      Shape = "service"       // Service of type ExternalName
	EnvoyGateway Shape = "envoy-gateway" // Backend of gateway.envoyproxy.io/v1alpha1
)

// Foreign returns the shapes of other products.
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

// FromForeign returns the table from another product's shape to a Backend shape.
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

// The shapes that foreign rows lead to. The rows between releases lead on from there, so these stay the same when a release is added.
const (
	Middle   = Shape("kgateway-2.4")
	MiddleAI = Shape("kgateway-2.1") // of rows of AI
)

// to returns a row that leads to a field of the Backend.
func (s Shape) to(path, backend string) Row {
	return Row{At: map[Shape]string{s: path, Middle: backend}}
}

// made returns a row of a field that a step creates before the rows apply.
func (s Shape) made(path string) Row {
	r := s.to(path, path)
	r.Made = true
	return r
}

// after returns the row with a step that runs before it.
func (r Row) after(step string) Row {
	r.Step = step
	return r
}

// of returns the row with the path of its field in the input, if a step has moved the field.
func (r Row) of(field string) Row {
	r.Was = field
	return r
}

// policy returns a row that leads to a field of the BackendConfigPolicy.
func (s Shape) policy(path, policy string) Row {
	return Row{At: map[Shape]string{s: path}, Policy: policy, Subtree: true, Object: true}
}

// lost returns a row of a field that is lost with all nested fields.
func (s Shape) lost(path string, l Loss) Row {
	return Row{At: map[Shape]string{s: path}, Subtree: true, Object: true, Loss: l}
}

// implied returns a row of a field that another field implies.
func (s Shape) implied(path, why string) Row {
	return Row{At: map[Shape]string{s: path}, Subtree: true, Object: true, Implied: why}
}

// whole returns a row of a member without which the resource cannot be converted.
func (s Shape) whole(path string, l Loss) Row {
	return Row{At: map[Shape]string{s: path}, Member: true, Object: true, Subtree: true, Loss: l}
}

// PolicySince returns the first release whose BackendConfigPolicy has the field at a path.
func PolicySince(path string) string {
	field := fields.Of("gateway.kgateway.dev/v1alpha1", BackendConfigPolicy)
	since := field.Since
	for step := range strings.SplitSeq("spec."+path, ".") {
		if field = field.Child(step); field == nil {
			break // below a map
		}
		since = cmp.Or(field.Since, since)
	}
	return since
}

// PolicyType returns the schema type of a field of a BackendConfigPolicy to which a row leads.
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

// Losses of fields of other products.
var (
	NoConfigPolicy = loss(NoKind, "only a BackendConfigPolicy can say it, and there is none before kgateway 2.1", "move to kgateway 2.1 or newer")
	NewerPolicy    = loss(NoField, "the BackendConfigPolicy has it from kgateway %s on", "move to that release")
	PerHost        = loss(OnePer, "a Backend has no such value for each of its hosts", "write a Backend for each value, and give the route's backendRefs weights")
	FirstOnly      = loss(OnePer, "there is one for a Backend, and the first of these is it", "decide which one it has to be")
	OneAuth        = loss(OnePer, "there is one kind of credentials for a Backend, and the Secret is it", "decide which one it has to be")
	BadDuration    = loss(OutOfRange, "a duration there is of whole milliseconds and longer", "give a longer duration")
	NoWildcard     = loss(NoField, "no host can be looked up by a name with a wildcard", "name the hosts; a dynamic forward proxy would be open to any host")
	NoSocket       = loss(NoField, "there are no Unix sockets there", "listen on an address")
	NoAddress      = loss(NoField, "there is no address to send traffic to", "name the address")
	NoStream       = loss(NoField, "%s is not HTTP, and no TCPRoute or TLSRoute of the input names this port of the %s", "name it in a TCPRoute or TLSRoute and convert both together, or leave it as it is")
	NoDatagrams    = loss(NoField, "a Backend cannot carry %s", "keep this port in an object of its own, and name that in a UDPRoute")
	ClientTLS      = loss(NoField, "the clients in the mesh speak TLS themselves, and the gateway sends plaintext unless a policy says TLS", "add a BackendConfigPolicy with spec.tls for the Backend, or name it in a TLSRoute")
	TwiceTLS       = loss(OnePer, "%s passes on the client's TLS, and the TLS policy of the Backend would wrap it in TLS again", "give that route a Backend of its own without a TLS policy")
	RuleTLS        = loss(NoField, "TLS of mode %s, which %s sets, needs certificates that are not in the input", "write a BackendConfigPolicy with spec.tls.secretRef for the Backend")
	RuleElsewhere  = loss(NoField, "%s of the namespace %q sets TLS for clients of that namespace", "if it is meant for the gateway, write a BackendConfigPolicy with spec.tls for the Backend")
	RuleApart      = loss(OtherPlane, "%s does not apply to %s", "say this in a BackendConfigPolicy for the Backend, if there is such a field")
	NotHTTP        = loss(NoField, "a Backend there has no such protocol", "leave this with the mesh")
	KubeUpstream   = loss(RouteLevel, "it stands for a Service, which a route names without a Backend", "name the Service in the route's backendRefs; in another namespace it needs a ReferenceGrant")
	NoFunctions    = loss(NoField, "it names no function, so that there is nothing to call", "name the function")
	Discovery      = loss(Discovered, "which endpoints there are is found out at run time, and no Backend does that", "name a Service with the same selector in the route's backendRefs")
	OwnNamespace   = loss(Namespace, "a Secret has to be in the Backend's own namespace there", "copy the Secret")
	RouteHosts     = loss(RouteLevel, "the names that clients ask for are said by routes", "put them into the route's hostnames, and add a filter URLRewrite if the host has to be asked for by one of them")
	RouteSide      = loss(RouteLevel, "which Backend is the fallback of which is said by the route, or by priority groups", "write a Backend with priorityGroups on kgateway 2.4")
	Weights        = loss(OnePer, "a Backend gives all of its hosts the same weight", "write a Backend for each weight, and give the route's backendRefs weights")
	MeshOnly       = loss(OtherPlane, "it is about the mesh, and a gateway does not look at it", "keep the ServiceEntry, and name it in backendRefs with group networking.istio.io and kind Hostname")
	NoFeature      = loss(NoField, "kgateway has no such option", "look for a policy that says it, or leave it out")
)
