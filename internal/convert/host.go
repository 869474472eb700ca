package convert

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// mistralHost is the host of Mistral's API, which is compatible with OpenAI's.
const mistralHost = "api.mistral.ai"

// nameProvider keeps only the provider that the type of the catalog's AI Backend selects, before fields are moved. It reports false if
// there is no provider.
func (o *decidedBackend) nameProvider() bool {
	provider := o.At("ai.provider")
	if o.From() != mapping.Catalog || provider == nil {
		return true
	}
	names := map[string]string{"openai": "openai", "azure": "azure", "gemini": "gemini", "mistral": "openai"}
	named := provider.Get("type").String()
	var found []*yamltree.Node
	for _, e := range provider.Fields() {
		if e.Key == "openai" || e.Key == "azure" || e.Key == "gemini" {
			if rewrite.IsSet(e.Value) {
				found = append(found, e.Value)
			}
		}
	}
	switch {
	case len(found) == 0 && names[named] == "":
		o.Refuse(provider, mapping.NoProvider)
		return false
	case len(found) == 0:
		o.Clear(provider.Get(names[named]))
		provider.Set(names[named], yamltree.Mapping())
	case len(found) > 1:
		o.oneProvider(found, names[named])
	}
	if typ := provider.Get("type"); rewrite.IsSet(typ) {
		o.judgeType(typ, provider, named)
	}
	return true
}

func (o *decidedBackend) oneProvider(found []*yamltree.Node, named string) {
	keep := found[0]
	for _, n := range found {
		if n.Token() == named {
			keep = n
		}
	}
	for _, n := range found {
		if n != keep {
			o.Lose(n, mapping.OtherProvider)
		}
	}
}

// judgeType removes the catalog's type of the provider, and records it as dropped or lost. In all other shapes, the name of the provider's
// field is the type.
func (o *decidedBackend) judgeType(typ, provider *yamltree.Node, named string) {
	switch {
	case named == "mistral" && provider.Get("openai") != nil:
		o.facts.Mistral = true
		o.Use(typ, provider.Get("openai"), rewrite.PlaceAt(rewrite.NameOf(o.Root), "/spec/ai"))
	case provider.Get(named) == nil:
		o.Lose(typ, mapping.WrongProvider)
	default:
		o.Drop(typ, "the provider's field has the same meaning")
	}
}

// callMistral sets Mistral's address for an OpenAI provider. Only the catalog has a type for Mistral; other shapes use Mistral's API as an
// OpenAI API.
func (o *movedBackend) callMistral() {
	if !o.facts.Mistral || o.To() == mapping.Catalog {
		return
	}
	base := o.At("ai.llm")
	switch o.To() {
	case mapping.Agentgateway:
		base = o.At("ai.provider")
	case mapping.Release("2.0"):
		base = rewrite.Sub(base, "hostOverride")
	}
	base.Set("host", yamltree.Scalar(mistralHost))
	base.Set("port", yamltree.Scalar(int64(443)))
	o.Note(nil, "the target has no provider mistral: its API is called as an OpenAI provider at "+mistralHost)
}

// recallMistral recognizes a provider that callMistral created by its address. The catalog has a type for Mistral, which replaces the
// address.
func (o *decidedBackend) recallMistral() {
	places := map[mapping.Shape][2]string{
		mapping.Release("2.0"): {"ai.llm.hostOverride", "ai.llm.provider.openai"}, mapping.Release("2.1"): {"ai.llm", "ai.llm.openai"},
		mapping.Agentgateway: {"ai.provider", "ai.provider.openai"},
	}
	place, ok := places[o.From()]
	if o.To() != mapping.Catalog || !ok || !rewrite.IsSet(o.At(place[1])) {
		return
	}
	host, port := o.At(place[0]+".host"), o.At(place[0]+".port")
	if host.String() != mistralHost || port == nil || port.Value != int64(443) {
		return
	}
	o.facts.Mistral = true
	address := []*yamltree.Node{host, port}
	if tls := o.At("policies.tls"); rewrite.IsSet(tls) && tls.IsLeaf() {
		address = append(address, tls)
	}
	for _, n := range address {
		o.Use(n, o.At(place[1]), rewrite.PlaceAt(rewrite.NameOf(o.Root), "/spec/ai/provider/type"))
	}
}

// nameCatalog adds the fields that the catalog requires and releases do not: the type of the provider, and the region, which is us-east-1
// by default in releases.
func (o *movedBackend) nameCatalog() {
	if o.To() != mapping.Catalog {
		return
	}
	if provider := o.At("ai.provider"); provider != nil && provider.Get("type") == nil && len(provider.Fields()) > 0 {
		name := provider.Fields()[0].Key
		if o.facts.Mistral {
			name = "mistral"
		}
		provider.Insert(0, "type", yamltree.Scalar(name))
	}
	if aws := o.At("aws"); rewrite.IsMapping(aws) && !rewrite.IsSet(aws.Get("region")) {
		o.Clear(aws.Get("region"))
		aws.Insert(0, "region", yamltree.Scalar("us-east-1"))
	}
}

// host replaces an Azure endpoint that is a URL by the host of the URL, because releases use the whole value as a host. A port other than
// 443 becomes the provider's own port.
func (o *movedBackend) host() {
	if o.From() != mapping.Catalog {
		return
	}
	for _, path := range []string{"ai.provider.azureopenai.endpoint", "ai.llm.azureopenai.endpoint", "ai.llm.provider.azureopenai.endpoint"} {
		n := o.At(path)
		if !strings.Contains(n.String(), "://") {
			continue
		}
		u, err := url.Parse(n.String())
		if err != nil || u.Hostname() == "" {
			continue
		}
		n.Assign(u.Hostname())
		if u.Port() != "" && u.Port() != "443" {
			o.override(u.Hostname(), u.Port())
		}
	}
}

// override sets the host and port of the provider instead of the provider's default address.
func (o *movedBackend) override(host, port string) {
	number, err := strconv.ParseInt(port, 10, 64)
	if err != nil {
		return
	}
	base := o.At("ai.provider")
	if base == nil {
		base = o.At("ai.llm")
	}
	if o.To() == mapping.Release("2.0") {
		base = rewrite.Sub(base, "hostOverride")
	}
	base.Set("host", yamltree.Scalar(host))
	base.Set("port", yamltree.Scalar(number))
}

// splitPorts moves the port of a host such as "a.example.com:9090" to the port field if that is not set. The catalog accepts such a host.
// Without this step, the port field would get a wrong default.
func (o *movedBackend) splitPorts() {
	if o.To() == mapping.Catalog || o.To() == mapping.Agentgateway {
		return
	}
	for _, item := range o.All("static.hosts[]") {
		if item.Kind != manifest.Mapping || rewrite.IsSet(item.Get("port")) {
			continue
		}
		host, port, found := strings.Cut(item.Get("host").String(), ":")
		n, err := strconv.ParseUint(port, 10, 16)
		if !found || err != nil || n == 0 || host == "" {
			continue
		}
		item.Get("host").Assign(host)
		o.Clear(item.Get("port"))
		item.Set("port", yamltree.Scalar(int64(n)))
	}
}
