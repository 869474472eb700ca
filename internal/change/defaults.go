package change

import (
	"strings"

	"github.com/backendctl/backendctl/internal/stable"
)

// A defaultOf is the effective value of a field that is not set.
type defaultOf struct {
	constant any
	// from computes a default that depends on other fields. It returns nil if there is no default.
	from func(in interpreter, parent *Value) any
}

// in returns the default of the field in the object parent, or nil if the field has no default there.
func (d defaultOf) in(in interpreter, parent *Value) *Value {
	value := d.constant
	if d.from != nil {
		value = d.from(in, parent)
	}
	if value == nil {
		return nil
	}
	return defaultValue(value)
}

// constants returns table rows with constant defaults for a kind.
func constants(kind string, values map[string]any) []row[defaultOf] {
	var rows []row[defaultOf]
	for path, value := range values {
		rows = append(rows, row[defaultOf]{kind, path, defaultOf{constant: value}})
	}
	stable.Sort(rows, func(a, b row[defaultOf]) int { return len(a.path) - len(b.path) })
	return rows
}

// derived returns a table row with a default that depends on other fields.
func derived(kind, path string, from func(in interpreter, parent *Value) any) row[defaultOf] {
	return row[defaultOf]{kind, path, defaultOf{from: from}}
}

// defaults contains the defaults in the CRDs. For a field without a default in its CRD, it contains the default of the program that reads
// the field. It leaves out defaults that are an empty name. A test compares the table with the schemas of Backends and, if available, with
// the CRDs.
var defaults = newDefaultTable(
	constants("Backend", backendDefaults),
	[]row[defaultOf]{
		derived("Backend", "spec.gcp.audience", func(_ interpreter, gcp *Value) any { return prefixed("https://", gcp.Get("host").text()) }),
		derived("Backend", "spec.aws.lambda.endpointURL", lambdaAddress),
		derived("Backend", "spec.aws.lambda.accountId", func(in interpreter, _ *Value) any {
			return orNil(in.root.Get("spec").Get("aws").Get("accountId").text())
		}),
	},
	constants("BackendConfigPolicy", configPolicyDefaults),
	[]row[defaultOf]{derived("BackendConfigPolicy", "spec.commonHttpProtocolOptions", httpOptions)},
	constants("TrafficPolicy", trafficPolicyDefaults),
	constants(listenerKinds, listenerDefaults),
	constants("GatewayExtension", extensionDefaults),
	constants("HTTPRoute", httpRouteDefaults),
	[]row[defaultOf]{
		derived("HTTPRoute", "requestRedirect.port", redirectPort),
		derived("HTTPRoute", "timeouts.backendRequest", func(_ interpreter, timeouts *Value) any { return orNil(timeouts.Get("request").text()) }),
	},
	constants("*Route", map[string]any{"requestMirror.percent": int64(100)}),
	constants("GRPCRoute", map[string]any{"matches[].method.type": "Exact", "headers[].type": "Exact", "spec.rules[].matches": []any{map[string]any{}}}),
	constants(haveListeners, gatewayDefaults),
	constants("", referenceDefaults),
	ownNamespace(),
	constants("Service", serviceDefaults),
	[]row[defaultOf]{
		derived("Service", "spec.ports[].targetPort", func(_ interpreter, port *Value) any {
			if number := port.Get("port"); number != nil {
				return number.Scalar
			}
			return nil
		}),
	},
	constants("Secret", map[string]any{"type": "Opaque"}),
	newDefaults,
)

var backendDefaults = map[string]any{
	"spec.dynamicForwardProxy.enableTls":                  false, // this default is not in the schema
	"spec.aws.region":                                     defaultRegion,
	"spec.aws.lambda.invocationMode":                      "Sync",
	"spec.aws.lambda.payloadTransformMode":                "Envoy",
	"spec.aws.lambda.qualifier":                           "$LATEST",
	"spec.aws.ec2.addressType":                            "PrivateIP",
	"spec.aws.ec2.port":                                   int64(80),
	"spec.ai.llm.bedrock.region":                          defaultRegion,
	"spec.ai.priorityGroups[].providers[].bedrock.region": defaultRegion,
}

const defaultRegion = "us-east-1"

// lambdaAddress returns the address that kgateway calls for a Lambda Backend without an endpoint.
func lambdaAddress(in interpreter, _ *Value) any {
	region := in.root.Get("spec").Get("aws").Get("region").text()
	if region == "" {
		region = defaultRegion
	}
	return "https://lambda." + region + ".amazonaws.com:443"
}

// httpOptions returns the default HTTP options of a policy: an empty object, to which the defaults of its fields are added. It returns
// nil if the policy may apply to a Lambda Backend, because Lambda Backends have another idle timeout.
func httpOptions(in interpreter, _ *Value) any {
	if !in.noLambda {
		return nil
	}
	return map[string]any{}
}

// redirectPort returns the port of a redirect that sets a scheme and no port, or nil if the port is that of the listener.
func redirectPort(_ interpreter, redirect *Value) any {
	switch strings.ToLower(redirect.Get("scheme").text()) {
	case "http":
		return int64(80)
	case "https":
		return int64(443)
	}
	return nil
}

func prefixed(prefix, text string) any {
	if text == "" {
		return nil
	}
	return prefix + text
}

func orNil(text string) any { return prefixed("", text) }

// ownNamespace returns the rows for references whose namespace is the object's own namespace by default.
func ownNamespace() []row[defaultOf] {
	var rows []row[defaultOf]
	for _, reference := range []string{"parentRefs[]", "parentRef", "backendRefs[]", "backendRef", "jwksBackendRef", "certificateRefs[]", "clientCertificateRef", "extensionRef"} {
		rows = append(rows, derived("", reference+".namespace", func(in interpreter, _ *Value) any {
			return orNil(in.root.Get("metadata").Get("namespace").text())
		}))
	}
	return rows
}
