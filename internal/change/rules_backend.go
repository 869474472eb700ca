package change

// anotherType is the clause for a change to another member of a Backend's union.
const anotherType = redirects + "a different type of backend"

// noPort is the reason for an endpoint URL without a port.
const noPort = "the endpoint has no port: kgateway up to 2.3 crashes, and 2.4 does not accept the Backend"

// backendRules are the rules for Backends, except AI and MCP. Sources: kgateway's translation and Envoy.
var backendRules = []Rule{
	{Kind: "Backend", Path: "", Added: starts + "new: gets no traffic until a route refers to it", Removed: stops + "routes that refer to it return 500"},
	{Kind: "Backend", Path: "", When: isWithoutPort, Added: stops + noPort},
	{Kind: "Backend", Path: "spec.type", Any: restates + "the fields of spec decide the type", Changed: anotherType},
	{Kind: "Backend", Path: "spec.static", Any: anotherType},
	{Kind: "Backend", Path: "spec.aws", Any: anotherType},
	{Kind: "Backend", Path: "spec.gcp", Any: anotherType},
	{Kind: "Backend", Path: "spec.dynamicForwardProxy", Any: anotherType},
	{Kind: "Backend", Path: "spec.priorityGroups", Added: anotherType, Removed: anotherType, Moved: adjusts + "traffic fails over to the groups in a different order"},
	{Kind: "Backend", Path: "spec.ai", Any: anotherType},
	{Kind: "Backend", Path: "spec.mcp", Any: anotherType},

	{Kind: "Backend", Path: "spec.static.hosts", Any: stops + "no hosts are left to send traffic to", Added: redirects + "traffic goes to these hosts", Moved: unread + "all hosts share the traffic"},
	{Kind: "Backend", Path: "spec.static.hosts[]", Added: adjusts + "traffic is shared with another host", Removed: adjusts + "the other hosts take its share of the traffic"},
	{Kind: "Backend", Path: "spec.static.hosts[]", When: allReplaced, Any: redirects + "all traffic goes to different hosts"},
	{Kind: "Backend", Path: "spec.static.hosts[].host", Any: redirects + "traffic goes to a different host"},
	{Kind: "Backend", Path: "spec.static.hosts[].port", Any: redirects + "traffic goes to a different port"},
	{Kind: "Backend", Path: "spec.static.hosts[].tls", Added: protects + "TLS to the host is turned on", Removed: unprotects + "TLS to the host is turned off"},
	{Kind: "Backend", Path: "spec.static.hosts[].tls.**", Any: reprotects + "a different server name is requested and verified"},
	{Kind: "Backend", Path: "spec.static.appProtocol", Any: redirects + "the hosts get a different protocol"},
	{Kind: "Backend", Path: "spec.static.appProtocol", When: bothHTTP2, Any: restates + "both are HTTP/2"},
	{Kind: "Backend", Path: "spec.static.appProtocol", When: bothHTTP1, Any: adjusts + "both are HTTP/1.1; one of them allows WebSocket upgrades"},

	{Kind: "Backend", Path: "spec.aws.region", Any: redirects + "calls go to a different region"},
	{Kind: "Backend", Path: "spec.aws.accountId", Any: redirects + "a function of a different account is called"},
	{Kind: "Backend", Path: "spec.aws.accountId", When: sameAccount, Any: unread + "the function's account stays the same; EC2 has none"},
	{Kind: "Backend", Path: "spec.aws.lambda.accountId", Any: redirects + "a function of a different account is called"},
	{Kind: "Backend", Path: "spec.aws.lambda", Any: redirects + "a different AWS service is called"},
	{Kind: "Backend", Path: "spec.aws.lambda.functionName", Any: redirects + "a different function is called"},
	{Kind: "Backend", Path: "spec.aws.lambdaFunctionName", Any: redirects + "a different function is called"},
	{Kind: "Backend", Path: "spec.aws.lambda.qualifier", Any: redirects + "a different version of the function is called"},
	{Kind: "Backend", Path: "spec.aws.lambda.endpointURL", Any: redirects + "calls go to a different endpoint"},
	{Kind: "Backend", Path: "spec.aws.lambda.endpointURL", When: losesTLS, Any: unprotects + "TLS to the endpoint is turned off"},
	{Kind: "Backend", Path: "spec.aws.lambda.endpointURL", When: getsTLS, Any: protects + "TLS to the endpoint is turned on"},
	{Kind: "Backend", Path: "spec.aws.lambda.endpointURL", When: hadNoPort, Any: starts + "the endpoint had no port, which made kgateway up to 2.3 crash and 2.4 refuse the Backend"},
	{Kind: "Backend", Path: "spec.aws.lambda.endpointURL", When: hasNoPort, Any: stops + noPort},
	{Kind: "Backend", Path: "spec.aws.lambda.invocationMode", Any: redirects + "Sync returns the function's response, Async only that the call was accepted"},
	{Kind: "Backend", Path: "spec.aws.lambda.payloadTransformMode", Any: redirects + "the function gets its event in a different format"},
	{Kind: "Backend", Path: "spec.aws.roleArn", Any: reprotects + "calls use a different identity"},
	{Kind: "Backend", Path: "spec.aws.auth.**", Any: reprotects + "calls use a different identity"},
	{Kind: "Backend", Path: "spec.aws.ec2", Any: redirects + "a different AWS service is called"},
	{Kind: "Backend", Path: "spec.aws.ec2.filters.**", Any: redirects + "different instances are found"},
	{Kind: "Backend", Path: "spec.aws.ec2.filters", Added: narrows + "fewer instances are found", Removed: widens + "all running instances are found"},
	{Kind: "Backend", Path: "spec.aws.ec2.filters[]", Added: narrows + "fewer instances are found", Removed: widens + "more instances are found"},
	{Kind: "Backend", Path: "spec.aws.ec2.addressType", Any: redirects + "instances are called at a different address"},
	{Kind: "Backend", Path: "spec.aws.ec2.port", Any: redirects + "instances are called at a different port"},

	{Kind: "Backend", Path: "spec.gcp.host", Any: redirects + "traffic goes to a different host"},
	{Kind: "Backend", Path: "spec.gcp.audience", Any: reprotects + "the identity token is for a different audience"},
	{Kind: "Backend", Path: "spec.dynamicForwardProxy.enableTls", When: becomes("true"), Any: protects + "TLS to the hosts is turned on"},
	{Kind: "Backend", Path: "spec.dynamicForwardProxy.enableTls", Any: unprotects + "TLS to the hosts is turned off"},

	{Kind: "Backend", Path: "spec.priorityGroups", First: true, Moved: redirects + "a different group gets the traffic first"},
	{Kind: "Backend", Path: "spec.priorityGroups[]", Added: adjusts + "a failover group is added", Removed: adjusts + "a failover group is removed"},
	{Kind: "Backend", Path: "spec.priorityGroups[]", First: true, Added: redirects + "a different group gets the traffic first", Removed: redirects + "a different group gets the traffic first"},
	{
		Kind: "Backend", Path: "spec.priorityGroups[].backendRefs[]",
		Added: adjusts + "the group's traffic is shared with it", Removed: adjusts + "the group's other Backends take its share of the traffic",
		Moved: adjusts + "it gets traffic at a different priority",
	},
	{Kind: "Backend", Path: "spec.priorityGroups[].backendRefs[]", When: allReplaced, Added: redirects + "all traffic of the group goes to different Backends", Removed: redirects + "all traffic of the group goes to different Backends"},
	{Kind: "Backend", Path: "spec.priorityGroups[].backendRefs.**", Any: redirects + "traffic goes to a different Backend"},
}
