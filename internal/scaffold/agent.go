package scaffold

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/placeholder"
	"github.com/backendctl/backendctl/internal/target"
)

// The group and kind of an AgentgatewayBackend. Since kgateway 2.2, language models and MCP servers need an AgentgatewayBackend. The output
// is valid for the CRD of kgateway 2.2 and for the CRD of agentgateway 1.
const (
	agentGroup = "agentgateway.dev"
	agentKind  = "AgentgatewayBackend"
)

// isAgent reports whether the type is written as an AgentgatewayBackend for a target.
func (t Type) isAgent(of target.Target) bool { return of.MovedToAgentgateway(t.ID) }

func (d *draft) isAgent() bool { return d.Type.isAgent(d.Target) }

// group returns the API group of the Backend's kind.
func (d *draft) group() string {
	if d.isAgent() {
		return agentGroup
	}
	return group
}

func (d *draft) kind() string {
	if d.isAgent() {
		return agentKind
	}
	return backendKind
}

// agentFields contains the fields of each provider in an AgentgatewayBackend. Each field has the flag that sets it, and a placeholder if
// the field is required.
var agentFields = map[string][]llmField{
	"openai":    {{"model", "model", ""}},
	"anthropic": {{"model", "model", ""}},
	"gemini":    {{"model", "model", ""}},
	"bedrock":   {{"model", "model", ""}, {"region", "region", ""}},
	"azureopenai": {
		{"endpoint", "endpoint", placeholder.Name + ".openai.azure.com"}, {"deploymentName", "deployment", ""}, {"apiVersion", "api-version", ""},
	},
	"vertexai": {{"projectId", "project", placeholder.Name}, {"region", "location", placeholder.Name}, {"model", "model", ""}},
}

// agentMember returns the field of a provider in an AgentgatewayBackend, such as azureopenai for azure, or "" if there is none.
func agentMember(kind string) string {
	for _, member := range []string{kind, kind + "openai"} {
		if agentFields[member] != nil {
			return member
		}
	}
	return ""
}

// takesAgent reports whether one of the requested providers has a field for a flag in an AgentgatewayBackend. It returns true for a flag
// that does not set a field of a provider.
func takesAgent(r Request, flag string) bool {
	isField := func(f llmField) bool { return f.flag == flag }
	if !slices.ContainsFunc(llmFields, isField) {
		return true
	}
	return slices.ContainsFunc(newDraft(r).llms(), func(p llm) bool { return slices.ContainsFunc(agentFields[agentMember(p.kind)], isField) })
}

// agentAI writes the providers of an AgentgatewayBackend. A single provider needs no group. Several providers get a group each, in the
// order of failover.
func (d *draft) agentAI() {
	all := d.llms()
	for i := range all {
		p := &all[i]
		member := agentMember(p.kind)
		if member == "" {
			d.fail("provider", "an AgentgatewayBackend does not support provider %q: must be one of %s", p.kind, strings.Join(d.providers(), ", "))
			return
		}
		p.base = "spec.ai.provider"
		if len(all) > 1 {
			p.base = indexed("spec.ai.groups", i) + ".providers[0]"
			d.backend.put(p.base+".name", p.name)
		}
		p.path = p.base + "." + member
	}
	d.checkAgentFlags(all)
	for i, p := range all {
		d.agentProvider(p, i == 0 || len(all) > 1)
	}
	d.adviseAgent()
}

// checkAgentFlags rejects flags that set no field of any requested provider, and values for providers that were not requested.
func (d *draft) checkAgentFlags(all []llm) {
	for _, f := range d.Type.Flags {
		if len(d.given(f.Name)) > 0 && !takesAgent(d.Request, f.Name) {
			d.fail(f.Name, "provider %s does not have this setting in an AgentgatewayBackend", all[0].kind)
		}
	}
	d.checkNames(all)
}

func (d *draft) agentProvider(p llm, overridden bool) {
	d.backend.put(p.path, map[string]any{})
	for _, f := range agentFields[agentMember(p.kind)] {
		value, given := d.valueFor(p, f.flag)
		switch {
		case given:
			d.backend.put(p.path+"."+f.field, value).flag = f.flag
		case f.placeholder != "":
			d.backend.hold(p.path+"."+f.field, f.placeholder, agentExpected[f.field], f.flag)
		}
	}
	if len(d.given("api-version")) > 0 && d.backend.find(split(p.path+".deploymentName")) == nil && agentMember(p.kind) == "azureopenai" {
		d.backend.hold(p.path+".deploymentName", placeholder.Name, "the deployment of the model", "deployment")
	}
	d.backend.find(split(p.path)).flag = "provider"
	policies := "spec.policies"
	if p.base != "spec.ai.provider" {
		policies = p.base + ".policies"
	}
	if overridden {
		d.agentOverride(p, policies)
	}
	d.agentAuth(p, policies+".auth")
}

// agentExpected describes the values that replace the placeholders of an AgentgatewayBackend, by field.
var agentExpected = map[string]string{
	"endpoint": "the host of the Azure resource", "projectId": "the Google Cloud project", "region": "the region of the project",
}

// agentOverride sets the host and path to call instead of the provider's own. agentgateway uses TLS for such a host only if a policy
// configures TLS, so agentOverride adds one for port 443.
func (d *draft) agentOverride(p llm, policies string) {
	if given := d.given("host"); len(given) > 0 {
		a, err := parseAddress(given[0])
		if err != nil {
			d.fail("host", "%w", err)
			return
		}
		if a.port == 0 {
			a.port = httpsPort
		}
		d.backend.put(p.base+".host", a.host).flag = "host"
		d.backend.put(p.base+".port", a.port).flag = "host"
		if a.port == httpsPort {
			d.backend.put(policies+".tls", map[string]any{}).note = "TLS, verified with the system's CA certificates."
		}
	}
	if given := d.given("path"); len(given) > 0 {
		d.backend.put(p.base+".path", given[0]).flag = "path"
	}
}

// agentAuth sets where the credentials of a provider come from: a Secret, the client's request or, for bedrock, the environment.
func (d *draft) agentAuth(p llm, auth string) {
	secret, given := d.valueFor(p, "secret")
	what, keys := "the API key for "+p.kind, []string{"Authorization"}
	if p.kind == "bedrock" {
		auth += ".aws"
		what, keys = "the AWS credentials", []string{"accessKey", "secretKey"}
	}
	switch {
	case d.is("passthrough") && p.kind != "bedrock":
		d.backend.put(auth+".passthrough", map[string]any{})
		return
	case given:
	case d.wants("secret"):
		secret = d.Name + "-" + p.name
	case p.kind == "bedrock":
		return // the credentials come from the environment
	default:
		d.backend.hold(auth+".secretRef.name", placeholder.Name, "the name of the Secret with the API key", "secret")
		return
	}
	d.backend.put(auth+".secretRef.name", secret).flag = "secret"
	d.addSecret(secret, what, keys...)
}

// adviseAgent notes the other objects that an AgentgatewayBackend needs.
func (d *draft) adviseAgent() {
	text := "an AgentgatewayBackend needs a Gateway of class agentgateway"
	if d.Target.Within("2.3", "") {
		text += ", and agentgateway is installed separately from kgateway"
	}
	d.note("%s", text)
	if d.Target.Within("2.2", "2.2") && d.wants("route") && d.isApart() {
		d.note("kgateway 2.2 ignores the namespace in the reference: it looks for the AgentgatewayBackend in the namespace of the route")
	}
}
