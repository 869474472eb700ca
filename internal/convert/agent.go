package convert

import (
	"slices"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// rename sets the apiVersion and kind of the new shape, and removes values that the API server wrote for the old object.
func (o moved) rename() {
	apiVersion, kind := group+"/v1alpha1", backendKind
	if o.to() == mapping.Agentgateway {
		apiVersion, kind = agentGroup+"/v1alpha1", agentKind
	}
	if o.root.Get("kind").String() == kind && o.root.Get("apiVersion").String() == apiVersion {
		return
	}
	o.root.Get("apiVersion").Assign(apiVersion)
	o.root.Get("kind").Assign(kind)
	if status := o.root.Get("status"); status != nil {
		o.drop(status, "the controller writes it")
	}
	for _, field := range []string{"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink"} {
		if n := o.root.Find("metadata", field); n != nil {
			o.drop(n, "the API server writes it")
		}
	}
	for _, e := range o.root.Fields() {
		if !slices.Contains([]string{"apiVersion", "kind", "metadata", "spec"}, e.Key) {
			if isSet(e.Value) {
				o.lose(e.Value, o.noSuchField())
			} else {
				o.clear(e.Value)
			}
		}
	}
	if n := o.root.Find("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"); n != nil {
		o.drop(n, "kubectl writes it")
	}
}

// agent adapts values for which an AgentgatewayBackend has other rules than kgateway 2.1.
func (o moved) agent() {
	if o.to() != mapping.Agentgateway {
		return
	}
	o.keepWithin()
	o.ports()
	o.overrides()
	o.deployments()
	if ai := o.at("ai"); len(members(o.spec)) == 0 || isSet(ai) && !isSet(ai.Get("provider")) && !isSet(ai.Get("groups")) {
		o.refuse(ai, mapping.NoProvider)
		return
	}
	for _, t := range o.all("mcp.targets[].selector") {
		if t.IsLeaf() {
			o.refuse(t, mapping.NoSelector)
		}
	}
}

// deployments adds a placeholder for the deployment of Azure OpenAI, which all versions of its API except the newest require.
func (o moved) deployments() {
	for _, base := range []string{"ai.provider.azureopenai", "ai.groups[].providers[].azureopenai"} {
		for _, p := range o.all(base) {
			if version := p.Get("apiVersion"); isSet(version) && version.Value != "v1" && !isSet(p.Get("deploymentName")) {
				o.put(p, mapping.Requirement{Field: "deploymentName", Value: "placeholder", What: "the deployment of the model"})
			}
		}
	}
}

// ports removes addresses without a valid port: an AgentgatewayBackend has both host and port, or neither.
func (o moved) ports() {
	for _, base := range []string{"ai.provider", "ai.groups[].providers[]"} {
		for _, p := range o.all(base) {
			port, host := p.Get("port"), p.Get("host")
			if port == nil && host == nil || isSet(port) && isPort(port) && isSet(host) {
				continue
			}
			for _, n := range []*tree.Node{port, host} {
				switch {
				case !isSet(n):
					o.clear(n)
				case isSet(port) && isPort(port):
					o.lose(n, mapping.PortAlone)
				default:
					o.lose(n, mapping.NoPort)
				}
			}
		}
	}
}

// keepWithin removes texts that are longer than the target's limit, and empty texts where the target rejects them.
func (o moved) keepWithin() {
	for _, l := range mapping.Limits() {
		for _, n := range o.all(l.Path) {
			text, ok := n.Value.(string)
			switch size := utf8.RuneCountInString(text); {
			case ok && size == 0:
				o.drop(n, "an empty text is the same as no field")
			case size > l.Max:
				o.lose(n, mapping.TooLong)
			}
		}
	}
}

// overrides turns TLS on for providers with their own host at port 443, because agentgateway's default TLS does not apply to them.
func (o moved) overrides() {
	for _, base := range []string{"ai.provider", "ai.groups[].providers[]"} {
		for _, p := range o.all(base) {
			if !isSet(p.Get("host")) || p.Get("port").Value != int64(443) {
				continue
			}
			at := p
			if base == "ai.provider" {
				at = o.spec
			}
			policies := sub(at, "policies")
			if policies.Get("tls") == nil {
				policies.Set("tls", tree.Mapping())
			}
			for _, ambient := range []string{"bedrock", "vertexai"} {
				if p.Get(ambient) != nil && policies.Get("auth") == nil {
					o.note(p.Get("host"), "with a host of its own agentgateway gives "+ambient+" no credentials of its surroundings; name a Secret")
				}
			}
		}
	}
}

// wrapStatic replaces the single host of an AgentgatewayBackend with a list of hosts.
func (o *decided) wrapStatic() {
	s := o.at("static")
	if o.from() != mapping.Agentgateway || !isSet(s) || s.Kind != manifest.Mapping {
		return
	}
	host, port := s.Get("host"), s.Get("port")
	hosts := s.Set("hosts", tree.Sequence(tree.Mapping())).Value
	o.postpone(hosts)
	for _, n := range []*tree.Node{host, port} {
		if n != nil {
			o.postpone(n)
			n.Move(hosts.Entries[0].Value, len(hosts.Entries[0].Value.Entries), n.Token())
		}
	}
}
