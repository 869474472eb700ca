package change

import "github.com/backendctl/backendctl/internal/stable"

// A defaultOf is what the consumer of a field reads where it is not written.
type defaultOf struct {
	constant any
	from     func(in interpreter, parent *Value) any // depends on other fields; nil where they say nothing
}

// in returns the default in an object, nil if there is none.
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

// constants makes rows of constant defaults.
func constants(kind string, values map[string]any) []row[defaultOf] {
	var rows []row[defaultOf]
	for path, value := range values {
		rows = append(rows, row[defaultOf]{kind, path, defaultOf{constant: value}})
	}
	stable.Sort(rows, func(a, b row[defaultOf]) int { return len(a.path) - len(b.path) })
	return rows
}

// derived makes a row of a default that depends on other fields.
func derived(kind, path string, from func(in interpreter, parent *Value) any) row[defaultOf] {
	return row[defaultOf]{kind, path, defaultOf{from: from}}
}

// defaults are those of the CRDs, and what the consumer does without a value that has no default there. An empty name is no
// default: it names nothing. A test holds them equal to the schemas of Backends and, where they are at hand, to the CRDs.
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
	[]row[defaultOf]{derived("*Route", "requestMirror.percent", mirrorPercent)},
	constants("GRPCRoute", map[string]any{"matches[].method.type": "Exact", "headers[].type": "Exact", "spec.rules[].matches": []any{map[string]any{}}}),
	constants("Gateway", gatewayDefaults),
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
)

var backendDefaults = map[string]any{
	"spec.dynamicForwardProxy.enableTls":                  false, // not of the schema
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

// lambdaAddress is the endpoint that kgateway calls where no other one is written.
func lambdaAddress(in interpreter, _ *Value) any {
	region := in.root.Get("spec").Get("aws").Get("region").text()
	if region == "" {
		region = defaultRegion
	}
	return "https://lambda." + region + ".amazonaws.com:443"
}

// httpOptions are what is read of a policy without HTTP options. Those of a Lambda Backend have another idle timeout.
func httpOptions(in interpreter, _ *Value) any {
	if !in.noLambda {
		return nil
	}
	return map[string]any{}
}

// mirrorPercent is the share of the requests that is mirrored where none is written.
func mirrorPercent(_ interpreter, mirror *Value) any {
	if mirror.Get("fraction") != nil {
		return nil
	}
	return int64(100)
}

func prefixed(prefix, text string) any {
	if text == "" {
		return nil
	}
	return prefix + text
}

func orNil(text string) any { return prefixed("", text) }

// ownNamespace has the references that are to the object's own namespace where none is written.
func ownNamespace() []row[defaultOf] {
	var rows []row[defaultOf]
	for _, reference := range []string{"parentRefs[]", "backendRefs[]", "backendRef", "jwksBackendRef", "certificateRefs[]", "clientCertificateRef", "extensionRef"} {
		rows = append(rows, derived("", reference+".namespace", func(in interpreter, _ *Value) any {
			return orNil(in.root.Get("metadata").Get("namespace").text())
		}))
	}
	return rows
}
