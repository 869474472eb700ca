package mapping

import "slices"

// A context is a position in a Backend where an AI provider can be: the position of a single provider, or that of a provider in a list of
// several. It has the path of the position in each shape.
type context struct {
	catalog, v20, v21, agw string // paths below spec; "" if the shape does not have the position
	auth                   string // the path of the authentication settings in an AgentgatewayBackend, below spec
}

var (
	single = context{"ai.provider", "ai.llm", "ai.llm", "ai.provider", "policies.auth"}
	group  = context{"", "ai.multipool.priorities[].pool[]", "ai.priorityGroups[].providers[]", "ai.groups[].providers[]", "ai.groups[].providers[].policies.auth"}
)

// catalogNames maps the names of providers in releases to those in the catalog. It has only the providers of the catalog.
var catalogNames = map[string]string{"openai": "openai", "azureopenai": "azure", "gemini": "gemini"}

// Providers lists the fields of an AI Backend for providers that take a token.
var Providers = []string{"openai", "anthropic", "azureopenai", "gemini", "vertexai"}

// gone stands for the path of a field in a shape that lacks the field.
const gone = "-"

// in returns the full path of a provider's field in each shape. The parameters v20, v21 and agw are the field's path below the context in
// the shapes; gone means that the shape lacks the field.
func (c context) in(v20, v21, agw string) map[Shape]string {
	places := map[Shape]string{}
	for ranges, path := range map[string][2]string{"2.0": {c.v20, v20}, "2.1": {c.v21, v21}, "agw": {c.agw, agw}} {
		if path[1] != gone {
			places[within(ranges)[0]] = path[0] + path[1]
		}
	}
	return places
}

// of returns the full path of a field of a named provider in each shape. The parameter field is the path below the provider in releases,
// and agw the path below the provider in an AgentgatewayBackend.
func (c context) of(name, field, agw string) map[Shape]string {
	if agw != gone {
		agw = "." + name + agw
	}
	return c.in(".provider."+name+field, "."+name+field, agw)
}

// withCatalog adds the path of a provider's field in the catalog, if the catalog has the provider.
func (c context) withCatalog(places map[Shape]string, name, field string) map[Shape]string {
	if c.catalog != "" && catalogNames[name] != "" {
		places[Catalog] = c.catalog + "." + catalogNames[name] + field
	}
	return places
}

// withAuth adds the path of a field of the authentication settings in an AgentgatewayBackend.
func (c context) withAuth(places map[Shape]string, field string) map[Shape]string {
	places[Agentgateway] = c.auth + field
	return places
}

const onlyGoogle = "GOOGLE is the only publisher"

var (
	noModel   = Loss{NoField, "the catalog has no field for the model", "clients must set the model in their requests"}
	noVersion = Loss{NoField, "the target cannot set the version of the provider's API", "agentgateway chooses the version itself"}
	noVertex  = Loss{NoField, "agentgateway sets the path of Vertex AI itself", "check that its path is the one that you need"}
	noInline  = Loss{SecretData, "a Backend of the catalog cannot contain a token, and tokens are never copied", "add the token to the Secret in the output"}
	noHeader  = Loss{NoField, "the target cannot set the header or prefix of the token", "use policies.auth.location.header in standalone agentgateway 1.2 or later"}
	noAddress = Loss{NoField, "the target always calls the provider's own address", "convert to a kgateway release or to agentgateway to set an address"}
	noPath    = Loss{NoField, "the target always calls the provider's own path", "rewrite the path in the route"}
	noGroups  = Loss{NoField, "a Backend in the target has only one provider", "write one Backend for each provider, without failover between them"}
	noBedrock = Loss{NoField, "the target does not support Amazon Bedrock", "use kgateway 2.1 or agentgateway"}
	noAIThere = Loss{NoField, "the catalog does not support this provider", "use openai, azure, gemini or mistral"}
	deadToken = Loss{NoField, "the target has no field for a token", "provide the credentials in another way"}
)

// provider returns the rows for the providers at a position.
func provider(c context) []Row {
	rows := c.surroundings()
	for _, name := range Providers {
		rows = append(rows, c.tokens(name)...)
	}
	return slices.Concat(rows, c.fields(), c.bedrock())
}

// surroundings returns the rows for fields beside a provider, such as its host and port.
func (c context) surroundings() []Row {
	rows := []Row{
		{At: c.in(".hostOverride.host", ".host", ".host"), Loss: noAddress},
		{At: c.in(".hostOverride.port", ".port", ".port"), Loss: noAddress},
		{At: c.in(gone, ".path.full", ".path"), Loss: noPath},
		{At: c.in(gone, ".authHeader.headerName", gone), Loss: noHeader},
		{At: c.in(gone, ".authHeader.prefix", gone), Loss: noHeader},
	}
	if c.catalog != "" {
		return append(rows, Row{In: []string{"catalog", "ai.provider.type"}, Implied: "the provider's member implies it"})
	}
	return append(rows,
		Row{In: []string{"2.0", "ai.multipool.priorities", "2.1", "ai.priorityGroups", "agw", "ai.groups"}, Member: true, Loss: noGroups},
		Row{At: c.in(gone, ".name", ".name"), How: AsGroup, Implied: "providers have no names in the target, and nothing refers to the name"})
}

// tokens returns the rows for a provider and its credentials.
func (c context) tokens(name string) []Row {
	token := func(field string) map[Shape]string { return c.of(name, ".authToken"+field, gone) }
	rows := []Row{
		{At: c.withCatalog(c.of(name, "", ""), name, ""), Object: true, Member: true, Loss: noAIThere},
		{At: token(".kind"), How: AsToken, Implied: "the value implies it"},
		{At: c.withAuth(token(".inline"), ".key"), How: AsToken, Loss: noInline},
		{At: c.withAuth(c.withCatalog(token(".secretRef.name"), name, ".authToken.secretRef.name"), ".secretRef.name"), How: AsToken, Loss: deadToken},
	}
	if c.catalog == "" || catalogNames[name] == "" {
		return rows
	}
	return append(rows, Row{In: []string{"catalog", c.catalog + "." + catalogNames[name] + ".authToken.secretRef.namespace"},
		Loss: Loss{Namespace, "the target requires the Secret in the namespace of the Backend", "copy the Secret's data to the Secret in the output"}})
}

// fields returns the rows for the other fields of providers.
func (c context) fields() []Row {
	var rows []Row
	for _, name := range Providers {
		if name != "azureopenai" { // azureopenai has a deployment instead of a model
			rows = append(rows, Row{At: c.of(name, ".model", ".model"), Loss: noModel})
		}
	}
	for _, field := range []string{".endpoint", ".deploymentName", ".apiVersion"} {
		r := Row{At: c.withCatalog(c.of("azureopenai", field, field), "azureopenai", field)}
		if field == ".endpoint" {
			r.How = AsHost
		}
		rows = append(rows, r)
	}
	return append(rows,
		Row{At: c.of("anthropic", ".apiVersion", gone), Loss: noVersion},
		Row{At: c.of("gemini", ".apiVersion", gone), Loss: noVersion},
		Row{At: c.of("vertexai", ".apiVersion", gone), Loss: noVersion},
		Row{At: c.of("vertexai", ".projectId", ".projectId")},
		Row{At: c.of("vertexai", ".location", ".region")},
		Row{At: c.of("vertexai", ".modelPath", gone), Loss: noVertex},
		Row{At: c.of("vertexai", ".publisher", gone), Implied: onlyGoogle, Loss: noVertex},
	)
}

// bedrock returns the rows for Amazon Bedrock, which has auth instead of authToken.
func (c context) bedrock() []Row {
	of := func(field, agw string) map[Shape]string {
		places := c.of("bedrock", field, agw)
		delete(places, Release("2.0"))
		return places
	}
	return []Row{
		{At: of("", ""), Object: true, Member: true, Loss: noBedrock},
		{At: of(".region", ".region"), Default: "us-east-1"},
		{At: of(".model", ".model")},
		{At: of(".guardrail.identifier", ".guardrail.identifier")},
		{At: of(".guardrail.version", ".guardrail.version")},
		{At: of(".auth.type", gone), Implied: "Secret is the only kind"},
		{At: c.withAuth(of(".auth.secretRef.name", gone), ".aws.secretRef.name")},
	}
}
