package mapping

import "slices"

// A Section is a group of rows about one subject, with a title for the documentation.
type Section struct {
	Title string
	Rows  []Row
}

// Sections returns all rows between Backends by subject, in the order of precedence.
func Sections() []Section {
	return []Section{
		{"Members", placed(members)}, {"Static hosts", placed(static)}, {"AWS", placed(aws)},
		{"GCP, dynamic forward proxy and priority groups", placed(others)},
		{"AI: one provider", placed(provider(single))}, {"AI: groups of providers", placed(provider(group))}, {"MCP", placed(mcp)},
		{"Policies of an AgentgatewayBackend", placed(policies)},
	}
}

// placed returns a copy of the rows in which the short notation In is parsed into At.
func placed(rows []Row) []Row {
	out := slices.Clone(rows)
	for i := range out {
		if r := &out[i]; r.In != nil {
			r.At, r.In = parsePlaces(r.In), nil
		}
	}
	return out
}

// Rows returns all rows, in the order of precedence.
func Rows() []Row {
	var all []Row
	for _, s := range Sections() {
		all = append(all, s.Rows...)
	}
	return all
}

var members = []Row{
	{In: []string{"catalog 2.0+", "type"}, How: AsType, Implied: "the kind and its member imply it"},
	{In: []string{"catalog 2.0+ agw", "static"}, Member: true},
	{In: []string{"catalog 2.0+", "aws"}, Member: true, Loss: Loss{OtherPlane, "agentgateway does not support Lambda functions", "keep this Backend in kgateway"}},
	{In: []string{"2.3+", "gcp"}, Member: true, Loss: Loss{NoField, "the target has no gcp Backend, and no other field for an identity token",
		"use kgateway 2.3 or later; a static Backend with TLS reaches the host, but sends no token"}},
	{In: []string{"2.1+ agw", "dynamicForwardProxy"}, Member: true, Object: true, Loss: Loss{NoField, "the target has no Backend that takes its host from the request", "list the hosts in a static Backend"}},
	{In: []string{"2.4+", "priorityGroups"}, Member: true, Loss: Loss{NoField, "the target does not support failover between Backends",
		"put all hosts into one static Backend, without an order, or use weights in the route's backendRefs"}},
	{In: []string{"catalog 2.0-2.1 agw", "ai"}, Member: true},
	{In: []string{"2.1 agw", "mcp"}, Member: true, Loss: Loss{NoField, "the target does not support MCP Backends", "use agentgateway for the MCP servers"}},
}

var static = []Row{
	{In: []string{"catalog 2.0+", "static.hosts[].host"}},
	{In: []string{"catalog 2.0+", "static.hosts[].port"}},
	{In: []string{"catalog", "static.hosts[].tls"}, How: AsTLS, Object: true},
	{In: []string{"catalog", "static.hosts[].tls.sni"}, How: AsTLS},
	{In: []string{"2.1+", "static.appProtocol"}, Loss: Loss{NoField, "the target cannot set the protocol of the hosts; traffic is sent as HTTP/1.1",
		"use kgateway 2.1 or later, or send this traffic to a Service with appProtocol"}},
	{In: []string{"agw", "static.host"}},
	{In: []string{"agw", "static.port"}},
}

// irsa is the advice for an AWS role of a single Backend. Releases before 2.4 have no field for it.
const irsa = "set the role on the proxy's service account: use spec.kube.serviceAccount.extraAnnotations of GatewayParameters for " +
	"eks.amazonaws.com/role-arn; this changes the identity for all functions of the gateway"

var aws = []Row{
	{In: []string{"catalog 2.0+", "aws.region"}, Default: "us-east-1"},
	{In: []string{"catalog 2.0-2.3", "aws.accountId", "2.4+", "aws.lambda.accountId"}, From: "catalog 2.4+"},
	{In: []string{"catalog 2.0+", "aws.accountId"}},
	{In: []string{"catalog", "aws", "2.0+", "aws.lambda"}, Member: true, Loss: Loss{NoField, "an AWS Backend in the target requires a function", ""}},
	{In: []string{"catalog", "aws.lambdaFunctionName", "2.0+", "aws.lambda.functionName"}, How: AsFunction},
	{In: []string{"2.0+", "aws.lambda.qualifier"}, How: AsFunction, Default: "$LATEST", Implied: "it is appended to the function name"},
	{In: []string{"2.0+", "aws.lambda.invocationMode"}, Default: "Sync", Loss: Loss{NoField, "the target calls the function synchronously", "convert to a kgateway release for asynchronous calls"}},
	{In: []string{"2.1+", "aws.lambda.payloadTransformMode"}, Default: "Envoy", Loss: Loss{NoField, "the target always transforms the payload", "change the function to read Envoy's JSON event"}},
	{In: []string{"2.0+", "aws.lambda.endpointURL"}, Loss: Loss{NoField, "the target always uses the AWS endpoint", "convert to a kgateway release to set an endpoint"}},
	{In: []string{"catalog", "aws.roleArn", "2.4+", "aws.auth.assumeRole.roleArn"}, Loss: Loss{NoField, "a role for a single Backend requires kgateway 2.4", irsa}},
	{In: []string{"2.0+", "aws.auth.type"}, Implied: "the member of auth implies it"},
	{In: []string{"2.0+", "aws.auth.secretRef"}, Object: true, Loss: noSecret},
	{In: []string{"2.0+", "aws.auth.secretRef.name"}, Loss: noSecret},
	{In: []string{"2.4+", "aws.ec2"}, Member: true, Object: true, Loss: noEC2},
	{In: []string{"2.4+", "aws.ec2.addressType"}, Loss: noEC2},
	{In: []string{"2.4+", "aws.ec2.port"}, Loss: noEC2},
	{In: []string{"2.4+", "aws.ec2.filters[].key"}, Loss: noEC2},
	{In: []string{"2.4+", "aws.ec2.filters[].keyValue.key"}, Loss: noEC2},
	{In: []string{"2.4+", "aws.ec2.filters[].keyValue.value"}, Loss: noEC2},
}

var (
	noSecret = Loss{NoField, "the target cannot take credentials from a Secret", "use roleArn in the catalog, or convert to a kgateway release for a Secret"}
	noEC2    = Loss{Discovered, "the target does not support EC2 discovery", "list the addresses in a static Backend, or use a load balancer for the instances"}
)

var others = []Row{
	{In: []string{"2.3+", "gcp.host"}},
	{In: []string{"2.3+", "gcp.audience"}},
	{In: []string{"2.1+", "dynamicForwardProxy.enableTls"}, Default: false, Loss: Loss{NoField, "the target cannot turn on TLS for a dynamic forward proxy", "add policies.tls"}},
	{In: []string{"2.4+", "priorityGroups[].backendRefs[].name"}},
}
