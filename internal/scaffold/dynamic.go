package scaffold

var dynamicForwardProxy = Type{
	ID:      "dynamic-forward-proxy",
	Title:   "the host that each request names",
	Example: "dynamic-forward-proxy egress --tls --with route --hostname '*.example.com'",
	Flags: []Flag{
		{Name: "tls", Usage: "connect with TLS and verify certificates with the system CAs", Bool: true, Asked: true, fields: []string{"spec.dynamicForwardProxy.enableTls"}},
	},
	members: []string{"spec.dynamicForwardProxy"},
	build: func(d *draft) {
		d.typeField("DynamicForwardProxy")
		d.backend.put("spec.dynamicForwardProxy", map[string]any{})
		d.option("tls")
	},
}
