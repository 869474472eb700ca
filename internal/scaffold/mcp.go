package scaffold

import (
	"strings"

	"github.com/backendctl/backendctl/internal/placeholder"
)

var mcp = Type{
	ID:      "mcp",
	Title:   "servers of the Model Context Protocol",
	Example: "mcp tools --target 2.1 --server time=time.tools.svc.cluster.local:8080/mcp --with route",
	Flags: []Flag{
		{Name: "server", Value: "[NAME=]HOST:PORT[/PATH]", Usage: "a server", Many: true, fields: []string{"spec.mcp.targets.static.host"}},
		{Name: "selector", Value: "KEY=VALUE,...", Usage: "the labels of Services that are servers", Many: true,
			fields: []string{"spec.mcp.targets.selector.service.matchLabels"}},
		{Name: "protocol", Value: "PROTOCOL", Usage: "the transport that the servers speak", fields: []string{"spec.mcp.targets.static.protocol"}},
	},
	members: []string{"spec.mcp"},
	gone:    "from 2.2 on an AgentgatewayBackend of agentgateway takes their place",
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
		d.hold(at+".static.host", placeholder.Host, "server")
		d.hold(at+".static.port", "8080", "server")
	}
	for _, text := range servers {
		d.server(next(), text)
	}
	for _, text := range selectors {
		d.selector(next(), text)
	}
	d.note("MCP needs a Gateway of the class agentgateway: Envoy has no endpoints for it")
}

func (d *draft) server(at, text string) {
	name, rest, named := strings.Cut(text, "=")
	if !named {
		name, rest = "", text
	}
	if strings.Contains(rest, "://") {
		d.fail("server", "%q is a URL: write [NAME=]HOST:PORT[/PATH], or give the URL to --from-url", rest)
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
	d.give(at+".name", name, "server")
	d.give(at+".static.host", a.host, "server")
	d.backend.put(at+".static.port", nil).set(a.port, "server")
	if hasPath {
		d.give(at+".static.path", "/"+path, "server")
	}
	if protocol := d.given("protocol"); len(protocol) > 0 {
		d.give(at+".static.protocol", protocol[0], "protocol")
	}
}

func (d *draft) selector(at, text string) {
	labels := d.backend.at(split(at + ".selector.service.matchLabels"))
	labels.kind = object
	name := ""
	for pair := range strings.SplitSeq(text, ",") {
		key, value, ok := strings.Cut(pair, "=")
		if !ok {
			d.fail("selector", "%q is not KEY=VALUE", pair)
			return
		}
		if name == "" {
			name = value
		}
		labels.at([]string{key}).set(value, "selector")
	}
	d.backend.put(at+".name", nil).set(name, "selector")
}
