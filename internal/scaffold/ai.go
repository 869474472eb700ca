package scaffold

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/placeholder"
	"github.com/backendctl/backendctl/internal/target"
)

var ai = Type{
	ID:      "ai",
	Title:   "large language models",
	Example: "ai chat --provider openai --model gpt-4o --with secret,route",
	Flags: []Flag{
		{Name: "provider", Value: "[NAME=]PROVIDER", Usage: "model provider; several fail over in the given order", Many: true,
			Early: true, agent: "ai", fields: []string{"spec.ai"}, choices: providersOf},
		asked(aiFlag("model", "MODEL", "name of the model", "openai.model")),
		aiFlag("secret", "NAME", "Secret with the API key", "openai.authToken.secretRef.name"),
		{Name: "passthrough", Usage: "forward the client's token instead of using a Secret", Bool: true, agent: "ai",
			fields: []string{"spec.ai.llm.openai.authToken.kind", "spec.ai.llm.provider.openai.authToken.kind"}},
		aiFlag("endpoint", "HOST", "host of the Azure resource (azure)", "azureopenai.endpoint", "azure.endpoint"),
		aiFlag("deployment", "NAME", "deployment of the model (azure)", "azureopenai.deploymentName", "azure.deploymentName"),
		aiFlag("api-version", "VERSION", "version of the provider's API", "azureopenai.apiVersion", "azure.apiVersion"),
		aiFlag("project", "ID", "Google Cloud project (vertexai)", "vertexai.projectId"),
		aiFlag("location", "REGION", "Google Cloud region (vertexai)", "vertexai.location"),
		aiFlag("model-path", "PATH", "path of the model (vertexai)", "vertexai.modelPath"),
		aiFlag("region", "REGION", "AWS region (bedrock)", "bedrock.region"),
		{Name: "host", Value: "HOST[:PORT]", Usage: "host to call instead of the provider's", agent: "ai", fields: []string{"spec.ai.llm.host", "spec.ai.llm.hostOverride.host"}},
		{Name: "path", Value: "PATH", Usage: "path to call instead of the provider's", agent: "ai", fields: []string{"spec.ai.llm.path.full"}},
	},
	members: []string{"spec.ai"},
	build:   buildAI,
}

// asked returns the flag with Asked set, so that forms ask for it.
func asked(f Flag) Flag {
	f.Asked = true
	return f
}

// aiFlag returns a flag for a field of a provider. The parameter members contains the possible paths of the field, beginning with the
// provider's name. The object that contains the provider has another path in each target.
func aiFlag(name, value, usage string, members ...string) Flag {
	f := Flag{Name: name, Value: value, Usage: usage, Many: true}
	if name != "model-path" {
		f.agent = "ai"
	}
	for _, base := range []string{"spec.ai.llm.", "spec.ai.llm.provider.", "spec.ai.provider."} {
		for _, member := range members {
			f.fields = append(f.fields, base+member)
		}
	}
	return f
}

// An llm is a requested provider.
type llm struct {
	name string // unique among the providers
	kind string // openai, azure …
	base string // the path of the object that contains the provider, such as spec.ai.llm.provider
	path string // the path of the provider itself, such as spec.ai.llm.provider.openai
}

// llmNames lists the values of --provider.
var llmNames = []string{"openai", "azure", "anthropic", "gemini", "vertexai", "bedrock", "mistral"}

// An llmField is a field of a provider, with the flag that sets the field and the placeholder for a missing value.
type llmField struct{ field, flag, placeholder string }

// llmFields lists the fields of all providers, in the order in which they are written.
var llmFields = []llmField{
	{"endpoint", "endpoint", placeholder.Name + ".openai.azure.com"},
	{"deploymentName", "deployment", placeholder.Name},
	{"projectId", "project", placeholder.Name},
	{"location", "location", placeholder.Name},
	{"publisher", "", placeholder.Name},
	{"apiVersion", "api-version", placeholder.Name},
	{"model", "model", placeholder.Name},
	{"modelPath", "model-path", placeholder.Name},
	{"region", "region", placeholder.Name},
}

func buildAI(d *draft) {
	if d.isAgent() {
		d.agentAI()
		return
	}
	d.typeField("AI")
	all := d.llms()
	for i := range all {
		d.place(&all[i], i, len(all))
	}
	if len(d.errs) > 0 {
		return
	}
	d.checkNamed(all)
	for i, p := range all {
		d.llm(p)
		if i == 0 || len(all) > 1 {
			d.override(p)
		}
	}
}

// llms returns the requested providers, or openai if none was requested.
func (d *draft) llms() []llm {
	given := d.given("provider")
	if len(given) == 0 {
		d.note("--provider is not set: using openai (also supported: %s)", strings.Join(slices.DeleteFunc(d.providers(), func(kind string) bool { return kind == "openai" }), ", "))
		given = []string{"openai"}
	}
	var all []llm
	for _, text := range given {
		name, kind, named := strings.Cut(text, "=")
		if !named {
			kind = name
		}
		same := func(p llm) bool { return p.name == name }
		for n := 2; !named && slices.ContainsFunc(all, same); n++ {
			name = kind + "-" + strconv.Itoa(n)
		}
		if slices.ContainsFunc(all, same) {
			d.fail("provider", "%q is used for two providers: names must be unique", name)
		}
		all = append(all, llm{name: name, kind: kind})
	}
	return all
}

// providers returns the values of --provider that the target supports.
func (d *draft) providers() []string { return providersOf(d.Target) }

// providersOf returns the values of --provider that a target supports.
func providersOf(of target.Target) []string {
	if of.MovedToAgentgateway("ai") {
		return slices.DeleteFunc(slices.Clone(llmNames), func(kind string) bool { return agentMember(kind) == "" })
	}
	return slices.DeleteFunc(slices.Clone(llmNames), func(kind string) bool { return llmMember(of, kind) == "" })
}

// llmMember returns the name of a provider's field in a target, such as azureopenai for azure, or "" if the target has no such field.
func llmMember(of target.Target, kind string) string {
	for _, base := range []string{"spec.ai.llm.", "spec.ai.llm.provider.", "spec.ai.provider."} {
		for _, member := range []string{kind, kind + "openai"} {
			if has(of, base+member) {
				return member
			}
		}
	}
	if kind == "mistral" && has(of, "spec.ai.provider.type") {
		return kind // the catalog has mistral as a value of type, and no field for it
	}
	return ""
}

// place sets the paths of the provider with the index i. The parameter count is the number of providers: a single provider needs no group,
// and each of several providers gets its own group.
func (d *draft) place(p *llm, i, count int) {
	member := llmMember(d.Target, p.kind)
	if member == "" || !slices.Contains(llmNames, p.kind) {
		d.fail("provider", "%s does not support provider %q: must be one of %s", d.Target.ID, p.kind, strings.Join(d.providers(), ", "))
		return
	}
	groups, pools := d.has("spec.ai.priorityGroups"), d.has("spec.ai.multipool")
	switch {
	case count == 1 && d.has("spec.ai.provider"):
		p.base = "spec.ai.provider"
		d.backend.put(p.base+".type", p.kind)
	case count == 1 && pools:
		p.base = "spec.ai.llm.provider"
	case count == 1:
		p.base = "spec.ai.llm"
	case groups:
		p.base = indexed("spec.ai.priorityGroups", i) + ".providers[0]"
		d.backend.put(p.base+".name", p.name)
	case pools:
		p.base = indexed("spec.ai.multipool.priorities", i) + ".pool[0].provider"
	default:
		d.fail("provider", "%s supports only one provider", d.Target.ID)
	}
	p.path = p.base + "." + member
}

// checkNamed rejects values for providers that were not requested, and flags that set no field of a requested provider.
func (d *draft) checkNamed(all []llm) {
	d.checkNames(all)
	for _, f := range llmFields {
		if len(d.given(f.flag)) > 0 && !slices.ContainsFunc(all, func(p llm) bool { return d.has(plain(p.path) + "." + f.field) }) {
			d.fail(f.flag, "provider %s does not have this setting in %s", all[0].kind, d.Target.ID)
		}
	}
}

// checkNames rejects values of the form NAME=VALUE if NAME is not the name of a requested provider.
func (d *draft) checkNames(all []llm) {
	for _, f := range d.Type.Flags {
		if !isPerProvider(f) {
			continue
		}
		for _, text := range d.given(f.Name) {
			name, _, named := strings.Cut(text, "=")
			if named && len(all) > 1 && !slices.ContainsFunc(all, func(p llm) bool { return p.name == name }) {
				d.fail(f.Name, "%q is not the name of a --provider", name)
			}
		}
	}
}

// takesLLM reports whether one of the requested providers has a field for a flag in a Backend. It returns true for a flag that does not set
// a field of a provider.
func takesLLM(r Request, flag string) bool {
	i := slices.IndexFunc(llmFields, func(f llmField) bool { return f.flag == flag })
	if i < 0 {
		return true
	}
	d := newDraft(r)
	all := d.llms()
	for n := range all {
		d.place(&all[n], n, len(all))
	}
	return slices.ContainsFunc(all, func(p llm) bool { return d.has(plain(p.path) + "." + llmFields[i].field) })
}

func isPerProvider(f Flag) bool { return f.Many && f.Name != "provider" }

// valueFor returns the value of a flag for a provider: the VALUE of NAME=VALUE with the provider's name, or else a value without a name. It
// returns false if there is none.
func (d *draft) valueFor(p llm, flag string) (string, bool) {
	fallback, found := "", false
	for _, text := range d.given(flag) {
		name, value, named := strings.Cut(text, "=")
		switch {
		case named && name == p.name:
			return value, true
		case !named || len(d.given("provider")) < 2:
			fallback, found = text, true
		}
	}
	return fallback, found
}

// llm writes a provider.
func (d *draft) llm(p llm) {
	if !d.has(plain(p.path)) {
		return // in the catalog, mistral has a type and no field
	}
	d.token(p)
	for _, f := range llmFields {
		path := p.path + "." + f.field
		if !d.has(plain(path)) {
			continue
		}
		value, given := d.valueFor(p, f.flag)
		switch {
		case given:
			d.give(path, value, f.flag)
		case d.required(path):
			d.hold(path, f.placeholder, f.flag)
		}
	}
	if d.backend.find(split(p.path)) == nil {
		d.backend.put(p.path, map[string]any{})
	}
	d.backend.find(split(p.path)).flag = "provider"
}

// token sets where the credentials of a provider come from: a Secret, the client's request or, for bedrock, the environment.
func (d *draft) token(p llm) {
	auth := p.path + ".authToken"
	secret, given := d.valueFor(p, "secret")
	if p.kind == "bedrock" {
		auth = p.path + ".auth"
		if !given && !d.wants("secret") {
			return // the credentials come from the environment
		}
	}
	kind := auth + ".kind"
	if d.is("passthrough") {
		d.backend.put(kind, "Passthrough")
		return
	}
	if d.has(plain(kind)) {
		d.backend.put(kind, "SecretRef")
	}
	switch {
	case given:
		d.give(auth+".secretRef.name", secret, "secret")
	case d.wants("secret"):
		secret = d.Name + "-" + p.name
		d.backend.put(auth+".secretRef.name", secret)
	default:
		d.hold(auth+".secretRef.name", placeholder.Name, "secret")
	}
	if secret == "" {
		return
	}
	if p.kind == "bedrock" {
		d.backend.put(auth+".type", "Secret")
		d.addSecret(secret, "the AWS credentials", "accessKey", "secretKey")
		return
	}
	d.addSecret(secret, "the API key for "+p.kind, "Authorization")
}

// override sets the host and path to call instead of the provider's own.
func (d *draft) override(p llm) {
	host, port := p.base+".host", p.base+".port"
	if base, ok := strings.CutSuffix(p.base, ".provider"); ok {
		host, port = base+".hostOverride.host", base+".hostOverride.port"
	}
	if given := d.given("host"); len(given) > 0 {
		a, err := parseAddress(given[0])
		if err != nil {
			d.fail("host", "%w", err)
			return
		}
		if a.port == 0 {
			a.port = httpsPort
		}
		d.give(host, a.host, "host")
		d.backend.put(port, nil).set(a.port, "host")
	}
	if given := d.given("path"); len(given) > 0 {
		d.give(p.base+".path.full", given[0], "path")
	}
}
