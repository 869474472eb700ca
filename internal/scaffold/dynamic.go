package scaffold

var dynamicForwardProxy = Type{
	ID:      "dynamic-forward-proxy",
	Title:   "whatever host a request names",
	Example: "dynamic-forward-proxy egress --tls --with route --hostname '*.example.com'",
	Flags: []Flag{
		{Name: "tls", Usage: "connect with TLS, and check certificates by the system's CAs", Bool: true, Asked: true, fields: []string{"spec.dynamicForwardProxy.enableTls"}},
	},
	members: []string{"spec.dynamicForwardProxy"},
	build: func(d *draft) {
		d.typeField("DynamicForwardProxy")
		d.backend.put("spec.dynamicForwardProxy", map[string]any{})
		d.option("tls")
	},
}
