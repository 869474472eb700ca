package mapping

import "slices"

// A Section is a titled group of rows about one subject.
type Section struct {
	Title string
	Rows  []Row
}

// Sections returns all rows by subject, in the order of precedence.
func Sections() []Section {
	return []Section{
		{"Members", placed(members)}, {"Static hosts", placed(static)}, {"AWS", placed(aws)},
		{"GCP, dynamic forward proxy and priority groups", placed(others)},
		{"AI: one provider", placed(provider(single))}, {"AI: groups of providers", placed(provider(group))}, {"MCP", placed(mcp)},
		{"Policies of an AgentgatewayBackend", placed(policies)},
	}
}

// placed returns rows with At instead of In.
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
	{In: []string{"catalog 2.0+", "type"}, How: AsType, Implied: "the kind and its member say it"},
	{In: []string{"catalog 2.0+ agw", "static"}, Member: true},
	{In: []string{"catalog 2.0+", "aws"}, Member: true, Loss: Loss{OtherPlane, "agentgateway calls no Lambda function", "keep this Backend with kgateway"}},
	{In: []string{"2.3+", "gcp"}, Member: true, Loss: Loss{NoField, "there is no gcp Backend there, and no other field that asks for an identity token",
		"stay on kgateway 2.3 or newer; a static Backend with TLS reaches the host, and sends no token"}},
	{In: []string{"2.1+ agw", "dynamicForwardProxy"}, Member: true, Object: true, Loss: Loss{NoField, "no Backend there takes its host from the request", "list the hosts in a static Backend"}},
	{In: []string{"2.4+", "priorityGroups"}, Member: true, Loss: Loss{NoField, "no Backend there falls back to another one",
		"put all hosts into one static Backend, which loses their order, or give the route's backendRefs weights"}},
	{In: []string{"catalog 2.0-2.1 agw", "ai"}, Member: true},
	{In: []string{"2.1 agw", "mcp"}, Member: true, Loss: Loss{NoField, "there is no MCP Backend there", "serve the tools with agentgateway"}},
}

var static = []Row{
	{In: []string{"catalog 2.0+", "static.hosts[].host"}},
	{In: []string{"catalog 2.0+", "static.hosts[].port"}},
	{In: []string{"catalog", "static.hosts[].tls"}, How: AsTLS, Object: true},
	{In: []string{"catalog", "static.hosts[].tls.sni"}, How: AsTLS},
	{In: []string{"2.1+", "static.appProtocol"}, Loss: Loss{NoField, "the protocol of the hosts cannot be said there; traffic goes out as HTTP/1.1",
		"keep kgateway 2.1 or newer, or send this traffic to a Service with appProtocol"}},
	{In: []string{"agw", "static.host"}},
	{In: []string{"agw", "static.port"}},
}

// irsa is the advice for a role before 2.4.
const irsa = "give the proxy's service account the role: GatewayParameters has spec.kube.serviceAccount.extraAnnotations for " +
	"eks.amazonaws.com/role-arn; it changes the identity for every function of that gateway"

var aws = []Row{
	{In: []string{"catalog 2.0+", "aws.region"}, Default: "us-east-1"},
	{In: []string{"catalog 2.0-2.3", "aws.accountId", "2.4+", "aws.lambda.accountId"}, From: "catalog 2.4+"},
	{In: []string{"catalog 2.0+", "aws.accountId"}},
	{In: []string{"catalog", "aws", "2.0+", "aws.lambda"}, Member: true, Loss: Loss{NoField, "a Backend there needs a function", ""}},
	{In: []string{"catalog", "aws.lambdaFunctionName", "2.0+", "aws.lambda.functionName"}, How: AsFunction},
	{In: []string{"2.0+", "aws.lambda.qualifier"}, How: AsFunction, Default: "$LATEST", Implied: "it is put behind the name of the function"},
	{In: []string{"2.0+", "aws.lambda.invocationMode"}, Default: "Sync", Loss: Loss{NoField, "the function is called synchronously there", "convert to a release of kgateway if you need asynchronous calls"}},
	{In: []string{"2.1+", "aws.lambda.payloadTransformMode"}, Default: "Envoy", Loss: Loss{NoField, "the payload is always transformed there", "let the function read Envoy's JSON event"}},
	{In: []string{"2.0+", "aws.lambda.endpointURL"}, Loss: Loss{NoField, "the function is called at AWS's own endpoint there", "convert to a release of kgateway if you need an endpoint of your own"}},
	{In: []string{"catalog", "aws.roleArn", "2.4+", "aws.auth.assumeRole.roleArn"}, Loss: Loss{NoField, "no role can be taken on for one Backend before kgateway 2.4", irsa}},
	{In: []string{"2.0+", "aws.auth.type"}, Implied: "the member of auth says it"},
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
	noSecret = Loss{NoField, "credentials of a Secret cannot be named there", "the catalog has roleArn only; keep a release of kgateway for a Secret"}
	noEC2    = Loss{Discovered, "no Backend there finds EC2 instances", "list the addresses in a static Backend, or put a load balancer before the instances"}
)

var others = []Row{
	{In: []string{"2.3+", "gcp.host"}},
	{In: []string{"2.3+", "gcp.audience"}},
	{In: []string{"2.1+", "dynamicForwardProxy.enableTls"}, Default: false, Loss: Loss{NoField, "TLS to the hosts of requests cannot be asked for there", "add policies.tls"}},
	{In: []string{"2.4+", "priorityGroups[].backendRefs[].name"}},
}
