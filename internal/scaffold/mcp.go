package scaffold

import (
	"strings"

	"github.com/backendctl/backendctl/internal/placeholder"
	"github.com/backendctl/backendctl/internal/target"
)

var mcp = Type{
	ID:      "mcp",
	Title:   "MCP servers (Model Context Protocol)",
	Example: "mcp tools --server time=time.tools.svc.cluster.local:8080/mcp --with route",
	Flags: []Flag{
		{Name: "server", Value: "[NAME=]HOST:PORT[/PATH]", Usage: "MCP server", Many: true, agent: "mcp", fields: []string{"spec.mcp.targets.static.host"}},
		{Name: "selector", Value: "KEY=VALUE,...", Usage: "labels of the Services that are MCP servers", Many: true, agent: "mcp",
			fields: []string{"spec.mcp.targets.selector.service.matchLabels"}},
		{Name: "protocol", Value: "PROTOCOL", Usage: "transport protocol of the servers", agent: "mcp", choices: agentProtocols, fields: []string{"spec.mcp.targets.static.protocol"}},
	},
	members: []string{"spec.mcp"},
	build:   buildMCP,
}

func buildMCP(d *draft) {
	d.typeField("MCP")
	i := 0
	next := func() string { i++; return indexed("spec.mcp.targets", i-1) }
	servers, selectors := d.given("server"), d.given("selector")
	if len(servers)+len(selectors) == 0 {
		at := next()
		d.backend.put(at+".name", d.Name)
		d.backend.hold(at+".static.host", placeholder.Host, "the host of the server", "server")
		port := d.backend.put(at+".static.port", int64(placeholder.Port))
		port.mark, port.flag = "the port of the server", "server"
	}
	for _, text := range servers {
		d.server(next(), text)
	}
	for _, text := range selectors {
		d.selector(next(), text)
	}
	if d.isAgent() {
		d.agentProtocol()
		d.adviseAgent()
		return
	}
	d.note("MCP needs a Gateway of class agentgateway: kgateway creates no endpoints for it in Envoy")
}

func (d *draft) server(at, text string) {
	name, rest, named := strings.Cut(text, "=")
	if !named {
		name, rest = "", text
	}
	if strings.Contains(rest, "://") {
		d.fail("server", "%q is a URL: expected [NAME=]HOST:PORT[/PATH]; use --from-url for a URL", rest)
		return
	}
	host, path, hasPath := strings.Cut(rest, "/")
	a, err := parseAddress(host)
	switch {
	case err != nil:
		d.fail("server", "%w", err)
		return
	case a.port == 0:
		d.fail("server", "%q has no port", text)
		return
	case name == "":
		name, _, _ = strings.Cut(a.host, ".")
	}
	d.backend.put(at+".name", name).flag = "server"
	d.backend.put(at+".static.host", a.host).flag = "server"
	d.backend.put(at+".static.port", nil).set(a.port, "server")
	if hasPath {
		d.backend.put(at+".static.path", "/"+path).flag = "server"
	}
	if protocol := d.given("protocol"); len(protocol) > 0 {
		d.backend.put(at+".static.protocol", protocol[0]).flag = "protocol"
	}
	if d.isAgent() && a.port == httpsPort {
		d.backend.put(at+".static.policies.tls", map[string]any{}).note = "TLS, verified with the system's CA certificates."
	}
}

func (d *draft) selector(at, text string) {
	named := d.backend.put(at+".name", nil)
	services := ".selector.service"
	if d.isAgent() {
		services = ".selector.services"
	}
	labels := d.backend.at(split(at + services + ".matchLabels"))
	labels.kind = object
	name := ""
	for pair := range strings.SplitSeq(text, ",") {
		key, value, ok := strings.Cut(pair, "=")
		if !ok {
			d.fail("selector", "%q is not valid: expected KEY=VALUE", pair)
			return
		}
		if name == "" {
			name = value
		}
		labels.at([]string{key}).set(value, "selector")
	}
	named.set(name, "selector")
}

// agentProtocols returns the transport protocols of MCP in an AgentgatewayBackend. It returns nil for a target whose Backend has the field
// spec.mcp, because the schema of the target lists the protocols.
func agentProtocols(of target.Target) []string {
	if of.MovedToAgentgateway("mcp") {
		return mcpProtocols
	}
	return nil
}
