package convert

import (
	"slices"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// rename sets the apiVersion and kind of the new shape. A version that the target serves does not change. If the object becomes one of
// another kind, it also removes the values that the API server, the controller and kubectl wrote for the old object, and loses unknown
// top-level fields.
func (o *movedBackend) rename() {
	before := o.Root.Get("apiVersion").String()
	apiVersion, kind := references.KgatewayGroup+"/"+o.Target.Versions()[0], references.BackendKind
	switch {
	case o.To() == mapping.Agentgateway:
		apiVersion, kind = references.AgentgatewayGroup+"/v1alpha1", references.AgentgatewayKind
	case o.Target.Serves(before):
		apiVersion = before
	}
	isSameKind := o.Root.Get("kind").String() == kind && references.GroupOf(before) == references.GroupOf(apiVersion)
	if before != apiVersion {
		o.Root.Get("apiVersion").Assign(apiVersion)
	}
	if isSameKind {
		return
	}
	o.Root.Get("kind").Assign(kind)
	if status := o.Root.Get("status"); status != nil {
		o.Drop(status, "the controller writes it")
	}
	for _, field := range []string{"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink"} {
		if n := o.Root.Find("metadata", field); n != nil {
			o.Drop(n, "the API server writes it")
		}
	}
	for _, e := range o.Root.Fields() {
		if !slices.Contains([]string{"apiVersion", "kind", "metadata", "spec"}, e.Key) {
			if rewrite.IsSet(e.Value) {
				o.Lose(e.Value, o.NoSuchField())
			} else {
				o.Clear(e.Value)
			}
		}
	}
	if n := o.Root.Find("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"); n != nil {
		o.Drop(n, "kubectl writes it")
	}
}

// agent adapts the values that have other rules in an AgentgatewayBackend than in kgateway 2.1. It reports false if an AgentgatewayBackend
// cannot represent the Backend.
func (o *movedBackend) agent() bool {
	if o.To() != mapping.Agentgateway {
		return true
	}
	o.keepWithin()
	o.ports()
	o.overrides()
	o.deployments()
	if ai := o.At("ai"); len(members(o.Spec)) == 0 || rewrite.IsSet(ai) && !rewrite.IsSet(ai.Get("provider")) && !rewrite.IsSet(ai.Get("groups")) {
		o.Refuse(ai, mapping.NoProvider)
		return false
	}
	for _, t := range o.All("mcp.targets[].selector") {
		if t.IsLeaf() {
			o.Refuse(t, mapping.NoSelector)
			return false
		}
	}
	return true
}

// deployments adds a placeholder for the deployment of Azure OpenAI, which all versions of its API except the newest require.
func (o *movedBackend) deployments() {
	for _, base := range []string{"ai.provider.azureopenai", "ai.groups[].providers[].azureopenai"} {
		for _, p := range o.All(base) {
			if version := p.Get("apiVersion"); rewrite.IsSet(version) && version.Value != "v1" && !rewrite.IsSet(p.Get("deploymentName")) {
				put(o.Object, p, mapping.Requirement{Field: "deploymentName", Value: "placeholder", What: "the deployment of the model"})
			}
		}
	}
}

// ports removes addresses without a valid port: an AgentgatewayBackend has both host and port, or neither.
func (o *movedBackend) ports() {
	for _, base := range []string{"ai.provider", "ai.groups[].providers[]"} {
		for _, p := range o.All(base) {
			port, host := p.Get("port"), p.Get("host")
			if port == nil && host == nil || rewrite.IsSet(port) && rewrite.IsPort(port) && rewrite.IsSet(host) {
				continue
			}
			for _, n := range []*yamltree.Node{port, host} {
				switch {
				case !rewrite.IsSet(n):
					o.Clear(n)
				case rewrite.IsSet(port) && rewrite.IsPort(port):
					o.Lose(n, mapping.PortAlone)
				default:
					o.Lose(n, mapping.NoPort)
				}
			}
		}
	}
}

// keepWithin removes texts that are longer than the target's limit, and empty texts where the target rejects them.
func (o *movedBackend) keepWithin() {
	for _, l := range mapping.Limits() {
		for _, n := range o.All(l.Path) {
			text, ok := n.Value.(string)
			switch size := utf8.RuneCountInString(text); {
			case ok && size == 0:
				o.Drop(n, "an empty text has no effect")
			case size > l.Max:
				o.Lose(n, mapping.TooLong)
			}
		}
	}
}

// overrides turns TLS on for providers that have a host of their own and port 443, because agentgateway's default TLS applies only to its
// default hosts.
func (o *movedBackend) overrides() {
	for _, base := range []string{"ai.provider", "ai.groups[].providers[]"} {
		for _, p := range o.All(base) {
			if !rewrite.IsSet(p.Get("host")) || p.Get("port").Value != int64(443) {
				continue
			}
			at := p
			if base == "ai.provider" {
				at = o.Spec
			}
			policies := rewrite.Sub(at, "policies")
			if policies.Get("tls") == nil {
				policies.Set("tls", yamltree.Mapping())
			}
			for _, ambient := range []string{"bedrock", "vertexai"} {
				if p.Get(ambient) != nil && policies.Get("auth") == nil {
					o.Note(p.Get("host"), "agentgateway does not use ambient credentials for "+ambient+" with a host of its own: set a Secret")
				}
			}
		}
	}
}

// wrapStatic replaces the single host and port of an AgentgatewayBackend by a list with one host, as other shapes have it.
func (o *decidedBackend) wrapStatic() {
	s := o.At("static")
	if o.From() != mapping.Agentgateway || !rewrite.IsSet(s) || s.Kind != manifest.Mapping {
		return
	}
	host, port := s.Get("host"), s.Get("port")
	hosts := s.Set("hosts", yamltree.Sequence(yamltree.Mapping())).Value
	o.Postpone(hosts)
	for _, n := range []*yamltree.Node{host, port} {
		if n != nil {
			o.Postpone(n)
			n.Move(hosts.Entries[0].Value, len(hosts.Entries[0].Value.Entries), n.Token())
		}
	}
}
