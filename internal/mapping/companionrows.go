package mapping

import (
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/backendctl/backendctl/internal/target"
)

var bounds = slices.Concat([]Bound{
	{Scope{BackendConfigPolicy, "tls.wellKnownCACertificates", "2.1", "2.2"}, oneOf("System"), "must be System", "tls"},
	{Scope{BackendConfigPolicy, "http2ProtocolOptions.maxConcurrentStreams", "2.3", ""}, from(1), "must be at least 1", ""},
	{Scope{TrafficPolicy, "transformation.request.body.parseAs", "", "2.2"}, oneOf("AsString", "AsJson"), "must be AsString or AsJson", ""},
	{Scope{TrafficPolicy, "transformation.response.body.parseAs", "", "2.2"}, oneOf("AsString", "AsJson"), "must be AsString or AsJson", ""},
	{Scope{TrafficPolicy, "rateLimit.local.tokenBucket.tokensPerFill", "2.1", ""}, from(1), "must be at least 1", "rateLimit"},
	{Scope{TrafficPolicy, "rateLimit.local.tokenBucket.fillInterval", "2.1", ""}, isInterval, "must be a duration of at least 50ms, such as 1s or 1m30s", "rateLimit"},
	{Scope{TrafficPolicy, "cors.allowOrigins[]", "2.3", ""}, matches(corsOrigin), "must be *, or an http or https URL of a host, with a wildcard only as the first label", ""},
	{Scope{TrafficPolicy, "cors.allowHeaders", "2.3", ""}, isAloneOrAbsent("*"), "must have no other items if it has *", ""},
	{Scope{TrafficPolicy, "rbac.policy.matchExpressions[]", "2.2", ""}, ofLength(1, 16384), "must have 1 to 16384 characters", "rbac"},
	{Scope{TrafficPolicy, "extAuth.extensionRef.name", "2.1", ""}, ofLength(1, 253), "must have 1 to 253 characters", "extAuth"},
	{Scope{TrafficPolicy, "extProc.extensionRef.name", "2.1", ""}, ofLength(1, 253), "must have 1 to 253 characters", "extProc"},
	{Scope{TrafficPolicy, "ai.promptGuard.request.webhook.host.port", "", "2.0"}, within32(1, 65535), "must be 1 to 65535", "ai.promptGuard.request"},
	{Scope{TrafficPolicy, "ai.promptGuard.response.webhook.host.port", "", "2.0"}, within32(1, 65535), "must be 1 to 65535", "ai.promptGuard.response"},
	{Scope{HTTPListenerPolicy, "accessLog", "2.1", ""}, ofItems(16), "must have at most 16 items", ""},
}, headerBounds())

// modified lists the paths of the headers that a TrafficPolicy sets.
var modified = []string{"headerModifiers.request.add[]", "headerModifiers.request.set[]", "headerModifiers.response.add[]", "headerModifiers.response.set[]"}

// headerBounds returns the constraints on the values of headers that a TrafficPolicy sets.
func headerBounds() []Bound {
	var out []Bound
	for _, list := range modified {
		out = append(out, Bound{Scope{TrafficPolicy, list + ".value", "2.3", ""}, matches(headerValue), "must be printable, without leading or trailing spaces", list})
	}
	return out
}

// A RouteField is a field of a policy that some releases accept only with certain kinds of targets.
type RouteField struct {
	Scope
	Kinds []string // the accepted kinds of targets; empty for any kind
	// NeedsSection means that a Gateway as the target must have a sectionName.
	NeedsSection bool
	// Both means that all targets in targetRefs and in targetSelectors must meet the condition. Without Both, it is enough that one of the
	// two lists is set and all its targets meet the condition.
	Both bool
}

// RouteFields returns the fields of a kind of policy that a release accepts only with certain kinds of targets.
func RouteFields(kind string, t target.Target) []RouteField {
	return slices.DeleteFunc(slices.Clone(routeFields), func(f RouteField) bool { return !f.holds(kind, t) })
}

var (
	httpRoutes  = []string{"HTTPRoute"}
	routes      = []string{"HTTPRoute", "GRPCRoute"}
	routeFields = []RouteField{
		{Scope: Scope{TrafficPolicy, "autoHostRewrite", "2.1", "2.3"}, Kinds: httpRoutes},
		{Scope: Scope{TrafficPolicy, "autoHostRewrite", "2.4", ""}, Kinds: httpRoutes, Both: true},
		{Scope: Scope{TrafficPolicy, "urlRewrite", "2.4", ""}, Kinds: httpRoutes, Both: true},
		{Scope: Scope{TrafficPolicy, "tracing", "2.3", "2.3"}, Kinds: routes},
		{Scope: Scope{TrafficPolicy, "tracing", "2.4", ""}, Kinds: routes, Both: true},
		{Scope: Scope{TrafficPolicy, "statPrefix", "2.4", ""}, Kinds: routes, Both: true},
		{Scope: Scope{TrafficPolicy, "retry", "2.1", "2.3"}, NeedsSection: true, Both: true},
	}
)

// ExtensionTypes maps the fields of a GatewayExtension's spec to the values of its type.
var ExtensionTypes = map[string]string{"extAuth": "ExtAuth", "extProc": "ExtProc", "rateLimit": "RateLimit", "jwt": "JWT", "oauth2": "OAuth2"}

func oneOf(values ...string) func(any) bool {
	return func(v any) bool { return slices.Contains(values, textOf(v)) }
}

func from(least int64) func(any) bool {
	return func(v any) bool { n, isNumber := v.(int64); return !isNumber || n >= least }
}

func within32(least, most int64) func(any) bool {
	return func(v any) bool { n, isNumber := v.(int64); return !isNumber || least <= n && n <= most }
}

func ofLength(least, most int) func(any) bool {
	return func(v any) bool { n := len([]rune(textOf(v))); return least <= n && n <= most }
}

func ofItems(most int) func(any) bool {
	return func(v any) bool { list, _ := v.([]any); return len(list) <= most }
}

func matches(pattern func() *regexp.Regexp) func(any) bool {
	return func(v any) bool { return pattern().MatchString(textOf(v)) }
}

// isAloneOrAbsent returns a function that reports whether a value is not in a list, or is the only item of the list.
func isAloneOrAbsent(value string) func(any) bool {
	return func(v any) bool { list, _ := v.([]any); return len(list) < 2 || !slices.Contains(list, any(value)) }
}

// isInterval reports whether a value is a duration of the Gateway API of at least 50ms, the minimum for a token bucket.
func isInterval(v any) bool {
	d, err := time.ParseDuration(textOf(v))
	return err == nil && d >= 50*time.Millisecond && IsGatewayDuration(textOf(v))
}

// IsGatewayDuration reports whether a text is a valid duration in the Gateway API.
func IsGatewayDuration(text string) bool { return gatewayDuration().MatchString(text) }

func textOf(v any) string {
	text, _ := v.(string)
	return text
}

var (
	gatewayDuration = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([0-9]{1,5}(h|m|s|ms)){1,4}$`) })
	corsOrigin      = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\*$|^https?://((\*\.)?([a-zA-Z0-9-]+\.)*[a-zA-Z0-9-]+|\*)(:[0-9]{1,5})?$`)
	})
	headerValue = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[!-~]+([\t ]?[!-~]+)*$`) })
)

// The losses in companions.
var (
	NoPolicyKind   = loss(NoKind, "%s does not exist in kgateway %s, so its settings do not apply", "convert to a release that has the kind, or use a policy of this release for the settings")
	NoPolicyField  = loss(NoField, "%s of kgateway %s has no such field", "")
	OutOfBounds    = loss(OutOfRange, "in %s of kgateway %s, %s %s", "use a value that the release accepts, or a release that accepts this value")
	OtherTargets   = loss(NoField, "%s of kgateway %s allows this only with %s as targets", "use a separate policy for these targets")
	NoExtension    = loss(NoField, "a GatewayExtension of kgateway %s does not support this: it supports %s", "convert to a release that supports it, or call the service in another way")
	OneOfFields    = loss(OnePer, "%s of kgateway %s allows only one of %s, and %s is kept", "decide which one to keep")
	NoTarget       = loss(NoField, "%s of kgateway %s cannot target %s", "target a Gateway or a route instead, or use a BackendConfigPolicy for connection settings")
	NoSection      = loss(NoField, "targets of %s in kgateway %s have no sectionName, so the policy would apply to all of %s", "move the section to a separate Gateway, and target that")
	NoSelectors    = loss(NoField, "%s of kgateway %s cannot select its targets by labels", "list them in targetRefs")
	NoSystemCA     = loss(Weaker, "kgateway 2.0 ignores the system's CA certificates, and would send plaintext", "add the CA certificates to the ConfigMap in the output")
	NoSecretCA     = loss(SecretData, "kgateway %s reads CA certificates only from a ConfigMap, not from the Secret %q", "copy ca.crt of the Secret to the ConfigMap that the policy now refers to")
	NoTLSKind      = loss(NoKind, "BackendConfigPolicy requires kgateway 2.1, and a BackendTLSPolicy of 2.0 cannot express this TLS configuration: %s", "convert to kgateway 2.1 or later; without the policy, traffic is sent as plaintext")
	NoOtherName    = loss(Weaker, "a BackendTLSPolicy of 2.0 verifies only the server name that it requests: %s", "use a server certificate with that name")
	NoTLSVersion   = loss(NoKind, "kgateway %s reads BackendTLSPolicy %s, and %s is an unknown version", "set the apiVersion that this release reads")
	NoGRPCRoute    = loss(NoKind, "kgateway 2.0 does not support GRPCRoutes, or HTTP/2 to a Backend", "convert to kgateway 2.1 or later, or use an HTTPRoute to a Service that matches /service/method")
	NoAIPolicy     = loss(OtherPlane, "TrafficPolicy has no AI settings from kgateway 2.2", "use spec.policies.ai of the AgentgatewayBackend, or an AgentgatewayPolicy for the route")
	OtherNamespace = loss(Namespace, "%s of kgateway %s can refer only to a GatewayExtension in its own namespace", "copy the GatewayExtension to that namespace, and remove the namespace here")
	OtherClass     = loss(OtherPlane, "a Gateway of class %s does not support %s, to which %s sends requests", "%s")
)
